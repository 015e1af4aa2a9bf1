"""The benchmark's arithmetic on cases with known answers; its timing is not a test's business."""

from dataclasses import asdict, replace
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from benchmarks import (
    bench,
    contenders,
    gpu,
    machine,
    parameters,
    picture,
    quality,
    speed,
    strangers,
    tables,
)
from benchmarks.contenders import Contender, Outcome
from clever_engine import Classifier, CleverSettings, Norm, load_classifier
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.margins import margin_gradient_norms
from tests.conftest import linear_classifier


def runs_of(values):
    return quality.Runs(
        outcomes=[[Outcome(value=value) for value in row] for row in values],
        seconds=[[0.1] * len(row) for row in values],
    )


def test_perfect_scores_are_judged_perfect():
    distances = np.linspace(1, 2, 10)
    judged = quality.judge(runs_of([0.9 * distances, 0.9 * distances]), distances)
    assert (judged.seeds_median, judged.seeds_p90, judged.within) == (0, 0, 1)
    assert judged.spearman == pytest.approx(1)
    assert judged.weakest == 1
    assert judged.ratio == pytest.approx((0.9, 0.9, 0.9))
    assert judged.collapses == 0


def test_reversed_scores_are_never_right():
    distances = np.linspace(1, 2, 10)
    judged = quality.judge(runs_of([distances[::-1], distances[::-1]]), distances)
    assert judged.spearman == pytest.approx(-1)
    assert judged.weakest == 0


def test_collapses_are_counted():
    distances = np.full(6, 2.0)
    values = [[2.0, 0.0, np.nan, 11.0, 0.39, 9.9], [2.0] * 6]
    assert quality.judge(runs_of(values), distances).collapses == 4


def test_a_budget_ends_between_digits_and_too_few_make_no_claims():
    contender = Contender(name="constant", measure=lambda *_: Outcome(value=1.0))
    images = np.zeros((30, 20), dtype=np.float32)
    found = quality.run(contender, linear_classifier(), images, Norm.L2, budget=0.0)
    assert found.values().shape == (2, 1)
    judged = quality.judge(found, np.ones(30))
    assert (judged.digits, judged.spearman, judged.weakest) == (1, None, None)


def test_coverage_of_an_exact_score_is_whole():
    classifier = linear_classifier()
    images = np.random.default_rng(0).random((4, 20), dtype=np.float32)
    contender = contenders.ours()
    found = quality.run(contender, classifier, images, Norm.L2, budget=60.0)
    assert quality.coverage(contender, classifier, images, Norm.L2, found) == (1, 8)


def test_multiply_adds():
    assert bench.multiply_adds(load_classifier("mlp-1024")) == 784 * 1024 + 1024 * 10
    convolutions = 9 * (26**2 * 32 + 24**2 * 32 * 32 + 10**2 * 32 * 64 + 8**2 * 64 * 64)
    linear = 1024 * 200 + 200 * 200 + 200 * 10
    assert bench.multiply_adds(load_classifier("cnn-7")) == convolutions + linear


def test_held_out_networks_load_and_read_digits(data_root, monkeypatch):
    monkeypatch.setenv("CLEVER_DATA", str(data_root))
    names = bench.held_out()
    assert "cnn-7-held-out" in names
    for name in names:
        digits = bench.digits_for(bench.network(name), 20)
        assert digits.images.shape == (20, 1, 28, 28)
        assert digits.source == "MNIST test digits"


@pytest.mark.parametrize("name", strangers.judges())
def test_networks_of_strangers_load_and_read_digits(name):
    images = load_handwriting().images[:2].reshape(-1, 1, 28, 28)
    read = bench.network(name).probabilities(images).argmax(dim=1).numpy()
    assert (read == np.tile(np.arange(10), 2)).mean() >= 0.8


def test_without_the_data_set_the_shipped_handwritings_serve(monkeypatch):
    monkeypatch.delenv("CLEVER_DATA", raising=False)
    digits = bench.digits_for(load_classifier("mlp-1024"), 12)
    assert digits.images.shape == (12, 1, 28, 28)
    assert "ship" in digits.source


def test_tables_name_what_was_missed():
    result = a_result(seeds=0.5)
    text = tables.markdown(result)
    assert "mlp-1024-held-out, l2: seeds median 0.5, wanted 0.03." in text
    assert "mlp-1024-held-out, l2: held 0.5, wanted 0.85 to 0.97." in tables.markdown(
        a_result(seeds=0.001, held=0.5, runs=40)
    )
    assert "All targets met" in tables.markdown(a_result(seeds=0.001))


def test_both_comparisons_with_art_stand_together():
    text = tables.markdown(a_result(seeds=0.001, loop_times=1.1))
    row = "| 20.00 | 4.00 | 5.0 | 2.00 | 10.0 | 5 of 9 classes left early | yes | 100 (64) | 150"
    assert f"| mlp-1024-held-out {row} | 1.10 |" in text
    assert "| mlp-1024-held-out | 20.00 | 0.100 | 200 | 100 | 0.040 | 500 |" in text
    assert text.index("**Same parameters**") < text.index("**Same quality**")
    assert "1.10 times faster than a plain loop, wanted 1.2" in text
    assert tables._beside_art({}) == []


def test_a_busy_machine_is_said_so(monkeypatch):
    monkeypatch.setattr(machine, "seconds_of", lambda _: 1.0)
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (0.1, 0.0, 0.0))
    assert machine.disturbance() is None
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (1.9, 0.0, 0.0))
    assert "not idle: load 1.90" in machine.disturbance()
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (0.1, 0.0, 0.0))
    slow = iter([1.0, 1.0, *[1.0, 1.5] * 20])
    monkeypatch.setattr(machine, "seconds_of", lambda _: next(slow))
    assert "varies by 50%" in machine.disturbance()
    assert "varies by 50%" in tables.markdown(
        {**a_result(seeds=0.001), "disturbance": "The time of one product varies by 50%."}
    )


def test_threads_are_those_with_which_the_work_is_done_soonest(monkeypatch):
    monkeypatch.setattr(machine.os, "cpu_count", lambda: 3)
    before = torch.get_num_threads()
    cost = {1: 2.0, 3: 5.0, before: 2.0}
    monkeypatch.setattr(machine, "seconds_of", lambda _: cost[torch.get_num_threads()])
    assert machine.best_threads(lambda: None) == 1
    cost[3] = 1.0
    assert machine.best_threads(lambda: None) == 3
    assert torch.get_num_threads() == before


def test_the_plain_loop_gives_the_engines_norms():
    classifier = load_classifier("mlp-4")
    image = load_handwriting().images[0, 3].reshape(1, 28, 28)
    points = parameters.ball_points(classifier, image, 20)
    radii = (points - torch.as_tensor(image.copy())).flatten(1).norm(dim=1)
    assert 4.5 < float(radii.min()) <= float(radii.max()) <= 5.0001
    plain = parameters.plain_loop(classifier, points, 3, [1, 5])
    ours = margin_gradient_norms(classifier, points, label=3, targets=[1, 5], norms=[Norm.L2])[0]
    torch.testing.assert_close(plain.double(), ours, rtol=1e-5, atol=0)
    rates = parameters.loop_rates(classifier, image, rounds=1)
    assert set(rates) == {0, *parameters.BATCHES}
    assert all(rate > 0 for (rate,) in rates.values())


def test_what_a_gpu_is_asked_for_runs_on_any_device(capsys):
    classifier = Classifier.from_module(
        nn.Sequential(nn.Flatten(), nn.Linear(784, 8), nn.ReLU(), nn.Linear(8, 3))
    )
    images = load_handwriting().images[0].reshape(-1, 1, 28, 28)
    found = gpu.measured(classifier, images, batches=4)
    assert (found.device, found.points, found.digits) == ("cpu", 4096, 10)
    assert min(found.published, found.loop, found.digits_per_second) > 0
    slow = replace(found, published=2.0, loop=1.0, digits_per_second=10.0)
    assert slow.misses() == [
        "published takes 2.00 times the loop, wanted 1.2",
        "10 default scores a second, wanted 300",
    ]
    if not torch.cuda.is_available():
        assert gpu.main(["--device", "cuda"]) == 2
        assert "Expected a device" in capsys.readouterr().err


def test_the_picture_is_well_formed():
    root = ElementTree.fromstring(picture.scatter(a_result(seeds=0.001)))
    assert len([node for node in root.iter() if node.tag.endswith("circle")]) == 10 + 1


def a_result(seeds, loop_times=1.5, **changes):
    """What a run returns, with the shape and numbers of one network."""
    distances = np.linspace(1, 2, 10)
    values = np.stack([distances * 0.9] * 2)
    row = quality.judge(runs_of(values), distances, 0.9, 40)
    row = replace(row, seeds_median=seeds, within=1.0, weakest=1.0, **changes)
    rate = speed.Throughput(
        multiply_adds=1, points_per_second=1.0, gflops=1.0, sgemm_gflops=1.0, share=0.9
    )
    same = parameters.SameParameters(
        art=20.0,
        ours=4.0,
        times=5.0,
        leaving=2.0,
        leaving_times=10.0,
        saved=("5 of 9 classes left early",),
        leaving_same=True,
        loop=100.0,
        loop_batch=64,
        points=150.0,
        loop_times=loop_times,
    )
    return {
        "mode": "quick",
        "date": "2026-11-23",
        "machine": "a machine",
        "digits": "digits",
        "seconds": 1.0,
        "collapses": (0, 20),
        "speed": {
            "mlp-1024-held-out": {
                "throughput": asdict(rate),
                "throughput_bfloat16": asdict(rate),
                "default_seconds": 0.1,
                "art_seconds": 20.0,
                "times_faster_than_art": 200.0,
                "same_parameters": asdict(same),
                "together": 100,
                "together_seconds": 4.0,
                "five_digits_seconds": 1.0,
                "growth_seconds": {1: 0.1},
                "paper_batch_memory": {2: (1.0, 300.0)},
            }
        },
        "networks": {
            "mlp-1024-held-out": {
                "l2": {
                    "attack": distances.tolist(),
                    "contenders": {"default": {**asdict(row), "scores": values.tolist()}},
                }
            }
        },
    }


@pytest.mark.parametrize("norm", Norm)
def test_published_settings_run_in_every_norm(norm):
    settings = CleverSettings.paper()
    assert settings.method == "published"
    image = np.full(20, 0.5, dtype=np.float32)
    classifier = linear_classifier()
    outcome = contenders.largest_of(contenders.published().measure(classifier, image, norm, 0))
    exact = contenders.ours().measure(classifier, image, norm, 0)
    assert outcome.value == pytest.approx(exact.value, rel=1e-4)


def test_the_authors_fit_finds_a_known_end_point():
    """Shape 5 is one that maximum likelihood does recover; the true end point is 3."""
    draws = stats.weibull_max.rvs(5, loc=3, scale=1, size=500, random_state=0)
    assert contenders._authors_end_point(draws) == pytest.approx(3, abs=0.15)


def test_coverage_asks_only_about_digits_that_were_scored():
    classifier = linear_classifier()
    images = np.random.default_rng(0).random((4, 20), dtype=np.float32)
    contender = contenders.ours()
    found = quality.run(contender, classifier, images, Norm.L2, budget=0.0)
    assert quality.coverage(contender, classifier, images, Norm.L2, found) == (1, 2)
