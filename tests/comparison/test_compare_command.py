"""`python -m clever_engine compare`, on the digits that ship with the project."""

import csv
import io
import json

import numpy as np
import pytest

from clever_engine.__main__ import main
from clever_engine.cli.compare import chosen, load_digits

QUICK = ["--digits", "2", "--attack-steps", "4", "--accuracy-digits", "20"]


@pytest.fixture(autouse=True)
def _without_mnist(monkeypatch):
    monkeypatch.delenv("CLEVER_DATA", raising=False)


def run(capsys, *arguments):
    status = main(["compare", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_words_for_people(capsys):
    status, out, _ = run(capsys, "cnn-7", "cnn-7-robust", *QUICK, "--digits", "5")
    assert status == 0
    assert out.startswith("cnn-7-robust, compared with cnn-7: more robust")
    assert "5 improved, 0 worsened, 0 the same" in out
    assert "the attack says: more robust, as CLEVER does" in out
    assert "of 20 digits" in out
    assert "An estimate of a bound is not a bound." in out


def test_json_and_csv_of_a_defense(capsys):
    arguments = ["mlp-1024", "--defense-after", "smooth", "--norm", "linf", *QUICK]
    status, out, _ = run(capsys, *arguments, "--json")
    values = json.loads(out)
    assert status == 0
    assert [side["defense"] for side in values["sides"]] == ["none", "smooth"]
    assert {side["norm"] for side in values["sides"]} == {"linf"}
    assert "straight-through-gradients" in values["findings"]
    _, out, _ = run(capsys, *arguments, "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["side"] for row in rows] == ["0", "1"] * 2
    scores = [float(row["clever score [units of norm; pixels 0 to 1]"]) for row in rows[1::2]]
    assert scores == pytest.approx(values["sides"][1]["scores"], rel=1e-4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing", "cnn-7"], "Expected a network out of"),
        (["mlp-1024", "--defense-after", "magic"], "Expected a defense out of"),
        (["mlp-1024", "--norm", "l3"], "Expected a norm out of"),
        (["mlp-1024", "--digits", "0"], "Expected --digits of at least 1; got 0."),
        (["mlp-1024", "--seed", "-1"], "Expected a seed"),
        (["mlp-1024", "--data", "/nowhere"], "Expected MNIST/raw/ inside"),
    ],
)
def test_bad_input_is_one_line(capsys, arguments, words):
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_the_seed_chooses_the_digits():
    name, every = load_digits(None)
    assert name == "handwriting"
    first, again, other = (chosen(every, 30, seed) for seed in (0, 0, 1))
    assert np.array_equal(first.images, again.images)
    assert not np.array_equal(first.labels, other.labels)


def test_mnist_is_taken_where_it_is(data_root):
    name, every = load_digits(data_root)
    assert name == "MNIST test"
    assert len(every.images) == len(every.labels) == 10_000


def test_both_sides_are_measured_by_the_method_asked_for(capsys):
    effort = ["--method", "published", "--batches", "20", "--samples", "2"]
    few = ["--digits", "2", "--attack-steps", "0", "--accuracy-digits", "0"]
    status, out, _ = run(capsys, "mlp-1024", "mlp-2", *few, *effort)
    assert status == 0
    assert "by the method published" in out
    status, _, error = run(capsys, "mlp-1024", "mlp-2", *few, *effort, "--order", "2")
    assert status == 2
    assert "--method published without --order" in error
