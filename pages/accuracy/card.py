"""The card of one network: what it is, how it was trained, what was measured of it."""

from html import escape

import streamlit as st

from clever_engine.benchmark.rows import (
    BUDGETS,
    NetworkRow,
    Scores,
)
from clever_engine.figures import plot_robust, plot_scores
from clever_engine.figures.theme import CONFIG, norm_name
from clever_engine.score.results import Finding
from clever_engine.zoo.catalogue import Entry
from pages.accuracy import services
from pages.accuracy.choosing import MEASURES, View
from pages.accuracy.kinds import (
    kind,
    kind_words,
    recipe_words,
)
from pages.accuracy.look import mark
from pages.accuracy.points import (
    measured,
    reach,
    robustness,
)
from pages.accuracy.words import interval, percent
from pages.shared import text


def show_card(at: services.Stamp, row: NetworkRow, view: View) -> None:
    """Show a network's card."""
    entry = services.entries().get(row.name)
    with st.container(key="zoo-card", border=True, gap="small"):
        if not measured([row], view):
            st.html(_head(row, entry))
            st.caption(f"{view.title}: not measured of this network.")
            return
        st.html(_head(row, entry) + _facts(row, view))
        scores, attack, numbers, trained = st.tabs(
            ["Scores", "Under attack", "All numbers", "Recipe"]
        )
        with scores:
            _histogram(at, row, view)
        with attack:
            _curve(row, view)
        with numbers:
            st.html(_numbers(row))
        with trained:
            st.markdown(_recipe(row, entry))


def _head(row: NetworkRow, entry: Entry | None) -> str:
    if entry is None:
        return f"<h2 class='zoo-title'>{escape(row.name)}</h2><p>No longer in the catalogue.</p>"
    return (
        f"<h2 class='zoo-title'>{escape(entry.title)}</h2>"
        f"<div class='zoo-kind'>{mark(kind(entry))} {escape(kind_words(entry))} · "
        f"<code>{escape(row.name)}</code></div><p>{escape(entry.summary)}</p>"
    )


def _facts(row: NetworkRow, view: View) -> str:
    """Return the numbers to see at a glance, as HTML."""
    value, low, high = robustness(row, view)
    size = services.weights_bytes(row.name) if row.name in services.entries() else 0
    right = f"{int(row.right.sum())} of the {len(row.right)} measured"
    file = f"{size / 1e6:.2g} MB" if size else "no weights here"
    cells = (
        (percent(row.test_accuracy), f"of the test set read rightly, {right}"),
        (view.number(value), f"{view.title}, {interval(low, high, view)}"),
        (f"{row.parameters:,}", f"weights, {file}"),
        (f"{row.milliseconds:.2g} ms", "for one digit"),
    )
    return (
        "<div class='zoo-facts'>"
        + "".join(f"<div><b>{big}</b><span>{small}</span></div>" for big, small in cells)
        + "</div>"
    )


def _histogram(at: services.Stamp, row: NetworkRow, view: View) -> None:
    scores = row.scores[view.norm, view.key]
    unit = norm_name(view.norm)
    title = f"smallest attack found ({unit})" if view.key == "attack" else f"CLEVER score ({unit})"
    misread = int((~row.right).sum())
    st.plotly_chart(
        plot_scores(
            scores.values, row.right, reach=reach(services.zoo(at).rows, view), title=title
        ),
        key="zoo-scores",
        config=CONFIG,
        alt=f"Histogram of {len(row.right)} digits: {title}, mean of those read rightly "
        f"{row.robustness(view.norm, view.key):.3g}",
    )
    wrong = f" Orange: {misread} that it misreads to begin with." if misread else ""
    st.caption(f"{len(row.right)} test digits, the same for every network.{wrong}")
    for line in _findings(scores, len(row.right)):
        st.caption(line)


def _findings(scores: Scores, count: int) -> list[str]:
    """Return how many digits carry which finding."""
    known = {str(finding): finding for finding in Finding}
    return [
        f"At {times} of {count}: {text.finding(known[name]) if name in known else _other(name)}"
        for name, times in scores.findings.items()
        if times and name != Finding.MISREAD
    ]


def _other(name: str) -> str:
    return "No attack turned this digit." if "attack" in name else name.replace("-", " ")


def _curve(row: NetworkRow, view: View) -> None:
    norm = view.norm if (view.norm, "attack") in row.scores else "l2"
    if (norm, "attack") not in row.scores:
        st.caption("No attack was run on this network.")
        return
    unit, budgets = norm_name(norm), BUDGETS[norm]
    shares = ", ".join(f"{100 * row.robust_accuracy(norm, e):.0f} % at {e:g}" for e in budgets)
    st.plotly_chart(
        plot_robust(
            row.scores[norm, "attack"].values,
            row.right,
            budgets,
            title=f"change an attack may make ({unit})",
            marked=view.budget if norm == view.norm else None,
        ),
        key="zoo-robust",
        config=CONFIG,
        alt=f"Digits still read rightly under attack ({unit}): {shares}",
    )
    st.caption("An upper limit: a better attack may turn more digits.")


def _numbers(row: NetworkRow) -> str:
    """Return every measure in every norm as an HTML table."""
    norms = [norm for norm in ("l2", "linf", "l1") if any(key[0] == norm for key in row.scores)]
    head = "".join(f"<th scope='col'>{norm_name(norm)}</th>" for norm in norms)
    lines = "".join(
        f"<tr><th scope='row'>{escape(MEASURES[measure])}</th>"
        + "".join(f"<td>{_cell(row, View(norm=norm, measure=measure))}</td>" for norm in norms)
        + "</tr>"
        for measure in ("clever-untargeted", "clever-runner-up", "attack")
    )
    return (
        f"<table class='board zoo-numbers'><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{lines}</tbody></table><p>Mean over the digits it reads rightly, with the 90 % "
        f"interval over which digits were drawn.</p>"
    )


def _cell(row: NetworkRow, view: View) -> str:
    if (view.norm, view.key) not in row.scores:
        return "–"
    value, low, high = robustness(row, view)
    return f"{view.number(value)}<br><small>{interval(low, high, view)}</small>"


def _recipe(row: NetworkRow, entry: Entry | None) -> str:
    if entry is None:
        return "Its recipe is not in the catalogue any more."
    newer = (
        " The weights have been trained anew since these numbers were measured."
        if entry.sha256 != row.sha256
        else ""
    )
    return (
        f"{recipe_words(entry.recipe)}{newer}\n\n"
        f"Train it again: `python -m clever_engine train {row.name} --data FOLDER`"
    )
