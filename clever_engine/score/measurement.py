"""What is measured and how: one object, made once, from a page's widgets or a command line."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any, TypedDict, Unpack

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Images
from clever_engine.errors import InputError
from clever_engine.norms import Norm, parse_norm
from clever_engine.options import number, option, whole
from clever_engine.score.settings import CleverSettings, check_seed, parse_radius

Mask = torch.Tensor | NDArray[Any]
"""Which values of an input may change: boolean, in the input's shape."""

Masks = Sequence[Mask | None]
"""One for each image; None lets all of its values change."""


class How(TypedDict, total=False):
    """The fields of a `Measurement` that say how, not what."""

    model: str
    norm: Norm | str
    target: str | int
    radius: float | str
    settings: CleverSettings
    seed: int


def parse_target(text: str) -> str | int:
    """Return a class number as a number, anything else as it is."""
    return int(text) if text.isascii() and text.isdecimal() else text


def _typed_radius(text: str) -> float | str:
    try:
        return "auto" if text == "auto" else number(text)
    except ValueError as error:
        raise ValueError(f'{error} or "auto"') from None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measurement:
    """Everything that decides the scores of some images, apart from the network's weights.

    Attributes:
        images: `(n, *input_shape)`, values within the classifier's bounds.
        model: name of the network, or the path of its .onnx file.
        norm: how a change is measured: "l1", "l2" or "linf".
        target: "untargeted" (the least over all other classes), "nearest-10" (over the ten, or as
            many as the number says, whose boundaries would be nearest were the network linear:
            margin / slope at the image), "runner-up", "least-likely", "random" or a class number.
        radius: of the sampling ball, within which lines stay too, or "auto": `plan.guided_radius`,
            each image its own; for uniform sampling `settings.default_radius`, doubled as long as
            it would cut a score, one for all.
        settings: effort and estimator.
        seed: the same seed gives the same scores.
        true_labels: the class each image should get, where that is known.
        masks: for each image which values may change, boolean in the input's shape, say what a pen
            touched; None lets all of them.

    Raises:
        InputError: a value makes no sense, whatever the network.
    """

    images: Images
    model: str = option("--model", "network", default="cnn-7-forms", metavar="NAME|FILE.onnx")
    norm: Norm | str = option("--norm", "l1, l2 or linf", default=Norm.L2)
    target: str | int = option(
        "--target",
        "untargeted, nearest-10, runner-up, least-likely, random, 0-9",
        default="untargeted",
        parse=parse_target,
    )
    radius: float | str = option(
        "--radius", "of the sampling ball", default="auto", parse=_typed_radius
    )
    settings: CleverSettings = CleverSettings()
    seed: int = option("--seed", "of the random points", default=0, parse=whole)
    true_labels: Sequence[int] | None = None
    masks: Masks | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "norm", parse_norm(self.norm))
        parse_radius(self.radius)
        check_seed(self.seed)
        if len(self.images) < 1:
            raise InputError("Expected at least one image to rank; got none.")
        for what, given in (("true label", self.true_labels), ("mask", self.masks)):
            if given is not None and len(given) != len(self.images):
                raise InputError(
                    f"Expected a {what} for each of {len(self.images)} images; got {len(given)}."
                )

    @classmethod
    def of(
        cls,
        image: Images,
        *,
        true_label: int | None = None,
        mask: Mask | None = None,
        **how: Unpack[How],
    ) -> "Measurement":
        """Return the measurement of a single image `input_shape`."""
        labels = None if true_label is None else [true_label]
        masks = None if mask is None else [mask]
        return cls(images=image[None], true_labels=labels, masks=masks, **how)

    def key(self) -> str:
        """Return a name that is the same for the same measurement, however it was asked for.

        Fields that decide no number, such as how many points are held in memory, do not count.
        """
        how = astuple(replace(self.settings, chunk_size=1))
        labels = None if self.true_labels is None else tuple(self.true_labels)
        parts = (self.model, str(self.norm), self.target, self.radius, how, self.seed, labels)
        digest = hashlib.sha256(repr(parts).encode())
        for array in (self.images, *(self.masks or ())):
            values = np.ascontiguousarray(array)
            digest.update(repr((values.dtype.str, values.shape)).encode() + values.tobytes())
        return digest.hexdigest()
