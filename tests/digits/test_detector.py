import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from clever_engine.digits.detector import REPORT, WEIGHTS, digit_probabilities, load_detector
from clever_engine.errors import ModelError


def test_digits_are_seldom_doubted(mnist: tuple[NDArray[np.float32], NDArray[np.uint8]]) -> None:
    found = digit_probabilities(mnist[0][:2000])
    assert (found.sum(axis=1) < 0.5).mean() < 0.03
    assert (found.argmax(axis=1) == mnist[1][:2000]).mean() > 0.96


def test_no_pictures_give_no_probabilities() -> None:
    assert digit_probabilities(np.zeros((0, 28, 28), dtype=np.float32)).shape == (0, 10)


def test_the_report_keeps_its_promises() -> None:
    held_out = json.loads(REPORT.read_text(encoding="utf-8"))["held_out"]
    assert held_out["digits_doubted"] < 0.03
    assert held_out["non_digits_noticed"] > 0.9
    assert WEIGHTS.stat().st_size < 200_000


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / WEIGHTS.name
    weights.write_bytes(WEIGHTS.read_bytes()[:-1] + b"x")
    weights.with_suffix(".json").write_bytes(REPORT.read_bytes())
    with pytest.raises(ModelError, match="SHA-256"):
        load_detector(weights)
    with pytest.raises(ModelError, match="Expected the digit detector"):
        load_detector(tmp_path / "none.safetensors")
