"""Digits drawn by strokes for the training of networks that read."""

import numpy as np
import torch

from clever_engine import load_classifier
from clever_engine.sheets.singles import draw_singles


def test_as_many_of_each_framed_as_mnist_frames_its_own():
    drawn = draw_singles("train", 60, seed=3)
    assert drawn.images.shape == (60, 1, 28, 28)
    assert drawn.images.dtype == torch.float32
    assert torch.equal(drawn.labels.bincount(), torch.full((10,), 6))
    for image in drawn.images[:, 0].numpy():
        rows, columns = np.nonzero(image > 0.1)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20)
        weight = image / image.sum()
        assert abs((weight.sum(axis=1) * np.arange(28)).sum() - 14) < 1
        assert image.max() == 1


def test_the_same_seed_draws_the_same_and_parts_differ():
    first, again, other = (draw_singles(p, 10) for p in ("train", "train", "judge"))
    assert torch.equal(first.images, again.images)
    assert not torch.equal(first.images, other.images)


def test_they_can_be_read_but_for_the_one_with_a_flag():
    drawn = draw_singles("judge", 200, seed=5)
    read = load_classifier("cnn-7").logits(drawn.images.numpy()).argmax(dim=1)
    others = drawn.labels != 1
    assert (read == drawn.labels)[others].float().mean() > 0.97
