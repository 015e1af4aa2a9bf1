"""Which digits a survey measures: the same number of each class, drawn by seed."""

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import InputError
from clever_engine.measurement import check_seed


def choose_digits(labels: NDArray[np.int64], count: int, seed: int) -> tuple[int, ...]:
    """Return indices of `count` digits, class after class in turn: 0, 1, ..., 9, 0, 1, ...

    A larger count begins with the same digits, and ten in a row hold each class once.

    Args:
        labels: `(n,)` what each digit of the set is.
        count: how many to choose.
        seed: of the draw.

    Raises:
        InputError: `count` is below 1 or more than the classes hold, or the seed makes no sense.
    """
    generator = np.random.default_rng(check_seed(seed))
    classes = np.unique(labels)
    piles = [generator.permutation(np.flatnonzero(labels == k)) for k in classes]
    most = len(classes) * min((len(pile) for pile in piles), default=0)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= most:
        raise InputError(f"Expected a number of digits from 1 to {most}; got {count!r}.")
    return tuple(int(piles[i % len(piles)][i // len(piles)]) for i in range(count))
