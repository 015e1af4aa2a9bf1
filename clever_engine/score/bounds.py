"""What is sampled, and the bound it gives: slopes in first order, curvatures in second order."""

import math
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import torch

from clever_engine.margins import margin_gradient_norms, points_at_once
from clever_engine.score.chords import Chords
from clever_engine.score.curvature import (
    margin_curvatures,
    secant_curvatures,
    second_order_bound,
)
from clever_engine.score.estimators import Array
from clever_engine.score.near_chords import slope_tiles
from clever_engine.score.plan import Plan
from clever_engine.score.points import TILE, unit_tiles
from clever_engine.score.query import Query, ball_points, tile_slices
from clever_engine.score.results import Finding

PILOT = 256
"""Points after which it is asked first which classes leave, and then after each evaluation."""

KINKED = 2.0
"""Measured change of slope, beside the largest curvature sampled, that betrays a kink."""


class Order(Protocol):
    """A way from sampled values to a bound on the smallest change.

    Attributes:
        targets: the classes.
        margins: `(targets,)`.
        witness: `(targets,)` values met on the walk, which the Lipschitz constant cannot be below.
        slopes: `(targets,)` dual gradient norms at the digit itself.
    """

    targets: tuple[int, ...]
    margins: Array
    witness: Array
    slopes: Array

    def tiles(self, columns: Sequence[int]) -> Iterator[Array]:
        """Yield sampled values for some of the targets, tiles of `(up to TILE, columns)`."""

    def bound(self, lipschitz: Array, column: int | slice | Array) -> Array:
        """Return the change that some Lipschitz constants rule out, not yet cut at the radius."""

    def doubts(self, column: int) -> list[Finding]:
        """Return what the samples themselves say against the bound."""


class FirstOrder:
    """Gradient norms; the bound is margin / L (Weng et al. 2018, theorem 3.2)."""

    def __init__(self, query: Query, plan: Plan) -> None:
        self._query, self._plan, self.targets = query, plan, query.targets
        self.margins = query.margins().cpu().numpy()
        self.witness = plan.walked(len(self.margins))
        self.slopes = self._slopes_here()

    def tiles(self, columns: Sequence[int]) -> Iterator[Array]:
        """Yield the dual gradient norms of points of the ball; nan for classes that left.

        Where nothing asks on the way whether they are enough, as many at once as suits the network.
        """
        settings, kept = self._plan.settings, np.array(columns)
        largest, done = np.zeros(len(kept)), 0
        asks = settings.stop_width is not None
        rows = TILE if asks else points_at_once(self._query.classifier, len(columns))
        for points in self._parts(rows):
            here = ~np.isnan(largest)
            norms = np.full((len(points), len(kept)), np.nan)
            norms[:, here] = self.sample(points, kept[here].tolist())
            largest, done = np.maximum(largest, norms.max(axis=0)), done + len(points)
            yield norms
            if settings.leave_above is not None and done >= 2 * settings.samples_per_batch:
                bounds = self.bound(largest, kept)
                largest[bounds > settings.leave_above * np.nanmin(bounds)] = np.nan

    def _parts(self, rows: int) -> Iterator[torch.Tensor]:
        """Yield points of the ball; of the first only `PILOT` where classes may leave then."""
        tiles = _ball_tiles(self._query, self._plan, rows)
        if self._plan.settings.leave_above is not None:
            first = next(tiles)
            yield from (part for part in (first[:PILOT], first[PILOT:]) if len(part))
        yield from tiles

    def sample(self, points: torch.Tensor, columns: Sequence[int]) -> Array:
        """Return dual gradient norms `(points, columns)`."""
        norms = [
            margin_gradient_norms(
                self._query.classifier,
                points[part],
                label=self._query.label,
                targets=[self._query.targets[column] for column in columns],
                norms=[self._plan.norm.dual],
                mask=self._query.mask,
                precision=self._plan.settings.precision,
            )[0]
            for part in tile_slices(points)
        ]
        return np.asarray(torch.cat(norms).numpy())

    def _slopes_here(self) -> Array:
        return self._at_the_digit() if self._plan.walk is None else self._plan.walk.norms[0]

    def _at_the_digit(self) -> Array:
        return np.asarray(self.sample(self._query.image, range(len(self.targets)))[0])

    def bound(self, lipschitz: Array, column: int | slice | Array) -> Array:
        """Return `margin / lipschitz`; where nothing slopes infinite, but 0 for a tie."""
        margins = self.margins[column]
        with np.errstate(divide="ignore", invalid="ignore"):
            unbounded = np.where(margins > 0, np.inf, 0.0)
            bounds = np.where(lipschitz > 0, margins / lipschitz, unbounded)
        return np.where(np.isnan(lipschitz), np.nan, bounds)

    def doubts(self, column: int) -> list[Finding]:
        """Return none: every network that has gradients suits first order."""
        return []


class ChordOrder(FirstOrder):
    """Mean slopes of straight lines; the bound is margin / L, as in first order (see `chords`)."""

    def __init__(self, query: Query, plan: Plan, chords: Chords) -> None:
        self._chords = chords
        super().__init__(query, plan)

    def tiles(self, columns: Sequence[int]) -> Iterator[Array]:
        """Yield the mean slopes of lines near the steepest met, to the classes that have some."""
        plan, n = self._plan, self._plan.settings.n_points
        every = slope_tiles([self._query], [self._chords], norm=plan.norm, seed=plan.seed, n=n)
        for (tile,) in every:
            yield tile

    def _slopes_here(self) -> Array:
        return self._chords.here


class SecondOrder:
    """Spectral norms of the Hessian, L2 only (Weng et al. 2018b, arXiv 1810.08640).

    A change of slope seen between the digit and a point, over their distance, counts as well: no
    bound on the curvature is smaller. Where it is much larger than every curvature sampled, the
    network has kinks, and is not what second order is for.
    """

    def __init__(self, query: Query, plan: Plan) -> None:
        self._query, self._plan, self.targets = query, plan, query.targets
        self.margins = query.margins().cpu().numpy()
        self.slopes = FirstOrder(query, plan).slopes
        self._curvatures = np.zeros(len(self.margins))
        self._secants = np.zeros(len(self.margins))
        self.witness = self._walked(plan)
        self._secants = np.maximum(self._secants, self.witness)

    def tiles(self, columns: Sequence[int]) -> Iterator[Array]:
        """Yield curvatures at points of the ball."""
        for points in _ball_tiles(self._query, self._plan):
            yield self.sample(points, columns)

    def sample(self, points: torch.Tensor, columns: Sequence[int]) -> Array:
        """Return curvatures `(points, columns)`, or changes of slope where those are larger."""
        query, columns = self._query, list(columns)
        targets = [query.targets[column] for column in columns]
        found = [
            margin_curvatures(
                query.classifier, points[part], label=query.label, targets=targets, mask=query.mask
            )
            for part in tile_slices(points)
        ]
        curvatures, secants = torch.cat(found).numpy(), self._secants_to(points, targets)
        for kept, values in ((self._curvatures, curvatures), (self._secants, secants)):
            kept[columns] = np.maximum(kept[columns], values.max(axis=0))
        return np.asarray(np.maximum(curvatures, secants))

    def bound(self, lipschitz: Array, column: int | slice | Array) -> Array:
        """Return the smallest change at which the quadratic lower bound of the margin is zero."""
        bound: Array = second_order_bound(self.margins[column], self.slopes[column], lipschitz)
        return bound

    def doubts(self, column: int) -> list[Finding]:
        """Return that slopes change more than the sampled curvatures allow."""
        kinked = self._secants[column] > KINKED * self._curvatures[column]
        return [Finding.NOT_SMOOTH] if kinked else []

    def _walked(self, plan: Plan) -> Array:
        if plan.walk is None:
            return np.zeros(len(self.margins))
        reach = math.inf if plan.requested_radius == "auto" else plan.radius
        met = np.zeros_like(plan.walk.distances)
        columns = range(len(self.targets)) if plan.walk.columns is None else plan.walk.columns
        for place, column in enumerate(columns):
            points = plan.walk.points[:, place]
            met[:, column] = self._secants_to(points, [self.targets[column]])[:, 0]
        # What the margin fell beyond its first slope, by Taylor's theorem as well: so no score
        # exceeds a distance at which the reading was seen to change.
        with np.errstate(divide="ignore", invalid="ignore"):
            excess = 2 * (plan.walk.falls - self.slopes) / plan.walk.distances
        bends = np.fmax(met, np.where(plan.walk.distances > 0, excess, 0.0))
        return np.asarray(np.where(plan.walk.distances <= reach, bends, 0.0).max(axis=0))

    def _secants_to(self, points: torch.Tensor, targets: Sequence[int]) -> Array:
        query = self._query
        found = [
            secant_curvatures(
                query.classifier,
                points[part],
                query.image[0],
                label=query.label,
                targets=targets,
                mask=query.mask,
            )
            for part in tile_slices(points)
        ]
        return np.asarray(torch.cat(found).numpy())


def make_order(query: Query, plan: Plan) -> Order:
    """Return the order the plan's settings ask for."""
    if plan.settings.order == 2:
        return SecondOrder(query, plan)
    return (
        ChordOrder(query, plan, plan.walk)
        if isinstance(plan.walk, Chords)
        else FirstOrder(query, plan)
    )


def _ball_tiles(query: Query, plan: Plan, rows: int = TILE) -> Iterator[torch.Tensor]:
    """Yield points of the plan's ball, so many at a time."""
    for offsets in unit_tiles(
        plan.settings.n_points,
        query.size,
        plan.norm,
        plan.seed,
        query.image.dtype,
        query.image.device,
        rows=rows,
    ):
        yield ball_points(query, offsets, plan.radius)
