"""A photo's twin: what ResNet-50 sees, the smallest change found that turns it, and CLEVER for it.

ResNet-50 takes a good part of a second for one gradient on one core, and dozens are needed. So the
work runs in the background, in parts of a few pictures, and counts what it has done.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.checkpoint import checkpoint

from clever_engine.attacks import minimum_norm_attack
from clever_engine.classifiers import Classifier
from clever_engine.errors import InputError, ModelError
from clever_engine.lesson.background import in_background
from clever_engine.lesson.twins.records import Change
from clever_engine.lesson.twins.storing import as_shown, from_steps
from clever_engine.score.clever import clever_score
from clever_engine.score.results import CleverScore
from clever_engine.score.settings import CleverSettings
from clever_engine.steps import Progress, Steps

T = TypeVar("T")

SHOWN = 5
"""Classes named."""

STEPS = 40
"""Gradients of the attack."""

SETTINGS = CleverSettings(n_batches=20, samples_per_batch=1, sampling="guided")
"""Guided: lines to a thousand classes would take too much memory."""

_PART = 4
"""Pictures at once; a gradient keeps about 100 MB for each."""

LENGTHS = tuple(1.15**k for k in range(20))
"""A photo has 150,000 values, and most of a small change is less than half a step of 256: rounding
takes it away, so that it must be lengthened more than a digit's."""

_EXPECTED = {"attack": STEPS + 30, "clever": 50}
"""Pictures passed in each stage, about: for the progress bar alone."""

_ALL = sum(_EXPECTED.values())

_ONE = threading.Lock()
"""One photo at a time: two would take twice the memory and not end sooner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTwin:
    """A photo, its twin, and CLEVER's estimate of the distance between them.

    Attributes:
        original: `(3, side, side)` in [0, 1].
        image: the twin in 256 steps a value; None where the attack found none.
        top: names and probabilities of the likeliest classes of the original.
        target: the class the twin was to reach, by name.
        label: what the network reads in the twin, by name.
        confidence: its probability there.
        distance: L2 length of the change found, before it was rounded to 256 steps.
        change: between the two pictures as they are shown.
        score: CLEVER's, towards the same class, in L2.
    """

    original: NDArray[np.float32]
    image: NDArray[np.float32] | None
    top: tuple[tuple[str, float], ...]
    target: str
    label: str
    confidence: float
    distance: float
    change: Change
    score: CleverScore


class Watched(nn.Module):
    """A network that counts what passes, takes a few pictures at a time, and can be stopped."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.passed = 0
        self.stopped = threading.Event()

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return logits `(n, classes)`.

        Raises:
            ModelError: it was stopped.
        """
        logits = []
        for part in torch.split(pictures, _PART):
            if self.stopped.is_set():
                raise ModelError("Stopped.")
            logits.append(self._part(part))
            self.passed += len(part)
        return torch.cat(logits)

    def _part(self, part: torch.Tensor) -> torch.Tensor:
        # What the gradient needs of a large batch is made again, part by part, not kept.
        again = torch.is_grad_enabled() and part.requires_grad
        logits: torch.Tensor = (
            checkpoint(self.network, part, use_reentrant=False) if again else self.network(part)
        )
        return logits


def photo_steps(
    classifier: Classifier,
    image: NDArray[np.float32],
    *,
    target: str = "runner-up",
    steps: int = STEPS,
    settings: CleverSettings = SETTINGS,
    seed: int = 0,
) -> Steps[PhotoTwin]:
    """Look for a photo's twin and measure it, yielding several times a second.

    Progress counts pictures passed, about, at the stages "waiting", "attack" and "clever"; its
    value is the likeliest classes with their probabilities, None before they are known.

    Args:
        classifier: the network.
        image: `input_shape` in [0, 1].
        target: what the twin is to be read as: a class by name, or "runner-up".
        steps: gradients of the attack (FMN, L2).
        settings: effort of CLEVER.
        seed: of CLEVER's points.

    Raises:
        InputError: there is no such class, or it is what the network reads already.
        ModelError: the network gives values that are not finite.
    """
    while not _ONE.acquire(timeout=0.2):
        yield Progress(done=0, total=_ALL, stage="waiting")
    try:
        return (yield from _steps(classifier, image, target, steps, settings, seed))
    finally:
        _ONE.release()


def likeliest(classifier: Classifier, image: NDArray[np.float32]) -> tuple[tuple[str, float], ...]:
    """Return names and probabilities of the classes a network finds likeliest."""
    probabilities = classifier.probabilities(image[None])[0].cpu().numpy()
    return tuple(
        (classifier.class_names[k], float(probabilities[k])) for k in _ranks(probabilities)
    )


def _ranks(probabilities: NDArray[np.float32]) -> list[int]:
    return [int(k) for k in np.argsort(-probabilities, kind="stable")[:SHOWN]]


def _steps(
    classifier: Classifier,
    image: NDArray[np.float32],
    target: str,
    steps: int,
    settings: CleverSettings,
    seed: int,
) -> Steps[PhotoTwin]:
    top, names = likeliest(classifier, image), classifier.class_names
    # Some names stand for two classes, so that numbers count.
    label, second, *_ = _ranks(classifier.probabilities(image[None])[0].cpu().numpy())
    goal = _class(names, target, label, second)
    watched = Watched(classifier.module)
    seen = replace(classifier, module=watched)

    def attack() -> tuple[float, NDArray[np.uint8] | None]:
        found = minimum_norm_attack(seen, image[None], targets=[goal], steps=steps)
        changed = np.asarray(found.adversarials[0].cpu().numpy(), dtype=np.float32)
        shown = as_shown(seen, image, changed, label=label, target=goal, lengths=LENGTHS)
        return float(found.distances[0]), shown

    distance, shown = yield from _watch(watched, attack, "attack", top)
    score = yield from _watch(
        watched,
        lambda: clever_score(seen, image, target=goal, settings=settings, seed=seed),
        "clever",
        top,
    )
    twin = None if shown is None else from_steps(shown)
    after = likeliest(classifier, image if twin is None else twin)[0]
    return PhotoTwin(
        original=image,
        image=twin,
        top=top,
        target=names[goal],
        label=after[0],
        confidence=after[1],
        distance=distance,
        change=Change.between(image, image if twin is None else twin),
        score=score,
    )


def _watch(
    watched: Watched, work: Callable[[], T], stage: str, top: tuple[tuple[str, float], ...]
) -> Steps[T]:
    """Run one stage in the background and say how far it is."""
    watched.passed = 0
    before = 0 if stage == "attack" else _EXPECTED["attack"]

    def look() -> Progress:
        done = before + min(watched.passed, _EXPECTED[stage])
        return Progress(done=done, total=_ALL, value=top, stage=stage)

    return in_background(work, look, watched.stopped.set)


def _class(names: tuple[str, ...], target: str, label: int, second: int) -> int:
    if target == "runner-up":
        return second
    if target not in names:
        raise InputError(f"Expected the name of a class of ImageNet; got {target!r}.")
    if names.index(target) == label:
        raise InputError(f"Expected another class than what is read already, {target!r}.")
    return names.index(target)
