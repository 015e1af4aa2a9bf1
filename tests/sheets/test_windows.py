"""What the finder learns from is the truth of the sheet the window was cut from."""

import numpy as np
import pytest
import torch

from clever_engine.sheets.drawing import draw_sheet
from clever_engine.sheets.pens import DigitSource
from clever_engine.sheets.training import loss_of
from clever_engine.sheets.windows import SIDE, windows


@pytest.fixture(scope="module")
def digits():
    return DigitSource.of("train")


def cut(digits, family, height, seed=1):
    sheet = draw_sheet(family, seed=seed, digits=digits, height=height)
    return sheet, list(windows(sheet, np.random.default_rng(0)))


@pytest.mark.parametrize("family", ["single", "row", "amount", "grid"])
def test_ink_points_to_the_hot_middle_of_its_digit(digits, family):
    _, samples = cut(digits, family, 40.0)
    assert samples
    for sample in samples:
        owned = sample["weight"] > 0
        assert sample["picture"].shape == (3, SIDE, SIDE)
        assert (sample["ink"].sum(dim=0) <= 1).all()
        place = torch.from_numpy(np.indices((SIDE // 2, SIDE // 2))) * 2 + 1
        middle = place + sample["way"] * sample["size"].exp()
        for y, x in middle[:, owned].T.numpy():
            row, column = int(y // 2), int(x // 2)
            if 1 <= row < SIDE // 2 - 1 and 1 <= column < SIDE // 2 - 1:
                near = sample["heat"][row - 1 : row + 2, column - 1 : column + 2]
                assert near.max() > 0.9


def test_each_whole_digit_weighs_one(digits):
    sheet, (sample,) = cut(digits, "single", 40.0)
    assert float(sample["weight"].sum()) == pytest.approx(1.0, abs=1e-5)
    assert set(sample["label"][sample["weight"] > 0].tolist()) == set(sheet.labels)


@pytest.mark.parametrize("height", [8.0, 300.0])
def test_digits_of_another_scale_are_not_to_be_found(digits, height):
    for sample in cut(digits, "single", height)[1]:
        assert sample["ink"].sum() == 0
        assert sample["heat"].max() == 0


def test_the_truth_costs_less_than_anything_else(digits):
    _, samples = cut(digits, "row", 40.0)
    wanted = {name: torch.stack([s[name] for s in samples]) for name in samples[0]}
    named = torch.nn.functional.one_hot(wanted["label"], 10).float().permute(0, 3, 1, 2)
    logits = [20 * (wanted["ink"] - 0.5), 20 * ((wanted["heat"] >= 1).float() - 0.5)]
    answers = (*logits, wanted["way"], wanted["size"], 30 * named)
    truth = loss_of(answers, wanted)
    assert all(float(part) < 0.02 for part in truth.values()), truth
    for number, name in enumerate(("ink", "heat", "way", "size", "class")):
        worse = [
            a + (1.0 if n == number else 0.0) * torch.randn_like(a) for n, a in enumerate(answers)
        ]
        if name == "class":
            worse[4] = torch.zeros_like(answers[4])
        assert float(loss_of(tuple(worse), wanted)[name]) > float(truth[name])
