"""The CLEVER score (Weng et al. 2018, algorithms 1 and 2).

For a digit x of label c and a class j, the margin is `g = f_c - f_j` on logits. The local Lipschitz
constant L of g in the ball of the given radius is estimated from sampled gradient norms, and the
score is `min(g(x) / L, radius)`: an estimate of the smallest change that turns c into j. It is an
estimate of a bound, not a bound.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from clever_engine.classifiers import Classifier, Images
from clever_engine.diagnostics import Finding, fit_findings, in_order, looks_like_probabilities
from clever_engine.errors import InputError
from clever_engine.extreme_value import ESTIMATORS, block_maxima
from clever_engine.gradients import margin_gradient_norms
from clever_engine.norms import Norm, parse_norm
from clever_engine.radius import ball_points, resolve_radius
from clever_engine.sampling import TILE, unit_tiles
from clever_engine.scores import Array, CleverScore, TargetScore
from clever_engine.settings import CleverSettings
from clever_engine.subject import Subject

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """How far a running measurement is: points done, points in all, and the score so far.

    `value` rests on the largest norms seen so far and falls towards the end.
    """

    done: int
    total: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that decides the numbers, apart from network and image; the radius is a number."""

    norm: Norm
    radius: float
    settings: CleverSettings
    seed: int


def clever_score(
    classifier: Classifier,
    image: Images,
    *,
    norm: Norm | str = "l2",
    target: str | int = "untargeted",
    radius: float | str = "auto",
    settings: CleverSettings | None = None,
    seed: int = 0,
    true_label: int | None = None,
) -> CleverScore:
    """Return the CLEVER score of one image.

    Args:
        classifier: the network.
        image: `input_shape`, values within the classifier's bounds.
        norm: how a change is measured: "l1", "l2" or "linf".
        target: "untargeted" (the least over all other classes), "runner-up", "least-likely",
            "random" or a class number.
        radius: of the sampling ball, or "auto": `settings.default_radius`, doubled as long as the
            score would be cut by it.
        settings: effort and estimator.
        seed: the same seed gives the same score.
        true_label: the class it should read, where that is known.

    Raises:
        InputError: an argument or the image makes no sense.
        ModelError: the network gives values that are not finite.
    """
    steps = clever_steps(
        classifier,
        image,
        norm=norm,
        target=target,
        radius=radius,
        settings=settings,
        seed=seed,
        true_label=true_label,
    )
    return run_to_end(steps)


def run_to_end(steps: Generator[Partial, None, Result]) -> Result:
    """Return what a measurement in steps returns at its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result


def clever_steps(
    classifier: Classifier,
    image: Images,
    *,
    norm: Norm | str = "l2",
    target: str | int = "untargeted",
    radius: float | str = "auto",
    settings: CleverSettings | None = None,
    seed: int = 0,
    true_label: int | None = None,
) -> Generator[Partial, None, CleverScore]:
    """Measure as `clever_score`, yielding after each chunk so that a caller can show or stop it."""
    seed = check_seed(seed)
    subject = Subject.of(classifier, image, target=target, seed=seed)
    ball = resolve_radius(radius, [subject], parse_norm(norm), seed)
    plan = Plan(
        norm=parse_norm(norm), radius=ball, settings=settings or CleverSettings(), seed=seed
    )
    return (yield from measure(subject, plan, true_label))


def measure(
    subject: Subject, plan: Plan, true_label: int | None = None
) -> Generator[Partial, None, CleverScore]:
    """Measure one subject by a plan whose radius is known, chunk by chunk."""
    settings = plan.settings
    norms = np.empty((settings.n_points, len(subject.targets)))
    margins = subject.margins().cpu().numpy()
    done, largest = 0, np.zeros(len(subject.targets))
    for chunk in _chunks(subject, plan):
        norms[done : done + len(chunk)] = chunk
        done += len(chunk)
        largest = np.maximum(largest, chunk.max(axis=0))
        yield Partial(done=done, total=settings.n_points, value=_running(margins, largest, plan))
    maxima = block_maxima(norms, settings.samples_per_batch)
    per_target = tuple(
        _target_score(target, float(margin), column, plan)
        for target, margin, column in zip(subject.targets, margins, maxima.T, strict=True)
    )
    return _combine(subject, plan, per_target, true_label)


def check_seed(seed: int) -> int:
    """Return the seed.

    Raises:
        InputError: not an integer of at least 0.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(f"Expected a seed as an integer of at least 0; got {seed!r}.")
    return seed


def _chunks(subject: Subject, plan: Plan) -> Iterator[Array]:
    """Yield dual gradient norms `(up to chunk_size, targets)` of the plan's points, in order."""
    settings = plan.settings
    held: list[Array] = []
    for offsets in unit_tiles(
        settings.n_points, subject.size, plan.norm, plan.seed, subject.image.dtype
    ):
        points = ball_points(subject, offsets, plan.radius)
        norms = margin_gradient_norms(
            subject.classifier,
            points,
            label=subject.label,
            targets=subject.targets,
            norms=[plan.norm.dual],
        )
        held.append(norms[0].numpy())
        if len(held) * TILE >= settings.chunk_size:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _ratio(margin: Array, lipschitz: Array, radius: float) -> Array:
    """Return `min(margin / lipschitz, radius)`; the radius where the gradient is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(lipschitz > 0, margin / lipschitz, np.inf)
    return np.minimum(ratio, radius)


def _running(margins: Array, largest: Array, plan: Plan) -> float:
    return float(_ratio(margins, largest, plan.radius).min())


def _target_score(target: int, margin: float, maxima: Array, plan: Plan) -> TargetScore:
    estimate = ESTIMATORS[plan.settings.estimator](maxima)
    end_point = np.array([estimate.end_point])
    draws = _ratio(np.array(margin), estimate.quantiles, plan.radius)
    return TargetScore(
        target=target,
        margin=margin,
        value=float(_ratio(np.array(margin), end_point, plan.radius)[0]),
        interval=(float(np.quantile(draws, 0.05)), float(np.quantile(draws, 0.95))),
        lipschitz_estimate=estimate.end_point,
        maxima=maxima,
        fit=estimate.fit,
        censored=margin >= plan.radius * estimate.end_point,
        draws=draws,
    )


def _combine(
    subject: Subject, plan: Plan, per_target: tuple[TargetScore, ...], true_label: int | None
) -> CleverScore:
    """Return the least score over the targets, with what speaks against it."""
    least = min(per_target, key=lambda score: (score.value, score.margin))
    value, interval, draws = least.value, *_untargeted_interval(per_target, plan.seed)
    findings = set(fit_findings(least.fit, plan.settings.n_batches))
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
