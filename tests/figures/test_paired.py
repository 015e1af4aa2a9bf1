"""Before and after, drawn: the numbers first, then the drawing."""

import numpy as np
import pytest

from clever_engine import Norm
from clever_engine.comparison.paired import Digits, comparison_steps, unpaired_steps
from clever_engine.comparison.results import Side
from clever_engine.figures import plot_differences, plot_paired
from clever_engine.figures.paired import differences_info, paired_info
from clever_engine.figures.theme import QUIET, SAFE, UNSAFE
from clever_engine.steps import run as run_steps
from tests.comparison.test_paired import QUICK, on_a_level, plane


def run(*offsets, norms=None, images=None, attack=True):
    sides = [
        Side(model=f"side {k}", norm=norm)
        for k, norm in enumerate(norms or [Norm.L2] * len(offsets))
    ]
    images = on_a_level(4) if images is None else images
    networks = [plane(offset) for offset in offsets]
    return run_steps(comparison_steps(sides, networks, images, settings=QUICK, attack=attack))


@pytest.fixture(scope="module")
def three():
    return run(0.1, 0.2, 0.05)


@pytest.fixture(scope="module")
def unpaired():
    sides = [Side(model="one", data="a"), Side(model="one", data="b")]
    digits = [Digits(images=on_a_level(3)), Digits(images=on_a_level(5, first=0.6))]
    return run_steps(unpaired_steps(sides, [plane(0.1)] * 2, digits, settings=QUICK))


@pytest.mark.parametrize("measure", ["clever", "attack"])
def test_paired_numbers(three, measure):
    info = paired_info(three, measure)
    assert info.titles == ["side 0", "side 1", "side 2"]
    np.testing.assert_allclose(info.values, [[0.1, 0.2, 0.05]] * 4, rtol=1e-2)
    assert info.outcomes.tolist() == [[0, 1, -1]] * 4
    np.testing.assert_allclose(info.means, [0.1, 0.2, 0.05], rtol=1e-2)
    assert (info.mean_intervals[:, 0] <= info.means + 1e-9).all()
    assert info.unit == "L2"


def test_lines_have_the_colour_and_the_shape_of_their_outcome(three):
    figure = plot_paired(three)
    looks = {trace.name: (trace.marker.color, trace.marker.symbol) for trace in figure.data[:3]}
    assert looks["improved"] == (SAFE, "circle")
    assert looks["worsened"] == (UNSAFE, "diamond")
    assert looks["unchanged"][0] == QUIET
    lines = {trace.name: trace for trace in figure.data}
    assert len(lines["improved"].x) == 4 * 3  # two ends and a gap a digit
    assert lines["improved"].x[:3] == (0, 1, None)
    assert lines["worsened"].x[:3] == (1, 2, None)
    assert len(lines["unchanged"].x) == 0
    assert lines["mean"].line.width > lines["improved"].line.width
    assert figure.layout.yaxis.title.text == "score (L2)"
    assert figure.layout.xaxis.ticktext == ("side 0", "side 1", "side 2")


def test_differences_are_in_order(three):
    images = on_a_level(4)
    images[:, 0] = images[:, 0] + images.new_tensor([0.02, 0.0, 0.03, 0.01])
    result = run(0.1, 0.2, images=images)
    info = differences_info(result)
    assert info.values == sorted(info.values)
    assert info.outcomes == [1] * 4
    assert info.names[0].startswith("digit ")
    assert info.names[0].endswith("(a 0)")
    assert min(info.below + info.above) >= 0
    assert differences_info(three, after=2).outcomes == [-1] * 4
    figure = plot_differences(result)
    assert figure.data[0].marker.symbol == ("circle",) * 4
    assert "L2" in figure.layout.xaxis.title.text


def test_different_digits_are_dots_without_lines(unpaired):
    info = paired_info(unpaired)
    assert info.values.shape == (5, 2)
    assert np.isnan(info.values[3:, 0]).all()
    grey = plot_paired(unpaired).data[0]
    assert grey.x[:4] == (0, None, 1, None)
    assert differences_info(unpaired).values == []


def test_every_case_is_drawn(three, unpaired):
    apart = run(0.1, 0.2, norms=[Norm.L2, Norm.LINF], attack=False)
    assert paired_info(apart).unit == "each side in its own norm"
    one = run(0.1, 0.1, images=on_a_level(1))
    for result in (three, unpaired, apart, one):
        for measure in ("clever", "attack"):
            for figure in (plot_paired(result, measure), plot_differences(result, 1, measure)):
                assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
                assert figure.layout.xaxis.title.text or figure.layout.yaxis.title.text
                figure.to_json()
