"""One minimum-norm attack: the smallest change it finds that makes a network read something else.

Every distance found is an upper bound of the true one; a smaller change may exist.
"""

import numpy as np
import torch

from clever_engine.attacks.descent import Method, column
from clever_engine.attacks.task import Attack, Masks, Targets, Task, parse_method
from clever_engine.classifiers import Classifier, Images
from clever_engine.norms import Norm, parse_norm


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
        method: "fmn" (Pintor et al. 2021), for L2 alone "ddn" (Rony et al. 2019), or for L1 alone
            "sparse" (FMN with the steps of Croce and Hein 2021), with the margin between logits
            as loss.
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
