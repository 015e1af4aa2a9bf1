import numpy as np
import pytest

from clever_engine.digits.glyphs import Glyph
from clever_engine.digits.rows import reading_order


def block(left: float, top: float) -> Glyph:
    return Glyph(left=int(left), top=int(top), mask=np.ones((40, 25), dtype=np.bool_))


@pytest.mark.parametrize("slope", [-0.2, 0.0, 0.2])
def test_two_slanting_rows_are_told_apart(slope: float) -> None:
    grid = [block(x, 200 + 70 * row + slope * x) for row in range(2) for x in range(0, 400, 45)]
    shuffled = [grid[i] for i in np.random.default_rng(0).permutation(len(grid))]
    ordered, rows = reading_order(shuffled)
    assert ordered == grid
    assert rows == (0,) * 9 + (1,) * 9


def test_nothing_has_no_rows() -> None:
    assert reading_order([]) == ([], ())
