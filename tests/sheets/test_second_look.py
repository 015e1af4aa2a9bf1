"""What the second look learns from: marks of a sheet, each named as what it is."""

import numpy as np
import torch

from clever_engine.digits.second_look import CHANNELS, NONE, SIDE
from clever_engine.sheets.drawing import draw_sheet
from clever_engine.sheets.pens import DigitSource
from clever_engine.sheets.second_look import fit, marks, measured, varied


def marks_of(family, seed):
    sheet = draw_sheet(family, seed=seed, digits=DigitSource.of("train"), height=44.0)
    return sheet, *marks(sheet, np.random.default_rng(0))


def test_marks_are_the_digits_and_what_was_taken_for_them():
    sheet, patches, names = marks_of("row", 3)
    assert patches.shape == (len(names), CHANNELS, SIDE, SIDE)
    assert sorted(names[names != NONE]) == sorted(sheet.labels)
    _, patches, names = marks_of("strangers", 2)
    assert len(names)
    assert (names == NONE).all()


def test_a_mark_lies_in_the_middle_of_its_patch_darker_than_paper():
    _, patches, names = marks_of("row", 3)
    for patch in patches[names != NONE] / 40:
        grey, own, every, _ = patch
        rows, columns = np.nonzero(own > 0.5)
        assert abs(rows.min() + rows.max() + 1 - SIDE) <= 4
        assert abs(columns.min() + columns.max() + 1 - SIDE) <= 4
        assert (every >= own - 0.1).all()
        assert grey[own > 0.5].mean() > grey[every < 0.1].mean() + 0.5


def test_it_learns_and_is_then_no_longer_in_training(capsys):
    rng = np.random.default_rng(0)
    names = np.where(rng.random(128) < 0.5, 3, NONE)
    patches = rng.normal(0, 4, (128, CHANNELS, SIDE, SIDE)).astype(np.int8)
    patches[names == 3, 1, 10:20, 10:20] = 40
    module = fit(patches, names, epochs=4, seed=0)
    losses = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()]
    assert losses[-1] < losses[0]
    assert not module.training


def test_what_it_names_and_notices_is_counted():
    class Always(torch.nn.Module):
        def forward(self, patches):
            return torch.nn.functional.one_hot(patches[:, 0, 0, 0].round().long(), 11).float()

    names = np.array([1, 2, NONE, NONE, NONE])
    patches = np.zeros((5, CHANNELS, SIDE, SIDE), np.int8)
    patches[:, 0, 0, 0] = [40, 40, 120, 40, 0]
    shares = measured(Always(), patches, names)
    assert shares == {"digits_named": 0.5, "others_noticed": 0.0}


def test_variants_keep_the_shape_and_the_ink():
    torch.manual_seed(0)
    patches = torch.rand(6, CHANNELS, SIDE, SIDE)
    other = varied(patches)
    assert other.shape == patches.shape
    torch.testing.assert_close(other[:, 1].sum(), patches[:, 1].sum())
