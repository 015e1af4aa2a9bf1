"""The same again: other seeds show the spread, other radii why the radius matters."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from clever_engine.classifiers import Classifier, Images
from clever_engine.clever import clever_steps
from clever_engine.lesson.inside.slopes import POINTS, SlopeSample, StepsDone, slope_steps
from clever_engine.norms import Norm, parse_norm
from clever_engine.scores import CleverScore

RADII: dict[Norm, tuple[float, ...]] = {
    Norm.L1: (2, 5, 10, 20, 40, 70, 100, 150, 200),
    Norm.L2: (0.25, 0.5, 1, 1.5, 2, 3, 5, 7, 10),
    Norm.LINF: (0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.3, 0.5, 0.7),
}
"""Radii that are tried; among them each norm's default, rounded (`settings.default_radius`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The slopes in balls of several radii, and what the engine gives by default.

    Attributes:
        samples: one a radius, by rising radius.
        default: the score towards the same class with the engine's own settings.
    """

    samples: tuple[SlopeSample, ...]
    default: CleverScore


def repeat_steps(
    classifier: Classifier,
    image: Images,
    *,
    target: int,
    norm: Norm | str,
    radius: float,
    seeds: Sequence[int],
    points: int = POINTS,
) -> Generator[StepsDone, None, tuple[SlopeSample, ...]]:
    """Sample the slopes of one ball once a seed; arguments as in `slope_steps`."""
    found = []
    for number, seed in enumerate(seeds):
        steps = slope_steps(
            classifier,
            image,
            target=target,
            norm=norm,
            radius=radius,
            seed=seed,
            points=points,
        )
        found.append((yield from _counted(steps, number, len(seeds))))
    return tuple(found)


def sweep_steps(
    classifier: Classifier,
    image: Images,
    *,
    target: int,
    norm: Norm | str,
    radii: Sequence[float] | None = None,
    seed: int = 0,
    points: int = POINTS,
) -> Generator[StepsDone, None, Sweep]:
    """Sample the slopes in balls of several radii, `RADII` by default, and score as shipped."""
    radii = RADII[parse_norm(norm)] if radii is None else radii
    total = points * len(radii)
    default = yield from _default(classifier, image, target, norm, seed, total)
    found = []
    for number, radius in enumerate(radii):
        steps = slope_steps(
            classifier,
            image,
            target=target,
            norm=norm,
            radius=radius,
            seed=seed,
            points=points,
        )
        found.append((yield from _counted(steps, number, len(radii))))
    return Sweep(samples=tuple(found), default=default)


def _default(
    classifier: Classifier, image: Images, target: int, norm: Norm | str, seed: int, total: int
) -> Generator[StepsDone, None, CleverScore]:
    """Score as `clever_score` does by default; next to the sweep it counts as nothing."""
    steps = clever_steps(classifier, image, norm=norm, target=target, seed=seed)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            score: CleverScore = end.value
            return score
        yield StepsDone(done=0, total=total)


def _counted(
    steps: Generator[StepsDone, None, SlopeSample], before: int, parts: int
) -> Generator[StepsDone, None, SlopeSample]:
    """Pass on the steps of one of several equal parts, counted in all points."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            sample: SlopeSample = end.value
            return sample
        yield StepsDone(done=before * step.total + step.done, total=parts * step.total)
