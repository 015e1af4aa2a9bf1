"""From sampled norms to scores: chunk by chunk, class by class, with what speaks against them."""

from collections.abc import Sequence

import numpy as np

from clever_engine.errors import InputError
from clever_engine.score.bounds import Order, make_order
from clever_engine.score.chords import Chords
from clever_engine.score.doubts import (
    ENOUGH_BATCHES,
    fit_findings,
    in_order,
    looks_like_probabilities,
)
from clever_engine.score.estimators import Array
from clever_engine.score.fits import ESTIMATORS
from clever_engine.score.guided import NEAR
from clever_engine.score.plan import Plan
from clever_engine.score.points import FIRST, TILE
from clever_engine.score.query import Query
from clever_engine.score.results import CleverScore, Finding, TargetScore
from clever_engine.steps import Progress, Steps


def measure(query: Query, plan: Plan, true_label: int | None = None) -> Steps[CleverScore]:
    """Measure one query by a plan whose radius is known, chunk by chunk."""
    settings, order = plan.settings, make_order(query, plan)
    kept = kept_targets(order, plan)
    norms = np.empty((settings.n_points, len(kept)))
    done, shown, largest = 0, 0, order.witness.copy()
    sampled: dict[int, TargetScore] | None = None
    for tile in order.tiles(kept):
        norms[done : done + len(tile)] = tile
        done += len(tile)
        largest[kept] = np.fmax(largest[kept], tile.max(axis=0))
        sampled = _when_asked(order, plan, kept, norms[:done])
        enough = done == settings.n_points or _is_narrow(plan, sampled)
        if done - shown >= settings.chunk_size or enough:
            shown = done
            value = float(cut(order.bound(largest, slice(None)), plan.radius).min())
            yield Progress(done=done, total=settings.n_points, value=value)
        if enough:
            break
    sampled = sampled or _scores(order, plan, kept, norms[:done])
    return _whole(query, plan, order, sampled, true_label)


def score_of_lines(
    query: Query, plan: Plan, slopes: Array, true_label: int | None = None
) -> CleverScore:
    """Return the score of one digit whose lines were sampled, all that its plan asks for.

    Args:
        query: the digit.
        plan: how it was measured.
        slopes: `(n_points, lines)` of the lines that the plan's search left.
        true_label: the class it should read, where that is known.
    """
    order = make_order(query, plan)
    sampled = _scores(order, plan, kept_targets(order, plan), slopes)
    return _whole(query, plan, order, sampled, true_label)


def _whole(
    query: Query,
    plan: Plan,
    order: Order,
    sampled: dict[int, TargetScore],
    true_label: int | None,
) -> CleverScore:
    scores = tuple(
        sampled[column] if column in sampled else target_score(order, plan, column, None)
        for column in range(len(order.margins))
    )
    return combine(query, order, plan, scores, true_label)


def kept_targets(order: Order, plan: Plan) -> list[int]:
    """Return which targets to sample: those whose walk leaves them a chance to be the nearest.

    Of guided walks only in the ball that they chose: one given may reach far beyond them.
    """
    every: Sequence[int] = range(len(order.margins))
    if isinstance(plan.walk, Chords):
        return list(plan.walk.lines)
    if plan.walk is None or plan.requested_radius != "auto":
        return list(every)
    every = every if plan.walk.columns is None else plan.walk.columns
    promised = np.where(order.witness > 0, order.bound(order.witness, slice(None)), 0.0)
    return [k for k in every if promised[k] <= NEAR * promised[list(every)].min()]


def _scores(order: Order, plan: Plan, kept: list[int], norms: Array) -> dict[int, TargetScore]:
    """Return the scores of the targets sampled, from whole batches of norms `(points, kept)`."""
    block = plan.settings.samples_per_batch
    maxima = block_maxima(norms[: len(norms) // block * block], block)
    return {
        column: target_score(order, plan, column, values[~np.isnan(values)], np.isnan(values).any())
        for column, values in zip(kept, maxima.T, strict=True)
    }


def _when_asked(
    order: Order, plan: Plan, kept: list[int], norms: Array
) -> dict[int, TargetScore] | None:
    """Return the scores so far where it is time to ask whether they are sure enough.

    Asked after the first part of a tile, then 1, 2, 4, ... tiles, whatever `chunk_size` is, so that
    it never decides the end.
    """
    tiles, rest = divmod(len(norms), TILE)
    time_to_ask = len(norms) == FIRST or (not rest and not tiles & (tiles - 1))
    if plan.settings.stop_width is None or not time_to_ask:
        return None
    if len(norms) < ENOUGH_BATCHES * plan.settings.samples_per_batch:
        return None
    return _scores(order, plan, kept, norms)


def _is_narrow(plan: Plan, sampled: dict[int, TargetScore] | None) -> bool:
    """Return whether the interval is as narrow as asked for."""
    if sampled is None or plan.settings.stop_width is None:
        return False
    value, (low, high), _ = untargeted(tuple(sampled.values()), plan.seed)
    return high - low <= plan.settings.stop_width * value


def cut(bound: Array, radius: float) -> Array:
    """Return the bound, at most the radius: beyond the ball nothing was sampled."""
    return np.minimum(bound, radius)


def target_score(
    order: Order, plan: Plan, column: int, maxima: Array | None, left: bool = False
) -> TargetScore:
    """Return the score towards one of the query's targets.

    Args:
        order: what was sampled.
        plan: how it was measured.
        column: which of the targets.
        maxima: the block maxima of its sampled norms; None where it was dropped. Its score then is
            what its walk promises, in a ball of its own.
        left: whether it was sampled no further: its score then is by the largest norm so far.
    """
    steepest = float(order.witness[column])
    dropped = left or maxima is None
    if maxima is None:
        assert plan.walk is not None  # only a walk drops targets
        met = plan.walk.norms[:, column]
        maxima = met[met > 0] if (met > 0).sum() > 1 else met  # 0 after the walk was given up
    steepest = max(steepest, float(maxima.max())) if left else steepest
    estimate = ESTIMATORS[plan.settings.estimator](maxima)
    lipschitz = steepest if dropped else max(estimate.end_point, steepest)
    quantiles = np.full_like(estimate.quantiles, steepest) if dropped else estimate.quantiles
    alone = dropped and not left and plan.requested_radius == "auto"
    radius = np.inf if alone else plan.radius
    draws = cut(order.bound(np.maximum(quantiles, steepest), column), radius)
    bound = float(order.bound(np.array([lipschitz]), column)[0])
    return TargetScore(
        target=order.targets[column],
        margin=float(order.margins[column]),
        slope=float(order.slopes[column]),
        value=min(bound, radius),
        interval=_interval(draws),
        lipschitz_estimate=lipschitz,
        maxima=maxima,
        fit=estimate.fit,
        censored=bound >= radius,
        walk_norm=float(order.witness[column]),
        dropped=dropped,
        draws=draws,
    )


def combine(
    query: Query,
    order: Order,
    plan: Plan,
    per_target: tuple[TargetScore, ...],
    true_label: int | None,
) -> CleverScore:
    """Return the least score over the targets, with what speaks against it."""
    least = _least(per_target)
    value, interval, draws = untargeted(per_target, plan.seed)
    if plan.settings.method == "published":
        # Its end points are so unsure that the least of many draws lies below the score.
        interval = (min(interval[0], value), max(interval[1], value))
    lost = plan.settings.estimator == "published" and least.fell_back
    column = query.targets.index(least.target)
    flat = bool(np.isinf(order.bound(np.array([least.lipschitz_estimate]), column)[0]))
    linear = not isinstance(plan.walk, Chords) or plan.walk.is_linear(column)
    findings = set(
        fit_findings(least.fit, len(least.maxima), least.walk_norm, flat=flat, linear=linear)
    )
    findings |= set(order.doubts(column)) | ({Finding.FIT_DIVERGED} if lost else set())
    if query.classifier.transform is not None:
        findings.add(Finding.STRAIGHT_THROUGH)
    if least.censored:
        findings.add(Finding.CUT_AT_RADIUS)
    if Finding.ZERO_GRADIENTS in findings:
        # No gradient at all is no evidence of robustness: claim nothing, whatever the ratio says.
        value, interval, draws = 0.0, (0.0, plan.radius), np.linspace(0.0, plan.radius, len(draws))
    if looks_like_probabilities(query.logits[None]):
        findings.add(Finding.PROBABILITIES)
    if true_label is not None and true_label != query.label:
        findings.add(Finding.MISREAD)
    return CleverScore(
        value=value,
        interval=interval,
        norm=plan.norm,
        label=query.label,
        confidence=query.confidence,
        target=least.target,
        requested_target=query.requested_target,
        radius=plan.radius,
        requested_radius=plan.requested_radius,
        findings=in_order(findings),
        per_target=per_target,
        settings=plan.settings,
        seed=plan.seed,
        mask=None if query.mask is None else query.mask.cpu().numpy(),
        draws=draws,
    )


def untargeted(
    per_target: tuple[TargetScore, ...], seed: int
) -> tuple[float, tuple[float, float], Array]:
    """Return the least score, its 90 % interval and draws, targets varying independently."""
    generator = np.random.default_rng([seed, 1])
    draws = np.min([generator.permutation(score.draws) for score in per_target], axis=0)
    return _least(per_target).value, _interval(draws), draws


def _interval(draws: Array) -> tuple[float, float]:
    """Return the 90 % interval of equally likely values."""
    low, high = np.quantile(draws, (0.05, 0.95))
    return float(low), float(high)


def _least(per_target: tuple[TargetScore, ...]) -> TargetScore:
    return min(per_target, key=lambda score: (score.value, score.margin))


def block_maxima(values: Array, block: int) -> Array:
    """Return the maximum of each run of `block` values along the first axis.

    Raises:
        InputError: the number of values is no multiple of `block`.
    """
    if block < 1 or len(values) % block:
        raise InputError(f"Expected a multiple of {block} values; got {len(values)}.")
    return np.asarray(values.reshape(-1, block, *values.shape[1:]).max(axis=1))
