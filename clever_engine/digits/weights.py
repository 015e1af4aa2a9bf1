"""Weights of the networks that find digits, verified."""

from pathlib import Path
from typing import TypeVar

from torch import nn

from clever_engine.errors import ModelError
from clever_engine.files import read_verified

Network = TypeVar("Network", bound=nn.Module)


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
