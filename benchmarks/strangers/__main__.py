"""`python -m benchmarks.strangers --data FOLDER NAME...`: train such networks again."""

import argparse
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from benchmarks.strangers import FOLDER, RECIPES, Recipe, build, file_of, load
from clever_engine.training.data import load_mnist

BATCH = 128


def _logits(module: nn.Module, images: torch.Tensor) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits: torch.Tensor = module(images.contiguous(memory_format=torch.channels_last))
    return logits.float()


def _length(values: torch.Tensor) -> torch.Tensor:
    return values.flatten(1).norm(dim=1).clamp_min(1e-12).view(-1, 1, 1, 1)


def attacked(
    module: nn.Module, images: torch.Tensor, labels: torch.Tensor, recipe: Recipe, share: float
) -> torch.Tensor:
    """Return images `(n, 1, 28, 28)` after projected gradient descent from a random start."""
    radius, step, linf = share * recipe.radius, share * recipe.step, recipe.attack == "linf"
    if linf:
        change = torch.empty_like(images).uniform_(-radius, radius)
    else:
        change = torch.randn_like(images)
        change *= radius * torch.rand(len(images), 1, 1, 1) / _length(change)
    for _ in range(recipe.steps):
        points = (images + change).clamp(0, 1).requires_grad_()
        loss = nn.functional.cross_entropy(_logits(module, points), labels)
        (gradient,) = torch.autograd.grad(loss, points)
        change = points.detach() - images
        if linf:
            change = (change + step * gradient.sign()).clamp(-radius, radius)
        else:
            change = change + step * gradient / _length(gradient)
            change = change * (radius / _length(change)).clamp(max=1)
    return (images + change).clamp(0, 1).detach()


def train(recipe: Recipe, images: torch.Tensor, labels: torch.Tensor) -> nn.Sequential:
    """Return the trained network; images `(n, 1, 28, 28)` in [0, 1]."""
    torch.manual_seed(recipe.seed)
    module = build(recipe)
    whole: nn.Module = module
    if recipe.dropout:
        layers = list(module)
        after = next(k for k, layer in enumerate(layers) if isinstance(layer, nn.Linear)) + 2
        whole = nn.Sequential(*layers[:after], nn.Dropout(recipe.dropout), *layers[after:])
    rates = {"lr": recipe.learning_rate, "weight_decay": recipe.weight_decay}
    optimizer: torch.optim.Optimizer = torch.optim.Adam(module.parameters(), **rates)
    if recipe.optimizer == "sgd":
        optimizer = torch.optim.SGD(module.parameters(), momentum=0.9, **rates)
    batches = len(images) // BATCH
    total = recipe.epochs * batches
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=total, pct_start=0.2
    )
    done = 0
    for _ in range(recipe.epochs):
        order = torch.randperm(len(images))
        for number in range(batches):
            chosen = order[number * BATCH : (number + 1) * BATCH]
            batch, wanted = images[chosen], labels[chosen]
            if recipe.attack:
                whole.eval()
                share = min(1.0, (done + 1) / (total / 4))
                batch = attacked(whole, batch, wanted, recipe, share)
            whole.train()
            loss = nn.functional.cross_entropy(_logits(whole, batch), wanted)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            pace.step()
            done += 1
    return module.eval()


def main(typed: list[str] | None = None) -> int:
    """Train the networks named, save them and say how often they read rightly."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strangers", description=__doc__)
    parser.add_argument("names", nargs="+", choices=list(RECIPES), metavar="NAME")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds MNIST")
    parser.add_argument("--out", type=Path, default=FOLDER)
    args = parser.parse_args(typed)
    data, test = load_mnist(args.data, train=True), load_mnist(args.data, train=False)
    for name in args.names:
        module = train(RECIPES[name], data.images, data.labels)
        save_file(module.state_dict(), file_of(name, args.out))
        read = load(name, args.out).probabilities(test.images).argmax(dim=1)
        share = float((read == test.labels).float().mean())
        print(f"{name}: {share:.2%} of MNIST's test digits")
    return 0


if __name__ == "__main__":
    sys.exit(main())
