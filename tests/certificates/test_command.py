"""`python -m clever_engine certify`, as a script outside the project calls it."""

import json

import pytest

from clever_engine import load_classifier
from clever_engine.__main__ import main
from clever_engine.certificates import certified_radius
from clever_engine.digits.files import strip_png
from clever_engine.handwriting.sets import load_handwriting


@pytest.fixture
def strip(tmp_path):
    path = tmp_path / "strip.png"
    path.write_bytes(strip_png(load_handwriting().images[3, [4, 7]]))
    return str(path)


def test_json_has_the_numbers_of_the_library(strip, capsys):
    assert main(["certify", strip, "--as-is", "--json", "--norm", "linf"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert list(out) == ["model", "norm", "method", "digits", "seconds"]
    assert (out["model"], out["norm"]) == ("mlp-1024", "linf")
    classifier = load_classifier("mlp-1024")
    for digit, image in zip(out["digits"], load_handwriting().images[3, [4, 7]], strict=True):
        expected = certified_radius(classifier, image, norm="linf")
        assert digit["certified"] == pytest.approx(expected.radius, rel=0.02)  # the tolerance
        assert (digit["label"], digit["target"]) == (expected.label, expected.target)
        assert len(digit["per_target"]) == 9
        assert "score" not in digit


def test_sandwich_puts_the_certificate_below_the_attack(tmp_path, capsys):
    one = tmp_path / "one.png"
    one.write_bytes(strip_png(load_handwriting().images[3, [4]]))
    arguments = ["certify", str(one), "--as-is", "--sandwich", "--tolerance", "0.2"]
    assert main([*arguments, "--json"]) == 0
    (digit,) = json.loads(capsys.readouterr().out)["digits"]
    assert 0 < digit["certified"] <= digit["attack"]
    assert digit["score"] > 0
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    shown = [f"{digit[name]:.4g}" for name in ("certified", "score", "attack")]
    assert lines[1].split() == ["4", shown[0], str(digit["target"]), *shown[1:]]


def test_table_for_people(strip, capsys):
    assert main(["certify", strip, "--as-is", "--tolerance", "0.2"]) == 0
    plain = capsys.readouterr().out
    assert "a proof by CROWN" in plain
    assert "attack" not in plain
    assert [line.split()[0] for line in plain.splitlines()[1:3]] == ["4", "7"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["missing.png"], "Expected a picture file"),
        (["STRIP", "--norm", "l9"], "Expected a norm"),
        (["STRIP", "--model", "nobody"], "Expected a network out of"),
        (["STRIP", "--tolerance", "2"], "Expected a tolerance"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, text, strip, capsys):
    given = [strip if argument == "STRIP" else argument for argument in arguments]
    as_is = ["--as-is"] if "STRIP" in arguments else []
    assert main(["certify", *given, *as_is]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert text in captured.err
    assert captured.err.count("\n") == 1
