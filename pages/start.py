"""Start: what this is, in three sentences, and where to go."""

import streamlit as st

from pages.measure import services
from pages.shared import menu, text
from pages.shared import services as shared

record = services.example()
ranking = record.ranking

words, action = st.columns([7, 4], gap="large", vertical_alignment="bottom")
with words:
    st.markdown("# How CLEVER is your digit?")
    st.html(
        "<p class='lead'>A neural network reads handwritten digits almost without a mistake. "
        "Yet a change too small to notice can make it read another one. "
        "Write a digit and measure how small that change may be.</p>"
    )
with action:
    if st.button("Measure a digit", type="primary", key="go-measure", width="stretch"):
        st.switch_page(menu.measure())
    if st.button("Play The Big Check", key="go-play", width="stretch"):
        st.switch_page(menu.big_check())
    if st.button("Take the lesson", key="go-lesson", width="stretch"):
        st.switch_page(menu.page("label-it"))
    if st.button("Compare networks", key="go-networks", width="stretch"):
        st.switch_page(menu.page("accuracy"))
    if st.button("Play together in a room", key="go-room", width="stretch"):
        st.switch_page(menu.page("host"))

st.caption(
    f"Five digits as the network “{record.model}” sees them. "
    "The lower the score, the easier the digit is to break."
)
with st.container(horizontal=True, gap="medium", key="hero"):
    for number, score in enumerate(ranking.scores):
        weak = number == ranking.weakest
        with st.container(key=f"hero-{'weak' if weak else 'digit'}-{number}", gap="xxsmall"):
            st.image(
                shared.picture(record.found.images[number].tobytes(), 8),
                width="stretch",
                alt=f"Digit {number + 1}, read as {score.label}",
            )
            st.html(text.card(score, weakest=weak, interval_too=False))

st.html(
    "<div class='steps'>"
    "<div><b>1. Look for the steepest way</b>Straight lines from your digit towards the others, "
    "and 200 near the steepest.</div>"
    "<div><b>2. Estimate the steepest slope</b>A curve fitted to those lines tells how fast the "
    "network's opinion shifts, at worst.</div>"
    "<div><b>3. Divide</b>The network's lead by that slope: the CLEVER score.</div>"
    "</div>"
)
st.caption(f"CLEVER: Weng et al., ICLR 2018. {text.CLAIM}")
