"""What each way of training minimises on one batch."""

from collections.abc import Callable
from functools import cache, partial

import torch
from torch import nn
from torch.nn import functional

from clever_engine.zoo.recipes import Recipe

Loss = Callable[[torch.Tensor], torch.Tensor]
"""From pictures `(n, 1, 28, 28)` to a number that the attack drives up."""

Attack = Callable[[Loss, torch.Tensor], torch.Tensor]
"""From such a loss and pictures to pictures of higher loss within the recipe's budget."""


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


@cache
def has_bfloat16() -> bool:
    """Return whether the processor multiplies in bfloat16; imitated it is eight times slower."""
    return any(has for name, has in torch.cpu.get_capabilities().items() if "bf16" in name)


def batch_loss(
    module: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    recipe: Recipe,
    teacher: nn.Module | None,
    share_done: float,
    generator: torch.Generator,
) -> torch.Tensor:
    """Return the loss of one batch, as the recipe wants it.

    An attack's budget grows over the first third: a full budget from the start can settle on a
    network that ignores its input.

    Args:
        module: the network in training.
        images: `(n, 1, 28, 28)` in [0, 1].
        labels: `(n,)`.
        recipe: decides what is minimised.
        teacher: whose soft labels take the place of `labels`, in distillation.
        share_done: of the training, 0 to 1.
        generator: of noise and of an attack's start.
    """
    epsilon = recipe.adversarial_epsilon * min(1.0, 3 * share_done)
    with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        if recipe.noise:
            images = images + recipe.noise * torch.randn(images.shape, generator=generator)
        attack = partial(
            pgd,
            norm=recipe.adversarial_norm,
            epsilon=epsilon,
            steps=recipe.adversarial_steps,
            generator=generator,
        )
        if recipe.trades_beta:
            return _trades(module, images, labels, recipe.trades_beta, attack)
        if recipe.adversarial_epsilon:

            def loss(points: torch.Tensor) -> torch.Tensor:
                return functional.cross_entropy(module(points).float(), labels)

            images = attack(loss, images)
        logits = module(images.contiguous(memory_format=torch.channels_last)).float()
        if teacher is None:
            return functional.cross_entropy(logits / recipe.temperature, labels)
        with torch.no_grad():
            soft = functional.softmax(teacher(images).float() / recipe.temperature, dim=1)
        return functional.cross_entropy(logits / recipe.temperature, soft)


def _trades(
    module: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    beta: float,
    attack: Attack,
) -> torch.Tensor:
    """Return TRADES' loss: errors on clean digits, and how far an attack shifts the answers.

    Zhang et al. 2019 (arXiv 1901.08573), equation 5.
    """
    with torch.no_grad():
        answers = functional.softmax(module(images).float(), dim=1)

    def shift(points: torch.Tensor) -> torch.Tensor:
        said = functional.log_softmax(module(points).float(), dim=1)
        return functional.kl_div(said, answers, reduction="sum")

    both = module(
        torch.cat([images, attack(shift, images)]).contiguous(memory_format=torch.channels_last)
    )
    clean, shifted = both.float().chunk(2)
    drift = functional.kl_div(
        functional.log_softmax(shifted, dim=1),
        functional.softmax(clean, dim=1),
        reduction="batchmean",
    )
    return functional.cross_entropy(clean, labels) + beta * drift
