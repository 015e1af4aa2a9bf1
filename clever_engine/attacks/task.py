"""An attack on a batch of images as asked for, checked, and the running of one method on it."""

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.attacks.checking import (
    Masks,
    Targets,
    check_masks,
    check_steps,
    check_targets,
)
from clever_engine.attacks.descent import Method, column, descend, promise, tighten
from clever_engine.attacks.goal import Goal
from clever_engine.attacks.space import Space
from clever_engine.classifiers import Classifier, Images
from clever_engine.norms import Norm, vector_norms
from clever_engine.sampling import sample_unit_ball


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
    """What to make of which images, where their points may go, and the effort."""

    goal: Goal
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
    ) -> "Task":
        """Check a request.

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
        goal = Goal(classifier=classifier, classes=classes, targeted=targets is not None)
        return cls(goal=goal, space=space, norm=norm, steps=check_steps(steps))

    def run(self, method: Method, start: torch.Tensor | None = None) -> Attack:
        """Attack from `start` `(n, *input_shape)`, the images themselves by default.

        Raises:
            ModelError: a gradient is not finite.
        """
        start = self.space.images if start is None else start
        found = descend(
            self.goal, self.space, norm=self.norm, method=method, steps=self.steps, start=start
        )
        return self._verified(tighten(self.goal, self.space, found))

    def promises(self) -> torch.Tensor:
        """Return each image's distance to the boundary as the slope at the image has it `(n,)`."""
        margins, gradients = self.goal.descend(self.space.images)
        gradients = self.space.free(gradients, self.space.images)
        return promise(margins, gradients, self.norm)

    def random_start(self, seed: int) -> torch.Tensor:
        """Return points `(n, *input_shape)`, uniform in balls as wide as half of the promises."""
        images = self.space.images
        generator = torch.Generator().manual_seed(seed)
        d = math.prod(images.shape[1:])
        noise = sample_unit_ball(len(images), d, self.norm, generator).to(images).view_as(images)
        return images + 0.5 * column(self.promises(), images) * noise

    def towards(self, classes: torch.Tensor) -> "Task":
        """Return the task of reaching each of `classes` `(n, k)`, image by image: n * k images."""
        goal = replace(self.goal, classes=classes.flatten(), targeted=True)
        return replace(self, goal=goal, space=self.space.repeated(classes.shape[1]))

    def _verified(self, points: torch.Tensor) -> Attack:
        """Read the points once more; what is not misread counts as not found."""
        images = self.space.images
        misread = self.goal.margins(points) < 0
        points = torch.where(column(misread, points), points, images)
        distances = vector_norms(points.double() - images.double(), self.norm)
        with torch.no_grad():
            labels = self.goal.classifier.forward(points).argmax(dim=1)
        return Attack(
            adversarials=points,
            distances=distances.masked_fill(~misread, torch.inf).cpu().numpy(),
            labels=labels.cpu().numpy(),
        )
