"""The sweeps on the page: one training parameter at several settings."""

import streamlit as st

from clever_engine.figures.theme import CONFIG
from clever_engine.zoo.catalogue import Sweep
from pages.accuracy import services
from pages.accuracy.choosing import View
from pages.accuracy.look import fit_names
from pages.accuracy.sweep_facts import (
    COST,
    Setting,
    best_setting,
    change,
    without,
)
from pages.accuracy.words import interval, percent
from pages.shared.address import OneOf, put_in_address


def show_sweeps(at: services.Stamp, view: View) -> None:
    """Let the visitor choose a sweep; show its path and its best trade-off in words."""
    known = services.sweeps()
    if not known:
        return
    st.subheader("What does more of a training parameter do?", anchor="sweep")
    titles = {name: sweep.title for name, sweep in known.items()}
    field = OneOf("sweep", next(iter(known)), titles, key="zoo sweep")
    name = field.segments("Parameter", label_visibility="collapsed")
    put_in_address(field)
    sweep = known[name]
    found, figure = services.swept(at, name, view)
    if len(found) < 2:
        st.caption("Fewer than two of its settings have been measured so far.")
        return
    words, chart = st.columns([4, 7], gap="large")
    with chart, st.container(key="zoo-sweep-chart"):
        fit_names(figure, "zoo-sweep-chart")
        st.plotly_chart(figure, key="zoo-sweep-figure", config=CONFIG, alt=_alt(sweep, found, view))
    with words:
        st.markdown(best_words(sweep, found, view))
        st.caption(
            f"Each mark is {sweep.base} trained at one setting ({sweep.unit}), all else alike. "
            f"The line goes from the lowest to the highest setting."
        )


def best_words(sweep: Sweep, found: tuple[Setting, ...], view: View) -> str:
    """Return the best trade-off, and what it costs, in words."""
    best, base = best_setting(found), without(found)
    if best is None or base is None:
        return "The network trained without it was not measured, so nothing can be compared."
    rule = f"at most {100 * COST:g} percentage points of accuracy"
    if best.without:
        return (
            f"**Leave it out.** No setting that costs {rule} is harder to fool than training "
            f"without it ({view.number(base.step.robustness)}, {percent(base.step.accuracy)})."
        )
    gain = change(base.row, best.row, view)
    words = (
        f"**Best trade-off: {best.step.setting}** ({sweep.unit}), the hardest to fool of those "
        f"that cost {rule}. Robustness goes from {view.number(base.step.robustness)} to "
        f"{view.number(best.step.robustness)}, accuracy from {percent(base.step.accuracy)} to "
        f"{percent(best.step.accuracy)}."
    )
    spread = interval(gain.low, gain.high, view)
    if not gain.measurable:
        return f"{words}\n\nOn the same digits that is no measurable change ({spread})."
    return f"{words}\n\nOn the same digits the gain is {view.number(gain.mean)} ({spread})."


def _alt(sweep: Sweep, found: tuple[Setting, ...], view: View) -> str:
    marks = "; ".join(
        f"{setting.step.setting}: {percent(setting.step.accuracy)}, "
        f"{view.number(setting.step.robustness)}"
        for setting in found
    )
    return f"{sweep.title}: accuracy and {view.title} by setting. {marks}"
