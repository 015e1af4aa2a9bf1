"""What speaks against a score: named findings out of its fit and the network's outputs."""

import torch

from clever_engine.score.estimators import WeibullFit
from clever_engine.score.results import Finding

POOR_FIT = 0.05
"""Kolmogorov-Smirnov p-value below which a fit is called poor."""

ENOUGH_BATCHES = 20
"""Fewer maxima than this leave the spread of a fit to chance."""


def looks_like_probabilities(outputs: torch.Tensor) -> bool:
    """Return whether outputs `(n, classes)` are probabilities or their logarithms, not logits."""
    outputs = outputs.cpu().double()
    near = 1e-4  # float32 softmax sums to one within this for a thousand classes
    in_unit = bool((outputs >= 0).all() and (outputs <= 1).all())
    sums_to_one = bool(((outputs.sum(dim=1) - 1).abs() < near).all())
    log_sums_to_one = bool((torch.logsumexp(outputs, dim=1).abs() < near).all())
    return (in_unit and sums_to_one) or log_sums_to_one


def fit_findings(
    fit: WeibullFit, n_batches: int, walk_norm: float, *, flat: bool, linear: bool
) -> list[Finding]:
    """Return what the fit of one target's maxima, and its walk, say against its score.

    `flat` says that no slope was met at all, `linear` that equal maxima mean equal gradients: lines
    are all the same also where gradients differ in length alone.
    """
    if flat:
        return [Finding.ZERO_GRADIENTS]
    if fit.constant and linear and walk_norm <= fit.location * (1 + 1e-5):
        return [Finding.CONSTANT_GRADIENTS]
    found = [Finding.POOR_FIT] if fit.p_value < POOR_FIT else []
    return found + ([Finding.FEW_BATCHES] if n_batches < ENOUGH_BATCHES else [])


def in_order(findings: set[Finding]) -> tuple[Finding, ...]:
    """Return the findings in the order of their definition, each once."""
    return tuple(finding for finding in Finding if finding in findings)
