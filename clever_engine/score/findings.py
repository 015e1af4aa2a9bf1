"""Findings: named reasons to trust a score less."""

from enum import StrEnum

import torch

from clever_engine.score.weibull import WeibullFit

POOR_FIT = 0.05
"""Kolmogorov-Smirnov p-value below which a fit is called poor."""

ENOUGH_BATCHES = 20
"""Fewer maxima than this leave the spread of a fit to chance."""


class Finding(StrEnum):
    """What weakens a score, in the order in which findings are listed."""

    MISREAD = "misread"
    """The network's label is not the true one; the paper skips such inputs."""
    PROBABILITIES = "probabilities-not-logits"
    """The outputs look like (log-)softmax, whose gradients vanish when the network is sure."""
    ZERO_GRADIENTS = "zero-gradients"
    """Every sampled gradient is zero: the gradients say nothing about robustness."""
    CONSTANT_GRADIENTS = "constant-gradients"
    """Every sampled gradient has the same norm: the network is linear here, nothing was fitted."""
    CUT_AT_RADIUS = "cut-at-radius"
    """The ratio of margin and Lipschitz estimate is beyond the ball and says nothing there."""
    NOT_SMOOTH = "not-twice-differentiable"
    """Slopes change more than the sampled curvature allows: second order does not suit it."""
    STRAIGHT_THROUGH = "straight-through-gradients"
    """Gradients pass an input transformation as if it were not there (BPDA)."""
    POOR_FIT = "poor-fit"
    """The maxima do not follow the fitted distribution."""
    FEW_BATCHES = "few-batches"
    """Fewer than 20 maxima: the fit rests on little."""
    TOO_CLOSE = "too-close-to-call"
    """Of a ranking: the marked digit may well not be the weakest."""


def looks_like_probabilities(outputs: torch.Tensor) -> bool:
    """Return whether outputs `(n, classes)` are probabilities or their logarithms, not logits."""
    outputs = outputs.double()
    near = 1e-4  # float32 softmax sums to one within this for a thousand classes
    in_unit = bool((outputs >= 0).all() and (outputs <= 1).all())
    sums_to_one = bool(((outputs.sum(dim=1) - 1).abs() < near).all())
    log_sums_to_one = bool((torch.logsumexp(outputs, dim=1).abs() < near).all())
    return (in_unit and sums_to_one) or log_sums_to_one


def fit_findings(fit: WeibullFit, n_batches: int, walk_norm: float, *, flat: bool) -> list[Finding]:
    """Return what the fit of one target's maxima, and its walk, say against its score.

    `flat` says that no slope was met at all.
    """
    if flat:
        return [Finding.ZERO_GRADIENTS]
    if fit.constant and walk_norm <= fit.location * (1 + 1e-5):
        return [Finding.CONSTANT_GRADIENTS]
    found = [Finding.POOR_FIT] if fit.p_value < POOR_FIT else []
    return found + ([Finding.FEW_BATCHES] if n_batches < ENOUGH_BATCHES else [])


def in_order(findings: set[Finding]) -> tuple[Finding, ...]:
    """Return the findings in the order of their definition, each once."""
    return tuple(finding for finding in Finding if finding in findings)
