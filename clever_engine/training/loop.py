"""Train one network by its recipe."""

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from clever_engine.errors import ModelError
from clever_engine.training.augmentation import augment
from clever_engine.training.constraints import SpectralCap
from clever_engine.training.data import LabelledImages, with_wrong_labels
from clever_engine.training.losses import batch_loss
from clever_engine.zoo.architectures import build
from clever_engine.zoo.recipes import Recipe


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """One file a stage of a training (`teacher`, `student` or `training`) in `folder`.

    A file of another recipe is not taken up. The files are left out of the repository.
    """

    folder: Path
    name: str

    def path(self, stage: str) -> Path:
        """Return the file of a stage."""
        return self.folder / f"{self.name}-{stage}.pt"

    def save(self, stage: str, recipe: Recipe, epochs_done: int, parts: dict[str, Any]) -> None:
        """Keep the state of every part after a pass, in place of the one before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.path(stage).with_suffix(".new")
        torch.save({"of": _digest(recipe), "epochs_done": epochs_done, **parts}, fresh)
        fresh.replace(self.path(stage))

    def load(self, stage: str, recipe: Recipe) -> dict[str, Any] | None:
        """Return what `save` kept of this recipe, or None.

        Raises:
            ModelError: the file is damaged.
        """
        path = self.path(stage)
        if not path.is_file():
            return None
        try:
            kept: dict[str, Any] = torch.load(path, weights_only=True)
        except (RuntimeError, OSError, EOFError, pickle.UnpicklingError) as error:
            raise ModelError(
                f"Expected the state of an unfinished training in {path}; it is damaged. "
                "Delete it to begin anew."
            ) from error
        return kept if kept.get("of") == _digest(recipe) else None

    def clear(self) -> None:
        """Remove the files of a training that is finished."""
        for stage in ("teacher", "student", "training"):
            self.path(stage).unlink(missing_ok=True)


def _digest(recipe: Recipe) -> str:
    return hashlib.sha256(repr(recipe).encode()).hexdigest()


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


def train(
    recipe: Recipe,
    data: LabelledImages,
    progress: Progress,
    *,
    start: nn.Module | None = None,
    checkpoints: Checkpoints | None = None,
) -> nn.Module:
    """Return a network trained on `data` by `recipe`, in evaluation mode.

    Runs in bfloat16 mixed precision where the processor has it, which doubles the speed there; the
    weights are float32. A training that was stopped and goes on from its `checkpoints` ends with
    the same weights.

    Args:
        recipe: everything that decides the run.
        data: what it learns from.
        progress: called after each batch.
        start: a trained network whose weights it begins with, where the recipe starts from one.
        checkpoints: where its state is kept after each pass; nowhere by default.
    """
    if recipe.wrong_labels:
        data = with_wrong_labels(data, recipe.wrong_labels, recipe.seed)
    run = _Run(data=data, progress=progress, start=start, checkpoints=checkpoints)
    if not recipe.distilled:
        return run.fit(recipe, None, "training")
    teacher = run.fit(replace(recipe, seed=recipe.seed + 1), None, "teacher")
    return run.fit(recipe, teacher, "student")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the stages of one training share."""

    data: LabelledImages
    progress: Progress
    start: nn.Module | None
    checkpoints: Checkpoints | None

    def fit(self, recipe: Recipe, teacher: nn.Module | None, stage: str) -> nn.Module:
        """Return the trained network of one stage."""
        torch.manual_seed(recipe.seed)
        generator = torch.Generator().manual_seed(recipe.seed)
        module = build(recipe.architecture)
        if self.start is not None:
            module.load_state_dict(self.start.state_dict())
        module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        optimizer = _optimizer(recipe, module)
        each = len(self.data.labels) // recipe.batch_size
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, max_lr=recipe.learning_rate, total_steps=recipe.epochs * each, pct_start=0.2
        )
        parts = {"module": module, "optimizer": optimizer, "schedule": schedule}
        first = self._resume(stage, recipe, parts, generator)
        for epoch in range(first, recipe.epochs):
            cap = None
            if recipe.spectral_cap:
                cap = SpectralCap(module, recipe.spectral_cap, input_shape=(1, 28, 28))
            running = float("nan")
            order = torch.randperm(len(self.data.labels), generator=generator)
            # An incomplete last batch would weigh more: it is left out.
            batches = order[: each * recipe.batch_size].view(each, recipe.batch_size)
            for number, index in enumerate(batches):
                done = epoch * each + number
                images = self.data.images[index]
                if recipe.augment:
                    images = augment(images, generator)
                loss = batch_loss(
                    module,
                    images,
                    self.data.labels[index],
                    recipe,
                    teacher,
                    done / (recipe.epochs * each),
                    generator,
                )
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                schedule.step()
                if cap is not None:
                    cap.project()
                value = loss.item()
                running = 0.99 * running + 0.01 * value if number else value
                self.progress(stage, done + 1, recipe.epochs * each, running)
            self._keep(stage, recipe, epoch + 1, parts, generator)
        module.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
        return module.eval()

    def _resume(
        self, stage: str, recipe: Recipe, parts: dict[str, Any], generator: torch.Generator
    ) -> int:
        """Bring every part to where a stopped training left it; return the passes done."""
        kept = self.checkpoints.load(stage, recipe) if self.checkpoints else None
        if kept is None:
            return 0
        for name, part in parts.items():
            part.load_state_dict(kept[name])
        generator.set_state(kept["generator"])
        return int(kept["epochs_done"])

    def _keep(
        self,
        stage: str,
        recipe: Recipe,
        epochs_done: int,
        parts: dict[str, Any],
        generator: torch.Generator,
    ) -> None:
        if self.checkpoints is not None:
            states = {name: part.state_dict() for name, part in parts.items()}
            states["generator"] = generator.get_state()
            self.checkpoints.save(stage, recipe, epochs_done, states)


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
