"""Accuracy is not robustness: the zoo's networks, how accurate and how hard to fool each is."""

import streamlit as st

from clever_engine import CleverError
from clever_engine.figures.theme import CONFIG
from pages.accuracy import choosing, look, services, words
from pages.accuracy.card import show_card
from pages.accuracy.choosing import View
from pages.accuracy.showing import show_examples
from pages.accuracy.sweeping import show_sweeps
from pages.accuracy.table import show_method, show_table


def show_scatter(at: services.Stamp, view: View, chosen: str) -> None:
    """Show accuracy against robustness; a click on a mark chooses its network."""
    drawn = services.zoo_points(at, view)
    figure, best = services.tradeoff(at, view, chosen)
    with st.container(key="zoo-chart", gap="xsmall"):
        st.html(look.legend())
        look.fit_names(figure, "zoo-chart")
        st.plotly_chart(
            figure,
            key=choosing.CHART,
            on_select=choosing.pick_from_chart,
            selection_mode="points",
            config=CONFIG,
            alt=words.chart(drawn, best, view),
        )
        look.let_scroll("zoo-chart")


def show_zoo(at: services.Stamp) -> None:
    """Show everything the benchmark's file holds."""
    zoo, titles = services.zoo(at), services.titles()
    if not zoo.rows:
        st.info(f"The benchmark holds no network yet. Measure them: `{zoo.command}`")
        return
    finding, controls = st.container(), st.container()
    with controls:
        chosen, view = choosing.choose([row.name for row in zoo.rows], titles)
    found = services.facts(at, view)
    with finding:
        st.html(f"<p class='zoo-finding'>{words.html(words.headline(found, titles))}</p>")
    scatter, card = st.columns([7, 5], gap="medium")
    with scatter:
        show_scatter(at, view, chosen)
        st.caption(
            "Click a mark to see its network, or choose it above. Up and to the right is better."
        )
    with card:
        show_card(at, services.row_named(at, chosen), view)
    st.markdown("\n".join(f"- {line}" for line in words.sentences(found, titles, view)))
    show_examples(chosen, titles.get(chosen, chosen), view.norm)
    show_table(at)
    show_sweeps(at, view)
    show_method(zoo)


look.apply()
st.markdown("# Accuracy is not robustness")
stamp = services.stamp()
if stamp is None:
    st.info(words.MISSING)
else:
    try:
        show_zoo(stamp)
    except CleverError as error:
        st.warning(str(error), icon=":material/info:")
