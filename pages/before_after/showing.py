"""The result of a comparison: verdict, numbers, paired plot, digits, files."""

import numpy as np
import streamlit as st

from clever_engine.comparison.records import comparison_csv
from clever_engine.comparison.results import Comparison, Pair, Verdict, side_titles
from clever_engine.figures import plot_differences, plot_paired
from clever_engine.figures.theme import CONFIG
from pages.before_after import words
from pages.before_after.services import SETS, Plan, accuracy_set_name
from pages.shared import services

_KINDS = {Verdict.MORE_ROBUST: "safe", Verdict.LESS_ROBUST: "unsafe"}


def show(plan: Plan, comparison: Comparison) -> None:
    """Show everything a comparison brought."""
    called = side_titles(comparison.sides)
    for pair in comparison.pairs:
        _show_pair(plan, comparison, pair, called)
    tabs = st.tabs(["Every digit", "How much each moved", "The digits one by one"])
    with tabs[0]:
        st.plotly_chart(
            plot_paired(comparison),
            key="compare-paired",
            config=CONFIG,
            alt="A line a digit from its score before to its score after: "
            + "; ".join(words.headline(pair) for pair in comparison.pairs),
        )
    with tabs[1]:
        _show_differences(comparison)
    with tabs[2]:
        _show_digits(plan, comparison, called)
    _show_files(comparison)


def _show_pair(plan: Plan, comparison: Comparison, pair: Pair, called: list[str]) -> None:
    mark, word = words.MARKS[pair.verdict]
    kind = _KINDS.get(pair.verdict, "quiet")
    anchor = " id='verdict'" if pair.after == 1 else ""  # where the way down on a phone leads
    st.html(
        f"<div class='verdict {kind}'{anchor}><span aria-hidden='true'>{mark}</span><div>"
        f"<b>{word}</b><i>{called[0]} → {called[pair.after]}</i></div></div>"
    )
    lines = [
        words.headline(pair),
        words.counts(pair.clever, comparison.paired),
        words.attack_line(pair),
    ]
    if comparison.accuracy is not None:
        sets = {SETS[accuracy_set_name(chosen.name)] for chosen in plan.digits}
        lines.append(words.accuracy_line(comparison.accuracy, pair.after, " and ".join(sets)))
    doubt = words.doubt(comparison, pair)
    if doubt:
        lines.append(doubt)
    st.markdown("\n".join(f"- {line}" for line in lines))


def _show_differences(comparison: Comparison) -> None:
    if not comparison.paired or not len(comparison.pairs[0].clever.differences):
        st.caption("The sides saw different digits or norms, so no digit has a difference.")
        return
    st.plotly_chart(
        plot_differences(comparison),
        key="compare-differences",
        config=CONFIG,
        alt=words.counts(comparison.pairs[0].clever, comparison.paired),
    )


def _show_digits(plan: Plan, comparison: Comparison, called: list[str]) -> None:
    """Show a table of the digits, with their pictures."""
    if not comparison.paired:
        st.caption("The sides saw different digits.")
        return
    images = plan.digits[0].images
    table: dict[str, list[object]] = {
        "digit": [services.picture(image.tobytes(), 2) for image in images]
    }
    for name, scores in zip(called, comparison.scores, strict=True):
        table[f"{name}: reads"] = scores.labels.tolist()
        table[f"{name}: score"] = scores.values.tolist()
        if scores.attack_distances is not None:
            finite = np.isfinite(scores.attack_distances)
            table[f"{name}: attack"] = [
                float(value) if there else None
                for value, there in zip(scores.attack_distances, finite, strict=True)
            ]
    numbers = {
        name: st.column_config.NumberColumn(format="%.3g")
        for name in table
        if name.endswith((": score", ": attack"))
    }
    st.dataframe(
        table,
        hide_index=True,
        column_config={"digit": st.column_config.ImageColumn("digit"), **numbers},
    )


def _show_files(comparison: Comparison) -> None:
    st.download_button(
        "Every number as CSV",
        lambda: comparison_csv(comparison),
        file_name="before-and-after.csv",
        mime="text/csv",
        on_click="ignore",
        key="compare-csv",
    )
    st.caption(
        "The address of this page makes the same comparison again. "
        "CLEVER is an estimate, not a promise; an attack shows what is possible, not what is safe."
    )
