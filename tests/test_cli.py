"""The command line as a script outside the project calls it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clever_engine import CleverSettings, load_classifier, rank_digits
from clever_engine.__main__ import main
from clever_engine.digits.files import strip_png
from clever_engine.digits.photos import DOUBTED
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.io.records import from_json

ROOT = Path(__file__).resolve().parents[1]
QUICK = ["--batches", "20", "--samples", "5"]


@pytest.fixture(scope="module")
def digits():
    return np.ascontiguousarray(load_handwriting().images[3, [4, 6, 1]])


@pytest.fixture
def strip(tmp_path, digits):
    path = tmp_path / "strip.png"
    path.write_bytes(strip_png(digits))
    return path


@pytest.fixture
def photo(tmp_path, digits):
    """The three digits in a row on light grey paper, dark ink, each 112 pixels large."""
    sheet = np.full((300, 700), 225, dtype=np.uint8)
    for number, digit in enumerate(digits[:, 0]):
        large = np.asarray(Image.fromarray((digit * 255).astype(np.uint8)).resize((112, 112)))
        left = 120 + 170 * number
        sheet[90:202, left : left + 112] -= (large * 0.7).astype(np.uint8)
    path = tmp_path / "photo.jpg"
    Image.fromarray(sheet).save(path, quality=85)
    return path


def test_json_has_the_promised_shape(photo, capsys):
    assert main(["score", str(photo), "--model", "mlp-1024", "--json", *QUICK]) == 0
    out = json.loads(capsys.readouterr().out)
    assert list(out) == [
        "model",
        "norm",
        "method",
        "digits",
        "weakest",
        "probability_weakest",
        "findings",
        "amount",
        "left_out",
        "seconds",
    ]
    assert (out["model"], out["norm"], out["amount"]) == ("mlp-1024", "l2", 461)
    assert len(out["digits"]) == 3
    for digit, left in zip(out["digits"], (120, 290, 460), strict=True):
        assert set(digit) == {
            "box",
            "label",
            "confidence",
            "score",
            "interval",
            "plausible",
            "saved",
            "target",
            "radius",
            "findings",
            "certainty",
        }
        assert digit["certainty"] > DOUBTED
        assert left - 5 <= digit["box"][0] < digit["box"][2] <= left + 117
        assert 85 <= digit["box"][1] < digit["box"][3] <= 207
        assert 0 < digit["score"] <= digit["radius"]
        assert digit["interval"][0] <= digit["interval"][1]
    scores = [digit["score"] for digit in out["digits"]]
    assert out["weakest"] == int(np.argmin(scores))
    assert 0 <= out["probability_weakest"] <= 1


def test_strip_gives_the_numbers_of_the_library(strip, digits, capsys):
    assert main(["score", str(strip), "--as-is", "--model", "mlp-1024", "--json", *QUICK]) == 0
    out = json.loads(capsys.readouterr().out)
    settings = CleverSettings(n_batches=20, samples_per_batch=5)
    ranking = rank_digits(load_classifier("mlp-1024"), digits, settings=settings)
    assert [digit["score"] for digit in out["digits"]] == [s.value for s in ranking.scores]


def test_same_seed_same_numbers_another_seed_others(strip, capsys):
    def scores(seed):
        arguments = ["score", str(strip), "--as-is", "--model", "mlp-1024", "--json", *QUICK]
        main([*arguments, "--seed", seed])
        return [digit["score"] for digit in json.loads(capsys.readouterr().out)["digits"]]

    assert scores("1") == scores("1") != scores("2")


def test_table_for_people(strip, capsys):
    assert main(["score", str(strip), "--as-is", "--model", "mlp-1024", *QUICK]) == 0
    out = capsys.readouterr().out
    assert out.count("<- the weakest") == 1
    assert "An estimate of a bound is not a bound." in out


def test_norms_and_targets(strip, capsys):
    for options in (["--norm", "linf"], ["--target", "runner-up"], ["--target", "9"]):
        arguments = ["score", str(strip), "--as-is", "--model", "mlp-1024", "--json", *QUICK]
        assert main([*arguments, *options]) == 0
        json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["missing.png"], "Expected a picture file"),
        (["STRIP", "--norm", "l9"], "Expected a norm"),
        (["STRIP", "--model", "nobody"], "Expected a network out of"),
        (["STRIP", "--model", "nobody.onnx"], "Expected an .onnx file"),
        (["STRIP", "--radius", "wide"], "Expected --radius"),
        (["STRIP", "--target", "other"], "Expected a target"),
        (["STRIP", "--target", "12"], "Expected a class from 0 to 9"),
        (["STRIP", "--seed", "-3"], "Expected a seed"),
        (["STRIP", "--device", "abacus"], "Expected a device out of auto, cpu"),
        (["STRIP", "--batches", "1"], "Expected n_batches"),
        (["TEXT"], "Expected a picture"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, text, strip, tmp_path, capsys):
    words = tmp_path / "words.png"
    words.write_text("no picture")
    paths = {"STRIP": str(strip), "TEXT": str(words)}
    given = [paths.get(argument, argument) for argument in arguments]
    as_is = ["--as-is"] if "STRIP" in arguments else []
    assert main(["score", *given, *as_is]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert text in captured.err
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err


def test_missing_arguments_are_one_line_and_status_2(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["score"])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_module_runs_and_lists_the_networks():
    done = subprocess.run(
        [sys.executable, "-m", "clever_engine", "models"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split()[0] for line in done.stdout.splitlines()][:2] == [
        "mlp-1024",
        "mlp-1024-softplus",
    ]
    assert done.stderr == ""


def test_train_without_data_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.delenv("CLEVER_DATA", raising=False)
    assert main(["train", "mlp-1024"]) == 2
    assert "CLEVER_DATA" in capsys.readouterr().err


def test_only_ink_is_never_less_than_anywhere(strip, tmp_path, capsys):
    """Fewer pixels give an attacker less: every score rises, and the record says which could."""
    kept = tmp_path / "ink.json"
    usual = ["score", str(strip), "--as-is", "--model", "mlp-1024", "--json"]
    assert main(usual) == 0
    anywhere = json.loads(capsys.readouterr().out)["digits"]
    assert main([*usual, "--only-ink", "--save", str(kept)]) == 0
    ink = json.loads(capsys.readouterr().out)["digits"]
    assert all(a["score"] < b["score"] for a, b in zip(anywhere, ink, strict=True))
    record = from_json(json.loads(kept.read_text()))
    for image, score in zip(record.found.images, record.ranking.scores, strict=True):
        np.testing.assert_array_equal(score.mask, image > 0)


def test_second_order_says_what_it_thinks_of_kinks(strip, capsys):
    assert (
        main(["score", str(strip), "--as-is", "--model", "mlp-1024", "--order", "2", "--json"]) == 0
    )
    for digit in json.loads(capsys.readouterr().out)["digits"]:
        assert "not-twice-differentiable" in digit["findings"]


def test_save_keeps_everything(strip, tmp_path, capsys):
    kept = tmp_path / "kept.json"
    assert main(["score", str(strip), "--as-is", "--model", "mlp-1024", "--save", str(kept)]) == 0
    assert len(json.loads(kept.read_text())["details"]["scores"]) == 3


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--target", "²"], "Expected a target"),
        (["--batches", "1000000000000"], "Expected at most"),
        (["--samples", "100000000000000000000"], "Expected at most"),
        (["--save", "/nonexistent/x.json"], "Expected --save"),
        (["--save", "/"], "Expected --save"),
        (["--radius", "1e300"], "Expected a radius from"),
        (["--radius", "1e-30"], "Expected a radius from"),
        (["--sampling", "sideways"], "Expected a sampling"),
    ],
)
def test_odd_options_are_one_line_and_status_2(options, text, strip, capsys):
    assert main(["score", str(strip), "--as-is", *options]) == 2
    captured = capsys.readouterr()
    assert text in captured.err
    assert captured.err.count("\n") == 1


def test_a_very_long_name_is_no_traceback(capsys):
    assert main(["score", "x" * 5000 + ".png"]) == 2
    assert "Expected a picture file" in capsys.readouterr().err


def test_the_published_method_by_name(strip, capsys):
    asked = ["score", str(strip), "--as-is", "--model", "mlp-1024", "--method", "published"]
    assert main([*asked, "--batches", "20", "--samples", "3", "--json"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert out["method"] == "published"
    assert out["beside"]["method"] == "chords"
    assert len(out["beside"]["scores"]) == 3
    assert "As published" in out["beside"]["difference"]
    assert main(["score", str(strip), "--as-is", "--model", "mlp-1024", *QUICK, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["method"] == "chords"


def test_a_method_and_what_contradicts_it_are_refused(strip, capsys):
    asked = ["score", str(strip), "--as-is", "--method", "published", "--sampling", "guided"]
    assert main(asked) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "--method published without --sampling" in error
