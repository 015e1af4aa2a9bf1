"""When CLEVER is fooled: hidden slopes, saturated outputs, too large a ball, and an attacker."""

import streamlit as st

from pages.lesson.fooled import attacker, balls, certain, hidden, look, waiting
from pages.lesson.frame import lesson_head

PARTS = {1: hidden.show, 2: certain.show, 3: balls.show, 4: attacker.show}

look.apply()
stop = lesson_head("fooled")
st.html("<span class='fooled-page'></span>")
if stop.part != 1:
    waiting.stop_ahead()
PARTS[stop.part]()
