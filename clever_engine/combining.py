"""From the maxima of each class to its score, and to the score of the digit."""

import numpy as np

from clever_engine.diagnostics import Finding, fit_findings, in_order, looks_like_probabilities
from clever_engine.extreme_value import ESTIMATORS
from clever_engine.plans import Plan
from clever_engine.scores import Array, CleverScore, TargetScore
from clever_engine.subject import Subject


def ratio(margin: Array, lipschitz: Array, radius: float) -> Array:
    """Return `min(margin / lipschitz, radius)`; the radius where the gradient is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(lipschitz > 0, margin / lipschitz, np.inf)
    return np.minimum(ratio, radius)


def target_score(subject: Subject, column: int, maxima: Array | None, plan: Plan) -> TargetScore:
    """Return the score towards one of the subject's targets.

    Args:
        subject: the digit.
        column: which of its targets.
        maxima: the block maxima of its sampled norms; None where it was dropped. Its score then is
            what its walk promises, in a ball of its own.
        plan: how it was measured.
    """
    margin = np.array([float(subject.margins()[column])])
    steepest = float(plan.walked(len(subject.targets))[column])
    dropped = maxima is None
    if maxima is None:
        assert plan.walk is not None  # only a walk drops targets
        maxima = plan.walk.norms[:, column]
    estimate = ESTIMATORS[plan.settings.estimator](maxima)
    lipschitz = steepest if dropped else max(estimate.end_point, steepest)
    quantiles = np.full_like(estimate.quantiles, steepest) if dropped else estimate.quantiles
    radius = np.inf if dropped else plan.radius
    draws = ratio(margin, np.maximum(quantiles, steepest), radius)
    return TargetScore(
        target=subject.targets[column],
        margin=float(margin[0]),
        value=float(ratio(margin, np.array([lipschitz]), radius)[0]),
        interval=(float(np.quantile(draws, 0.05)), float(np.quantile(draws, 0.95))),
        lipschitz_estimate=lipschitz,
        maxima=maxima,
        fit=estimate.fit,
        censored=bool(margin[0] >= radius * lipschitz) if not dropped else False,
        walk_norm=steepest,
        dropped=dropped,
        draws=draws,
    )


def combine(
    subject: Subject, plan: Plan, per_target: tuple[TargetScore, ...], true_label: int | None
) -> CleverScore:
    """Return the least score over the targets, with what speaks against it."""
    least = min(per_target, key=lambda score: (score.value, score.margin))
    value, interval, draws = least.value, *_untargeted_interval(per_target, plan.seed)
    findings = set(fit_findings(least.fit, plan.settings.n_batches, least.walk_norm))
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
        draws=draws,
    )


def _untargeted_interval(
    per_target: tuple[TargetScore, ...], seed: int
) -> tuple[tuple[float, float], Array]:
    """Return the 90 % interval and draws of the least score, targets varying independently."""
    generator = np.random.default_rng([seed, 1])
    draws = np.min([generator.permutation(score.draws) for score in per_target], axis=0)
    return (float(np.quantile(draws, 0.05)), float(np.quantile(draws, 0.95))), draws
