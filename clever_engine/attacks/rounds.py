"""The thorough portfolio: rounds of attacks on one image, each on the nearest classes so far.

A round goes down towards several classes in several ways, all in one batch. The first aims at every
class; the last begin at the nearest points found. What each adds, and where more adds hardly
anything, is measured by `python -m benchmarks.portfolio`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import torch

from clever_engine.attacks.descent import Manner, Method
from clever_engine.attacks.task import Attack, Task
from clever_engine.norms import Norm
from clever_engine.steps import Steps, part

SPREAD = 0.3
"""How far each value of a noisy start lies from the image at most, as a share of their range."""

OVERSHOOT = 3.0
"""How far from the image a start beyond a boundary lies, in distances of the point found there."""


class Start(StrEnum):
    """Where a way down begins."""

    IMAGE = "image"
    NOISE = "noise"
    BEYOND = "beyond"
    END = "end"


@dataclass(frozen=True, slots=True)
class Way:
    """One way down: the method, its first step in radii, and where it begins.

    It begins at the image, in noise around it, at the nearest point found of the class aimed at, or
    as far beyond that as to lie well within the class.
    """

    method: Method
    longest: float
    start: Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Attacks made at once.

    Attributes:
        name: what it adds, in a few words.
        classes: how many of the classes are aimed at, those found nearest so far.
        ways: the ways towards each of them.
        longer: how many times as many steps as others it takes.
    """

    name: str
    classes: int
    ways: tuple[Way, ...]
    longer: int = 1


def _round(name: str, classes: int, *ways: tuple[Method, float, Start], longer: int = 1) -> Round:
    return Round(name=name, classes=classes, ways=tuple(Way(*way) for way in ways), longer=longer)


FMN, DDN, SPARSE = Method.FMN, Method.DDN, Method.SPARSE
IMAGE, NOISE, BEYOND, END = Start.IMAGE, Start.NOISE, Start.BEYOND, Start.END

ROUNDS = {
    Norm.L1: (
        _round("all classes", 9, (SPARSE, 0.2, IMAGE)),
        _round("from noise, from beyond", 5, (SPARSE, 0.2, NOISE), (SPARSE, 0.2, BEYOND)),
        _round(
            "three times the steps",
            3,
            (SPARSE, 0.2, IMAGE),
            (SPARSE, 0.2, NOISE),
            (SPARSE, 0.2, BEYOND),
            longer=3,
        ),
        _round("from the ends", 3, (SPARSE, 0.2, END), (FMN, 0.3, END)),
    ),
    Norm.L2: (
        _round("all classes", 9, (FMN, 1.0, IMAGE), (DDN, 1.0, IMAGE)),
        _round("from noise", 5, (DDN, 1.0, NOISE), (FMN, 1.0, NOISE)),
        _round("from beyond", 5, (DDN, 1.0, BEYOND), (FMN, 1.0, BEYOND)),
        _round("step sizes", 5, (FMN, 5.0, IMAGE), (FMN, 0.3, IMAGE)),
        _round("from the ends", 3, (DDN, 0.3, END), (FMN, 0.3, END)),
    ),
    Norm.LINF: (
        _round("all classes", 9, (FMN, 1.0, IMAGE)),
        _round("from noise", 5, (FMN, 1.0, NOISE), (FMN, 3.0, NOISE)),
        _round("from beyond", 5, (FMN, 1.0, BEYOND), (FMN, 3.0, BEYOND)),
        _round("step sizes", 5, (FMN, 3.0, IMAGE), (FMN, 10.0, IMAGE)),
        _round("from the ends", 3, (FMN, 1.0, END), (FMN, 0.3, END)),
        _round("again", 3, (FMN, 1.0, END), (FMN, 0.3, END)),
    ),
}
"""What a thorough search does, in turn; 5,100 to 5,400 gradients an image of ten classes.

Measured on MNIST digits of cnn-7-robust, cnn-7-robust-linf and cnn-7-trades, two or three each. The
class found nearest in all was for 24 of 24 among the three nearest of the first round. In L1 sparse
steps towards all classes came 24 % nearer than the quick search, and on cnn-7-trades and
cnn-7-robust-linf 300 of them 6 and 16 % nearer than 100; dropping a change's smallest values in
place of shrinking all came 30 and 9 % farther there. In L2 DDN from beyond was the nearest single
way on cnn-7-trades."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The nearest point found of each class of one image.

    Attributes:
        points: `(classes, *input_shape)` where the class is read; the image where none was found.
        distances: `(classes,)` float64; infinite where none was found.
    """

    points: torch.Tensor
    distances: torch.Tensor

    @classmethod
    def none(cls, image: torch.Tensor, classes: int) -> "Ends":
        """Return that nothing has been found around an image `(*input_shape)`."""
        points = image.expand(classes, *image.shape).clone()
        return cls(points, torch.full((classes,), torch.inf, dtype=torch.float64))

    def add(self, attack: Attack) -> None:
        """Take over what is nearer than before for its class."""
        rows = zip(attack.labels.tolist(), attack.distances.tolist(), strict=True)
        for row, (label, distance) in enumerate(rows):
            if distance < self.distances[label]:
                self.points[label] = attack.adversarials[row]
                self.distances[label] = distance

    def best(self) -> Attack:
        """Return the nearest of all, one row; label 0 and the image itself where there is none."""
        label = int(self.distances.argmin())
        return Attack(
            adversarials=self.points[label : label + 1].clone(),
            distances=self.distances[label : label + 1].numpy().copy(),
            labels=np.array([label]),
        )

    def nearest(self, classes: torch.Tensor, count: int) -> torch.Tensor:
        """Return the `count` of these classes that have been found nearest, in order."""
        order = self.distances.to(classes.device)[classes].argsort(stable=True)
        return classes[order[:count]]


def go_round(
    task: Task, index: int, this: Round, classes: torch.Tensor, ends: Ends, *, seed: int
) -> Steps[Attack]:
    """Attack one image towards each of the classes `(k,)` in each way; rows are ways x classes."""
    wanted = classes.repeat(len(this.ways))
    rows = task.rows(index, wanted, torch.ones_like(wanted, dtype=torch.bool))
    rows = replace(rows, steps=task.steps * this.longer)
    ways = [way for way in this.ways for _ in classes]
    start = torch.cat([_starts(task, index, way.start, classes, ends, seed) for way in this.ways])
    manner = Manner.of([way.method for way in ways], [way.longest for way in ways], start)
    return rows.attack_steps(manner, start)


def _starts(
    task: Task, index: int, start: Start, classes: torch.Tensor, ends: Ends, seed: int
) -> torch.Tensor:
    """Return where the ways towards each of the classes begin `(k, *input_shape)`."""
    image = task.space.images[index]
    here = image.expand(len(classes), *image.shape)
    if start is Start.END:
        return ends.points[classes]
    if start is Start.BEYOND:
        return here + OVERSHOOT * (ends.points[classes] - here)
    if start is Start.NOISE:
        low, high = task.goal.classifier.bounds
        draw = torch.Generator().manual_seed(seed)
        noise = torch.rand(here.shape, generator=draw).to(here) * 2 - 1
        return here + SPREAD * (high - low) * noise
    return here


def go_all_rounds(
    task: Task,
    index: int,
    first: Attack,
    *,
    seed: int,
    target: int | None,
    rounds: Sequence[Round] | None = None,
) -> Steps[list[Attack]]:
    """Attack one image in all rounds and return the nearest found before and after each.

    So none is farther than what was found before. Progress counts rounds; its value is the smallest
    distances of the round so far, NumPy.

    Args:
        task: the images and how they are attacked.
        index: of the image.
        first: what was found of it before.
        seed: of the noise.
        target: the class to reach; any other than its own by default.
        rounds: those of `ROUNDS` by default.

    Raises:
        ModelError: a gradient is not finite.
    """
    rounds = ROUNDS[task.norm] if rounds is None else rounds
    image = task.space.images[index]
    ends = Ends.none(image, len(task.goal.classifier.class_names))
    ends.add(first)
    trail = [ends.best()]
    classes = by_promise(task, index) if target is None else image.new_tensor([target]).long()
    for done, this in enumerate(rounds):
        chosen = ends.nearest(classes, this.classes)
        search = go_round(task, index, this, chosen, ends, seed=seed)
        ends.add((yield from part(search, done=done, units=1, total=len(rounds))))
        trail.append(ends.best())
    return trail


def by_promise(task: Task, index: int) -> torch.Tensor:
    """Return the classes `(k,)` without an image's own, nearest by its slopes first."""
    count = len(task.goal.classifier.class_names)
    others = torch.arange(count, device=task.goal.classes.device)
    others = others[others != task.goal.classes[index]]
    aimed = torch.ones_like(others, dtype=torch.bool)
    promises = task.rows(index, others, aimed).promises()
    # A flat way promises nothing, so it comes late.
    promises = promises.masked_fill(promises == 0, torch.inf)
    return others[promises.argsort(stable=True)]
