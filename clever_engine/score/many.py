"""Many digits of one network measured in one go."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from clever_engine.classifiers import Classifier
from clever_engine.score.chord_search import groups
from clever_engine.score.chords import Chords
from clever_engine.score.estimators import Array
from clever_engine.score.measurement import Measurement
from clever_engine.score.near_chords import slope_tiles
from clever_engine.score.plan import Plan, plan_steps
from clever_engine.score.query import Query, queries_of
from clever_engine.score.results import CleverScore
from clever_engine.score.scoring import measure, score_of_lines
from clever_engine.steps import Progress, Steps, relay

LINES = "lines"
"""The stage in which the steepest lines are looked for; sampling has none."""


def scores_steps(classifier: Classifier, measurement: Measurement) -> Steps[list[CleverScore]]:
    """Measure all images of a measurement; yields progress often enough to draw it.

    Progress counts points of all digits; the search for the steepest lines, whose stage is `LINES`,
    counts as many again. Its value is the least score so far, which falls.

    Raises:
        InputError: an image or argument makes no sense.
        ModelError: the network gives values that are not finite.
    """
    queries = queries_of(classifier, measurement)
    points = measurement.settings.n_points
    searching = measurement.settings.sampling == "chords"
    total = points * len(queries) * (2 if searching else 1)

    def searched(seen: Progress) -> Progress:
        return replace(seen, done=round(points * seen.done), total=total, stage=LINES)

    plans = yield from relay(plan_steps(measurement, queries), searched)
    known: Sequence[int | None] = measurement.true_labels or [None] * len(queries)
    if searching and measurement.settings.stop_width is None:
        return (yield from _together(queries, plans, known, total))
    scores: list[CleverScore] = []
    before = total - points * len(queries)
    for query, plan, true_label in zip(queries, plans, known, strict=True):
        counted = partial(_among_all, before=before + points * len(scores), total=total)
        scores.append((yield from relay(measure(query, plan, true_label), counted)))
    return scores


def _among_all(seen: Progress, *, before: int, total: int) -> Progress:
    return replace(seen, done=before + seen.done, total=total)


def _together(
    queries: list[Query], plans: list[Plan], known: Sequence[int | None], total: int
) -> Steps[list[CleverScore]]:
    """Sample the lines of as many digits at once as memory holds."""
    norm, seed, n = plans[0].norm, plans[0].seed, plans[0].settings.n_points
    scores: list[CleverScore] = []
    done, least = total // 2, np.inf
    for some in groups(queries):
        found = [plan.walk for plan in plans[some] if isinstance(plan.walk, Chords)]
        tiles = []
        for tile in slope_tiles(queries[some], found, norm=norm, seed=seed, n=n):
            tiles.append(tile)
            done += len(tile[0]) * len(found)
            least = min(least, *map(_promise, queries[some], plans[some], tile))
            yield Progress(done=done, total=total, value=least)
        slopes = [np.concatenate(parts) for parts in zip(*tiles, strict=True)]
        ready = zip(queries[some], plans[some], slopes, known[some], strict=True)
        for query, plan, its, true_label in ready:
            scores.append(score_of_lines(query, plan, its, true_label))
            yield Progress(done=done, total=total, value=least)
    return scores


def _promise(query: Query, plan: Plan, slopes: Array) -> float:
    """Return the score by the steepest line met, of those `(n, lines)` sampled as well."""
    assert isinstance(plan.walk, Chords)
    columns = list(plan.walk.lines)
    steepest = np.maximum(plan.walk.norms[:, columns].max(axis=0), slopes.max(axis=0))
    margins = query.margins().cpu().numpy()[columns]
    return float(min(plan.radius, (margins / steepest.clip(1e-300)).min()))
