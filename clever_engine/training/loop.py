"""Train one network by its recipe."""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import nn
from torch.nn import functional

from clever_engine.errors import ModelError
from clever_engine.training.adversarial import l2_pgd
from clever_engine.training.augmentation import augment
from clever_engine.training.data import LabelledImages
from clever_engine.training.recipes import Recipe
from clever_engine.zoo.architectures import build

Progress = Callable[[str, int, int, float], None]
"""Called with stage, batches done, batches in all, running loss."""


@torch.no_grad()
def accuracy(module: nn.Module, data: LabelledImages) -> float:
    """Return the share of `data` that `module` labels rightly, in evaluation mode and float32."""
    was_training = module.training
    module.eval()
    right = 0
    for images, labels in zip(
        torch.split(data.images, 1000), torch.split(data.labels, 1000), strict=True
    ):
        right += int((module(images).argmax(dim=1) == labels).sum())
    module.train(was_training)
    return right / len(data.labels)


def train(recipe: Recipe, data: LabelledImages, progress: Progress) -> nn.Module:
    """Return a network trained on `data` by `recipe`, in evaluation mode.

    Runs in bfloat16 mixed precision, which doubles the speed where the processor has it; the
    weights are float32.
    """
    if not recipe.distilled:
        return _fit(recipe, data, None, progress, "training")
    teacher = _fit(replace(recipe, seed=recipe.seed + 1), data, None, progress, "teacher")
    return _fit(recipe, data, teacher, progress, "student")


def _fit(
    recipe: Recipe,
    data: LabelledImages,
    teacher: nn.Module | None,
    progress: Progress,
    stage: str,
) -> nn.Module:
    torch.manual_seed(recipe.seed)
    generator = torch.Generator().manual_seed(recipe.seed)
    module = build(recipe.architecture)
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = _optimizer(recipe, module)
    batches = recipe.epochs * (len(data.labels) // recipe.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=recipe.learning_rate, total_steps=batches, pct_start=0.2
    )
    done, running = 0, float("nan")
    for _ in range(recipe.epochs):
        order = torch.randperm(len(data.labels), generator=generator)
        for index in torch.split(order, recipe.batch_size):
            if len(index) < recipe.batch_size:
                continue  # an incomplete last batch would weigh its digits more
            images = data.images[index]
            if recipe.augment:
                images = augment(images, generator)
            loss = _loss(
                module, images, data.labels[index], recipe, teacher, done / batches, generator
            )
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            done += 1
            value = loss.item()
            running = value if done == 1 else 0.99 * running + 0.01 * value
            progress(stage, done, batches, running)
    module.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    return module.eval()


def _optimizer(recipe: Recipe, module: nn.Module) -> torch.optim.Optimizer:
    if recipe.optimizer == "adamw":
        return torch.optim.AdamW(module.parameters(), weight_decay=recipe.weight_decay)
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(
            module.parameters(),
            lr=recipe.learning_rate,
            momentum=0.9,
            nesterov=True,
            weight_decay=recipe.weight_decay,
        )
    raise ModelError(f'Expected the optimizer "adamw" or "sgd"; got {recipe.optimizer!r}.')


def _loss(
    module: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    recipe: Recipe,
    teacher: nn.Module | None,
    share_done: float,
    generator: torch.Generator,
) -> torch.Tensor:
    """Return the loss of one batch: cross-entropy with labels or with the teacher's soft labels."""
    with torch.autocast("cpu", torch.bfloat16):
        if recipe.adversarial_epsilon:
            # The budget grows over the first third: a full budget from the start can settle on a
            # network that ignores its input.
            epsilon = recipe.adversarial_epsilon * min(1.0, 3 * share_done)
            images = l2_pgd(
                module,
                images,
                labels,
                epsilon=epsilon,
                steps=recipe.adversarial_steps,
                generator=generator,
            )
        logits = module(images.contiguous(memory_format=torch.channels_last)).float()
        if teacher is None:
            return functional.cross_entropy(logits / recipe.temperature, labels)
        with torch.no_grad():
            soft = functional.softmax(teacher(images).float() / recipe.temperature, dim=1)
        return functional.cross_entropy(logits / recipe.temperature, soft)
