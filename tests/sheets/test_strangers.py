"""What is drawn beside digits and is none: each part has its own, and it lies where it was put."""

import numpy as np
import pytest

from clever_engine.sheets.doodles import DOODLES
from clever_engine.sheets.page import SIGN, Page
from clever_engine.sheets.pens import PARTS, drawn
from clever_engine.sheets.strangers import add_strangers, printed, strange_shape
from clever_engine.sheets.things import THINGS, Thing, paint


def test_no_drawing_is_in_two_parts():
    names = [set(DOODLES[part]) for part in PARTS]
    assert all(names)
    assert sum(map(len, names)) == len(set.union(*names))


@pytest.mark.parametrize("part", PARTS)
def test_every_drawing_is_a_line_of_its_height(part):
    for seed in range(30):
        shape = strange_shape(part, np.random.default_rng(seed))
        assert 0 < shape.width < 4
        values = drawn(shape, np.eye(2) * 60, (100.0, 50.0), 4.0).values
        assert values.max() > 0.9
        assert max(values.shape) < 300


def test_a_printed_letter_is_never_twice_the_same():
    first, again, other = (printed("A", np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.array_equal(first.picture, again.picture)
    assert not np.array_equal(first.picture, other.picture)


def test_marks_do_not_cover_what_is_written():
    page = Page(height=300, width=400)
    page.ink[:150] = 1.0
    things = add_strangers(page, "train", np.random.default_rng(1), 40.0)
    assert all(thing.middle[1] > 150 for thing in things)
    assert not (page.owner[:130] == SIGN).any()


@pytest.mark.parametrize("kind", sorted({kind for part in PARTS for kind in THINGS[part]}))
def test_a_thing_lies_where_it_was_put(kind):
    picture = np.full((120, 160, 3), 0.95, dtype=np.float32)
    before = picture.copy()
    paint(picture, Thing(kind=kind, middle=(80.0, 60.0), reach=30.0), np.random.default_rng(2))
    rows, columns = np.nonzero(np.abs(picture - before).max(axis=2) > 0.3)
    assert len(rows) > 60
    assert 15 <= rows.min() <= rows.max() <= 105
    assert 35 <= columns.min() <= columns.max() <= 125
    assert 0 <= picture.min() <= picture.max() <= 1
