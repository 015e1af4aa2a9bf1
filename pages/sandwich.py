"""The sandwich: what is proved, what CLEVER estimates, what an attack found, on one axis."""

import streamlit as st

from clever_engine.digits.files import strip_png
from clever_engine.figures.sandwich import plot_sandwich
from clever_engine.figures.theme import CONFIG
from clever_engine.sandwich import Sandwich
from pages.lesson.frame import lesson_head
from pages.lesson.sandwich import choosing, services, words
from pages.lesson.sandwich.services import Asked
from pages.shared import services as app_services
from pages.shared import style


def show_pictures(asked: Asked, sandwich: Sandwich) -> None:
    """Show the digit and what the attack made of it."""
    before, after = st.columns(2)
    image = services.image(asked)
    before.image(
        app_services.picture(image.tobytes(), 6),
        caption=f"The digit, read as {sandwich.score.label}",
        alt=f"The digit, read as {sandwich.score.label}",
        width=168,
    )
    if sandwich.twin is not None:
        twin = sandwich.twin.clip(0.0, 1.0).astype("float32")
        after.image(
            app_services.picture(twin.tobytes(), 6),
            caption=f"After the attack, read as {sandwich.attack_label}",
            alt=f"The digit after the attack, read as {sandwich.attack_label}",
            width=168,
        )


def show(asked: Asked, sandwich: Sandwich) -> None:
    """Show the sandwich and what it says."""
    st.markdown(words.verdict(sandwich))
    with st.container(key="sandwich-chart"):
        st.plotly_chart(
            plot_sandwich(sandwich),
            key="sandwich-plot",
            config=CONFIG,
            alt=words.verdict(sandwich).replace("**", ""),
        )
    with st.expander("The same on the command line"):
        style.command(words.command(asked.model, asked.norm))
        st.download_button(
            "digit.png",
            lambda: strip_png(services.image(asked)[None]),
            file_name="digit.png",
            mime="image/png",
            on_click="ignore",
            key="sandwich-png",
        )


lesson_head("sandwich")
left, right = st.columns([4, 8], gap="large")
with left:
    asked = choosing.choose()
with right:
    made = services.sandwich(asked)
    if made is not None:
        show(asked, made)
    st.markdown(words.EXPLANATION)
    if st.toggle("Show the mathematics", key="sandwich-maths"):
        st.markdown(words.MATHEMATICS)
if made is not None:
    with left:
        show_pictures(asked, made)
