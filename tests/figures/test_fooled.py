"""The figures of "When CLEVER is fooled": what is drawn is what was measured."""

import math

import numpy as np
import pytest

from clever_engine.figures.fooled_curve import CUT, NOTHING, SOUND, Mark, Series, plot_curve
from clever_engine.figures.fooled_line import plot_lead
from clever_engine.figures.fooled_promises import plot_promises
from clever_engine.figures.theme import SAFE, UNSAFE
from clever_engine.lesson.fooled import Line, Promises


def line() -> Line:
    x = np.linspace(0, 2, 50)
    return Line(distances=x, plain=5 - 4 * x, hidden=np.ceil(5 - 3 * x))


def words(figure) -> str:
    return " ".join(note.text for note in figure.layout.annotations)


def test_both_leads_are_drawn_with_their_names_and_the_attacker():
    figure = plot_lead(line(), twin=1.5, label=7)
    np.testing.assert_allclose(figure.data[0].y, line().plain)
    np.testing.assert_allclose(figure.data[1].y, line().hidden)
    assert figure.data[0].line.dash != figure.data[1].line.dash  # told apart without colour
    for word in ("in the open", "slopes hidden", "attacker: 1.50", "no 7 any more"):
        assert word in words(figure)


def test_an_attacker_who_found_nothing_is_not_drawn():
    assert "attacker" not in words(plot_lead(line(), twin=math.inf, label=7))


def test_a_place_that_claims_nothing_breaks_the_curve():
    curve = Series(
        name="score", values=[1.0, 5.0, 0.0], symbols=[SOUND, CUT, NOTHING], color=UNSAFE
    )
    figure = plot_curve([1.0, 2.0, 10.0], [curve], chosen=2.0, x="times", y="score")
    drawn, marks = figure.data
    assert list(drawn.y) == [1.0, 5.0, None]
    assert list(marks.y) == [1.0, 5.0, 0.0]
    assert list(marks.marker.symbol) == [SOUND, CUT, NOTHING]
    assert marks.marker.size[1] > marks.marker.size[0]  # the chosen one


def test_marks_are_named_on_their_axes():
    curve = Series(name="score", values=[1.0, 2.0], symbols=[SOUND, SOUND], color=SAFE)
    figure = plot_curve(
        [1.0, 10.0],
        [curve],
        chosen=1.0,
        x="radius",
        y="score",
        levels=[Mark(at=3.0, name="attacker")],
        stops=[Mark(at=5.0, name="the paper's")],
    )
    assert "attacker" in words(figure)
    assert figure.layout.yaxis.range[1] > 3.0
    stop = next(note for note in figure.layout.annotations if note.text == "the paper's")
    assert stop.x == pytest.approx(math.log10(5.0))  # annotations of a logarithmic axis


def promised(scores, distances, blind=0.0) -> Promises:
    return Promises(
        network="any",
        norm="l2",
        scores=np.array(scores),
        low=np.array(scores),
        distances=np.array(distances),
        digits=len(scores),
        blind=blind,
    )


def test_a_broken_promise_is_a_cross_above_the_diagonal():
    figure = plot_promises(promised([1.0, 3.0], [2.0, 2.0]))
    diagonal, kept, broken = figure.data
    assert list(diagonal.x) == list(diagonal.y)
    assert (list(kept.x), list(kept.y)) == ([2.0], [1.0])
    assert (list(broken.x), list(broken.y)) == ([2.0], [3.0])
    assert kept.marker.symbol != broken.marker.symbol


def test_where_nothing_was_claimed_the_figure_says_so():
    figure = plot_promises(promised([0.0, 0.0], [1.0, 2.0], blind=1.0))
    assert "claims nothing" in words(figure)
    assert "stayed below" not in words(figure)


def test_no_digit_at_all_still_gives_a_figure():
    assert len(plot_promises(promised([], [])).data) == 3
