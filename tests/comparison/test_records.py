"""A comparison as CSV and JSON."""

import csv
import io
import json

import pytest

from clever_engine import Classifier, CleverSettings
from clever_engine.comparison.paired import Digits, comparison_steps, unpaired_steps
from clever_engine.comparison.records import COLUMNS, comparison_csv, to_json
from clever_engine.comparison.results import Side, side_titles
from clever_engine.steps import run
from tests.comparison.test_paired import Flat, on_a_level, plane

QUICK = CleverSettings(n_batches=24, samples_per_batch=2)
SIDES = [Side(model="one"), Side(model="two", defense="none")]


@pytest.fixture(scope="module")
def comparison():
    digits = Digits(images=on_a_level(6), labels=[0] * 5 + [1])
    return run(
        comparison_steps(
            SIDES,
            [plane(0.1), plane(0.2)],
            digits.images,
            digits.labels,
            settings=QUICK,
            accuracy_set=digits,
        )
    )


def test_csv_has_a_line_a_digit_and_side_and_units_in_its_header(comparison):
    rows = list(csv.reader(io.StringIO(comparison_csv(comparison))))
    assert tuple(rows[0]) == COLUMNS
    assert sum("[units of norm" in column for column in rows[0]) == 4
    assert [row[:2] for row in rows[1:]] == [[str(d), str(s)] for d in range(6) for s in range(2)]
    entry = dict(zip(COLUMNS, rows[2], strict=True))
    assert (entry["model"], entry["norm"], entry["label"]) == ("two", "l2", "0")
    assert entry["right"] == "True"
    assert float(entry["attack distance [units of norm]"]) == pytest.approx(0.2, rel=1e-2)
    assert rows[-1][COLUMNS.index("right")] == "False"
    assert rows[-1][-1] == "misread"


def test_json_holds_verdict_and_numbers(comparison):
    values = json.loads(json.dumps(to_json(comparison), allow_nan=False))
    (pair,) = values["pairs"]
    assert pair["verdict"] == pair["attack_verdict"] == "more-robust"
    assert pair["agrees"] is True
    assert pair["clever"]["improved"] == 5
    assert values["sides"][1]["scores"] == pytest.approx([0.2] * 5 + [0.0], rel=1e-4)
    assert values["accuracy"]["shares"] == pytest.approx([5 / 6, 5 / 6])
    assert values["settings"]["n_batches"] == 24


def test_what_has_no_number_is_null():
    flat = Classifier.from_module(Flat(), input_shape=(20,))
    digits = [Digits(images=on_a_level(2)), Digits(images=on_a_level(3))]
    result = run(unpaired_steps(SIDES, [plane(0.1), flat], digits, settings=QUICK))
    values = json.loads(json.dumps(to_json(result), allow_nan=False))
    assert values["pairs"][0]["clever"]["difference"] is None
    assert values["sides"][1]["attack_distances"] == [None] * 3
    assert len(comparison_csv(result).splitlines()) == 1 + 2 + 3


def test_titles_say_what_tells_sides_apart():
    from clever_engine import Norm

    base = Side(model="cnn-7")
    assert side_titles([base, Side(model="cnn-7", defense="jpeg")]) == [
        "cnn-7",
        "cnn-7, JPEG compression",
    ]
    assert side_titles([base, Side(model="cnn-7", norm=Norm.LINF)]) == ["cnn-7, l2", "cnn-7, linf"]
    assert side_titles([base, Side(model="cnn-7", data="8x8")])[1] == "cnn-7, 8x8"
    assert side_titles([base, base]) == ["cnn-7 (1)", "cnn-7 (2)"]
