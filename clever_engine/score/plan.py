"""Everything that decides a measurement's numbers, made out of what a caller asked for."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.errors import InputError
from clever_engine.margins import margin_gradient_norms
from clever_engine.norms import Norm
from clever_engine.score.chord_search import search_steps
from clever_engine.score.guided import Walk
from clever_engine.score.measurement import Measurement
from clever_engine.score.parted import walk
from clever_engine.score.points import TILE, unit_tiles
from clever_engine.score.query import Query, ball_points
from clever_engine.score.settings import (
    CleverSettings,
    default_radius,
    farthest,
    largest_radius,
    parse_radius,
)
from clever_engine.steps import Steps, run

SLACK = 1.5
"""How much larger the guided ball is than the score the walk alone gives."""


def resolve_radius(radius: float | str, queries: Iterable[Query], norm: Norm, seed: int) -> float:
    """Return the radius as a number, one for all queries so that their scores compare.

    This is the rule for uniform sampling; guided sampling has `guided_radius`. "auto" starts at
    `settings.default_radius` and doubles for as long as a pilot of one tile says that some score
    would be cut there, up to the size of the whole input space. CLEVER's guarantee holds for any
    radius; a ball that cuts the score says only "at least this".

    Raises:
        InputError: not a positive number and not "auto".
    """
    given = parse_radius(radius)
    return given or max(_automatic(query, norm, seed) for query in queries)


def guided_radius(walk: Walk, query: Query, norm: Norm) -> float:
    """Return the ball that the walk's own score fills, times `SLACK`.

    CLEVER's guarantee `min(margin / L, R)` holds for every R, and is largest where both are equal:
    a larger ball only adds slopes that no small change meets. Each digit has its own. Classes that
    tie with the label have no say: no walk leads to them, and their score is 0 in any ball.
    """
    steepest, margins = walk.steepest(math.inf), query.margins().cpu().numpy()
    known = (steepest > 0) & (margins > 0)
    if not bool(known.any()):
        return default_radius(norm, query.size, query.classifier.bounds)
    return SLACK * float((margins[known] / steepest[known]).min())


def check_reach(radius: float | None, query: Query, norm: Norm) -> None:
    """Refuse a given radius at which no number would mean anything.

    Raises:
        InputError: so large or so small beside the space of inputs that rounding decides.
    """
    across = largest_radius(norm, query.size, query.classifier.bounds)
    low, high = 1e-6 * across, farthest(norm, query.size, query.classifier.bounds)
    if radius is not None and not low <= radius <= high:
        raise InputError(
            f"Expected a radius from {low:.3g} to {high:.3g} for {norm.value}; got {radius:.3g}."
        )


def _automatic(query: Query, norm: Norm, seed: int) -> float:
    bounds = query.classifier.bounds
    radius = default_radius(norm, query.size, bounds)
    limit = largest_radius(norm, query.size, bounds)
    if radius >= limit:
        return limit
    image = query.image
    offsets = torch.cat(list(unit_tiles(TILE, query.size, norm, seed, image.dtype, image.device)))
    while radius < limit and _cut(query, ball_points(query, offsets, radius), norm, radius):
        radius = min(2 * radius, limit)
    return radius


def _cut(query: Query, points: torch.Tensor, norm: Norm, radius: float) -> bool:
    """Return whether the pilot's score towards the nearest class reaches the radius."""
    norms = margin_gradient_norms(
        query.classifier,
        points,
        label=query.label,
        targets=query.targets,
        norms=[norm.dual],
        mask=query.mask,
    )[0]
    largest = norms.max(dim=0).values
    if not bool((largest > 0).any()):
        return False  # no gradient anywhere: a larger ball says no more
    return bool((query.margins().cpu() / largest).min() >= radius)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that decides the numbers, apart from network and image; the radius is a number."""

    norm: Norm
    radius: float
    requested_radius: float | str
    settings: CleverSettings
    seed: int
    walk: Walk | None

    def walked(self, targets: int) -> NDArray[np.float64]:
        """Return the steepest norm of each target's walk `(targets,)`; 0 without walks.

        In a given ball what lies beyond it does not count. The ball that "auto" chooses rests on
        the whole walk, and leaving out a part would claim more.
        """
        if self.walk is None:
            return np.zeros(targets)
        return self.walk.steepest(math.inf if self.requested_radius == "auto" else self.radius)


def make_plans(measurement: Measurement, queries: Sequence[Query]) -> list[Plan]:
    """Return how to measure each query: its walk, if there is one, and its radius."""
    return run(plan_steps(measurement, queries))


def plan_steps(measurement: Measurement, queries: Sequence[Query]) -> Steps[list[Plan]]:
    """Find out how to measure queries of one network, as `make_plans`; progress counts queries."""
    norm, given = Norm(measurement.norm), parse_radius(measurement.radius)
    settings = measurement.settings
    if settings.order == 2 and norm is not Norm.L2:
        raise InputError(f"Expected norm l2 for a score of second order; got {norm}.")
    for query in queries:
        check_reach(given, query, norm)

    def plan(ball: float, way: Walk | None) -> Plan:
        return Plan(
            norm=norm,
            radius=ball,
            requested_radius=measurement.radius,
            settings=settings,
            seed=measurement.seed,
            walk=way,
        )

    if settings.sampling == "uniform":
        ball = resolve_radius(measurement.radius, queries, norm, measurement.seed)
        return [plan(ball, None)] * len(queries)
    ways: Sequence[Walk]
    if settings.sampling == "chords":
        ways = yield from search_steps(queries, norm, given)
    else:
        ways = [walk(query, norm) for query in queries]
    return [
        plan(given or guided_radius(way, query, norm), way)
        for way, query in zip(ways, queries, strict=True)
    ]
