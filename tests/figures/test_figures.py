import io

import numpy as np
import pytest
from PIL import Image

from clever_engine import Classifier, CleverSettings, clever_score
from clever_engine.figures import digit_png, picture_jpeg, plot_gradient, plot_maxima, plot_targets
from clever_engine.figures.gradient_map import direction_info
from clever_engine.figures.maxima import maxima_info
from clever_engine.figures.targets import targets_info
from clever_engine.norms import Norm
from tests.conftest import linear_classifier, small_relu_network

QUICK = CleverSettings(n_batches=40, samples_per_batch=10)


@pytest.fixture(scope="module")
def score():
    return clever_score(small_relu_network(d=6, hidden=30), np.full(6, 0.3), settings=QUICK)


@pytest.fixture(scope="module")
def constant():
    return clever_score(linear_classifier(), np.full(20, 0.5, dtype="f"), settings=QUICK)


def test_maxima_numbers(score):
    entry = score.per_target[0]
    info = maxima_info(entry)
    assert info.counts.sum() == len(entry.maxima) == 40
    assert info.end_point == entry.lipschitz_estimate >= info.largest == entry.maxima.max()
    assert info.met == (entry.lipschitz_estimate != entry.fit.location)
    assert info.curve_x[-1] == pytest.approx(entry.fit.location)
    # The curve counts batches a bar: its area over the bars' width is the number of batches.
    area = np.trapezoid(info.curve_y, info.curve_x) / info.width
    assert area == pytest.approx(40, rel=0.15)


def test_maxima_of_a_linear_network_draw_one_bar(constant):
    info = maxima_info(constant.per_target[0])
    assert (info.counts > 0).sum() == 1
    assert len(info.curve_x) == 0


def test_targets_numbers(score):
    info = targets_info(score)
    assert sum(info.nearest) == 1
    assert info.values[-1] == score.value
    assert info.values == sorted(info.values, reverse=True)
    assert min(info.below + info.above) >= 0


def test_direction_points_away_from_the_label():
    gradient = np.array([[1.0, -2.0], [0.0, 0.5]])
    direction, scale = direction_info(gradient)
    assert scale == 2.0
    np.testing.assert_array_equal(direction, -gradient)
    assert direction_info(np.zeros((2, 2)))[1] == 1.0


@pytest.mark.parametrize("norm", Norm)
def test_drawings_have_titles_and_no_own_background(score, constant, norm):
    for result in (score, constant):
        for figure in (plot_maxima(result.per_target[0], norm), plot_targets(result)):
            assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
            assert figure.layout.xaxis.title.text
            figure.to_json()
    figure = plot_gradient(np.eye(28), np.ones((28, 28)))
    assert figure.data[0].zmin == -figure.data[0].zmax
    figure.to_json()


def test_a_two_class_network_has_one_target_to_draw():
    classifier: Classifier = linear_classifier(classes=2)
    one = clever_score(classifier, np.full(20, 0.5, dtype="f"), settings=QUICK)
    assert len(plot_targets(one).data[0].x) == 1


def test_digit_png_has_crisp_pixels():
    image = np.zeros((28, 28), dtype=np.float32)
    image[3, 5] = 1.0
    picture = np.asarray(Image.open(io.BytesIO(digit_png(image, pixel=4))))
    assert picture.shape == (112, 112, 3)
    assert (picture[12:16, 20:24] == [0x14, 0x21, 0x3D]).all()
    assert (picture[:12] == 255).all()


def test_a_picture_is_shown_no_larger_than_asked():
    picture = np.ones((100, 1300, 3), dtype=np.float32)
    shown = Image.open(io.BytesIO(picture_jpeg(picture, longest=650)))
    assert (shown.format, shown.size) == ("JPEG", (650, 50))
