"""Weights of the networks that find digits, verified."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from torch import nn

from clever_engine.codec import read_json
from clever_engine.errors import ModelError
from clever_engine.files import read_verified

Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    sha256: str


def with_reported_weights(module: Network, weights: Path, *, what: str) -> Network:
    """Return a network with the weights of a file, verified by the report beside it.

    Raises:
        ModelError: the weights or the report are missing, damaged or of another network.
    """
    report = read_json(weights.with_suffix(".json"), _Report, what=what, error=ModelError)
    return with_weights(module, weights, report.sha256, what=what)


def with_weights(module: Network, weights: Path, sha256: str, *, what: str) -> Network:
    """Return a network with the weights of a file, in evaluation mode.

    Raises:
        ModelError: the weights are missing, damaged or of another network.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    raw = read_verified(weights, sha256, what=what, error=ModelError)
    try:
        module.load_state_dict(load(raw))
    except (RuntimeError, SafetensorError) as error:
        raise ModelError(f"{weights.name} does not fit {what}: {error}") from error
    return module.eval()
