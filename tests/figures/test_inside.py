"""The figures of "Inside CLEVER": their numbers by known answers, their drawings for odd inputs."""

import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from clever_engine import Classifier
from clever_engine.figures.inside_lead import plot_lead
from clever_engine.figures.inside_lines import lines_info, plot_lines
from clever_engine.figures.inside_radius import plot_radius, radius_info
from clever_engine.figures.inside_slopes import BINS, plot_slopes, slopes_info
from clever_engine.figures.inside_steepest import plot_steepest, steepest_info
from clever_engine.figures.maxima import maxima_info, plot_maxima
from clever_engine.figures.pictures import slope_png
from clever_engine.lesson.inside import (
    Lead,
    LinesLook,
    SlopeSample,
    batches_of,
    claimed,
    lesson_settings,
    lines_steps,
    read_lead,
    score_of,
)
from clever_engine.norms import Norm
from clever_engine.steps import run
from tests.conftest import small_relu_network


def sample_of(norms: np.ndarray, radius: float = 5.0, margin: float = 2.0) -> SlopeSample:
    return SlopeSample(
        label=7,
        target=9,
        margin=margin,
        norm=Norm.L2,
        radius=radius,
        seed=0,
        slope=1.0,
        norms=norms,
    )


@pytest.fixture
def norms(rng) -> np.ndarray:
    return 4 + rng.beta(3, 2, 1024)


def lead_of(label: int, target: int) -> Lead:
    logits = np.linspace(-4, 3, 10)
    logits[target], logits[label] = 5.0, 8.0
    return Lead(logits=logits, label=label, confidence=0.9, target=target, runner_up=target)


@pytest.mark.parametrize(("label", "target"), [(7, 9), (9, 7), (0, 1), (1, 0), (8, 9), (0, 9)])
def test_the_arrow_spans_the_lead_and_stays_in_the_picture(label, target):
    figure = plot_lead(lead_of(label, target))
    arrow, words = figure.layout.annotations
    assert (arrow.ay, arrow.y) == (5.0, 8.0)
    assert figure.layout.xaxis.range[0] <= arrow.x <= figure.layout.xaxis.range[1]
    assert "lead 3" in words.text
    assert figure.data[0].marker.color[label] != figure.data[0].marker.color[target]
    assert abs(arrow.x - label) >= 0.5, "the arrow is not on the winner's bar"


def test_the_histogram_holds_what_is_shown_and_its_axis_all(norms):
    for shown in (1, 50, 1024):
        info = slopes_info(norms, shown)
        assert info.counts.sum() == shown
        assert len(info.counts) == BINS
        assert info.edges[0] < norms.min()
        assert info.edges[-1] > norms.max()
        assert info.last == norms[shown - 1]
        assert info.steepest == norms[:shown].max()
        assert (info.edges == slopes_info(norms, 7).edges).all()


def test_the_frames_replay_the_sample_to_what_is_shown(norms):
    figure = plot_slopes(norms, 200, Norm.L2)
    counts = [int(np.sum(frame.data[0].y)) for frame in figure.frames]
    assert counts[0] == 1
    assert counts == sorted(set(counts))
    assert counts[-1] == 200
    assert not plot_slopes(norms, 1, Norm.L2).layout.updatemenus


@pytest.mark.parametrize("level", [0.0, 3.0])
def test_slopes_that_are_all_alike_are_drawn(level):
    alike = np.full(64, level)
    assert slopes_info(alike, 64).counts.sum() == 64
    plot_slopes(alike, 64, Norm.LINF)
    settings = lesson_settings(8, 8)
    sample = sample_of(alike)
    entry = score_of(sample, settings)
    figure = plot_steepest(alike, batches_of(sample, settings), entry, Norm.LINF)
    assert len(figure.data[3].x) == 0, "nothing was fitted"
    info = radius_info([5.0], [entry], 5.0)
    assert info.values == [claimed(entry)]
    plot_radius([5.0], [entry], 5.0, Norm.LINF)


@pytest.mark.parametrize(("n_batches", "samples"), [(4, 1), (64, 1), (64, 16)])
def test_each_batch_has_its_steepest_and_the_bars_count_them(norms, n_batches, samples):
    settings, sample = lesson_settings(n_batches, samples), sample_of(norms)
    entry = score_of(sample, settings)
    figure = plot_steepest(norms, batches_of(sample, settings), entry, Norm.L2)
    solid = next(trace for trace in figure.data if len(trace.x) == n_batches)
    np.testing.assert_array_equal(
        solid.y, norms[: n_batches * samples].reshape(n_batches, samples).max(axis=1)
    )
    info = steepest_info(norms, entry, ())
    assert info.counts.sum() == n_batches
    assert info.end_point == entry.fit.location
    assert info.low < norms.min()
    # The axis belongs to the whole sample, so that sliders do not move it.
    other = steepest_info(norms, score_of(sample, lesson_settings(8, 2)), ())
    assert (info.low, info.high) == (other.low, other.high)


def test_repeats_beyond_the_axis_are_kept_at_its_edge(norms):
    entry = score_of(sample_of(norms), lesson_settings(16, 4))
    info = steepest_info(norms, entry, [5.0, 5.1, 50.0])
    assert info.beyond == 1
    assert info.repeats.tolist() == [5.0, 5.1, info.high]
    figure = plot_steepest(
        norms,
        batches_of(sample_of(norms), lesson_settings(16, 4)),
        entry,
        Norm.L2,
        repeats=[5.0, 5.1, 50.0],
    )
    assert list(figure.data[4].marker.symbol) == ["diamond", "diamond", "triangle-up"]


def test_the_score_is_cut_by_small_balls(norms):
    settings, radii = lesson_settings(16, 4), [0.1, 0.2, 1.0, 5.0]
    entries = [score_of(sample_of(norms, radius=radius), settings) for radius in radii]
    info = radius_info(radii, entries, 1.0)
    assert info.values[:2] == [0.1, 0.2]
    assert info.values == [entry.value for entry in entries]
    assert info.values[2] == info.ratios[2] < 1.0
    assert info.chosen == 2
    figure = plot_radius(radii, entries, 1.0, Norm.L2)
    chosen = figure.data[-1]
    low, high = entries[2].interval
    assert chosen.y[0] + chosen.error_y.array[0] == pytest.approx(max(high, chosen.y[0]))
    assert chosen.y[0] - chosen.error_y.arrayminus[0] == pytest.approx(min(low, chosen.y[0]))


def lines_of(network: Classifier) -> LinesLook:
    point = np.full(6, 0.3)
    target = read_lead(network, point).target
    return run(lines_steps(network, point, target=target, norm="l2"))


def test_the_steepest_line_ends_at_the_score():
    look = lines_of(small_relu_network(d=6, hidden=30))
    info = lines_info(look)
    lead = look.entry.margin
    np.testing.assert_allclose(info.steepest, [[0, lead], [look.score.value, 0]])
    assert info.straight[1].tolist() == [look.length, lead - look.slope * look.length]
    assert info.reach >= max(look.length, look.score.value)
    assert info.low < min(0, look.leads.min())
    assert info.high > max(lead, look.random.max())
    random, line, straight, steepest, *_ = plot_lines(look).data
    np.testing.assert_array_equal(line.y, look.leads)
    np.testing.assert_array_equal(line.x, look.distances)
    assert np.isnan(random.y).sum() == len(look.random)
    assert len(straight.x) == len(steepest.x) == 2


def test_no_line_is_drawn_where_nothing_slopes():
    module = nn.Linear(6, 3)
    with torch.no_grad():
        module.weight.zero_()
        module.bias.copy_(torch.tensor([2.0, 1.0, 0.0]))
    look = lines_of(Classifier.from_module(module, input_shape=(6,)))
    drawn = plot_lines(look).data
    assert [len(trace.x) for trace in drawn[1:]] == [0] * 5
    assert len(drawn[0].x) == look.random.size + len(look.random)
    assert maxima_info(look.entry).end_point == 0
    (name,) = plot_maxima(look.entry, Norm.L2, unit="points").layout.annotations
    assert name.text == "every slope: 0"
    assert name.xanchor == "left"


def test_a_slope_is_blue_where_ink_helps_and_orange_where_it_hurts():
    gradient = np.zeros((28, 28))
    gradient[0, 0], gradient[0, 1] = 2.0, -2.0
    pixels = np.asarray(Image.open(io.BytesIO(slope_png(gradient))).convert("RGB"))
    assert pixels[0, 0].tolist() == [0x00, 0x72, 0xB2]
    assert pixels[0, 1].tolist() == [0xD5, 0x5E, 0x00]
    assert pixels[1:].min() == 255
    assert np.asarray(Image.open(io.BytesIO(slope_png(np.zeros((28, 28)))))).min() == 255
