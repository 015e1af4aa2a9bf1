"""An attack on a batch of images as asked for, checked, and the running of one method on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.attacks.descent import (
    STEP_LENGTHS,
    Manner,
    Method,
    column,
    descend,
    promise,
    tighten,
)
from clever_engine.attacks.goal import Goal
from clever_engine.attacks.space import Space
from clever_engine.classifiers import Classifier, Images
from clever_engine.devices import precise
from clever_engine.errors import InputError
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.points import sample_unit_ball
from clever_engine.steps import Steps, run

Targets = Sequence[int] | NDArray[Any] | torch.Tensor
Masks = NDArray[np.bool_] | torch.Tensor


SERVES = {Method.DDN: Norm.L2, Method.SPARSE: Norm.L1}
"""The one norm that a method serves, where it is not all of them."""


def parse_method(name: Method | str, norm: Norm) -> Method:
    """Return the method of this name.

    Raises:
        InputError: there is none, or it does not serve the norm.
    """
    try:
        method = Method(name)
    except ValueError:
        expected = ", ".join(repr(method.value) for method in Method)
        raise InputError(f"Expected a method out of {expected}; got {name!r}.") from None
    served = SERVES.get(method, norm)
    if norm is not served:
        raise InputError(
            f"Expected norm {served.value!r} for method {method.value!r}; got {norm.value!r}."
        )
    return method


def check_steps(steps: int) -> int:
    """Return the number of steps.

    Raises:
        InputError: it is less than 1.
    """
    if steps < 1:
        raise InputError(f"Expected at least 1 step; got {steps}.")
    return steps


def check_targets(targets: Targets, labels: torch.Tensor, classes: int) -> torch.Tensor:
    """Return the targets `(n,)` beside the labels read at the images `(n,)`.

    Raises:
        InputError: there is not one class number an image, or it is the label already read.
    """
    wanted = torch.as_tensor(targets, device=labels.device)
    if wanted.numel() and (wanted.is_floating_point() or wanted.dtype == torch.bool):
        raise InputError(f"Expected class numbers as targets; got {wanted.dtype}.")
    if wanted.shape != labels.shape:
        raise InputError(
            f"Expected {len(labels)} targets, one an image; got shape {tuple(wanted.shape)}."
        )
    wanted = wanted.long()
    for target, label in zip(wanted.tolist(), labels.tolist(), strict=True):
        if not 0 <= target < classes:
            raise InputError(f"Expected classes from 0 to {classes - 1} as targets; got {target}.")
        if target == label:
            raise InputError(
                f"Expected a target other than the class already read, {label}; got {target}."
            )
    return wanted


def check_masks(masks: Masks, images: torch.Tensor) -> torch.Tensor:
    """Return the masks as a tensor in the images' shape `(n, *input_shape)` and place.

    Raises:
        InputError: they are not true or false, or fit neither all images nor each.
    """
    tensor = torch.as_tensor(masks, device=images.device)
    if tensor.dtype != torch.bool:
        raise InputError(f"Expected masks of true and false; got {tensor.dtype}.")
    if tensor.shape not in (images.shape, images.shape[1:]):
        raise InputError(
            f"Expected masks of shape {tuple(images.shape)} or {tuple(images.shape[1:])}; "
            f"got {tuple(tensor.shape)}."
        )
    return tensor.expand_as(images)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What an attack on `n` images found.

    Attributes:
        adversarials: `(n, *input_shape)`; the image itself where none was found.
        distances: `(n,)` from the images in the threat norm, in pixel values; infinite where none
            was found.
        labels: `(n,)` the classes the network reads in the adversarials.
    """

    adversarials: torch.Tensor
    distances: NDArray[np.float64]
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to make of which images, where their points may go, and the effort.

    The goal's network is the one whose slopes are followed, `judge` the one that has to misread.
    """

    goal: Goal
    judge: Classifier
    space: Space
    norm: Norm
    steps: int

    @classmethod
    def of(
        cls,
        classifier: Classifier,
        images: Images,
        *,
        norm: Norm,
        targets: Targets | None,
        steps: int,
        clip: bool,
        masks: Masks | None,
        judge: Classifier | None = None,
    ) -> "Task":
        """Check a request; the judge is the classifier itself by default.

        Raises:
            InputError: the images, targets, masks or steps make no sense.
            ModelError: the network gives values that are not finite.
        """
        points = classifier.check(images)
        labels = classifier.logits(points).argmax(dim=1)
        classes = labels
        if targets is not None:
            classes = check_targets(targets, labels, len(classifier.class_names))
        space = Space.around(
            points,
            bounds=classifier.bounds if clip else None,
            masks=None if masks is None else check_masks(masks, points),
        )
        targeted = torch.full_like(classes, targets is not None, dtype=torch.bool)
        goal = Goal(classifier=classifier, classes=classes, targeted=targeted)
        judge = judge or classifier
        return cls(goal=goal, judge=judge, space=space, norm=norm, steps=check_steps(steps))

    def run(self, method: Method, start: torch.Tensor | None = None) -> Attack:
        """Attack with one method from `start` `(n, *input_shape)`, by default the images.

        Raises:
            ModelError: a gradient is not finite.
        """
        start = self.space.images if start is None else start
        first = STEP_LENGTHS[self.norm][0]
        manner = Manner.of([method] * len(start), [first] * len(start), start)
        return run(self.attack_steps(manner, start))

    def attack_steps(self, manner: Manner, start: torch.Tensor) -> Steps[Attack]:
        """Attack each image from its `start` `(n, *input_shape)` in its manner.

        Raises:
            ModelError: a gradient is not finite.
        """
        found = yield from descend(
            self.goal,
            self.space,
            norm=self.norm,
            manner=manner,
            steps=self.steps,
            start=start,
        )
        return self._verified(tighten(self.goal, self.space, found))

    def promises(self) -> torch.Tensor:
        """Return each image's distance to the boundary as the slope at the image has it `(n,)`."""
        margins, gradients = self.goal.descend(self.space.images)
        gradients = self.space.free(gradients, self.space.images)
        return promise(margins, gradients, self.norm)

    def random_start(self, seed: int) -> torch.Tensor:
        """Return points `(n, *input_shape)` in balls as wide as half of the promises.

        Uniform in them, and in the same direction for each image, so that what is found does not
        depend on the others.
        """
        images = self.space.images
        generator = torch.Generator().manual_seed(seed)
        d = math.prod(images.shape[1:])
        noise = sample_unit_ball(1, d, self.norm, generator).to(images).view(images.shape[1:])
        return images + 0.5 * column(self.promises(), images) * noise

    def rows(self, index: int, classes: torch.Tensor, targeted: torch.Tensor) -> "Task":
        """Return the task for one image, as often as there are `classes` `(k,)` to leave or reach.

        Args:
            index: of the image.
            classes: `(k,)` see `Goal`.
            targeted: `(k,)` see `Goal`.
        """
        goal = replace(self.goal, classes=classes, targeted=targeted)
        return replace(self, goal=goal, space=self.space.rows(index, len(classes)))

    def _verified(self, points: torch.Tensor) -> Attack:
        """Read the points once more; what is not misread counts as not found."""
        images, goal = self.space.images, self.goal
        reached = self._read(points) == goal.classes
        misread = (goal.margins(points) < 0) & (reached == goal.targeted)
        points = torch.where(column(misread, points), points, images)
        distances = vector_norms(precise(points) - precise(images), self.norm)
        return Attack(
            adversarials=points,
            distances=distances.masked_fill(~misread, torch.inf).cpu().numpy(),
            labels=self._read(points).cpu().numpy(),
        )

    def _read(self, points: torch.Tensor) -> torch.Tensor:
        """Return the classes `(n,)` that the judge reads."""
        with torch.no_grad():
            return self.judge.forward(points).argmax(dim=1)
