"""A page while it is written: layers of ink, and whose it is."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.found import Box
from clever_engine.sheets import paper
from clever_engine.sheets.forms import Points, Shape
from clever_engine.sheets.pens import drawn

NOTHING, SIGN = -1, -2
"""Owners of pixels without a digit's ink: nobody, or a separator, sign or letter."""

COVERED = 0.5
"""Share of a pixel that ink covers to own it; of a line thinner than that, half of its darkest."""


@dataclass(kw_only=True, eq=False)
class Page:
    """What is being written: layers of ink, and who owns it.

    Attributes:
        height: in pixels.
        width: in pixels.
        ink: `(height, width)` share of each pixel that is covered.
        owner: `(height, width)` number of the digit that covers a pixel, else `NOTHING` or `SIGN`.
        labels: what each digit is.
        rows: in which row it stands.
        left_out: boxes of the signs.
    """

    height: int
    width: int
    ink: NDArray[np.float32] = field(init=False)
    owner: NDArray[np.int16] = field(init=False)
    labels: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    left_out: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ink = np.zeros((self.height, self.width), dtype=np.float32)
        self.owner = np.full((self.height, self.width), NOTHING, dtype=np.int16)

    def write(
        self,
        shape: Shape,
        matrix: Points,
        at: tuple[float, float],
        pen: float,
        digit: int | None,
        row: int,
    ) -> None:
        """Add a digit, or a sign if `digit` is None."""
        patch = drawn(shape, matrix, at, pen)
        place = paper.inside(self.ink.shape, patch)
        if place is None:
            return
        there, cut = place
        values = patch.values[cut]
        mine = values >= min(COVERED, COVERED * float(values.max()) + 1e-6)
        paper.put(self.ink, patch)
        if digit is None:
            self.owner[there][mine] = SIGN
            self.left_out.append(box_of(mine, there))
            return
        self.owner[there][mine] = len(self.labels)
        self.labels.append(digit)
        self.rows.append(row)


def box_of(mask: NDArray[np.bool_], there: tuple[slice, slice] | None) -> Box:
    """Return the box of what is true in `mask`, which lies at `there` of the page."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, left = (there[0].start, there[1].start) if there else (0, 0)
    if not len(rows):
        return Box(left=left, top=top, right=left, bottom=top)
    return Box(
        left=int(left + columns[0]),
        top=int(top + rows[0]),
        right=int(left + columns[-1] + 1),
        bottom=int(top + rows[-1] + 1),
    )
