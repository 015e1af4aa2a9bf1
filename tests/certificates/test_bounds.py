"""What the proof is built of: lines around activations, intervals of layers, affine bounds."""

import pytest
import torch

from clever_engine import Norm
from clever_engine.certificates.affine import AffineBounds, Ball, Intervals, specification
from clever_engine.certificates.bounds import find_bounds
from clever_engine.certificates.layers import Affine, MaxPool
from clever_engine.certificates.reading import read_network
from clever_engine.certificates.relaxations import Activation, clamp, relu, sigmoid, softplus, tanh
from clever_engine.steps import run
from tests.certificates.networks import BUILDERS, image, network, points_in_ball

ACTIVATIONS = {
    "relu": relu(),
    "leaky": relu(0.2),
    "clamp": clamp(0.0, 1.0),
    "clamp-wide": clamp(-0.5, 6.0),
    "softplus": softplus(),
    "softplus-sharp": softplus(10.0, 20.0),
    "tanh": tanh(),
    "sigmoid": sigmoid(),
}


def intervals(n=4000):
    """Random intervals, wide and narrow, some of one point and some with an end at a kink."""
    generator = torch.Generator().manual_seed(5)
    scale = 10 ** (torch.rand(n, generator=generator, dtype=torch.float64) * 5 - 3.5)
    ends = torch.randn(2, n, generator=generator, dtype=torch.float64) * scale
    ends[:, ::7] = ends[:1, ::7]
    ends[0, 1::9] = 0.0
    ends[1, 2::9] = 1.0
    return Intervals(low=ends.amin(0).view(n, 1, 1), high=ends.amax(0).view(n, 1, 1))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_lines_stay_below_and_above(name):
    activation, box = ACTIVATIONS[name], intervals()
    lines = activation.relaxation(box)
    for share in torch.linspace(0, 1, 301, dtype=torch.float64):
        z = (box.low + share * (box.high - box.low)).minimum(box.high)
        value = activation.apply(z)
        assert (lines.low_slope * z + lines.low_intercept <= value + 1e-15).all()
        assert (lines.high_slope * z + lines.high_intercept >= value - 1e-15).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_lines_touch_the_curve(name):
    """Lines that are far too low or high would be sound and useless."""
    activation, box = ACTIVATIONS[name], intervals()
    lines, gaps = activation.relaxation(box), []
    for share in torch.linspace(0, 1, 1001, dtype=torch.float64):
        z = box.low + share * (box.high - box.low)
        value = activation.apply(z)
        gaps.append(torch.stack([value - lines.low_slope * z - lines.low_intercept,
                                 lines.high_slope * z + lines.high_intercept - value]))  # fmt: skip
    nearest = torch.stack(gaps).amin(0)
    assert (nearest <= 1e-3 * (box.high - box.low) + 2e-8).all()


def test_where_an_activation_is_straight_its_lines_are_the_activation():
    box = Intervals(low=torch.tensor([[[0.2, -3.0, 0.0]]]).double(),
              high=torch.tensor([[[0.9, -0.1, 0.5]]]).double())  # fmt: skip
    for activation in (relu(), clamp(0.0, 1.0)):
        lines = activation.relaxation(box)
        assert not activation.unstable(box).any()
        assert torch.equal(lines.low_slope, torch.tensor([[[1.0, 0.0, 1.0]]]).double())
        assert torch.equal(lines.high_slope, lines.low_slope)
        assert not lines.low_intercept.any()
        assert not lines.high_intercept.any()


@pytest.mark.parametrize("size", [(2, 2), (3, 1), (1, 1)])
def test_lines_of_a_max_pool_hold_in_its_box(size):
    generator = torch.Generator().manual_seed(1)
    layer = MaxPool(size=size)
    for trial in range(200):
        ends = torch.randn(2, 3, 7, 7, generator=generator, dtype=torch.float64)
        width = 10.0 ** -(trial % 4)
        box = Intervals(low=ends[0], high=ends[0] + width * ends[1].abs())
        lines = layer.relaxation(box)
        shares = torch.rand(40, 3, 7, 7, generator=generator, dtype=torch.float64)
        shares[20:] = shares[20:].round()  # corners, where the line above is nearest
        z = box.low + shares * (box.high - box.low)
        value = torch.nn.functional.max_pool2d(z, size)

        def sums(slopes, z=z):
            products = torch.nn.functional.avg_pool2d(z * slopes, size)
            return products * (size[0] * size[1])

        assert (sums(lines.low_slope) + lines.low_intercept <= value + 1e-14).all()
        assert (sums(lines.high_slope) + lines.high_intercept >= value - 1e-14).all()
        within = layer.intervals(box)
        assert ((within.low <= value) & (value <= within.high)).all()


def flat_layers(module):
    return [part for part in module.modules() if not list(part.children())]


@pytest.mark.parametrize("kind", BUILDERS)
@pytest.mark.parametrize("norm", Norm)
def test_boxes_of_all_layers_hold_what_is_sampled(kind, norm):
    """At radii where a little, much or everything bends; and in smaller balls by the same forms."""
    for seed, radius in enumerate([0.01, 0.3, 3.0]):
        radius *= {Norm.L1: 4.0, Norm.L2: 1.0, Norm.LINF: 0.1}[norm]
        classifier, x = network(kind, seed), image(seed)
        read = read_network(classifier)
        ball = Ball(image=x, norm=norm, radius=radius)
        bounds = run(find_bounds(read, ball))
        offsets = points_in_ball(norm, 200, seed)
        for share, found in ((1.0, bounds), (0.7, bounds.smaller(0.7 * radius))):
            values = x + share * radius * offsets
            parts = [p for p in flat_layers(classifier.module) if type(p) is not torch.nn.Dropout]
            boxes = found.chain.intervals
            assert len(boxes) == len(parts) + 1
            for part, box in zip(parts, boxes[1:], strict=True):
                with torch.no_grad():
                    values = part(values)
                shaped = values.view(len(values), *box.low.shape)
                assert (box.low <= shaped + 1e-12).all()
                assert (box.high >= shaped - 1e-12).all()


@pytest.mark.parametrize("kind", BUILDERS)
def test_bounds_at_an_image_alone_are_its_values(kind):
    """In a ball of no size nothing is lost: forms are the network's own first-order expansion."""
    classifier, x = network(kind, 0), image(0)
    ball = Ball(image=x, norm=Norm.L2, radius=1e-7)
    bounds = run(find_bounds(read_network(classifier), ball))
    logits = classifier.logits(x[None])[0]
    label = int(logits.argmax())
    others = [k for k in range(4) if k != label]
    margins = bounds.margins(label, others).at(1e-7)
    torch.testing.assert_close(margins, logits[label] - logits[others], atol=2e-4, rtol=1e-4)


@pytest.mark.parametrize("kind", ["max-pools", "mean-pools", "striding", "perceptron"])
def test_forms_in_single_precision_claim_no_more_than_in_double(kind):
    """What is taken off for rounding covers it, and costs little."""
    for seed, radius in enumerate([1e-3, 0.05, 0.5]):
        classifier, x = network(kind, seed), image(seed)
        ball = Ball(image=x, norm=Norm.L2, radius=radius)
        chain = run(find_bounds(read_network(classifier), ball)).chain
        classes = torch.arange(4)
        places = torch.stack([classes, 0 * classes, 0 * classes], dim=1)
        single, double = (
            ball.concretize(chain.back(specification(4, places, torch.ones(4, dtype=dtype)))).at(
                radius
            )
            for dtype in (torch.float32, torch.float64)
        )
        assert (single <= double).all()
        assert (double - single <= 1e-3 * (1 + double.abs())).all()


@pytest.mark.parametrize("window", [(1, 1), (3, 4)])
@pytest.mark.parametrize("stride", [(1, 1), (2, 3)])
@pytest.mark.parametrize("channels", [1, 12])
def test_bounds_go_back_through_a_convolution_as_its_transpose(channels, stride, window):
    """By whichever product, with windows at several places, some beyond the edges."""
    draw = torch.Generator().manual_seed(0)
    weight = torch.randn(5, channels, 3, 2, generator=draw, dtype=torch.float64)
    layer = Affine(weight=weight, bias=weight.new_zeros(5), stride=stride, padding=(1, 1))
    shape = (channels, 14, 15)
    box = Intervals(low=torch.zeros(shape).double(), high=torch.ones(shape).double())
    outputs = layer.intervals(box).low
    free = [size - side for size, side in zip(outputs.shape[1:], window, strict=True)]
    corners = torch.tensor([[0, 0], free, [0, free[1]]])
    which = torch.tensor([0, 2, 1, 1])
    coefs = torch.randn(4, 5, *window, generator=draw, dtype=torch.float64)
    bounds = AffineBounds(
        coefs=coefs, rows=corners[:, 0], columns=corners[:, 1], which=which,
        constants=torch.zeros(4, dtype=torch.float64), terms=1 << 40,
    )  # fmt: skip
    back = layer.back(bounds, box)
    values = torch.rand(shape, generator=draw, dtype=torch.float64)
    with torch.no_grad():
        after = torch.nn.functional.conv2d(values[None], weight, stride=stride, padding=1)[0]
    expected = (coefs * bounds.windows(after)).sum((1, 2, 3))
    found = (back.coefs * back.windows(values)).sum((1, 2, 3)) + back.constants
    torch.testing.assert_close(found, expected, atol=1e-9, rtol=1e-9)
    assert (found <= expected).all()


@pytest.mark.parametrize("kind", ["max-pools", "smooth"])
def test_knowing_a_larger_ball_loses_nothing(kind):
    classifier, x = network(kind, 4), image(4)
    read, label = read_network(classifier), int(classifier.logits(image(4)[None]).argmax())
    others = [k for k in range(4) if k != label]
    ball = Ball(image=x, norm=Norm.L2, radius=0.05)
    large = run(find_bounds(read, Ball(image=x, norm=Norm.L2, radius=0.1)))
    alone = run(find_bounds(read, ball)).margins(label, others).at(0.05)
    helped = run(find_bounds(read, ball, large)).margins(label, others).at(0.05)
    quick = large.smaller(0.05).margins(label, others).at(0.05)
    assert (helped >= alone - 0.02 * alone.abs()).all()
    assert (quick <= helped + 1e-6).all()


def test_forms_narrow_more_than_boxes_do():
    classifier, x = network("max-pools", 1), image(1)
    read = read_network(classifier)
    ball = Ball(image=x, norm=Norm.L2, radius=0.2)
    bounds = run(find_bounds(read, ball))
    boxes = [ball.intervals()]
    for layer in read.layers:
        boxes.append(layer.intervals(boxes[-1]))
    tightened = bounds.chain.intervals[-3]
    assert isinstance(read.layers[1], Activation)
    assert ((tightened.high - tightened.low) < 0.5 * (boxes[-3].high - boxes[-3].low)).all()
