"""Precisions of a network's products: what is switched, when, and what it costs."""

import threading

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverSettings, clever_score, load_classifier
from clever_engine.errors import InputError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.margins import Forward, margin_gradient_norms
from clever_engine.norms import Norm
from clever_engine.precision import multiplying

CUDA = torch.device("cuda")


def switches():
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    return [matmul.fp32_precision, cudnn.conv.fp32_precision, cudnn.rnn.fp32_precision]


class _Noting(torch.autograd.Function):
    """The identity, which notes how products are taken when each pass comes by."""

    @staticmethod
    def forward(ctx, values, notes):
        ctx.notes = notes
        notes.append(("forward", switches()))
        return values.clone()

    @staticmethod
    def backward(ctx, gradients):
        ctx.notes.append(("backward", switches()))
        return gradients, None


class Noting(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.notes = nn.Linear(4, 3), []

    def forward(self, points):
        return self.layer(_Noting.apply(points, self.notes))


@pytest.fixture
def as_on_cuda(monkeypatch):
    """Let the engine take the processor for a CUDA device: the switches exist without one."""
    for user in ("classifiers", "margins"):
        monkeypatch.setattr(
            f"clever_engine.{user}.multiplying", lambda precision, _: multiplying(precision, CUDA)
        )


@pytest.mark.parametrize(("precision", "value"), [("full", "ieee"), ("tf32", "tf32")])
def test_both_passes_run_in_the_precision_asked_for(as_on_cuda, precision, value):
    module = Noting()
    classifier = Classifier.from_module(module, input_shape=(4,))
    module.notes.clear()
    before = switches()
    points = torch.rand(5, 4)
    passed = Forward.of(classifier, points, precision)
    assert switches() == before
    passed.gradients(0, 1)
    assert module.notes == [("forward", [value] * 3), ("backward", [value] * 3)]
    module.notes.clear()
    margin_gradient_norms(
        classifier, points, label=0, targets=[1], norms=[Norm.L2], precision=precision
    )
    assert module.notes == [("forward", [value] * 3), ("backward", [value] * 3)]
    assert switches() == before


def test_the_switches_come_back_after_an_error():
    before = switches()
    with pytest.raises(ZeroDivisionError), multiplying("tf32", CUDA):
        _ = 1 / 0
    assert switches() == before


def test_threads_never_see_each_others_precision():
    before, wrong = switches(), []

    def work(precision, value):
        for _ in range(200):
            with multiplying(precision, CUDA):
                first = switches()
                threading.Event().wait(1e-5)  # lets the other thread run
                wrong.extend({value} ^ {*first, *switches()})

    threads = [
        threading.Thread(target=work, args=told) for told in (("full", "ieee"), ("tf32", "tf32"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert switches() == before


def scores(precision, sampling="uniform", model="cnn-7"):
    settings = CleverSettings(n_batches=40, sampling=sampling, precision=precision)
    return clever_score(load_classifier(model), load_handwriting().images[0, 3], settings=settings)


@pytest.mark.parametrize("sampling", ["chords", "guided", "uniform"])
def test_tf32_is_full_on_the_processor(sampling):
    before = switches()
    full, short = scores("full", sampling), scores("tf32", sampling)
    assert short.value == full.value
    assert np.array_equal(short.draws, full.draws)
    assert switches() == before


def test_bfloat16_is_another_number_and_near():
    full, short = scores("full"), scores("bfloat16")
    assert short.value != full.value
    assert short.value == pytest.approx(full.value, rel=0.03)


def test_a_precision_that_is_none():
    with pytest.raises(InputError, match="a precision out of full, tf32, bfloat16; got 'half'"):
        CleverSettings(precision="half")
