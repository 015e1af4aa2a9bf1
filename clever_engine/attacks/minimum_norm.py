"""Minimum-norm attacks: the smallest change found that makes a network read something else.

Every distance found is an upper bound of the true one; a smaller change may exist.
"""

import numpy as np
import torch

from clever_engine.attacks.checking import Masks, Targets, parse_method
from clever_engine.attacks.descent import Method, column
from clever_engine.attacks.task import Attack, Task
from clever_engine.classifiers import Classifier, Images
from clever_engine.norms import Norm, parse_norm

NEAREST = 3
"""Classes that an untargeted `smallest_attack` also aims at one by one."""


def minimum_norm_attack(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str = Norm.L2,
    targets: Targets | None = None,
    method: Method | str = Method.FMN,
    steps: int = 300,
    clip: bool = True,
    masks: Masks | None = None,
    seed: int | None = None,
) -> Attack:
    """Look for the smallest misread change of each image with one method, all images at once.

    Args:
        classifier: the network, which stays as it is.
        images: `(n, *input_shape)`, within the network's bounds.
        norm: how a change is measured: "l1", "l2" or "linf".
        targets: `(n,)` the class each image is to turn into; any other than the one read at the
            image by default.
        method: "fmn" (Pintor et al. 2021) or, for L2 alone, "ddn" (Rony et al. 2019), with the
            margin between logits as loss.
        steps: gradients taken an image, at least 1; a few forward passes for a closing bisection
            come on top.
        clip: whether to stay within the network's bounds. The distance CLEVER estimates is one
            without such a limit.
        masks: `(n, *input_shape)` or `(*input_shape)`, true where values may change; everywhere by
            default.
        seed: of a random start near each image; from the images themselves by default.

    Raises:
        InputError: an argument has the wrong shape, range or name, or a target is read already.
        ModelError: the network gives logits or gradients that are not finite.
    """
    norm = parse_norm(norm)
    task = Task.of(
        classifier, images, norm=norm, targets=targets, steps=steps, clip=clip, masks=masks
    )
    start = None if seed is None else task.random_start(seed)
    return task.run(parse_method(method, norm), start)


def smallest_attack(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str,
    targets: Targets | None = None,
    steps: int = 300,
    clip: bool = True,
    masks: Masks | None = None,
    seed: int = 0,
) -> Attack:
    """Look for the smallest misread change of each image in several ways and keep the best.

    FMN from the images and from a random start, DDN for L2, and for an untargeted attack FMN aimed
    at each of the three classes whose boundaries the slopes at the image promise to be nearest.

    Args: as of `minimum_norm_attack`; `seed` is that of the random start.

    Raises:
        InputError: an argument has the wrong shape, range or name, or a target is read already.
        ModelError: the network gives logits or gradients that are not finite.
    """
    task = Task.of(
        classifier,
        images,
        norm=parse_norm(norm),
        targets=targets,
        steps=steps,
        clip=clip,
        masks=masks,
    )
    found = [task.run(Method.FMN), task.run(Method.FMN, task.random_start(seed))]
    if task.norm is Norm.L2:
        found.append(task.run(Method.DDN))
    if targets is None:
        found += _aimed(task)
    return nearest(found)


def nearest(attacks: list[Attack]) -> Attack:
    """Return for each image the nearest of what several attacks on the same images found."""
    best = attacks[0]
    for other in attacks[1:]:
        better = other.distances < best.distances
        taken = column(torch.from_numpy(better).to(best.adversarials.device), best.adversarials)
        best = Attack(
            adversarials=torch.where(taken, other.adversarials, best.adversarials),
            distances=np.where(better, other.distances, best.distances),
            labels=np.where(better, other.labels, best.labels),
        )
    return best


def _aimed(task: Task) -> list[Attack]:
    """Return what attacks on each image's nearest classes found, one attack a rank."""
    classes = _nearest_classes(task)
    count = classes.shape[1]
    attack = task.towards(classes).run(Method.FMN)
    return [
        Attack(
            adversarials=attack.adversarials[rank::count],
            distances=attack.distances[rank::count],
            labels=attack.labels[rank::count],
        )
        for rank in range(count)
    ]


def _nearest_classes(task: Task) -> torch.Tensor:
    """Return the classes `(n, k)` nearest by the slopes at each image, without its own."""
    n, count = len(task.space.images), len(task.goal.classifier.class_names)
    every = torch.arange(count, device=task.goal.classes.device).expand(n, count)
    promises = task.towards(every).promises().view(n, count)
    # A flat way promises nothing, so it comes late; the class already read is never chosen.
    promises = promises.masked_fill(promises == 0, torch.finfo(promises.dtype).max)
    promises.scatter_(1, task.goal.classes[:, None], torch.inf)
    return promises.topk(min(NEAREST, count - 1), dim=1, largest=False).indices
