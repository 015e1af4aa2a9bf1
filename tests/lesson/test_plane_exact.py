"""The exact distance in the plane against closed forms and against brute force."""

import numpy as np
import pytest
import torch

from clever_engine.errors import InputError
from clever_engine.lesson.plane import PlaneNetwork, decision_boundary, nearest_boundary
from clever_engine.lesson.plane.regions import linear_regions
from clever_engine.norms import Norm

NETWORKS = [(seed, classes) for classes in (2, 3) for seed in range(6)]


def random_network(seed: int, classes: int = 2, hidden: tuple[int, ...] = (9, 7)) -> PlaneNetwork:
    generator = np.random.default_rng([seed, classes])
    sizes = (2, *hidden, classes)
    return PlaneNetwork(
        weights=tuple(
            generator.standard_normal((outputs, inputs)) / np.sqrt(inputs)
            for inputs, outputs in zip(sizes[:-1], sizes[1:], strict=True)
        ),
        biases=tuple(generator.uniform(-1, 1, outputs) for outputs in sizes[1:]),
    )


def linear_network(seed: int, classes: int) -> PlaneNetwork:
    return random_network(seed, classes, hidden=())


def directions(norm: Norm, count: int) -> np.ndarray:
    """Directions of length 1 in the norm, all around."""
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return circle / np.linalg.norm(circle, ord=norm.order, axis=1, keepdims=True)


def brute_force(network: PlaneNetwork, point: np.ndarray, norm: Norm, reach: float) -> float:
    """The least distance at which a ray in one of many directions changes the reading.

    Each ray is looked at in small steps; where the reading changes between two, by bisection.
    """
    label = network.logits(point[None]).argmax()
    ways = directions(norm, 720)
    steps = np.linspace(0, reach, 400)

    def changed(lengths: np.ndarray) -> np.ndarray:
        places = point + lengths[:, None] * ways
        return network.logits(places).argmax(axis=1) != label

    seen = np.array([changed(np.full(len(ways), step)) for step in steps])
    first = seen.argmax(axis=0)
    some = seen.any(axis=0)
    low = steps[np.maximum(first - 1, 0)]
    high = np.where(some, steps[first], np.inf)
    for _ in range(40):
        middle = np.where(some, (low + high) / 2, 0.0)
        turned = changed(middle)
        high, low = np.where(some & turned, middle, high), np.where(some & ~turned, middle, low)
    return float(high.min())


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_a_linear_network_gives_the_margin_over_the_dual_norm(norm, classes, seed):
    network = linear_network(seed, classes)
    (weight,), (bias,) = network.weights, network.biases
    boundary = decision_boundary(network)
    for point in np.random.default_rng(seed).uniform(-2, 2, (10, 2)):
        logits = weight @ point + bias
        label = logits.argmax()
        expected = min(
            (logits[label] - logits[j])
            / np.linalg.norm(weight[label] - weight[j], ord=norm.dual.order)
            for j in range(classes)
            if j != label
        )
        found = nearest_boundary(boundary, point, norm)
        assert found is not None
        assert found.distance == pytest.approx(expected, rel=1e-9)
        assert np.linalg.norm(found.point - point, ord=norm.order) == pytest.approx(found.distance)
        assert label in found.classes


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize(("seed", "classes"), NETWORKS)
def test_no_ray_reaches_another_reading_sooner(norm, seed, classes):
    network = random_network(seed, classes)
    boundary = decision_boundary(network)
    for point in np.random.default_rng(seed).uniform(-2, 2, (4, 2)):
        found = nearest_boundary(boundary, point, norm)
        if found is None or found.distance > 20:
            assert brute_force(network, point, norm, 20.0) > 20
            continue
        tried = brute_force(network, point, norm, 1.3 * found.distance + 0.01)
        assert tried >= found.distance - 1e-9
        # The rays are half a degree apart: one comes near to the nearest point.
        assert tried <= found.distance * 1.03


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize(("seed", "classes"), NETWORKS)
def test_the_whole_ball_reads_alike_and_the_nearest_point_is_a_tie(norm, seed, classes):
    network = random_network(seed, classes)
    boundary = decision_boundary(network)
    generator = np.random.default_rng(seed)
    for point in generator.uniform(-2, 2, (4, 2)):
        found = nearest_boundary(boundary, point, norm)
        if found is None:
            continue
        grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, 101)] * 2), axis=-1).reshape(-1, 2)
        inside = grid[np.linalg.norm(grid, ord=norm.order, axis=1) < 1 - 1e-9]
        labels = network.logits(point + found.distance * inside).argmax(axis=1)
        assert (labels == network.logits(point[None]).argmax()).all()
        logits = np.sort(network.logits(found.point[None])[0])
        assert logits[-1] - logits[-2] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("seed", "classes"), NETWORKS)
def test_segments_lie_on_the_boundary(seed, classes):
    network = random_network(seed, classes, hidden=(16, 16))
    boundary = decision_boundary(network)
    shares = np.linspace(0.01, 0.99, 9)[:, None, None]
    near = np.abs(boundary.starts).max(axis=1) < 5
    places = boundary.starts + shares * (boundary.ends - boundary.starts)
    logits = network.logits(places[:, near].reshape(-1, 2))
    top = np.sort(logits, axis=1)
    np.testing.assert_allclose(top[:, -1], top[:, -2], atol=1e-9)
    pairs = np.tile(boundary.classes[near], (len(shares), 1))
    met = np.take_along_axis(logits, pairs, axis=1)
    np.testing.assert_allclose(met, top[:, [-1, -1]], atol=1e-9)


@pytest.mark.parametrize(("seed", "classes"), NETWORKS)
def test_every_change_of_reading_crosses_a_segment(seed, classes):
    network = random_network(seed, classes, hidden=(16, 16))
    boundary = decision_boundary(network)
    ways = np.random.default_rng(seed).uniform(-2, 2, (300, 2, 2))
    ways[:, 1] = ways[:, 0] + 0.02 * (ways[:, 1] - ways[:, 0])  # short ones, so one change each
    labels = network.logits(ways.reshape(-1, 2)).argmax(axis=1).reshape(-1, 2)
    for start, end in ways[labels[:, 0] != labels[:, 1]]:
        found = nearest_boundary(boundary, start, "l2")
        assert found is not None
        assert found.distance <= np.linalg.norm(end - start) + 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_regions_cover_the_square_once_and_know_the_network(seed):
    network = random_network(seed, 3, hidden=(16, 16))
    area = 0.0
    for region in linear_regions(network, reach=3.0):
        x, y = region.corners.T
        area += (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2
        middle = region.corners.mean(axis=0)
        np.testing.assert_allclose(
            region.weight @ middle + region.bias, network.logits(middle[None])[0], atol=1e-9
        )
    assert area == pytest.approx(36.0)


def test_lines_known_by_hand_cut_the_known_number_of_regions():
    # Three lines in general position cut the plane into seven parts.
    network = PlaneNetwork(
        weights=(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.eye(3)[:2]),
        biases=(np.array([0.0, 0.0, -1.0]), np.zeros(2)),
    )
    assert sum(1 for _ in linear_regions(network, reach=5.0)) == 7


def test_a_boundary_known_by_hand():
    # |x| - 1: blue between the lines x = -1 and x = 1.
    network = PlaneNetwork(
        weights=(np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([[-1.0, -1.0], [0.0, 0.0]])),
        biases=(np.zeros(2), np.array([1.0, 0.0])),
    )
    boundary = decision_boundary(network)
    np.testing.assert_allclose(np.abs(boundary.starts[:, 0]), 1.0)
    np.testing.assert_allclose(np.abs(boundary.ends[:, 0]), 1.0)
    for norm in Norm:
        found = nearest_boundary(boundary, np.array([0.3, 0.4]), norm)
        assert found is not None
        assert found.distance == pytest.approx(0.7)
        assert found.point[0] == pytest.approx(1.0)


def test_a_network_that_reads_everything_alike_has_no_boundary():
    network = PlaneNetwork(weights=(np.zeros((2, 2)),), biases=(np.array([1.0, 0.0]),))
    boundary = decision_boundary(network)
    assert len(boundary.starts) == 0
    assert nearest_boundary(boundary, np.zeros(2), "l2") is None


def test_a_point_that_may_lie_nearer_beyond_the_square_is_not_given():
    network = PlaneNetwork(weights=(np.array([[1.0, 0.0], [0.0, 0.0]]),), biases=(np.zeros(2),))
    boundary = decision_boundary(network, reach=2.0)
    assert nearest_boundary(boundary, np.array([0.9, 0.0]), "l2") is not None
    assert nearest_boundary(boundary, np.array([1.1, 0.0]), "l2") is None
    with pytest.raises(InputError, match="from -2 to 2"):
        nearest_boundary(boundary, np.array([2.1, 0.0]), "l2")


@pytest.mark.parametrize("classes", [2, 3])
def test_gradients_are_those_of_the_module_that_clever_measures(classes):
    from clever_engine.lesson.plane import plane_classifier

    network = random_network(3, classes)
    points = np.random.default_rng(0).uniform(-2, 2, (50, 2))
    tensor = torch.tensor(points, requires_grad=True)
    logits = plane_classifier(network).forward(tensor)
    np.testing.assert_allclose(logits.detach().numpy(), network.logits(points), atol=1e-12)
    (expected,) = torch.autograd.grad((logits[:, 1] - logits[:, 0]).sum(), tensor)
    found = network.margin_gradients(points, label=1, target=0)
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-12)


def test_layers_that_do_not_follow_each_other_are_refused():
    with pytest.raises(InputError, match="layers that follow"):
        PlaneNetwork(
            weights=(np.zeros((3, 2)), np.zeros((2, 4))), biases=(np.zeros(3), np.zeros(2))
        )
