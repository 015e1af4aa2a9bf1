"""A pretended device that really computes: tensors that lie elsewhere than the processor's.

Each holds an ordinary tensor and computes with it, but says that it is on another device, and obeys
what such a device demands: an operation that also meets a tensor of the processor fails (a single
number or an index may come from there, as on CUDA), and so does `.numpy()`. So a tensor that
somebody forgot to make or move there is an error, at the operation that would fail on a graphics
card.

PyTorch's device "meta" lends its name, because it exists everywhere and needs no driver. What is
not pretended: the device's own kernels, which may be missing or round otherwise, its memory, its
streams, its autocast and its speed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter, tree_map

from clever_engine import devices

ELSEWHERE = torch.device("meta")


class MixedDevices(AssertionError):
    """An operation met tensors of two devices; no error that the engine could take for its own."""


class There(torch.Tensor):
    """A tensor on the pretended device; `inner` holds its values."""

    inner: torch.Tensor

    @staticmethod
    def __new__(cls, inner):
        if inner.dtype == torch.float64 and not devices.has_float64(ELSEWHERE):
            raise TypeError("The pretended device has no float64.")
        made = torch.Tensor._make_wrapper_subclass(
            cls,
            inner.shape,
            strides=inner.stride(),
            storage_offset=inner.storage_offset(),
            dtype=inner.dtype,
            device=ELSEWHERE,
        )
        made.inner = inner
        return made

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return _computed(function, args, kwargs or {})

    def tolist(self):
        return self.inner.tolist()

    def __repr__(self):
        return f"There({self.inner})"


class _Pretending(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        return _computed(function, args, kwargs or {})


class _Making(TorchFunctionMode):
    """Tensors of given numbers are made here and moved: "meta" would forget the numbers."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        place = kwargs.get("device")
        if function in (torch.Tensor.__getitem__, torch.Tensor.__setitem__):
            places = torch.tensor(args[1]) if isinstance(args[1], list) else args[1]
            return function(args[0], places, *args[2:])
        if function is torch.Tensor.new_tensor:
            function, place, args = torch.tensor, place or args[0].device, args[1:]
        elif function not in (torch.tensor, torch.as_tensor) or place is None:
            return function(*args, **kwargs)
        return function(*args, **{**kwargs, "device": None}).to(place)


@contextmanager
def pretended_device(*, float64: bool = True) -> Iterator[torch.device]:
    """Let there be another device meanwhile; tensors and modules go there by `.to`.

    Without float64 it has no tensors of that type, like Apple's.
    """
    known = devices.has_float64
    try:
        if not float64:
            devices.has_float64 = lambda device: device != ELSEWHERE and known(device)
        with _Making(), _Pretending():
            yield ELSEWHERE
    finally:
        devices.has_float64 = known


_MOVES = {torch.ops.aten.copy_.default, torch.ops.aten._to_copy.default}
"""Operations whose business is to go from one device to another."""


_INDEXING = {
    torch.ops.aten.index.Tensor,
    torch.ops.aten.index_put.default,
    torch.ops.aten.index_put_.default,
}
"""Operations whose second argument holds indices, which may come from the processor."""


def _computed(function, args, kwargs):
    met = [value for value in tree_iter((args, kwargs)) if isinstance(value, torch.Tensor)]
    there = any(isinstance(value, There) for value in met)
    assert not any(value.is_meta and not isinstance(value, There) for value in met), function
    if there and function not in _MOVES:
        indices = set(map(id, tree_iter(args[1]))) if function in _INDEXING else ()
        strays = [
            value
            for value in met
            if not isinstance(value, There) and value.dim() > 0 and id(value) not in indices
        ]
        if strays:
            shapes = ", ".join(str(tuple(value.shape)) for value in strays)
            raise MixedDevices(f"{function} met tensors of the processor, of shape {shapes}.")
    if kwargs.get("device") is not None:
        there = torch.device(kwargs["device"]) == ELSEWHERE
        kwargs = {**kwargs, "device": torch.device("cpu")}
    found = function(*tree_map(_inner, args), **tree_map(_inner, kwargs))
    given = {id(_inner(value)): value for value in met}

    def placed(value):
        if not isinstance(value, torch.Tensor):
            return value
        if id(value) in given:  # changed in place
            return given[id(value)]
        return There(value) if there else value

    return tree_map(placed, found)


def _inner(value):
    return value.inner if isinstance(value, There) else value
