"""Let a finger that moves over a chart scroll the page.

Plotly keeps every touch to itself where marks can be clicked. Kept away from it, a touch scrolls,
and a tap still arrives: as the mouse click that browsers make of it.
"""

import streamlit as st

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
