"""Projected gradient descent inside a ball, for adversarial training (Madry et al. 2018)."""

from collections.abc import Callable

import torch

Loss = Callable[[torch.Tensor], torch.Tensor]
"""From pictures `(n, 1, 28, 28)` to a number that the attack drives up."""


def _flat_norm(values: torch.Tensor) -> torch.Tensor:
    norms: torch.Tensor = torch.linalg.vector_norm(values.flatten(1), dim=1)
    return norms.clamp_min(1e-12).view(-1, 1, 1, 1)


def pgd(
    loss: Loss,
    images: torch.Tensor,
    *,
    norm: str,
    epsilon: float,
    steps: int,
    generator: torch.Generator,
) -> torch.Tensor:
    """Return pictures of higher loss within distance `epsilon` of `images`, in [0, 1].

    Starts at a random point of the ball and takes `steps` steps of length `2.5 * epsilon / steps`:
    along the gradient for "l2", along its signs for "linf".
    """
    length = 2.5 * epsilon / steps
    delta = _random_start(images, norm, epsilon, generator)
    for _ in range(steps):
        delta = delta.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(loss(images + delta), delta)
        if norm == "linf":
            delta = (delta.detach() + length * gradient.sign()).clamp(-epsilon, epsilon)
        else:
            delta = delta.detach() + length * gradient / _flat_norm(gradient)
            delta = delta * (epsilon / _flat_norm(delta)).clamp_max(1.0)
        delta = (images + delta).clamp(0.0, 1.0) - images
    return (images + delta).detach()


def _random_start(
    images: torch.Tensor, norm: str, epsilon: float, generator: torch.Generator
) -> torch.Tensor:
    if norm == "linf":
        return epsilon * (2 * torch.rand(images.shape, generator=generator) - 1)
    noise = torch.randn(images.shape, generator=generator)
    share = torch.rand(images.shape[0], 1, 1, 1, generator=generator)
    return epsilon * share * noise / _flat_norm(noise)
