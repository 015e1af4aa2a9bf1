"""The quick search of one image, and the thorough one: rounds on the nearest classes so far.

A round goes down towards several classes in several ways, all in one batch. The first aims at every
class; the last begin at the nearest points found. What each adds, and where more adds hardly
anything, is measured by `python -m benchmarks.portfolio`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from clever_engine.attacks.descent import Manner
from clever_engine.attacks.task import Attack, Task
from clever_engine.attacks.ways import OVERSHOOT, QUICK, ROUNDS, SPREAD, Round, Start, Way
from clever_engine.steps import Steps, part


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
        order = self.distances[classes.cpu()].argsort(stable=True)
        return classes[order[:count].to(classes.device)]


def go_quick(task: Task, index: int, *, seed: int, aim: bool) -> Steps[Attack]:
    """Attack one image in all quick ways, a row each; those to the nearest classes if `aim`."""
    quick = QUICK[task.norm]
    ways = quick.own
    classes, targeted = (
        values[index].repeat(len(ways)) for values in (task.goal.classes, task.goal.targeted)
    )
    if aim:
        nearest = by_promise(task, index)[: len(quick.aimed)]
        ways = ways + quick.aimed[: len(nearest)]
        classes = torch.cat([classes, nearest])
        targeted = torch.cat([targeted, torch.ones_like(nearest, dtype=torch.bool)])
    ends = Ends.none(task.space.images[index], len(task.goal.classifier.class_names))
    start = [
        _starts(task.rows(index, own, aimed), way.start, ends, seed)
        for own, aimed, way in zip(classes[:, None], targeted[:, None], ways, strict=True)
    ]
    rows = task.rows(index, classes, targeted)
    return _go_down(rows, ways, torch.cat(start), longer=quick.longer)


def go_round(
    task: Task, index: int, this: Round, classes: torch.Tensor, ends: Ends, *, seed: int
) -> Steps[Attack]:
    """Attack one image towards each of the classes `(k,)` in each way; rows are ways x classes."""
    each, wanted = (
        task.rows(index, aims, torch.ones_like(aims, dtype=torch.bool))
        for aims in (classes, classes.repeat(len(this.ways)))
    )
    start = torch.cat([_starts(each, way.start, ends, seed) for way in this.ways])
    ways = [way for way in this.ways for _ in classes]
    return _go_down(wanted, ways, start, longer=this.longer)


def _go_down(
    rows: Task, ways: Sequence[Way], start: torch.Tensor, *, longer: float
) -> Steps[Attack]:
    """Attack each row in its way from its start, in so many times its steps."""
    low, high = rows.goal.classifier.bounds
    span = high - low
    manner = Manner.of(
        [way.method for way in ways],
        [way.longest for way in ways],
        start,
        [way.smoothed * span for way in ways],
    )
    steps = max(1, round(rows.steps * longer))
    return replace(rows, steps=steps).attack_steps(manner, start)


def _starts(rows: Task, start: Start, ends: Ends, seed: int) -> torch.Tensor:
    """Return where each row's way towards its class begins `(k, *input_shape)`."""
    here = rows.space.images
    if start is Start.END:
        return ends.points[rows.goal.classes]
    if start is Start.BEYOND:
        return here + OVERSHOOT * (ends.points[rows.goal.classes] - here)
    if start is Start.NEAR:
        return rows.random_start(seed)
    if start is Start.NOISE:
        low, high = rows.goal.classifier.bounds
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
