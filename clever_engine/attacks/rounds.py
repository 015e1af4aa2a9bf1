"""The thorough portfolio: rounds of attacks on one image, each on the nearest classes so far.

A round goes down towards several classes in several ways, all in one batch. The first aims at every
class; the last begin at the nearest points found. Which ways, and that more find hardly more, was
measured on networks trained by other recipes each (benchmarks/README.md, "The yardstick").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from clever_engine.attacks.descent import Manner, Method, column
from clever_engine.attacks.task import Attack, Task
from clever_engine.norms import Norm
from clever_engine.steps import Steps, part

NOISE = 0.3
"""How far each value of a noisy start lies from the image at most, as a share of their range."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way down: the method, its first step in radii, and whether it begins in noise."""

    method: Method
    longest: float
    noisy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Attacks made at once.

    Attributes:
        name: what it adds, in a few words.
        classes: how many of the nearest classes are aimed at.
        ways: the ways towards each of them.
        back: whether they begin at the nearest point found of their class, not at the image.
    """

    name: str
    classes: int
    ways: tuple[Way, ...]
    back: bool = False


FMN, DDN, SPARSE = Method.FMN, Method.DDN, Method.SPARSE

ROUNDS = {
    Norm.L1: (
        Round(name="all classes", classes=9, ways=(Way(SPARSE, 0.2),)),
        Round(name="noisy starts", classes=9, ways=(Way(FMN, 0.3, True), Way(SPARSE, 0.2, True))),
        Round(
            name="step sizes", classes=9, ways=(Way(SPARSE, 0.05), Way(SPARSE, 0.5), Way(FMN, 0.2))
        ),
        Round(
            name="from the ends",
            classes=4,
            back=True,
            ways=(Way(FMN, 0.3), Way(FMN, 0.1), Way(SPARSE, 0.2), Way(SPARSE, 0.05)),
        ),
    ),
    Norm.L2: (
        Round(name="all classes", classes=9, ways=(Way(FMN, 1.0),)),
        Round(name="noisy starts", classes=9, ways=(Way(FMN, 1.0, True),)),
        Round(name="step sizes", classes=9, ways=(Way(FMN, 5.0), Way(FMN, 0.3))),
        Round(name="both kinds", classes=9, ways=(Way(DDN, 1.0), Way(DDN, 1.0, True))),
        Round(
            name="from the ends",
            classes=4,
            back=True,
            ways=(Way(FMN, 0.3), Way(FMN, 0.1), Way(DDN, 0.3)),
        ),
    ),
    Norm.LINF: (
        Round(name="all classes", classes=9, ways=(Way(FMN, 1.0),)),
        Round(name="noisy starts", classes=9, ways=(Way(FMN, 1.0, True), Way(FMN, 3.0, True))),
        Round(name="step sizes", classes=9, ways=(Way(FMN, 3.0), Way(FMN, 0.3))),
        Round(
            name="from the ends",
            classes=4,
            back=True,
            ways=(Way(FMN, 1.0), Way(FMN, 0.3), Way(FMN, 0.1)),
        ),
    ),
}


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
    methods = [way.method for way in this.ways for _ in classes]
    longest = [way.longest for way in this.ways for _ in classes]
    wanted = classes.repeat(len(this.ways))
    rows = task.rows(index, wanted, torch.ones_like(wanted, dtype=torch.bool))
    start = ends.points[wanted] if this.back else rows.space.images.clone()
    noisy = torch.tensor([way.noisy for way in this.ways for _ in classes]).to(start.device)
    if bool(noisy.any()):
        low, high = task.goal.classifier.bounds
        draw = torch.Generator().manual_seed(seed)
        noise = torch.rand(start.shape, generator=draw).to(start) * 2 - 1
        start = start + column(noisy, start) * (NOISE * (high - low)) * noise
    return rows.attack_steps(Manner.of(methods, longest, start), start)


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
