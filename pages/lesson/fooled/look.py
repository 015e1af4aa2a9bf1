"""The parts' common pieces: the style sheet, rows of numbers with bars, findings, digits."""

import html
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import Finding
from pages.lesson.fooled import choosing, words
from pages.lesson.fooled.services import Digit
from pages.shared import services, state, style, text


def show(
    formulas: Sequence[str], command: str | None, digit: Digit, criticism: str | None = None
) -> None:
    """Offer the formulas with this digit's numbers, and the command that gives the same score."""
    state.set_once(choosing.key("maths"), False)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if criticism:
            with st.popover("The criticism and the answer"):
                st.markdown(criticism)
        wanted = st.toggle("Show the mathematics", key=choosing.key("maths"))
    if not wanted:
        return
    for formula in formulas:
        st.latex(formula)
    if command:
        style.command(command)
        st.caption(
            f"digits.png is the {digit.digit} of handwriting {digit.hand + 1}: page Measure, "
            "Gallery, “Take it with you”. All numbers here use seed 0."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A number beside the attack's.

    Attributes:
        name: what says it.
        value: a distance; infinite after a division by zero; None where nothing is claimed.
        told: instead of the value, in words.
        attack: whether this is the attack itself.
        cut: whether it means "at least".
    """

    name: str
    value: float | None
    told: str = ""
    attack: bool = False
    cut: bool = False


def is_dark() -> bool:
    """Return whether the visitor looks at a dark page."""
    return bool(st.context.theme.type == "dark")


@cache
def _sheet() -> str:
    return Path(__file__).with_name("look.css").read_text(encoding="utf-8")


def apply() -> None:
    """Put the page's style sheet on it."""
    st.html(f"<style>{_sheet()}</style>")


Picture = tuple[NDArray[np.float32], str]
"""A digit `(1, 28, 28)` and the line below it."""


def say(line: str, *digits: Picture) -> None:
    """Show a part's sentence, large, with digits beside it; `**bold**` is kept."""
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(line, quote=False))
    arrow = "<span class='arrow' aria-hidden='true'>➜</span>"
    pictures = f"<div class='fooled-digits'>{arrow.join(map(_figure, digits))}</div>"
    st.html(f"<div class='fooled-say'><p>{bold}</p>{pictures if digits else ''}</div>")


def _figure(digit: Picture) -> str:
    image, line = digit
    return (
        f"<figure><img src='{services.picture(image.tobytes(), 6)}' "
        f"alt='A digit, {html.escape(line, quote=True)}'>"
        f"<figcaption>{html.escape(line)}</figcaption></figure>"
    )


def show_rows(rows: Sequence[Row], truth: float) -> None:
    """Show numbers as bars on one scale; what exceeds the attack's distance is marked and said."""
    scale = 4 * truth if math.isfinite(truth) and truth > 0 else 5.0
    lines = "".join(_line(row, truth, scale) for row in rows)
    st.html(f"<div class='fooled-rows' role='list'>{lines}</div>")


def _line(row: Row, truth: float, scale: float) -> str:
    kind, mark = _verdict(row, truth)
    share = 0.0 if row.value is None else min(1.0, row.value / scale)
    off = " off" if row.value is not None and row.value > scale else ""
    told = row.told or ("nothing" if row.value is None else words.size(row.value, row.cut))
    return (
        f"<div class='{kind}' role='listitem'><span>{html.escape(row.name)}</span>"
        f"<span class='told'><small>{mark}</small><b>{html.escape(told)}</b></span>"
        f"<span class='bar{off}' aria-hidden='true'><i style='width:{share:.1%}'></i>"
        f"<u style='left:{min(1.0, truth / scale):.1%}'></u></span></div>"
    )


def _verdict(row: Row, truth: float) -> tuple[str, str]:
    if row.attack:
        return "attack", "◆ this is enough"
    if row.value is None:
        return "none", "– claims nothing"
    if row.value > truth:
        times = row.value / truth if truth > 0 else math.inf
        return "wrong", f"✖ {words.times(times)} too large"
    return "right", "✔ below the attacker"


def show_findings(findings: Iterable[Finding], *, nobody: str = words.NO_WARNING) -> None:
    """Show what would warn, as the page Measure does; or that nothing would."""
    show_warnings([text.finding(finding) for finding in findings], nobody=nobody)


def show_warnings(lines: Sequence[str], *, nobody: str = words.NO_WARNING) -> None:
    """Show sentences as the page Measure shows its findings."""
    with st.container(key="fooled-findings", gap="xsmall"):
        if not lines:
            st.info(nobody, icon=":material/notifications_off:")
            return
        st.caption(words.WARNS)
        for line in lines:
            st.warning(line, icon=":material/info:")
