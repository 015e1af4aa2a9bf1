"""The CLEVER score (Weng et al. 2018, algorithms 1 and 2).

For a digit x of label c and a class j, the margin is `g = f_c - f_j` on logits. The local Lipschitz
constant L of g in the ball of the given radius is estimated from sampled gradient norms, and the
score is `min(g(x) / L, radius)`: an estimate of the smallest change that turns c into j. It is an
estimate of a bound, not a bound.
"""

from typing import Unpack

import numpy as np

from clever_engine.classifiers import Classifier, Images
from clever_engine.norms import Norm
from clever_engine.score.bounds import Order, make_order
from clever_engine.score.combining import (
    combine,
    cut,
    target_score,
    untargeted,
)
from clever_engine.score.estimators import block_maxima
from clever_engine.score.findings import ENOUGH_BATCHES
from clever_engine.score.guided import NEAR
from clever_engine.score.measurement import How, Measurement
from clever_engine.score.plan import Plan, make_plans
from clever_engine.score.query import Mask, Subject
from clever_engine.score.radius import ball_points
from clever_engine.score.results import (
    Array,
    CleverScore,
    TargetScore,
)
from clever_engine.score.sampling import (
    FIRST,
    TILE,
    unit_tiles,
)
from clever_engine.score.settings import CleverSettings
from clever_engine.steps import Progress, Steps, run


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
    mask: Mask | None = None,
) -> CleverScore:
    """Return the CLEVER score of one image.

    Args:
        classifier: the network.
        image: `input_shape`, values within the classifier's bounds.
        norm: "l1", "l2" or "linf"; see `Measurement` for this and the following.
        target: the class to turn into.
        radius: of the sampling ball, or "auto".
        settings: effort and estimator.
        seed: the same seed gives the same score.
        true_label: the class it should read, where that is known.
        mask: boolean, `input_shape`: only these values may change; None lets all of them.

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
        settings=settings or CleverSettings(),
        seed=seed,
        true_label=true_label,
        mask=mask,
    )
    return run(steps)


def clever_steps(
    classifier: Classifier,
    image: Images,
    *,
    true_label: int | None = None,
    mask: Mask | None = None,
    **how: Unpack[How],
) -> Steps[CleverScore]:
    """Measure as `clever_score`, yielding after each chunk so that a caller can show or stop it.

    Progress counts points; its value is the score by the largest norms so far, which falls.
    """
    measurement = Measurement.of(image, mask=mask, **how)
    (subject,) = subjects_of(classifier, measurement)
    (plan,) = make_plans(measurement, [subject])
    return (yield from measure(subject, plan, true_label))


def subjects_of(classifier: Classifier, measurement: Measurement) -> list[Subject]:
    """Return what there is to measure, one an image."""
    target, seed = measurement.target, measurement.seed
    masks = measurement.masks or [None] * len(measurement.images)
    return [
        Subject.of(classifier, image, target=target, seed=seed, mask=mask)
        for image, mask in zip(measurement.images, masks, strict=True)
    ]


def measure(subject: Subject, plan: Plan, true_label: int | None = None) -> Steps[CleverScore]:
    """Measure one subject by a plan whose radius is known, chunk by chunk."""
    settings, order = plan.settings, make_order(subject, plan)
    kept = _kept(order, plan)
    norms = np.empty((settings.n_points, len(kept)))
    done, shown, largest = 0, 0, order.witness.copy()
    sampled: dict[int, TargetScore] | None = None
    for offsets in unit_tiles(
        settings.n_points, subject.size, plan.norm, plan.seed, subject.image.dtype
    ):
        tile = order.sample(ball_points(subject, offsets, plan.radius), kept)
        norms[done : done + len(tile)] = tile
        done += len(tile)
        largest[kept] = np.maximum(largest[kept], tile.max(axis=0))
        sampled = _when_asked(order, plan, kept, norms[:done])
        enough = done == settings.n_points or _is_narrow(plan, sampled)
        if done - shown >= settings.chunk_size or enough:
            shown = done
            value = float(cut(order.bound(largest, slice(None)), plan.radius).min())
            yield Progress(done=done, total=settings.n_points, value=value)
        if enough:
            break
    sampled = sampled or _scores(order, plan, kept, norms[:done])
    scores = tuple(
        sampled[column] if column in sampled else target_score(order, plan, column, None)
        for column in range(len(order.margins))
    )
    return combine(subject, order, plan, scores, true_label)


def _kept(order: Order, plan: Plan) -> list[int]:
    """Return which targets to sample: those whose walk leaves them a chance to be the nearest.

    Only in the ball that guided sampling chose: one given may reach far beyond every walk.
    """
    every = list(range(len(order.margins)))
    if plan.walk is None or plan.requested_radius != "auto":
        return every
    promised = np.where(order.witness > 0, order.bound(order.witness, slice(None)), 0.0)
    return [k for k in every if promised[k] <= NEAR * promised.min()]


def _scores(order: Order, plan: Plan, kept: list[int], norms: Array) -> dict[int, TargetScore]:
    """Return the scores of the targets sampled, from whole batches of norms `(points, kept)`."""
    block = plan.settings.samples_per_batch
    maxima = block_maxima(norms[: len(norms) // block * block], block)
    return {
        column: target_score(order, plan, column, values)
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
