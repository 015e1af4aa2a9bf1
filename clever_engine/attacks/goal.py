"""What an attack is after: whether a network misreads, by how much, and which way is down."""

from dataclasses import dataclass

import torch
from torch import nn

from clever_engine.classifiers import Classifier
from clever_engine.margins import Forward, finite


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The margin to bring below zero, one for each of `n` images.

    Untargeted it is `f_label - max f_other`, targeted `max f_other - f_target`. Logits are compared
    and not probabilities, whose gradients vanish for a network as sure as a distilled one.

    Attributes:
        classes: `(n,)` the label to leave, or the target to reach.
        targeted: `(n,)` which of the two, boolean.
    """

    classifier: Classifier
    classes: torch.Tensor
    targeted: torch.Tensor

    def margins(self, points: torch.Tensor) -> torch.Tensor:
        """Return the margins `(n,)` of `points` `(n, *input_shape)`; misread below 0."""
        with torch.no_grad():
            logits = self.classifier.forward(points)
        lead = logits.gather(1, self._ends(logits))
        return lead[:, 0] - lead[:, 1] + _slack(logits)

    def descend(self, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the margins `(n,)` and their gradients `(n, *input_shape)`.

        Raises:
            ModelError: a gradient is not finite.
        """
        passed = Forward.of(self.classifier, points)
        logits = passed.logits.detach()
        plus, minus = self._ends(logits).unbind(dim=1)
        gradients = finite(self.classifier, passed.gradients(plus, minus))
        return passed.margins(plus, minus) + _slack(logits), gradients

    def _ends(self, logits: torch.Tensor) -> torch.Tensor:
        """Return the classes `(n, 2)` whose logits' difference is the margin."""
        own = self.classes[:, None]
        best_other = logits.scatter(1, own, -torch.inf).argmax(dim=1, keepdim=True)
        ends = torch.cat([own, best_other], dim=1)
        return torch.where(self.targeted[:, None], ends.flip(1), ends)


def _slack(logits: torch.Tensor) -> torch.Tensor:
    """Return how large a margin `(n,)` rounding can make, as it differs with batch and device."""
    return 64 * torch.finfo(logits.dtype).eps * logits.abs().amax(dim=1)


def attackable(classifier: Classifier) -> Classifier:
    """Return the network with a gradient that an attack can follow, reading everything alike.

    A first layer that rounds its input (`masks_gradient`) has a gradient that says nothing about
    robustness. Its twin here passes gradients through that layer as if it were the identity (BPDA,
    Athalye et al. 2018). Any other network is returned as it is.
    """
    layers = list(classifier.module) if isinstance(classifier.module, nn.Sequential) else []
    if not layers or not getattr(layers[0], "masks_gradient", False):
        return classifier
    rest = Classifier.from_module(
        nn.Sequential(*layers[1:]),
        input_shape=classifier.input_shape,
        bounds=classifier.bounds,
        class_names=classifier.class_names,
    )
    twin = rest.behind(layers[0], name=classifier.name)
    if classifier.transform is None:
        return twin
    return twin.behind(classifier.transform, name=classifier.name)
