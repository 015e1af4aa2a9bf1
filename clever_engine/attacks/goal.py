"""What an attack is after: whether a network misreads, by how much, and which way is down."""

from dataclasses import dataclass

import torch

from clever_engine.classifiers import Classifier
from clever_engine.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The margin to bring below zero, one for each of `n` images.

    Untargeted it is `f_label - max f_other`, targeted `max f_other - f_target`. Logits are compared
    and not probabilities, whose gradients vanish for a network as sure as a distilled one.

    Attributes:
        classes: `(n,)` the label to leave, or the target to reach.
        targeted: which of the two.
    """

    classifier: Classifier
    classes: torch.Tensor
    targeted: bool

    def margins(self, points: torch.Tensor) -> torch.Tensor:
        """Return the margins `(n,)` of `points` `(n, *input_shape)`; misread below 0."""
        with torch.no_grad():
            return self._margins(points)[0]

    def descend(self, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the margins `(n,)` and their gradients `(n, *input_shape)`.

        Raises:
            ModelError: a gradient is not finite.
        """
        points = points.detach().requires_grad_()
        with torch.enable_grad():
            margins, logits = self._margins(points)
        if not logits.requires_grad:  # a hard quantisation, say, cuts the graph
            return margins, torch.zeros_like(points)
        (gradients,) = torch.autograd.grad(
            margins.sum(), points, allow_unused=True, materialize_grads=True
        )
        if not bool(torch.isfinite(gradients).all()):
            name = self.classifier.name
            raise ModelError(f"Expected finite gradients of {name}; got NaN or infinite ones.")
        return margins.detach(), gradients

    def _margins(self, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits = self.classifier.forward(points)
        own = logits.gather(1, self.classes[:, None])[:, 0]
        mine = torch.nn.functional.one_hot(self.classes, logits.shape[1]).bool()
        lead = own - logits.masked_fill(mine, -torch.inf).amax(dim=1)
        # Rounding differs with the batch and the device; beyond this it turns no reading over.
        slack = 64 * torch.finfo(logits.dtype).eps * logits.detach().abs().amax(dim=1)
        return (-lead if self.targeted else lead) + slack, logits
