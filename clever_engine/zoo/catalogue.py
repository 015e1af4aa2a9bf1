"""The catalogue: what networks there are, how each was trained, and its verified weights."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from clever_engine.codec import read_json
from clever_engine.errors import ModelError
from clever_engine.files import read_verified, replace_file
from clever_engine.shipped import MODELS
from clever_engine.zoo.architectures import build
from clever_engine.zoo.recipes import Recipe

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One network of the catalogue.

    Attributes:
        sha256: of the weights file; empty for a network not trained yet.
        test_accuracy: share of its data set's test pictures read rightly; None before training.
        group: "zoo", the name of the sweep it belongs to, or "other data".
    """

    name: str
    title: str
    summary: str
    recipe: Recipe
    sha256: str = ""
    test_accuracy: float | None = None
    parameters: int = 0
    training_seconds: float = 0.0
    group: str = "zoo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One training parameter at several settings, all else alike.

    Attributes:
        name: the `group` of its networks.
        key: the recipe's key that varies.
        base: the network of the zoo that is trained without it.
        title: the question it answers, for people.
        unit: of the parameter.
    """

    name: str
    key: str
    base: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Catalogue:
    networks: tuple[Entry, ...]
    sweeps: tuple[Sweep, ...] = ()


def read_sweeps(folder: Path = MODELS) -> tuple[Sweep, ...]:
    """Return the sweeps of `folder/catalogue.json`.

    Raises:
        ModelError: the catalogue is missing or malformed.
    """
    return _read(folder, _Catalogue).sweeps


def sweep_entries(sweep: Sweep, folder: Path = MODELS) -> tuple[tuple[float, Entry], ...]:
    """Return the settings of a sweep and their networks, the base first, by rising setting."""
    entries = read_catalogue(folder)
    members = [entry for entry in entries if entry.group == sweep.name]
    base = find_entry(sweep.base, folder)
    settings = [(float(getattr(entry.recipe, sweep.key)), entry) for entry in [base, *members]]
    return tuple(sorted(settings, key=lambda pair: pair[0]))


def read_catalogue(folder: Path = MODELS) -> tuple[Entry, ...]:
    """Return the networks of `folder/catalogue.json`, in its order.

    Raises:
        ModelError: the catalogue is missing or malformed.
    """
    return _read(folder, _Catalogue).networks


def find_entry(name: str, folder: Path = MODELS) -> Entry:
    """Return the catalogue's entry of this name.

    Raises:
        ModelError: there is none.
    """
    entries = {entry.name: entry for entry in read_catalogue(folder)}
    if name not in entries:
        raise ModelError(
            f"Expected a network out of {', '.join(entries)}, or an .onnx file; got {name!r}."
        )
    return entries[name]


def weights_file(entry: Entry, folder: Path = MODELS) -> Path:
    """Return where the entry's weights lie."""
    return folder / f"{entry.name}.safetensors"


def load_module(entry: Entry, folder: Path = MODELS) -> nn.Module:
    """Return the entry's network in evaluation mode, its weights verified.

    Raises:
        ModelError: the weights are missing, or differ from the catalogue's checksum or shapes.
    """
    path = weights_file(entry, folder)
    if not entry.sha256 or not path.is_file():
        raise ModelError(
            f"{entry.name} has no weights yet; "
            f"train it with: python -m clever_engine train {entry.name} --data FOLDER"
        )
    raw = read_verified(path, entry.sha256, what="weights", error=ModelError)
    module = build(entry.recipe.architecture)
    try:
        module.load_state_dict(load(raw))
    except (RuntimeError, SafetensorError) as error:
        raise ModelError(
            f"{path.name} does not fit {entry.recipe.architecture}: {error}"
        ) from error
    return module.eval()


def store(
    entry: Entry, module: nn.Module, *, test_accuracy: float, seconds: float, folder: Path = MODELS
) -> None:
    """Write the weights of a trained network and its figures into the catalogue."""
    raw = save({name: values.contiguous() for name, values in module.state_dict().items()})
    replace_file(weights_file(entry, folder), raw)
    # Read again: another training may have stored its result meanwhile.
    catalogue = _read(folder, dict[str, Any])
    for values in catalogue["networks"]:
        if values["name"] == entry.name:
            values["sha256"] = hashlib.sha256(raw).hexdigest()
            values["test_accuracy"] = test_accuracy
            values["parameters"] = sum(p.numel() for p in module.parameters())
            values["training_seconds"] = round(seconds, 1)
    replace_file(folder / "catalogue.json", (json.dumps(catalogue, indent=2) + "\n").encode())


def _read(folder: Path, kind: type[T]) -> T:
    """Return the catalogue; people write in it, so a key that is not known is an error."""
    path, what = folder / "catalogue.json", "the catalogue of networks"
    return read_json(path, kind, what=what, error=ModelError, exact=True)
