"""The portfolio of attacks behind every "smallest change found": one number, wherever it is shown.

Each image's ways of attacking go down together as one batch, and no other image is in it. So what
is found depends neither on the images beside it nor on how many are asked for at once: in another
batch a network's rounding differs, and a descent along the kinks of a network makes up to 6 % out
of that (cnn-7, L1). It is also three times as fast as one way after the other.
"""

from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from clever_engine.attacks.goal import attackable
from clever_engine.attacks.rounds import go_all_rounds, go_quick
from clever_engine.attacks.task import Attack, Masks, Targets, Task
from clever_engine.attacks.ways import ROUNDS
from clever_engine.classifiers import Classifier, Images
from clever_engine.errors import InputError
from clever_engine.norms import Norm, parse_norm
from clever_engine.steps import Progress, Steps, part, relay, run

STEPS = 100
"""Gradients a way takes, the same wherever a smallest change is shown; in `QUICK` a share of them.

Of ways that are not smoothed, 60 came within 1 % (L2) and 3 % (Linf) of 300 for nine digits in ten
(cnn-7, cnn-7-robust)."""


class Effort(StrEnum):
    """How long a portfolio looks for smaller changes."""

    QUICK = "quick"
    THOROUGH = "thorough"


def parse_effort(name: Effort | str) -> Effort:
    """Return the effort of this name.

    Raises:
        InputError: there is none.
    """
    try:
        return Effort(name)
    except ValueError:
        expected = ", ".join(repr(effort.value) for effort in Effort)
        raise InputError(f"Expected an effort out of {expected}; got {name!r}.") from None


QUICK_SHARE = 0.1
"""What the quick ways take of a thorough search, for its progress."""


def smallest_attack(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str,
    effort: Effort | str = "quick",
    targets: Targets | None = None,
    steps: int = STEPS,
    clip: bool = True,
    masks: Masks | None = None,
    seed: int = 0,
) -> Attack:
    """Look for the smallest misread change of each image; see `smallest_attack_steps`."""
    return run(
        smallest_attack_steps(
            classifier,
            images,
            norm=norm,
            effort=effort,
            targets=targets,
            steps=steps,
            clip=clip,
            masks=masks,
            seed=seed,
        )
    )


def smallest_attack_steps(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str,
    effort: Effort | str = "quick",
    targets: Targets | None = None,
    steps: int = STEPS,
    clip: bool = True,
    masks: Masks | None = None,
    seed: int = 0,
) -> Steps[Attack]:
    """Look for the smallest misread change of each image in several ways and keep the best.

    A quick search goes down from the image in two or three ways, and for an untargeted attack in
    one more at each of the three classes whose boundaries the slopes at the image promise to be
    nearest: FMN in Linf, once from a random start; in L1 and L2 also DDN or sparse steps, and half
    or more of the ways along gradients smoothed by noise (`QUICK`). A first layer that hides its
    gradient is seen through (`attackable`); what counts is what the network itself reads.

    A thorough search goes on from there in `ROUNDS`: at all classes, with smoothed gradients, from
    other starts, with other steps, and from the nearest points found. It takes ten times as long.

    Progress counts images; its value is the smallest distances so far `(n,)`, infinite for none.

    Args:
        classifier: the network, which stays as it is.
        images: `(n, *input_shape)`, within the network's bounds.
        norm: how a change is measured: "l1", "l2" or "linf".
        effort: "quick", while somebody waits, or "thorough", a yardstick for others.
        targets: `(n,)` the class each image is to turn into; any other than the one read at the
            image by default.
        steps: gradients a way takes, at least 1. A quick search takes 65 % of them in L1 and 70 %
            in L2, where smoothing makes a gradient dearer, and a round may take three times them.
        clip: whether to stay within the network's bounds. The distance CLEVER estimates is one
            without such a limit.
        masks: `(n, *input_shape)` or `(*input_shape)`, true where values may change; everywhere by
            default.
        seed: of random starts. It is part of the method: to compare or show distances, leave it.

    Raises:
        InputError: an argument has the wrong shape, range or name, or a target is read already.
        ModelError: the network gives logits or gradients that are not finite.
    """
    task = Task.of(
        attackable(classifier),
        images,
        norm=parse_norm(norm),
        targets=targets,
        steps=steps,
        clip=clip,
        masks=masks,
        judge=classifier,
    )
    effort = parse_effort(effort)
    count = len(task.space.images)
    found = Attack(
        adversarials=task.space.images.clone(),
        distances=np.full(count, np.inf),
        labels=np.zeros(count, dtype=np.int64),
    )
    for index in range(count):
        search = _search(task, index, seed=seed, targeted=targets is not None, effort=effort)
        rows = (yield from relay(search, partial(_seen, found.distances, index)))[-1]
        best = int(rows.distances.argmin())
        found.adversarials[index] = rows.adversarials[best]
        found.distances[index], found.labels[index] = rows.distances[best], rows.labels[best]
    return found


def growing_attack(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str,
    steps: int = STEPS,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Return the smallest distances after each stage of a thorough search `(stages, n)`.

    The stages are the quick search and then the `ROUNDS` of the norm; arguments and errors are
    those of `smallest_attack_steps`.
    """
    norm = parse_norm(norm)
    task = Task.of(
        attackable(classifier),
        images,
        norm=norm,
        targets=None,
        steps=steps,
        clip=True,
        masks=None,
        judge=classifier,
    )
    grown = np.empty((1 + len(ROUNDS[norm]), len(task.space.images)))
    for index in range(grown.shape[1]):
        search = _search(task, index, seed=seed, targeted=False, effort=Effort.THOROUGH)
        grown[:, index] = [found.distances.min() for found in run(search)]
    return grown


def _seen(distances: NDArray[np.float64], index: int, progress: Progress) -> Progress:
    """Return the progress of one image's ways as progress of all images."""
    distances[index] = min(distances[index], progress.value.min())
    return Progress(
        done=index + progress.share, total=len(distances), value=distances.copy(), stage="attack"
    )


def _search(
    task: Task, index: int, *, seed: int, targeted: bool, effort: Effort
) -> Steps[list[Attack]]:
    """Attack one image and return what was found, growing with the effort; the last is the best."""
    quick = go_quick(task, index, seed=seed, aim=not targeted)
    if effort is Effort.QUICK:
        return [(yield from quick)]
    first = yield from part(quick, done=0, units=QUICK_SHARE, total=1)
    target = int(task.goal.classes[index]) if targeted else None
    rounds = go_all_rounds(task, index, first, seed=seed, target=target)
    return (yield from part(rounds, done=QUICK_SHARE, units=1 - QUICK_SHARE, total=1))
