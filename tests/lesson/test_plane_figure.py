"""The drawing of the plane: its numbers, then that it draws at all."""

import io

import numpy as np
import pytest
from PIL import Image

from clever_engine.figures.plane import plot_plane
from clever_engine.figures.plane_shapes import (
    arrows_of,
    ball_outline,
    ground_png,
    ground_rgba,
    labels_of,
)
from clever_engine.figures.theme import SAFE, UNSAFE
from clever_engine.lesson.plane import VIEW, PlaneRecipe, look_at, train_plane
from clever_engine.norms import Norm


@pytest.fixture(scope="module")
def trained():
    return train_plane(PlaneRecipe(data="blobs", hidden=8))


@pytest.fixture(scope="module")
def look(trained):
    return look_at(trained.network, trained.boundary, np.array([0.3, 0.8]), norm="l1")


@pytest.mark.parametrize(("norm", "corners"), [(Norm.L1, 4), (Norm.LINF, 4), (Norm.L2, 120)])
def test_an_outline_is_as_far_away_as_the_radius_everywhere(norm, corners):
    center = np.array([0.3, -1.0])
    outline = ball_outline(norm, center, 0.7)
    assert len(outline) == corners + 1
    np.testing.assert_allclose(outline[0], outline[-1], atol=1e-12)
    middles = (outline + np.roll(outline, 1, axis=0)) / 2
    for points, slack in ((outline, 1e-12), (middles, 1e-3)):
        lengths = np.linalg.norm(points - center, ord=norm.order, axis=1)
        np.testing.assert_allclose(lengths, 0.7, atol=slack)


def test_arrows_point_where_the_margin_falls_and_the_steepest_is_longest(trained, look):
    arrows = arrows_of(look)
    ways = arrows.heads - arrows.tails
    slopes = np.linalg.norm(look.gradients, axis=1)
    lengths = np.linalg.norm(ways, axis=1)
    assert lengths[slopes.argmax()] == pytest.approx(lengths.max())
    logits = [trained.network.logits(arrows.tails + share * ways) for share in (0.0, 1e-6)]
    before, after = (f[:, look.score.label] - f[:, look.score.target] for f in logits)
    assert (after[slopes > 0] < before[slopes > 0]).all()


def test_labels_say_both_distances_and_stay_in_the_view(trained):
    for point in ((-2.0, -2.0), (0.0, 2.0), (0.3, 0.8)):
        look = look_at(trained.network, trained.boundary, np.array(point), norm="l2")
        labels = dict(labels_of(look))
        assert set(labels) == {
            f"truth {look.nearest.distance:.2f}",
            f"CLEVER {look.score.value:.2f}",
        }
        assert np.abs(np.array(list(labels.values()))).max() < VIEW


def test_the_ground_has_the_colour_of_the_class_read_there(trained):
    rgba = ground_rgba(trained.network, 40)
    for row, column in ((0, 20), (30, 3), (30, 36), (20, 20)):
        x, y = (column + 0.5) / 10 - VIEW, VIEW - (row + 0.5) / 10
        label = trained.network.logits(np.array([[x, y]])).argmax()
        expected = (SAFE, UNSAFE, "#8A94A3")[label]
        assert "#{:02X}{:02X}{:02X}".format(*rgba[row, column, :3]) == expected
    sure = rgba[..., 3].max() > rgba[..., 3].min()
    assert sure
    assert Image.open(io.BytesIO(ground_png(trained.network, 40))).size == (40, 40)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("arrows", [False, True])
def test_the_drawing_has_every_part(trained, look, dark, arrows):
    figure = plot_plane(
        trained.data,
        "data:image/png;base64,",
        boundary=trained.boundary,
        look=look,
        arrows=arrows,
        dark=dark,
    )
    traces = {trace.name: trace for trace in figure.data}
    assert {"boundary", "CLEVER", "truth", "nearest", "input", "class 2"} <= set(traces)
    assert ("samples" in traces) == arrows
    assert len(traces["CLEVER"].x) == 5
    assert max(traces["CLEVER"].x) - look.point[0] == pytest.approx(look.score.value)
    assert max(traces["truth"].x) - look.point[0] == pytest.approx(look.nearest.distance)
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    figure.to_json()


def test_the_view_fills_the_picture(trained):
    layout = plot_plane(trained.data, None).layout
    assert (layout.margin.l, layout.margin.r, layout.margin.t, layout.margin.b) == (0, 0, 0, 0)
    assert layout.xaxis.range == layout.yaxis.range == (-VIEW, VIEW)
    assert layout.yaxis.scaleanchor == "x"


def test_a_network_in_training_is_drawn_with_its_note(trained):
    figure = plot_plane(trained.data, None, note="step 3 of 9")
    assert "step 3 of 9" in [note.text for note in figure.layout.annotations]
    assert len(figure.layout.images) == 0
