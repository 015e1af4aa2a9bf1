"""What is measured: one image, what the network predicts, target classes, points around it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch

from clever_engine.classifiers import Classifier, Images
from clever_engine.errors import InputError
from clever_engine.margins import margin_gradient_norms
from clever_engine.norms import Norm
from clever_engine.score.measurement import Mask, Masks, Measurement
from clever_engine.score.points import TILE
from clever_engine.score.targets import choose_targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """An image `(1, *input_shape)`, its logits, label, and the classes to measure towards.

    `mask` is where the image may change, boolean in the input's shape; None stands for everywhere.
    """

    classifier: Classifier
    image: torch.Tensor
    logits: torch.Tensor
    label: int
    confidence: float
    targets: tuple[int, ...]
    requested_target: str | int
    mask: torch.Tensor | None = None

    @classmethod
    def of(
        cls,
        classifier: Classifier,
        image: Images,
        *,
        target: str | int,
        seed: int,
        mask: Mask | None = None,
        norm: Norm = Norm.L2,
    ) -> "Query":
        """Read the image and choose the classes, the nearest ones by the norm.

        Raises:
            InputError: the image or mask has the wrong shape or range, or there is no such target.
        """
        masks = None if mask is None else [mask]
        (query,) = read(classifier, image[None], target=target, seed=seed, masks=masks, norm=norm)
        return query

    @property
    def size(self) -> int:
        """The number of values that may change."""
        return self.image.numel() if self.mask is None else int(self.mask.sum())

    def moved(self, offsets: torch.Tensor) -> torch.Tensor:
        """Return the image plus each of the offsets `(n, size)` of the values that may change."""
        offsets = offsets.to(self.image)
        if self.mask is None:
            return self.image + offsets.view(-1, *self.image.shape[1:])
        points = self.image.repeat(len(offsets), *[1] * (self.image.ndim - 1))
        points[:, self.mask] += offsets
        return points

    def margins(self) -> torch.Tensor:
        """Return `f_label - f_target` `(targets,)`, float64, on the processor."""
        logits = self.logits.cpu().double()
        return logits[self.label] - logits[list(self.targets)]

    def promises(self, targets: Sequence[int], norm: Norm) -> torch.Tensor:
        """Return how far each class would be, were the network linear `(targets,)`, float64.

        Infinite where nothing slopes, but 0 for a tie.
        """
        slopes = margin_gradient_norms(
            self.classifier,
            self.image,
            label=self.label,
            targets=targets,
            norms=[norm.dual],
            mask=self.mask,
        )[0, 0]
        margins = replace(self, targets=tuple(targets)).margins()
        return torch.where(margins > 0, margins / slopes, 0.0)


def read(
    classifier: Classifier,
    images: Images,
    *,
    target: str | int,
    seed: int,
    masks: Masks | None = None,
    norm: Norm = Norm.L2,
) -> list[Query]:
    """Read images `(n, *input_shape)` and choose the classes of each, the nearest by the norm.

    Raises:
        InputError: an image or mask has the wrong shape or range, or there is no such target.
    """
    if tuple(images.shape[1:]) != classifier.input_shape:
        raise InputError(
            f"Expected an image of shape {classifier.input_shape}; got {tuple(images.shape[1:])}."
        )
    batch = classifier.check(images)
    read_out = torch.cat([classifier.logits(batch[some]) for some in slices(batch)])
    labels = read_out.argmax(dim=1)
    sure = torch.softmax(read_out.cpu().double(), dim=1).amax(dim=1)
    queries = []
    for number, (logits, label, confidence) in enumerate(
        zip(read_out, labels.tolist(), sure.tolist(), strict=True)
    ):
        image, mask = batch[number : number + 1], masks[number] if masks else None
        checked = None if mask is None else check_mask(classifier, mask)
        query = Query(
            classifier=classifier,
            image=image,
            logits=logits,
            label=label,
            confidence=confidence,
            targets=(),
            requested_target=target,
            mask=checked,
        )
        promises = partial(query.promises, norm=norm)
        targets = choose_targets(logits, label, target, seed, promises)
        queries.append(replace(query, targets=targets))
    return queries


def check_mask(classifier: Classifier, mask: Mask) -> torch.Tensor:
    """Return the mask as a boolean tensor beside the network.

    Raises:
        InputError: not boolean, of another shape than an input, or without a value that may change.
    """
    tensor = torch.as_tensor(np.array(mask) if isinstance(mask, np.ndarray) else mask)
    if tensor.dtype != torch.bool or tuple(tensor.shape) != classifier.input_shape:
        raise InputError(
            f"Expected a boolean mask of shape {classifier.input_shape}; "
            f"got {tensor.dtype} of shape {tuple(tensor.shape)}."
        )
    if not bool(tensor.any()):
        raise InputError("Expected a mask that lets at least one value change; got none.")
    return tensor.to(classifier.device)


AT_ONCE, ON_DEVICE = 200_000, 16_000_000
"""Input values of one forward pass by lines: 255 digits, a photograph's fewest rows; on a GPU,
which only thousands of rows keep busy, 20,000 digits.

A thousand classes of a photograph would take a hundred gigabytes at once.
"""


def slices(points: torch.Tensor) -> list[slice]:
    """Return parts of points `(n, *input_shape)` that fit into memory together, 8 rows or more."""
    values = AT_ONCE if points.device.type == "cpu" else ON_DEVICE
    rows = max(8, values // points[0].numel())
    return [slice(start, start + rows) for start in range(0, len(points), rows)]


def tile_slices(points: torch.Tensor) -> list[slice]:
    """Return parts of sampled points as `slices`; a tile of inputs no larger than digits whole."""
    small = points[0].numel() * TILE <= AT_ONCE if len(points) else True
    return [slice(None)] if small else slices(points)


def ball_points(query: Query, offsets: torch.Tensor, radius: float) -> torch.Tensor:
    """Return the image plus offsets of the unit ball `(n, size)` scaled to `radius`."""
    return query.moved(radius * offsets)


def queries_of(classifier: Classifier, measurement: Measurement) -> list[Query]:
    """Return what there is to measure, one an image."""
    return read(
        classifier,
        measurement.images,
        target=measurement.target,
        seed=measurement.seed,
        masks=measurement.masks,
        norm=Norm(measurement.norm),
    )
