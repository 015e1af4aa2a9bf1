"""The catalogue: what networks there are, how each was trained, and its verified weights."""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from clever_engine.errors import ModelError
from clever_engine.shipped import MODELS
from clever_engine.training.recipes import Recipe
from clever_engine.zoo.architectures import build


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


def read_sweeps(folder: Path = MODELS) -> tuple[Sweep, ...]:
    """Return the sweeps of `folder/catalogue.json`.

    Raises:
        ModelError: the catalogue is missing or malformed.
    """
    return tuple(Sweep(**values) for values in _read(folder).get("sweeps", []))


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
    return tuple(
        Entry(**{**values, "recipe": Recipe.from_json(values["recipe"])})
        for values in _read(folder)["networks"]
    )


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
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != entry.sha256:
        raise ModelError(
            f"Expected {path.name} with SHA-256 {entry.sha256[:12]}..., as the catalogue says; "
            f"found {found[:12]}... The file is damaged or was replaced."
        )
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
    _replace(weights_file(entry, folder), raw)
    catalogue = _read(folder)  # read again: another training may have stored its result meanwhile
    for values in catalogue["networks"]:
        if values["name"] == entry.name:
            values["sha256"] = hashlib.sha256(raw).hexdigest()
            values["test_accuracy"] = test_accuracy
            values["parameters"] = sum(p.numel() for p in module.parameters())
            values["training_seconds"] = round(seconds, 1)
    _replace(folder / "catalogue.json", (json.dumps(catalogue, indent=2) + "\n").encode())


def _read(folder: Path) -> dict[str, Any]:
    path = folder / "catalogue.json"
    try:
        catalogue = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"Expected the catalogue of networks in {path}: {error}") from error
    if not isinstance(catalogue, dict) or not isinstance(catalogue.get("networks"), list):
        raise ModelError(f'Expected an object with a list "networks" in {path}.')
    return catalogue


def _replace(path: Path, content: bytes) -> None:
    """Write a file at once, so that a reader meets the old or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
