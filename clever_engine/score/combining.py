"""From the maxima of each class to its score, and to the score of the digit."""

import numpy as np

from clever_engine.score.bounds import Order
from clever_engine.score.estimators import ESTIMATORS
from clever_engine.score.findings import (
    Finding,
    fit_findings,
    in_order,
    looks_like_probabilities,
)
from clever_engine.score.plan import Plan
from clever_engine.score.query import Subject
from clever_engine.score.results import (
    Array,
    CleverScore,
    TargetScore,
)


def cut(bound: Array, radius: float) -> Array:
    """Return the bound, at most the radius: beyond the ball nothing was sampled."""
    return np.minimum(bound, radius)


def target_score(order: Order, plan: Plan, column: int, maxima: Array | None) -> TargetScore:
    """Return the score towards one of the subject's targets.

    Args:
        order: what was sampled.
        plan: how it was measured.
        column: which of the targets.
        maxima: the block maxima of its sampled norms; None where it was dropped. Its score then is
            what its walk promises, in a ball of its own.
    """
    steepest = float(order.witness[column])
    dropped = maxima is None
    if maxima is None:
        assert plan.walk is not None  # only a walk drops targets
        met = plan.walk.norms[:, column]
        maxima = met[met > 0] if (met > 0).sum() > 1 else met  # 0 after the walk was given up
    estimate = ESTIMATORS[plan.settings.estimator](maxima)
    lipschitz = steepest if dropped else max(estimate.end_point, steepest)
    quantiles = np.full_like(estimate.quantiles, steepest) if dropped else estimate.quantiles
    radius = np.inf if dropped else plan.radius
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
        censored=not dropped and bound >= radius,
        walk_norm=steepest,
        dropped=dropped,
        draws=draws,
    )


def combine(
    subject: Subject,
    order: Order,
    plan: Plan,
    per_target: tuple[TargetScore, ...],
    true_label: int | None,
) -> CleverScore:
    """Return the least score over the targets, with what speaks against it."""
    least = _least(per_target)
    value, interval, draws = untargeted(per_target, plan.seed)
    column = subject.targets.index(least.target)
    flat = bool(np.isinf(order.bound(np.array([least.lipschitz_estimate]), column)[0]))
    findings = set(fit_findings(least.fit, len(least.maxima), least.walk_norm, flat=flat))
    findings |= set(order.doubts(column))
    if subject.classifier.transform is not None:
        findings.add(Finding.STRAIGHT_THROUGH)
    if least.censored:
        findings.add(Finding.CUT_AT_RADIUS)
    if Finding.ZERO_GRADIENTS in findings:
        # No gradient at all is no evidence of robustness: claim nothing, whatever the ratio says.
        value, interval, draws = 0.0, (0.0, plan.radius), np.linspace(0.0, plan.radius, len(draws))
    if looks_like_probabilities(subject.logits[None]):
        findings.add(Finding.PROBABILITIES)
    if true_label is not None and true_label != subject.label:
        findings.add(Finding.MISREAD)
    return CleverScore(
        value=value,
        interval=interval,
        norm=plan.norm,
        label=subject.label,
        confidence=subject.confidence,
        target=least.target,
        requested_target=subject.requested_target,
        radius=plan.radius,
        requested_radius=plan.requested_radius,
        findings=in_order(findings),
        per_target=per_target,
        settings=plan.settings,
        seed=plan.seed,
        mask=None if subject.free is None else subject.free.cpu().numpy(),
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
