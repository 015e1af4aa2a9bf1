"""Certificates of several images at once: those of each alone, within the tolerance."""

import numpy as np
import pytest
import torch

from clever_engine import Norm, load_classifier
from clever_engine.attacks import smallest_attack
from clever_engine.certificates import certificates_steps, certified_radius
from clever_engine.errors import InputError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.steps import relay, run
from tests.certificates.networks import image, network


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("kind", ["perceptron", "max-pools", "mean-pools"])
def test_each_is_what_it_is_alone_and_below_every_attack(kind, norm):
    classifier = network(kind, 0)
    images = torch.stack([image(seed) for seed in range(4)])
    together = run(certificates_steps(classifier, images, norm=norm))
    attacks = smallest_attack(classifier, images, norm=norm, clip=False, steps=60).distances
    assert len(together) == 4
    for certificate, x, attack in zip(together, images, attacks, strict=True):
        alone = certified_radius(classifier, x, norm=norm)
        assert certificate.label == alone.label
        assert certificate.radius == pytest.approx(alone.radius, rel=0.02)
        assert 0 < certificate.radius == min(certificate.per_target.values()) <= attack


def test_handwritten_digits_of_very_different_radii():
    """A start far from the answer, as the images before mislead, changes nothing."""
    classifier = load_classifier("mlp-2")
    images = load_handwriting().images[[3, 3, 5], [4, 1, 8]]
    easy = np.where(images[1] > 0.5, 1.0, 0.0).astype("float32")
    together = run(certificates_steps(classifier, np.stack([images[0], easy, images[2]])))
    alone = [certified_radius(classifier, x).radius for x in (images[0], easy, images[2])]
    np.testing.assert_allclose([one.radius for one in together], alone, rtol=0.02)


def test_progress_counts_images_and_tells_the_radii_so_far():
    classifier, seen = network("max-pools", 3), []
    images = torch.stack([image(seed) for seed in range(3)])
    found = run(relay(certificates_steps(classifier, images), seen.append))
    done = [step.done for step in seen]
    assert done == sorted(done)
    assert len(set(done)) > len(done) / 2
    assert {step.total for step in seen} == {3}
    values = np.array([step.value for step in seen])
    assert (np.diff(values, axis=0) >= 0).all()
    assert (values[-1] <= [one.radius for one in found]).all()
    assert not values[0].any()


def test_none_and_nonsense():
    classifier = network("perceptron", 0)
    assert run(certificates_steps(classifier, torch.zeros(0, 2, 8, 8))) == []
    with pytest.raises(InputError, match="Expected a tolerance"):
        run(certificates_steps(classifier, image(0)[None], tolerance=1.5))
