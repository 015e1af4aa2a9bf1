"""What is folded away below each part: the criticism, the mathematics, the command line."""

from collections.abc import Sequence

import streamlit as st

from pages.lesson.fooled import choosing
from pages.lesson.fooled.services import Digit
from pages.shared import state


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
        st.code(command, language="bash", wrap_lines=True)
        st.caption(
            f"digits.png is the {digit.digit} of handwriting {digit.hand + 1}: page Measure, "
            "Gallery, “Take it with you”. All numbers here use seed 0."
        )
