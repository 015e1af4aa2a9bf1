"""The published algorithm at ART's own parameters, beside ART and beside a plain PyTorch loop."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from benchmarks import contenders
from benchmarks.contenders import Contender, Image, Outcome
from benchmarks.machine import seconds_of
from clever_engine import Classifier, Norm, clever_scores
from clever_engine.margins import margin_gradient_norms, points_at_once
from clever_engine.score.points import unit_tiles

BATCHES = (32, 64, 128, 256, 1024)
"""Sizes among which the plain loop has its best."""

LEAVE = 2.0
"""How many times farther than the nearest a class is when it leaves."""

ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SameParameters:
    """ART's 50 batches of 100 uniform points in its ball, all classes, one digit.

    Attributes:
        art: seconds of `clever_u`.
        ours: seconds of the published algorithm.
        times: median over the rounds of the ratio of the two.
        leaving: seconds where classes may leave.
        leaving_times: as `times`.
        saved: what that saves, as the score says.
        leaving_same: whether score and target stayed as with all classes.
        loop: points a second of a plain loop at its best batch size, towards nine classes.
        loop_batch: that size.
        points: points a second of `margin_gradient_norms`.
        loop_times: median over the rounds of the ratio of the two.
    """

    art: float
    ours: float
    times: float
    leaving: float
    leaving_times: float
    saved: Sequence[str]
    leaving_same: bool
    loop: float
    loop_batch: int
    points: float
    loop_times: float


def same_parameters(classifier: Classifier, images: Image) -> SameParameters:
    """Measure both comparisons, in turns, a round for each image `(n, *input_shape)`."""
    whole, short = contenders.as_published(), contenders.as_published(LEAVE)
    whole.measure(classifier, images[0], Norm.L2, 0)  # the first call warms caches
    seconds, outcomes = [], []
    for image in images:
        timed = [_timed(way, classifier, image) for way in (contenders.art(), whole, short)]
        seconds.append([time for time, _ in timed])
        outcomes.append([outcome.score for _, outcome in timed])
    art, ours, leaving = np.median(seconds, axis=0)
    ratios = np.array(seconds)[:, :1] / np.array(seconds)[:, 1:]
    kept = [
        full.target == left.target and math.isclose(full.value, left.value, rel_tol=1e-6)
        for _, full, left in outcomes
    ]
    rates = loop_rates(classifier, images[0])
    sizes = [size for size in rates if size]
    best = max(sizes, key=lambda size: float(np.median(rates[size])))
    return SameParameters(
        art=float(art),
        ours=float(ours),
        times=float(np.median(ratios[:, 0])),
        leaving=float(leaving),
        leaving_times=float(np.median(ratios[:, 1])),
        saved=outcomes[0][2].saved,
        leaving_same=all(kept),
        loop=float(np.median(rates[best])),
        loop_batch=best,
        points=float(np.median(rates[0])),
        loop_times=float(np.median(np.array(rates[0]) / np.array(rates[best]))),
    )


def loop_rates(
    classifier: Classifier, image: Image, rounds: int = ROUNDS
) -> dict[int, list[float]]:
    """Return points a second, round by round: by batch size of the plain loop, and at 0 ours.

    All are points of the paper's ball around the image, towards all other classes.
    """
    label = int(classifier.logits(image[None])[0].argmax())
    targets = [k for k in range(len(classifier.class_names)) if k != label]
    count = max(points_at_once(classifier, len(targets)), 256)
    points = ball_points(classifier, image, count)
    rates: dict[int, list[float]] = {}
    for size, work, _ in _works(classifier, points, count, label, targets):
        work()  # a first run warms caches
        rates[size] = []
    for _ in range(rounds):
        for size, work, done in _works(classifier, points, count, label, targets):
            rates[size].append(done / seconds_of(work))
    return rates


def _works(
    classifier: Classifier, points: torch.Tensor, count: int, label: int, targets: Sequence[int]
) -> Iterator[tuple[int, Callable[[], object], int]]:
    """Yield batch sizes of the loop, 0 for ours, with the work and how many points it does."""
    yield (
        0,
        lambda: margin_gradient_norms(
            classifier, points[:count], label=label, targets=targets, norms=[Norm.L2]
        ),
        count,
    )
    for size in BATCHES:
        if size <= count:
            batch = points[:size]
            yield size, lambda batch=batch: plain_loop(classifier, batch, label, targets), size


def plain_loop(
    classifier: Classifier, points: torch.Tensor, label: int, targets: Sequence[int]
) -> torch.Tensor:
    """Return L2 gradient norms `(n, targets)` as one writes it down: a forward pass, then VJPs."""
    points = points.clone().requires_grad_()
    logits = classifier.module(points)
    found = []
    for target in targets:
        margins = (logits[:, label] - logits[:, target]).sum()
        (gradients,) = torch.autograd.grad(margins, points, retain_graph=True)
        found.append(gradients.flatten(1).norm(dim=1))
    return torch.stack(found, dim=1)


def hundred_digits(classifier: Classifier, images: Image) -> float:
    """Return the seconds that default scores of all the digits take in one go."""
    return seconds_of(lambda: clever_scores(classifier, images))


def ball_points(classifier: Classifier, image: Image, count: int) -> torch.Tensor:
    """Return points of the paper's ball around an image `(count, *input_shape)`."""
    offsets = next(unit_tiles(count, image.size, Norm.L2, 0, rows=count))
    radius = contenders.paper_radius(classifier, Norm.L2)
    return torch.as_tensor(image.copy()) + radius * offsets.view(-1, *image.shape)


def _timed(way: Contender, classifier: Classifier, image: Image) -> tuple[float, Outcome]:
    found: list[Outcome] = []
    seconds = seconds_of(lambda: found.append(way.measure(classifier, image, Norm.L2, 0)))
    return seconds, found[0]
