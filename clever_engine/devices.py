"""Where a network computes: on the processor, or on a graphics card."""

import torch

from clever_engine.errors import InputError


def find_device(name: str | torch.device = "auto") -> torch.device:
    """Return the device of this name, where this machine has it.

    Args:
        name: "cpu"; "cuda", or one of several such as "cuda:1"; "mps"; or "auto", which is the
            graphics card where there is one and else the processor.

    Raises:
        InputError: there is no such device here.
    """
    here = _present()
    if str(name) == "auto":
        return torch.device(next((kind for kind in here if kind != "cpu"), "cpu"))
    if str(name) not in here:
        raise InputError(f"Expected a device out of {', '.join(('auto', *here))}; got '{name}'.")
    return torch.device(name)


def _present() -> tuple[str, ...]:
    """Return the names of the devices of this machine."""
    cards = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    apple = ["mps"] if torch.backends.mps.is_available() else []
    return ("cpu", *(["cuda", *cards] if torch.cuda.is_available() else []), *apple)


def has_float64(device: torch.device) -> bool:
    """Return whether a device can compute in float64; Apple's cannot."""
    return device.type != "mps"


def precise(values: torch.Tensor) -> torch.Tensor:
    """Return the values in float64; on a device that has none, in float32."""
    return values.to(torch.float64 if has_float64(values.device) else torch.float32)


def exact(values: torch.Tensor) -> torch.Tensor:
    """Return the values in float64; from a device that has none, on the processor."""
    return (values if has_float64(values.device) else values.cpu()).double()
