"""Projected gradient descent inside an L2 ball, for adversarial training (Madry et al. 2018)."""

import torch
from torch import nn
from torch.nn import functional


def _flat_norm(values: torch.Tensor) -> torch.Tensor:
    norms: torch.Tensor = torch.linalg.vector_norm(values.flatten(1), dim=1)
    return norms.clamp_min(1e-12).view(-1, 1, 1, 1)


def l2_pgd(
    module: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    *,
    epsilon: float,
    steps: int,
    generator: torch.Generator,
) -> torch.Tensor:
    """Return pictures of higher loss within L2 distance `epsilon` of `images`, in [0, 1].

    Starts at a random point of the ball and takes `steps` normalised gradient steps of length
    `2.5 * epsilon / steps`.
    """
    noise = torch.randn(images.shape, generator=generator)
    share = torch.rand(images.shape[0], 1, 1, 1, generator=generator)
    delta = epsilon * share * noise / _flat_norm(noise)
    for _ in range(steps):
        delta = delta.detach().requires_grad_()
        loss = functional.cross_entropy(module(images + delta).float(), labels)
        (gradient,) = torch.autograd.grad(loss, delta)
        delta = delta.detach() + 2.5 * epsilon / steps * gradient / _flat_norm(gradient)
        delta = delta * (epsilon / _flat_norm(delta)).clamp_max(1.0)
        delta = (images + delta).clamp(0.0, 1.0) - images
    return (images + delta).detach()
