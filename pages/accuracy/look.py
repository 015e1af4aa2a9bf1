"""What the page's parts look like beyond the theme."""

from functools import cache
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from clever_engine.figures.tradeoff import DEFENDED, KINDS, ODD, PLAIN
from clever_engine.figures.tradeoff_names import annotation_numbers

_SCRIPT = """
const SEEN = new WeakSet()
export default function ({ parentElement, data }) {
  const root = parentElement.getRootNode()
  const box = (root.host ?? parentElement).closest(`.st-key-${data.key}`)
  if (!box || SEEN.has(box)) return
  SEEN.add(box)
  const keep = event => event.stopPropagation()
  box.addEventListener("touchstart", keep, { capture: true, passive: true })
}
"""

_SCROLLING = st.components.v2.component("clever_digit.scrolling_chart", html="", js=_SCRIPT)


def let_scroll(key: str) -> None:
    """Give touches over the charts of the container `key`, which this is called in, to the page."""
    _SCROLLING(key=f"{key}-touch", data={"key": key}, height=1)


_SIGNS = {"circle": "●", "square": "■", "x": "✖"}
_NARROW = 600
"""Width in pixels of a chart's own column below which its narrow set of names is shown."""


@cache
def _sheet() -> str:
    return Path(__file__).with_name("look.css").read_text(encoding="utf-8")


def apply() -> None:
    """Put the page's style sheet on it."""
    st.html(f"<style>{_sheet()}</style>")


def mark(kind: str) -> str:
    """Return a kind's mark in its shape and colour, as HTML."""
    symbol, color = KINDS[kind]
    return f"<span aria-hidden='true' style='color:{color}'>{_SIGNS[symbol]}</span>"


def legend() -> str:
    """Return what the marks mean, as HTML."""
    words = {PLAIN: "plain", DEFENDED: "trained to withstand", ODD: "meant to go wrong"}
    marks = "".join(f"<span>{mark(kind)} {word}</span>" for kind, word in words.items())
    return f"<div class='zoo-legend'>{marks}<span>┃ 90 % interval</span></div>"


def fit_names(figure: go.Figure, key: str) -> None:
    """Show of a chart's two sets of names the one that fits its width, in the container `key`."""
    st.html(
        f"<style>{_hide(figure, key, 'narrow')}"
        f"@container (max-width: {_NARROW}px) {{"
        f"{_hide(figure, key, 'wide')}{_show(figure, key, 'narrow')}}}</style>"
    )


def _hide(figure: go.Figure, key: str, layout: str) -> str:
    return _rule(figure, key, layout, "hidden")


def _show(figure: go.Figure, key: str, layout: str) -> str:
    return _rule(figure, key, layout, "visible")


def _rule(figure: go.Figure, key: str, layout: str, visibility: str) -> str:
    # Hidden, not left out: plotly measures a text to know where its line begins.
    names = ",".join(
        f".st-key-{key} .annotation[data-index='{number}']"
        for number in annotation_numbers(figure, layout)
    )
    return f"{names}{{visibility:{visibility}}}" if names else ""
