"""Inside CLEVER: the algorithm in six steps on a real digit."""

import streamlit as st

from clever_engine import CleverError
from pages.lesson.frame import lesson_head
from pages.lesson.inside_clever import parts, steps

parts.apply_look()
stop = lesson_head("inside-clever")
try:
    steps.show(stop.part)
except CleverError as error:
    st.warning(str(error), icon=":material/info:")
