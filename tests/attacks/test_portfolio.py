"""One portfolio: what it finds of an image depends on nothing but image, network, norm and box."""

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm, load_classifier
from clever_engine.attacks import smallest_attack, smallest_attack_steps
from clever_engine.attacks.task import Task
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.norms import parse_norm
from clever_engine.steps import relay, run
from tests.conftest import linear_classifier


def digits():
    return torch.tensor(load_handwriting().images[0, :3])


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("model", ["mlp-1024", "cnn-7"])
def test_an_image_s_distance_does_not_depend_on_the_images_beside_it(model, norm):
    classifier, images = load_classifier(model), digits()
    together = smallest_attack(classifier, images, norm=norm, steps=15)
    turned = smallest_attack(classifier, images.flip(0), norm=norm, steps=15)
    np.testing.assert_array_equal(turned.distances[::-1], together.distances)
    for k, image in enumerate(images):
        alone = smallest_attack(classifier, image[None], norm=norm, steps=15)
        np.testing.assert_array_equal(alone.distances, together.distances[k : k + 1])
        assert torch.equal(alone.adversarials[0], together.adversarials[k])


def test_targets_and_masks_stay_with_their_images():
    classifier = linear_classifier()
    images = torch.rand(4, 20, generator=torch.Generator().manual_seed(1))
    targets = (classifier.logits(images).argmax(dim=1) + torch.tensor([1, 2, 3, 1])) % 4
    masks = torch.rand(4, 20, generator=torch.Generator().manual_seed(2)) < 0.7
    how = {"norm": "l2", "steps": 30, "clip": False}
    together = smallest_attack(classifier, images, targets=targets, masks=masks, **how)
    np.testing.assert_array_equal(together.labels, targets.numpy())
    assert torch.equal(together.adversarials[~masks], images[~masks])
    for k in range(4):
        alone = smallest_attack(
            classifier, images[k : k + 1], targets=targets[k : k + 1], masks=masks[k], **how
        )
        assert alone.distances[0] == together.distances[k]


def test_progress_counts_images_and_tells_the_smallest_distances_so_far():
    seen = []
    steps = smallest_attack_steps(load_classifier("mlp-1024"), digits()[:2], norm="l2", steps=30)
    attack = run(relay(steps, seen.append))
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert {step.total for step in seen} == {2}
    assert all(step.value.shape == (2,) for step in seen)
    for earlier, later in zip(seen, seen[1:], strict=False):
        assert (later.value <= earlier.value * (1 + 1e-6)).all()
    assert np.isinf(seen[0].value[1])
    assert (attack.distances <= seen[-1].value * (1 + 1e-6)).all()


def threshold(at: float) -> Classifier:
    """A network on one value that reads a 1 above `at`."""
    module = nn.Linear(1, 2)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([[-1.0], [1.0]]))
        module.bias.copy_(torch.tensor([at, -at]))
    return Classifier.from_module(module, input_shape=(1,))


def test_what_only_the_stand_in_misreads_is_not_found():
    """An attacker whose stand-in turns over proves nothing about the network that counts."""

    def found(judge: Classifier) -> float:
        task = Task.of(
            threshold(0.4),
            torch.tensor([[0.55]]),
            norm=parse_norm("l2"),
            targets=None,
            steps=30,
            clip=True,
            masks=None,
            judge=judge,
        )
        return float(task.run("fmn").distances[0])

    assert found(threshold(0.4)) == pytest.approx(0.15, abs=1e-3)
    assert found(threshold(0.5)) == pytest.approx(0.15, abs=1e-3)
    assert found(threshold(0.1)) == np.inf
