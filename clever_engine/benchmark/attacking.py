"""Distances at which an attack turned a reading, or failing that the way to another digit."""

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.attacks import smallest_attack
from clever_engine.classifiers import Classifier
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.settings import largest_radius

HALVINGS = 12
"""Of the straight way to another image: the boundary is then known to a four-thousandth of it."""

Distances = NDArray[np.float64]


def attack_distances(
    classifier: Classifier,
    images: torch.Tensor,
    truth: torch.Tensor,
    *,
    norm: Norm,
    steps: int,
) -> tuple[Distances, int]:
    """Return the smallest distance found at which each image is misread, and how many resisted.

    A digit misread as it is has distance 0. Where the attack finds nothing, the straight way to
    the other images serves, and the diameter of the pixel range where all of them read the same.

    Args:
        classifier: the network.
        images: `(n, *input_shape)`.
        truth: `(n,)` what they are.
        norm: how a change is measured.
        steps: gradients an image and way of attacking.
    """
    distances = np.zeros(len(images))
    right = classifier.logits(images).argmax(dim=1).cpu() == truth
    if not bool(right.any()):
        return distances, 0
    chosen, labels = images[right], truth[right]
    found = smallest_attack(classifier, chosen, norm=norm, steps=steps).distances
    resisted = np.isinf(found)
    for index in np.flatnonzero(resisted):
        found[index] = _straight(classifier, chosen[index], int(labels[index]), images, norm)
    distances[right.numpy()] = found
    return distances, int(resisted.sum())


def _straight(
    classifier: Classifier, image: torch.Tensor, label: int, others: torch.Tensor, norm: Norm
) -> float:
    """Return the least distance of a misread point on the lines to others that read differently."""
    ends = others[classifier.logits(others).argmax(dim=1).cpu() != label]
    if not len(ends):
        return largest_radius(norm, image.numel(), classifier.bounds)
    least, most = torch.zeros(len(ends)), torch.ones(len(ends))
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        points = image + middle.view(-1, *[1] * image.ndim) * (ends - image)
        misread = classifier.logits(points).argmax(dim=1).cpu() != label
        least, most = torch.where(misread, least, middle), torch.where(misread, middle, most)
    return float((most.double() * vector_norms((ends - image).double(), norm)).min())
