import json

import numpy as np
import pytest
import torch

from clever_engine import CleverError, CleverSettings, load_classifier, rank_digits
from clever_engine.digits.files import read_strip
from clever_engine.measurement import Measurement
from clever_engine.ranking import ranking_steps
from clever_engine.records import Record, from_json, to_json
from clever_engine.steps import run
from pages.shared.services import EXAMPLE

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
