"""Label it! Eight digits for a visitor and an AI; some are not what the AI thinks they are."""

import streamlit as st

from clever_engine import CleverError
from pages.lesson.frame import lesson_head
from pages.lesson.label_it import look, playing
from pages.lesson.label_it.asking import show_card
from pages.lesson.label_it.photo import show_photo
from pages.lesson.label_it.reveal import show_end
from pages.lesson.label_it.sources import choose_mode


@st.fragment
def show_digits() -> None:
    """Show the round the visitor is in."""
    now = playing.game()
    playing.put_in_address(now)
    if now.over:
        show_end(now)
    else:
        show_card(now)


look.apply()
lesson_head("label-it")
playing.begin()
try:
    if choose_mode() == "photo":
        show_photo()
    else:
        show_digits()
except CleverError as error:
    st.warning(str(error), icon=":material/info:")
