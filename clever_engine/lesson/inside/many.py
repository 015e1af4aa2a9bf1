"""The same again: other seeds show the spread, other radii why the radius matters."""

from collections.abc import Sequence

from clever_engine.classifiers import Classifier, Images
from clever_engine.lesson.inside.slopes import POINTS, SlopeSample, slope_steps
from clever_engine.norms import Norm, parse_norm
from clever_engine.steps import Steps, part

RADII: dict[Norm, tuple[float, ...]] = {
    Norm.L1: (2, 5, 10, 20, 40, 70, 100, 150, 200),
    Norm.L2: (0.25, 0.5, 1, 1.5, 2, 3, 5, 7, 10),
    Norm.LINF: (0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.3, 0.5, 0.7),
}
"""Radii that are tried; among them each norm's default, rounded (`settings.default_radius`)."""


def repeat_steps(
    classifier: Classifier,
    image: Images,
    *,
    target: int,
    norm: Norm | str,
    radius: float,
    seeds: Sequence[int],
    points: int = POINTS,
) -> Steps[tuple[SlopeSample, ...]]:
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
        step = part(steps, done=number * points, units=points, total=points * len(seeds))
        found.append((yield from step))
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
) -> Steps[tuple[SlopeSample, ...]]:
    """Sample the slopes in balls of several radii, `RADII` by default, by rising radius."""
    radii = RADII[parse_norm(norm)] if radii is None else radii
    total = points * len(radii)
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
        step = part(steps, done=number * points, units=points, total=total)
        found.append((yield from step))
    return tuple(found)
