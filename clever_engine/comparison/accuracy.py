"""What robustness costs: how many digits each side reads rightly, and how sure a difference is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier, Images
from clever_engine.errors import InputError
from clever_engine.steps import Progress, Steps

CHUNK = 200
"""Pictures read at once; a tenth of a second for the slowest network."""

_Z90 = NormalDist().inv_cdf(0.95)

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Shares of pictures read rightly.

    Attributes:
        shares: one a side, 0 to 1.
        sizes: pictures each side was measured on.
        differences: one a side after the first, that side's share - the first's.
        intervals: their 90 % intervals.
    """

    shares: tuple[float, ...]
    sizes: tuple[int, ...]
    differences: tuple[float, ...]
    intervals: tuple[tuple[float, float], ...]


def accuracy_of(
    classifier: Classifier, images: Images, labels: Sequence[int] | NDArray[np.int64]
) -> Steps[Bools]:
    """Read `images` `(n, *input_shape)` in chunks; the progress' value is the last one read.

    Returns:
        Whether each is read rightly `(n,)`; its mean is the accuracy.

    Raises:
        InputError: there is no image, or not a label for each.
    """
    truth = np.asarray(labels)
    if len(images) < 1 or truth.shape != (len(images),):
        raise InputError(
            f"Expected a label for each of at least one image; got {len(images)} images and labels "
            f"of shape {truth.shape}."
        )
    right = np.empty(len(images), dtype=bool)
    for start in range(0, len(images), CHUNK):
        part = slice(start, start + CHUNK)
        read = classifier.logits(images[part]).argmax(dim=1).cpu().numpy()
        right[part] = read == truth[part]
        done = min(start + CHUNK, len(images))
        yield Progress(done=done, total=len(images), value=done - 1)
    return right


def compare_accuracy(rights: Sequence[Bools], *, paired: bool) -> Accuracy:
    """Return the accuracies of sides that read rightly what `rights` say, one array a side."""
    first, *others = rights
    interval = _paired_interval if paired else _unpaired_interval
    return Accuracy(
        shares=tuple(float(right.mean()) for right in rights),
        sizes=tuple(len(right) for right in rights),
        differences=tuple(float(right.mean() - first.mean()) for right in others),
        intervals=tuple(interval(first, right) for right in others),
    )


def _paired_interval(before: Bools, after: Bools) -> tuple[float, float]:
    """Return the 90 % interval of after - before on the same pictures.

    Wald's after adding half a picture to each of the four outcomes, which keeps it honest where few
    or none differ (Agresti and Min 2005, Simple improved confidence intervals for comparing matched
    proportions, section 3).
    """
    won, lost = (~before & after).sum() + 0.5, (before & ~after).sum() + 0.5
    n = len(before) + 2
    center = (won - lost) / n
    return _around(center, math.sqrt((won + lost) / n - center**2) / math.sqrt(n))


def _unpaired_interval(before: Bools, after: Bools) -> tuple[float, float]:
    """Return the same for different pictures.

    One right and one wrong picture more on each side (Agresti and Caffo 2000).
    """
    shares = [(right.sum() + 1) / (len(right) + 2) for right in (before, after)]
    errors = [
        share * (1 - share) / (len(right) + 2)
        for share, right in zip(shares, (before, after), strict=True)
    ]
    return _around(shares[1] - shares[0], math.sqrt(sum(errors)))


def _around(center: float, error: float) -> tuple[float, float]:
    return max(-1.0, float(center - _Z90 * error)), min(1.0, float(center + _Z90 * error))
