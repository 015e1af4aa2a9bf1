"""Every network of the zoo in a table to sort, and all numbers as CSV."""

from typing import Any

import streamlit as st

from clever_engine.figures.theme import norm_name
from pages.accuracy import services
from pages.accuracy.choosing import View
from pages.accuracy.lines import VIEWS, survey_csv
from pages.accuracy.lines import column as column_key


def show_table(at: services.Stamp) -> None:
    """Show a line a network; a click on a heading sorts."""
    survey = services.zoo(at)
    st.subheader(f"All {len(survey.rows)} networks", anchor="table")
    lines = services.lines(at)
    st.dataframe(
        lines,
        hide_index=True,
        height="content",
        column_config=_columns(),
        key="zoo-table",
    )
    st.download_button(
        "All numbers (CSV)",
        data=lambda: survey_csv(services.survey(at), services.entries()),
        file_name="benchmark.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _columns() -> dict[str, Any]:
    column = st.column_config
    numbers = {column_key(view): _number(view) for view in VIEWS}
    return {
        "network": column.TextColumn("Network", pinned=True),
        "name": column.TextColumn("Name", help="In the catalogue and on the command line"),
        "kind": column.TextColumn(
            "Kind", width=170, help="What was done to make it robust, if anything"
        ),
        "accuracy": column.NumberColumn(
            "Read rightly", format="%.2f %%", help="Of the whole test set"
        ),
        **numbers,
        "weights": column.NumberColumn("Weights", format="localized"),
        "milliseconds": column.NumberColumn(
            "ms a digit", format="%.2f", help="One digit alone, median, on the machine named below"
        ),
    }


def _number(view: View) -> Any:
    unit = norm_name(view.norm)
    if view.budget is not None:
        return st.column_config.NumberColumn(
            f"Right under attack, {unit} {view.budget:g}",
            format="%.0f %%",
            help=f"Digits that no attack within {view.budget:g} turned; at most this many",
        )
    if view.measure == "attack":
        name, words = f"Attack {unit}", "Smallest change found that turns a digit"
    else:
        name, words = f"CLEVER {unit}", "CLEVER score into any other digit"
    return st.column_config.NumberColumn(
        name, format="%.3f", help=f"{words}; mean over the digits read rightly"
    )
