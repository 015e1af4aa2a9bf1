"""A photo's twin: the two side by side, the change between them, and what CLEVER says."""

import html

import streamlit as st

from clever_engine.figures.pictures import fitting_factor
from clever_engine.figures.theme import norm_name
from clever_engine.lesson.imagenet_twin import PhotoTwin
from pages.shared import text
from pages.shared.lesson.label_it import services, words


def show_twin(found: PhotoTwin) -> None:
    """Show a photo, what was changed and its twin."""
    if found.image is None:
        st.info(words.NO_TWIN)
        return
    factor = fitting_factor(found.change.linf)
    first, second = (html.escape(name) for name in (found.top[0][0], found.label))
    st.html(
        "<div class='label-row photo'>"
        + _figure(services.photo(found.original), "The photo", f"AI model says: <b>{first}</b>")
        + _figure(
            services.change(found.original, found.image, factor),
            f"The change, magnified {factor} times",
            words.LEGEND_PHOTO,
        )
        + _figure(
            services.photo(found.image),
            "Its twin",
            f"Surprisingly, AI model says: <b class='wrong'>{second}</b>",
        )
        + "</div>"
    )
    low, high = found.score.interval
    unit = norm_name("l2")
    st.markdown(
        f"The smallest change found is **{text.number(found.distance)}** ({unit}). CLEVER, which "
        f"has seen no attack, says about **{text.number(found.score.value)}** for a change into "
        f"“{found.target}” (90 % interval {text.number(low)} to {text.number(high)}). "
        f"{text.CLAIM}"
    )
    st.caption(
        f"The twin shown is {text.number(found.change.l2)} away, because a picture file has only "
        f"256 steps a value; none changes by more than {100 * found.change.linf:.1f} %."
    )


def _figure(source: str, title: str, told: str) -> str:
    return (
        f"<figure><small>{title}</small><img src='{source}' alt='{title}'>"
        f"<figcaption>{told}</figcaption></figure>"
    )
