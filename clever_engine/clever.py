"""The CLEVER score (Weng et al. 2018, algorithms 1 and 2).

For a digit x of label c and a class j, the margin is `g = f_c - f_j` on logits. The local Lipschitz
constant L of g in the ball of the given radius is estimated from sampled gradient norms, and the
score is `min(g(x) / L, radius)`: an estimate of the smallest change that turns c into j. It is an
estimate of a bound, not a bound.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from clever_engine.classifiers import Classifier, Images
from clever_engine.combining import combine, ratio, target_score
from clever_engine.extreme_value import block_maxima
from clever_engine.gradients import margin_gradient_norms
from clever_engine.norms import Norm
from clever_engine.plans import Plan, check_seed, make_plans
from clever_engine.radius import ball_points
from clever_engine.sampling import TILE, unit_tiles
from clever_engine.scores import Array, CleverScore
from clever_engine.settings import CleverSettings
from clever_engine.subject import Subject

DROP_BEYOND = 1.4
"""A class whose walk promises more than this times the least promise is not sampled."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """How far a running measurement is: points done, points in all, and the score so far.

    `value` rests on the largest norms seen so far and falls towards the end.
    """

    done: int
    total: int
    value: float


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
        radius: of the sampling ball, or "auto": for guided sampling `radius.guided_radius`, for
            uniform sampling `settings.default_radius`, doubled as long as it would cut the score.
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
    (plan,) = make_plans([subject], norm, radius, settings or CleverSettings(), seed)
    return (yield from measure(subject, plan, true_label))


def measure(
    subject: Subject, plan: Plan, true_label: int | None = None
) -> Generator[Partial, None, CleverScore]:
    """Measure one subject by a plan whose radius is known, chunk by chunk."""
    settings = plan.settings
    margins = subject.margins().cpu().numpy()
    walked = plan.walked(len(margins))
    kept = _kept(margins, walked, plan)
    sampled = [subject.targets[k] for k in kept]
    norms = np.empty((settings.n_points, len(kept)))
    done, largest = 0, walked.copy()
    for chunk in _chunks(subject, sampled, plan):
        norms[done : done + len(chunk)] = chunk
        done += len(chunk)
        largest[kept] = np.maximum(largest[kept], chunk.max(axis=0))
        yield Partial(done=done, total=settings.n_points, value=_running(margins, largest, plan))
    columns = dict(zip(kept, block_maxima(norms, settings.samples_per_batch).T, strict=True))
    per_target = tuple(target_score(subject, k, columns.get(k), plan) for k in range(len(margins)))
    return combine(subject, plan, per_target, true_label)


def _kept(margins: Array, walked: Array, plan: Plan) -> list[int]:
    """Return which targets to sample: those whose walk leaves them a chance to be the nearest.

    Only in the ball that guided sampling chose: one given may reach far beyond every walk.
    """
    if plan.walk is None or plan.requested_radius != "auto":
        return list(range(len(margins)))
    with np.errstate(divide="ignore", invalid="ignore"):
        promised = np.where(walked > 0, margins / walked, 0.0)
    return [int(k) for k in np.flatnonzero(promised <= DROP_BEYOND * promised.min())]


def _chunks(subject: Subject, targets: Sequence[int], plan: Plan) -> Iterator[Array]:
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
            targets=targets,
            norms=[plan.norm.dual],
        )
        held.append(norms[0].numpy())
        if len(held) * TILE >= settings.chunk_size:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _running(margins: Array, largest: Array, plan: Plan) -> float:
    return float(ratio(margins, largest, plan.radius).min())
