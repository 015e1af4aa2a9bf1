"""Measuring one network: each part a function of a classifier, digits, an effort and a seed."""

import time
from collections import Counter

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.attacks import smallest_attack
from clever_engine.benchmark.rows import (
    MEASURES,
    Array,
    Effort,
    Scores,
)
from clever_engine.classifiers import Classifier
from clever_engine.errors import InputError
from clever_engine.norms import Norm, parse_norm, vector_norms
from clever_engine.score.clever import clever_scores
from clever_engine.score.settings import largest_radius

HALVINGS = 12
"""Of the straight way to another image: the boundary is then known to a four-thousandth of it."""

Distances = NDArray[np.float64]


def attack_distances(
    classifier: Classifier,
    images: torch.Tensor,
    truth: torch.Tensor,
    *,
    norm: Norm,
    steps: int,
) -> tuple[Distances, int]:
    """Return the smallest distance found at which each image is misread, and how many resisted.

    A digit misread as it is has distance 0. Where the attack finds nothing, the straight way to
    the other images serves, and the diameter of the pixel range where all of them read the same.

    Args:
        classifier: the network.
        images: `(n, *input_shape)`.
        truth: `(n,)` what they are.
        norm: how a change is measured.
        steps: gradients an image and way of attacking.
    """
    distances = np.zeros(len(images))
    right = classifier.logits(images).argmax(dim=1).cpu() == truth
    if not bool(right.any()):
        return distances, 0
    chosen, labels = images[right], truth[right]
    found = smallest_attack(classifier, chosen, norm=norm, steps=steps).distances
    resisted = np.isinf(found)
    for index in np.flatnonzero(resisted):
        found[index] = _straight(classifier, chosen[index], int(labels[index]), images, norm)
    distances[right.numpy()] = found
    return distances, int(resisted.sum())


def _straight(
    classifier: Classifier, image: torch.Tensor, label: int, others: torch.Tensor, norm: Norm
) -> float:
    """Return the least distance of a misread point on the lines to others that read differently."""
    ends = others[classifier.logits(others).argmax(dim=1).cpu() != label]
    if not len(ends):
        return largest_radius(norm, image.numel(), classifier.bounds)
    least, most = torch.zeros(len(ends)), torch.ones(len(ends))
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        points = image + middle.view(-1, *[1] * image.ndim) * (ends - image)
        misread = classifier.logits(points).argmax(dim=1).cpu() != label
        least, most = torch.where(misread, least, middle), torch.where(misread, middle, most)
    return float((most.double() * vector_norms((ends - image).double(), norm)).min())


CHUNK = 10
"""Digits measured in one task: a minute at most, so that little is lost where a run stops."""

REPEATS = 31
"""Single digits timed; an odd number has a median that was measured."""

RESISTED = "attack-found-nothing"
"""Finding of a digit that no attack turned: its distance is that of the way to another digit."""

Digits = NDArray[np.float32]
Labels = NDArray[np.int64]


def measure_digits(
    classifier: Classifier,
    images: Digits,
    truth: Labels,
    *,
    norm: str,
    measure: str,
    effort: Effort,
    seed: int,
) -> Scores:
    """Return one measure of `images` `(n, *input_shape)`, whose classes are `truth` `(n,)`.

    What is found of a digit does not depend on the other digits, except for an attack that found
    nothing: then the other digits of its `CHUNK` serve.

    Raises:
        InputError: there is no such norm or measure, or there are no digits.
        ModelError: the network gives values that are not finite.
    """
    if measure not in MEASURES:
        raise InputError(f"Expected a measure out of {', '.join(MEASURES)}; got {measure!r}.")
    if not len(images):
        raise InputError("Expected at least one digit to measure; got none.")
    norm = str(parse_norm(norm))
    parts = []
    for start in range(0, len(images), CHUNK):
        some, known = images[start : start + CHUNK], truth[start : start + CHUNK]
        if measure == "attack":
            parts.append(_attack(classifier, some, known, norm, effort))
        else:
            target = measure.removeprefix("clever ")
            parts.append(_clever(classifier, some, known, norm, target, effort, seed))
    return join(parts)


def join(parts: list[Scores]) -> Scores:
    """Return the scores of consecutive digits as one."""
    findings: Counter[str] = Counter()
    for part in parts:
        findings.update(part.findings)
    return Scores(
        values=np.concatenate([part.values for part in parts]),
        low=np.concatenate([part.low for part in parts]),
        high=np.concatenate([part.high for part in parts]),
        findings=dict(sorted(findings.items())),
    )


def read_labels(classifier: Classifier, images: Digits) -> Labels:
    """Return what the network reads at each of `images` `(n, *input_shape)`."""
    labels = [
        classifier.logits(images[start : start + CHUNK]).argmax(dim=1).cpu().numpy()
        for start in range(0, len(images), CHUNK)
    ]
    return np.concatenate(labels).astype(np.int64)


def time_digit(classifier: Classifier, images: Digits) -> float:
    """Return the median of the milliseconds that logits of one digit alone take."""
    times = []
    for repeat in range(REPEATS):
        index = repeat % len(images)
        start = time.perf_counter()
        classifier.logits(images[index : index + 1])
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


def rounded(values: Array) -> Array:
    """Return values to five significant digits, as the file keeps them."""
    return np.array([float(f"{value:.5g}") for value in values], dtype=np.float64)


def _clever(
    classifier: Classifier,
    images: Digits,
    truth: Labels,
    norm: str,
    target: str,
    effort: Effort,
    seed: int,
) -> Scores:
    scores = clever_scores(
        classifier,
        images,
        norm=norm,
        target=target,
        settings=effort.clever,
        seed=seed,
        true_labels=truth.tolist(),
    )
    found = Counter(str(finding) for score in scores for finding in score.findings)
    return Scores(
        values=rounded(np.array([score.value for score in scores])),
        low=rounded(np.array([score.interval[0] for score in scores])),
        high=rounded(np.array([score.interval[1] for score in scores])),
        findings=dict(sorted(found.items())),
    )


def _attack(
    classifier: Classifier, images: Digits, truth: Labels, norm: str, effort: Effort
) -> Scores:
    distances, resisted = attack_distances(
        classifier,
        torch.from_numpy(np.array(images)),
        torch.from_numpy(np.array(truth)),
        norm=parse_norm(norm),
        steps=effort.attack_steps,
    )
    values = rounded(distances)
    findings = {RESISTED: resisted} if resisted else {}
    return Scores(values=values, low=values, high=values, findings=findings)
