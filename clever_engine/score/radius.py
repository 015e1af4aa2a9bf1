"""The radius of the sampling ball: a number, or the rule "auto"."""

import math
from collections.abc import Iterable

import torch

from clever_engine.errors import InputError
from clever_engine.margins import margin_gradient_norms
from clever_engine.norms import Norm
from clever_engine.score.guided import Walk
from clever_engine.score.measurement import parse_radius
from clever_engine.score.query import Subject
from clever_engine.score.sampling import TILE, unit_tiles
from clever_engine.score.settings import default_radius, largest_radius

SLACK = 1.5
"""How much larger the guided ball is than the score the walk alone gives."""


def resolve_radius(
    radius: float | str, subjects: Iterable[Subject], norm: Norm, seed: int
) -> float:
    """Return the radius as a number, one for all subjects so that their scores compare.

    This is the rule for uniform sampling; guided sampling has `guided_radius`. "auto" starts at
    `settings.default_radius` and doubles for as long as a pilot of one tile says that some score
    would be cut there, up to the size of the whole input space. CLEVER's guarantee holds for any
    radius; a ball that cuts the score says only "at least this".

    Raises:
        InputError: not a positive number and not "auto".
    """
    given = parse_radius(radius)
    return given or max(_automatic(subject, norm, seed) for subject in subjects)


def guided_radius(walk: Walk, subject: Subject, norm: Norm) -> float:
    """Return the ball that the walk's own score fills, times `SLACK`.

    CLEVER's guarantee `min(margin / L, R)` holds for every R, and is largest where both are equal:
    a larger ball only adds slopes that no small change meets. Each digit has its own. Classes that
    tie with the label have no say: no walk leads to them, and their score is 0 in any ball.
    """
    steepest, margins = walk.steepest(math.inf), subject.margins().cpu().numpy()
    known = (steepest > 0) & (margins > 0)
    if not bool(known.any()):
        return default_radius(norm, subject.size, subject.classifier.bounds)
    return SLACK * float((margins[known] / steepest[known]).min())


def check_reach(radius: float | None, subject: Subject, norm: Norm) -> None:
    """Refuse a given radius at which no number would mean anything.

    Raises:
        InputError: so large or so small beside the space of inputs that rounding decides.
    """
    across = largest_radius(norm, subject.size, subject.classifier.bounds)
    low, high = 1e-6 * across, 1e4 * across
    if radius is not None and not low <= radius <= high:
        raise InputError(
            f"Expected a radius from {low:.3g} to {high:.3g} for {norm.value}; got {radius:.3g}."
        )


def ball_points(subject: Subject, offsets: torch.Tensor, radius: float) -> torch.Tensor:
    """Return the image plus offsets of the unit ball `(n, size)` scaled to `radius`."""
    return subject.moved(radius * offsets)


def _automatic(subject: Subject, norm: Norm, seed: int) -> float:
    bounds = subject.classifier.bounds
    radius = default_radius(norm, subject.size, bounds)
    limit = largest_radius(norm, subject.size, bounds)
    if radius >= limit:
        return limit
    offsets = torch.cat(list(unit_tiles(TILE, subject.size, norm, seed, subject.image.dtype)))
    while radius < limit and _cut(subject, ball_points(subject, offsets, radius), norm, radius):
        radius = min(2 * radius, limit)
    return radius


def _cut(subject: Subject, points: torch.Tensor, norm: Norm, radius: float) -> bool:
    """Return whether the pilot's score towards the nearest class reaches the radius."""
    norms = margin_gradient_norms(
        subject.classifier,
        points,
        label=subject.label,
        targets=subject.targets,
        norms=[norm.dual],
        free=subject.free,
    )[0]
    largest = norms.max(dim=0).values
    if not bool((largest > 0).any()):
        return False  # no gradient anywhere: a larger ball says no more
    return bool((subject.margins().cpu() / largest).min() >= radius)
