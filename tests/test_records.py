import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from clever_engine import CleverError, CleverSettings, load_classifier, rank_digits
from clever_engine.digits.files import read_strip
from clever_engine.io.records import (
    Record,
    from_json,
    to_json,
)
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import ranking_steps
from clever_engine.steps import run
from pages.measure.services import EXAMPLE

QUICK = CleverSettings(n_batches=20, samples_per_batch=5)


@pytest.fixture(scope="module")
def record():
    found = read_strip((EXAMPLE.parent / "measure.png").read_bytes())
    measurement = Measurement(images=found.images, model="mlp-1024", settings=QUICK)
    ranking = run(ranking_steps(load_classifier("mlp-1024"), measurement))
    return Record(measurement=measurement, found=found, ranking=ranking)


def test_round_trip(record):
    text = json.dumps(to_json(record), allow_nan=False)
    again = from_json(json.loads(text))
    assert json.dumps(to_json(again), allow_nan=False) == text
    np.testing.assert_array_equal(again.found.images, record.found.images)
    assert again.ranking.scores[0].findings == record.ranking.scores[0].findings


@pytest.mark.parametrize("broken", [{}, {"details": {"version": 99}}, {"details": {"version": 1}}])
def test_broken_record(broken):
    with pytest.raises(CleverError, match="Expected a record"):
        from_json(broken)


@pytest.mark.parametrize(
    ("path", "new", "said"),
    [
        (["details", "scores", 1, "value"], "high", "$.details.scores[1].value"),
        (["details", "scores", 0, "per_target", 2, "fit", "scale"], [], ".per_target[2].fit.scale"),
        (["details", "scores", 0, "settings", "order"], 3, "$.details.scores[0].settings"),
        (["details", "scores", 0, "draws"], [None], "$.details.scores[0].draws"),
        (["details", "scores"], 5, "not iterable"),
        (["details", "boxes"], [], "boxes or pixels are not those of 5 digits"),
        (["details", "pixels"], "AAAA", "boxes or pixels"),
        (["weakest"], None, "$.weakest"),
    ],
)
def test_a_damaged_part_is_named(record, path, new, said):
    values = json.loads(json.dumps(to_json(record)))
    *way, last = path
    part = values
    for key in way:
        part = part[key]
    part[last] = new
    with pytest.raises(CleverError, match="Expected a record") as caught:
        from_json(values)
    assert said in str(caught.value)


def test_a_mask_and_a_fit_to_equal_maxima_come_back(record):
    score = record.ranking.scores[0]
    mask = np.zeros((1, 28, 28), dtype=bool)
    mask[0, 3:20] = True
    fit = replace(score.per_target[0].fit, shape=np.inf, scale=0.0, constant=True)
    targets = (replace(score.per_target[0], fit=fit), *score.per_target[1:])
    scores = (replace(score, mask=mask, per_target=targets), *record.ranking.scores[1:])
    text = json.dumps(to_json(replace(record, ranking=replace(record.ranking, scores=scores))))
    assert '"shape": null' in text
    assert '"mask": [[[0, ' in text
    again = from_json(json.loads(text)).ranking.scores[0]
    np.testing.assert_array_equal(again.mask, mask)
    assert again.per_target[0].fit == fit


def test_shipped_example_is_what_its_command_gives():
    shipped = from_json(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    strip = read_strip((EXAMPLE.parent / "measure.png").read_bytes())
    np.testing.assert_array_equal(strip.images, shipped.found.images)
    # One digit is enough to notice other weights or another engine; all five take seconds.
    again = rank_digits(
        load_classifier(shipped.measurement.model),
        torch.from_numpy(strip.images[:1].copy()),
        radius=shipped.ranking.scores[0].radius,
    )
    first, second = again.scores[0], shipped.ranking.scores[0]
    assert first.value == pytest.approx(second.value, rel=1e-3)
    assert (first.label, first.target, first.findings) == (
        second.label,
        second.target,
        second.findings,
    )


def test_a_record_of_two_methods_is_refused(record):
    values = json.loads(json.dumps(to_json(record)))
    assert values["method"] == "chords"
    settings = values["details"]["scores"][0]["settings"]
    settings.update(sampling="uniform", estimator="published", stop_width=None)
    with pytest.raises(CleverError, match="one method; got chords and published"):
        from_json(values)
