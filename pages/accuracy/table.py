"""Every network of the zoo in a table to sort, and all numbers as CSV."""

import html
from typing import Any

import streamlit as st

from clever_engine.benchmark.rows import Benchmark
from clever_engine.figures.theme import norm_name
from pages.accuracy import services
from pages.accuracy.choosing import View
from pages.accuracy.lines import VIEWS, benchmark_csv
from pages.accuracy.lines import column as column_key
from pages.shared import text


def show_method(benchmark: Benchmark) -> None:
    """Show how the benchmark was made, folded away."""
    clever = benchmark.effort.clever
    with st.expander("How this was measured"):
        st.markdown(
            f"- **Digits.** {len(benchmark.digits)} of {benchmark.data.upper()}'s test set, drawn "
            f"by seed {benchmark.seed}; the same digits, random numbers and effort for every "
            "network. Accuracy is that on the whole test set.\n"
            f"- **CLEVER.** Method {clever.method}, up to {clever.n_points:,} "
            f"{'straight lines' if clever.method == 'chords' else 'random points'} a digit, "
            f"estimator {clever.estimator}. {text.CLAIM}\n"
            f"- **Attack.** The smallest change that several minimum-norm attacks found, "
            f"{benchmark.effort.attack_steps} steps each; a better attack may need less.\n"
            "- **Robustness** is the mean over the digits a network reads rightly, **robust "
            "accuracy** the share of all digits that is right and stays right. Bars and brackets: "
            "90 % intervals over which digits were drawn.\n"
            "- **Pareto front.** No network surpasses one on the front in both accuracy and "
            "robustness.\n"
            f"- **Made** on {benchmark.made}, {benchmark.machine}. Times depend on the machine."
        )
        # A code block would load a syntax highlighter, which holds the scatter up by 0.2 s.
        st.html(f"<code class='zoo-command'>{html.escape(benchmark.command)}</code>")
        with st.container(horizontal=True):
            st.caption("The indices of the digits in the test set:")
            st.caption(", ".join(map(str, benchmark.digits)))


def show_table(at: services.Stamp) -> None:
    """Show a line a network; a click on a heading sorts."""
    benchmark = services.zoo(at)
    st.subheader(f"All {len(benchmark.rows)} networks", anchor="table")
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
        data=lambda: benchmark_csv(services.benchmark(at), services.entries()),
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
