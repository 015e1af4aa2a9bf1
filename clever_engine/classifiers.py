"""A network as CLEVER needs it: pictures in known bounds go in, logits come out."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from clever_engine.devices import find_device
from clever_engine.errors import InputError, ModelError
from clever_engine.precision import multiplying
from clever_engine.zoo.catalogue import find_entry, load_module

Images = torch.Tensor | NDArray[Any]
Transform = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """A network, the shape and bounds of its inputs, and the names of its classes.

    The module is used as it is: its mode, parameters and `.grad` are the same after every call.
    `transform` is what happens to the inputs before the module sees them; see `behind`.
    """

    module: nn.Module
    input_shape: tuple[int, ...]
    bounds: tuple[float, float]
    class_names: tuple[str, ...]
    name: str = "network"
    transform: Transform | None = None
    _lock: Any = field(default_factory=threading.RLock, repr=False, compare=False)

    @classmethod
    def from_module(
        cls,
        module: nn.Module,
        *,
        input_shape: Sequence[int] = (1, 28, 28),
        bounds: tuple[float, float] = (0.0, 1.0),
        class_names: Sequence[str] | None = None,
        name: str = "network",
    ) -> "Classifier":
        """Wrap any module that maps `(n, *input_shape)` to logits `(n, classes)`.

        Args:
            module: the network; kept by reference, on the device where it is (see `to`).
            input_shape: shape of one input, without the batch.
            bounds: the least and greatest value an input may hold.
            class_names: one name a class; "0", "1", ... by default.
            name: how results call the network.

        Raises:
            InputError: the bounds or names make no sense.
            ModelError: the module does not take such inputs or does not give logits.
        """
        if not bounds[0] < bounds[1]:
            raise InputError(f"Expected bounds (low, high) with low < high; got {bounds}.")
        shape = tuple(int(size) for size in input_shape)
        classifier = cls(module=module, input_shape=shape, bounds=bounds, class_names=(), name=name)
        classes = _count_classes(classifier)
        names = tuple(class_names) if class_names else tuple(str(k) for k in range(classes))
        if len(names) != classes:
            raise InputError(f"Expected {classes} class names, one a class; got {len(names)}.")
        return cls(module=module, input_shape=shape, bounds=bounds, class_names=names, name=name)

    def behind(self, transform: Transform, *, name: str | None = None) -> "Classifier":
        """Return this network behind an input transformation, with BPDA for the gradient.

        Logits are those of the transformed input. Gradients are the network's there, passed through
        the transformation as if it were the identity (backward pass differentiable approximation,
        Athalye et al. 2018; for CLEVER in arXiv 1810.08640), because quantising, JPEG and their
        like have none or a useless one. Scores carry the finding `straight-through-gradients`.

        Args:
            transform: maps `(n, *input_shape)` within bounds to the same shape.
            name: how results call it.
        """
        whole = transform if self.transform is None else _chained(transform, self.transform)
        return replace(self, transform=whole, name=name or f"{self.name}, transformed")

    def _transformed(self, points: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            changed = self.transform(points) if self.transform else points
        if changed.shape != points.shape:
            raise ModelError(
                f"Expected a transformation that keeps the shape {tuple(points.shape)}; "
                f"got {tuple(changed.shape)}."
            )
        return changed.to(points)

    @property
    def dtype(self) -> torch.dtype:
        """The floating-point type of the network's parameters."""
        kinds = (p.dtype for p in self.module.parameters() if p.is_floating_point())
        return next(kinds, torch.float32)

    @property
    def device(self) -> torch.device:
        """Where the network's parameters lie, and so where it computes."""
        return next((p.device for p in self.module.parameters()), torch.device("cpu"))

    def to(self, device: str | torch.device) -> "Classifier":
        """Move the network to a device, and return this classifier.

        As `torch.nn.Module.to` does, in place: whoever else holds the module has it moved too. A
        network without any weights computes on the processor.

        Args:
            device: as of `find_device`.

        Raises:
            InputError: there is no such device here.
            ModelError: the network does not fit there.
        """
        place = find_device(device)
        try:
            self.module.to(place)
        except (RuntimeError, TypeError) as error:  # no room, or float64 where there is none
            reason = str(error).splitlines()[0]
            raise ModelError(
                f"Expected {self.name} to fit on {place}; it fails: {reason}"
            ) from error
        return self

    def forward(self, points: torch.Tensor, precision: str = "full") -> torch.Tensor:
        """Return logits `(n, classes)` of `points`, differentiable and without checks.

        Args:
            points: `(n, *input_shape)` in the network's type and place.
            precision: of its products; see `PRECISIONS`.
        """
        if self.transform is None:
            points = points.clone()  # what a network does in place must not reach the caller's
        else:
            # The transformed values, with the gradient of the identity.
            points = points + (self._transformed(points.detach()) - points).detach()
        with self._evaluating(), multiplying(precision, points.device):
            logits: torch.Tensor = self.module(points)
        return logits

    def logits(self, images: Images) -> torch.Tensor:
        """Return logits `(n, classes)` of `images` `(n, *input_shape)`, detached.

        Raises:
            InputError: wrong shape, or values outside the bounds or not finite.
            ModelError: the network gives values that are not finite.
        """
        with torch.no_grad():
            logits = self.forward(self.check(images)).detach()
        if not bool(torch.isfinite(logits).all()):
            raise ModelError(f"Expected finite logits of {self.name}; got NaN or infinite values.")
        return logits

    def probabilities(self, images: Images) -> torch.Tensor:
        """Return softmax probabilities `(n, classes)` of `images` `(n, *input_shape)`."""
        return torch.softmax(self.logits(images).float(), dim=1)

    def check(self, images: Images) -> torch.Tensor:
        """Return `images` as a tensor of the network's type and place.

        Raises:
            InputError: wrong shape, or values outside the bounds or not finite.
        """
        tensor = torch.as_tensor(np.array(images) if isinstance(images, np.ndarray) else images)
        if tensor.ndim != len(self.input_shape) + 1 or tensor.shape[1:] != self.input_shape:
            raise InputError(
                f"Expected images of shape (n, {', '.join(map(str, self.input_shape))}); "
                f"got {tuple(tensor.shape)}."
            )
        tensor = tensor.detach().to(device=self.device, dtype=self.dtype)
        low, high = self.bounds
        slack = 1e-4 * (high - low)  # rounding of a resampled picture is no error
        if tensor.numel() and not bool(((tensor >= low - slack) & (tensor <= high + slack)).all()):
            raise InputError(
                f"Expected pixel values from {low:g} to {high:g}; got "
                f"{float(tensor.min()):.3g} to {float(tensor.max()):.3g}."
            )
        return tensor

    @contextmanager
    def _evaluating(self) -> Iterator[None]:
        """Switch the module to evaluation mode and back; free where it is there already."""
        training = [part for part in self.module.modules() if part.training]
        if not training:
            yield
            return
        with self._lock:
            self.module.eval()
            try:
                yield
            finally:
                for part in training:
                    part.training = True


def load_classifier(name: str | Path, device: str | torch.device = "cpu") -> Classifier:
    """Return a network of the catalogue, or one from an .onnx file.

    Args:
        name: of the network, or the file's.
        device: where it is to compute: "cpu", "cuda", "cuda:1", "mps", or "auto"; see
            `find_device`. What is measured there is the same to rounding.

    Raises:
        InputError: there is no such device here.
        ModelError: there is no such network, or its file is missing, damaged or unusable.
    """
    place = find_device(device)  # before any work: it is the likelier slip
    if str(name).lower().endswith(".onnx"):
        from clever_engine.zoo.onnx import load_onnx

        module, input_shape = load_onnx(Path(name))
        found = Classifier.from_module(module, input_shape=input_shape, name=Path(name).stem)
        return found.to(place)
    with torch.inference_mode(False):  # weights made inside it could never have a gradient
        module = load_module(find_entry(str(name)))
    return Classifier.from_module(module.requires_grad_(False), name=str(name)).to(place)


def _chained(first: Transform, then: Transform) -> Transform:
    return lambda points: then(first(points))


def _count_classes(classifier: Classifier) -> int:
    """Return the number of logits, tried on a batch of two, which a fixed batch size fails."""
    low, high = classifier.bounds
    probe = torch.full(
        (2, *classifier.input_shape),
        (low + high) / 2,
        dtype=classifier.dtype,
        device=classifier.device,
    )
    try:
        with torch.no_grad():
            out = classifier.forward(probe)
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(
            f"Expected a network that takes inputs of shape {tuple(probe.shape)}; "
            f"it fails: {reason}"
        ) from error
    if not isinstance(out, torch.Tensor) or out.ndim != 2 or len(out) != 2 or out.shape[1] < 2:
        shape = tuple(out.shape) if isinstance(out, torch.Tensor) else type(out).__name__
        raise ModelError(f"Expected logits of shape (2, classes) for two inputs; got {shape}.")
    return int(out.shape[1])
