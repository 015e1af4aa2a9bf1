"""Where a training stands after each pass, so that one that was stopped goes on from there."""

import hashlib
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from clever_engine.errors import ModelError
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
