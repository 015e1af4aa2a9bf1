"""Proof, estimate and attack agree where the truth is known."""

import numpy as np
import pytest
import torch

from clever_engine import Classifier
from clever_engine.errors import ModelError
from clever_engine.figures.sandwich import SandwichInfo, plot_sandwich, roomier_side, sandwich_info
from clever_engine.sandwich import (
    Place,
    Sandwich,
    sandwich_steps,
    sandwiches_steps,
)
from clever_engine.steps import relay, run
from tests.conftest import closed_form_distance, linear_classifier, small_relu_network

DUAL = {"l1": float("inf"), "l2": 2.0, "linf": 1.0}


def made(classifier, image, **how) -> Sandwich:
    seen = []
    found = run(relay(sandwich_steps(classifier, image, **how), seen.append))
    shares, stages = [step.share for step in seen], [step.stage for step in seen]
    assert shares == sorted(shares)
    assert list(dict.fromkeys(stages)) == ["clever", "attack", "proof"][: len(set(stages))]
    return found


@pytest.mark.parametrize("norm", DUAL)
def test_on_a_linear_network_all_three_tell_the_truth(norm):
    classifier = linear_classifier(d=12, dtype=torch.float64)
    image = torch.rand(12, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    truth = closed_form_distance(classifier, image, DUAL[norm])
    sandwich = made(classifier, image, norm=norm)
    assert sandwich.certificate.radius == pytest.approx(truth, rel=0.03)
    assert sandwich.certificate.radius <= truth * (1 + 1e-9)
    assert sandwich.score.value == pytest.approx(truth, rel=1e-4)
    assert sandwich.attack == pytest.approx(truth, rel=0.02)
    assert sandwich.attack >= truth * (1 - 1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_the_proof_is_never_above_the_attack_and_the_twin_is_read_otherwise(seed):
    classifier = small_relu_network(seed=seed)
    image = torch.tensor([0.3, -0.2], dtype=torch.float64)
    sandwich = made(classifier, image, norm="l2", seed=seed)
    assert 0 <= sandwich.certificate.radius <= sandwich.attack
    if np.isfinite(sandwich.attack):
        moved = np.linalg.norm(sandwich.twin - image.numpy())
        assert moved == pytest.approx(sandwich.attack, rel=1e-3)
        assert sandwich.attack_label != sandwich.score.label


def test_several_digits_are_what_each_is_alone():
    classifier = small_relu_network(seed=1)
    images = torch.tensor([[0.3, -0.2], [0.1, 0.4], [-0.5, 0.2]], dtype=torch.float64)
    seen = []
    together = run(relay(sandwiches_steps(classifier, images, norm="l2"), seen.append))
    shares = [step.share for step in seen]
    assert shares == sorted(shares)
    for sandwich, image in zip(together, images, strict=True):
        alone = made(classifier, image, norm="l2")
        assert (sandwich.score.value, sandwich.attack) == (alone.score.value, alone.attack)
        assert sandwich.certificate.radius == pytest.approx(alone.certificate.radius, rel=0.02)
        assert sandwich.certificate.radius <= sandwich.attack


def test_a_network_without_bounds_is_refused_before_anything_is_measured():
    layers = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.GELU(), torch.nn.Linear(3, 2))
    classifier = Classifier.from_module(layers.double(), input_shape=(2,))
    with pytest.raises(ModelError, match="GELU"):
        next(sandwiches_steps(classifier, torch.zeros(1, 2).double()))


def test_the_place_follows_the_numbers():
    classifier = linear_classifier(d=12, dtype=torch.float64)
    image = torch.rand(12, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    one = made(classifier, image, norm="l2")

    def place(attack: float, certificate=one.certificate) -> Place:
        moved = Sandwich(
            certificate=certificate,
            score=one.score,
            attack=attack,
            attack_label=one.attack_label,
            twin=one.twin,
        )
        return moved.place

    value = one.score.value
    assert place(value / 2) is Place.ABOVE_ATTACK
    assert place(value * 2) is Place.BETWEEN
    assert place(np.inf, None) is Place.BETWEEN


def test_the_drawing_has_each_number_and_the_unknown_between():
    classifier = linear_classifier(d=12, dtype=torch.float64)
    image = torch.rand(12, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    sandwich = made(classifier, image, norm="linf")
    info = sandwich_info(sandwich)
    assert info.proved == sandwich.certificate.radius
    assert info.attack == sandwich.attack
    assert info.value == sandwich.score.value
    assert info.reach > max(info.attack, info.interval[1])
    words = [word for bar in plot_sandwich(sandwich).data if bar.type == "bar" for word in bar.text]
    assert words == ["proved safe", "nobody knows", "an attack works"]


def test_without_a_proof_the_other_two_are_still_there():
    classifier = linear_classifier(d=12)
    image = torch.rand(12, generator=torch.Generator().manual_seed(1))
    sandwich = made(classifier, image, certify=False)
    assert sandwich.certificate is None
    assert sandwich_info(sandwich).proved == 0.0


@pytest.mark.parametrize(
    ("proved", "attack", "side"), [(0.3, 0.55, "left"), (0.48, 0.9, "right"), (0.0, None, "left")]
)
def test_the_scores_name_stands_where_no_line_crosses_it(proved, attack, side):
    info = SandwichInfo(
        proved=proved, value=0.5, interval=(0.49, 0.51), attack=attack, reach=1.0 if attack else 0.6
    )
    assert roomier_side(info) == side
