"""Part 4, ask an attacker: promises against finds, and what each tool can promise at all."""

import html

import streamlit as st

from clever_engine import CleverError, Finding
from clever_engine.benchmark.rows import Benchmark
from clever_engine.figures.fooled_promises import plot_promises
from clever_engine.figures.theme import CONFIG, norm_name
from clever_engine.lesson.fooled import Promises, all_promises, fooled
from pages.accuracy import services as zoo
from pages.lesson.fooled import choosing, look, words
from pages.shared import text
from pages.shared.address import OneOf, put_in_address

NORMS = ("l2", "linf")
_NORM = OneOf("norm", "l2", {norm: norm_name(norm) for norm in NORMS}, key=choosing.key("norm"))
_HEIGHT = 400


def show() -> None:
    """Draw the part."""
    stamp = zoo.stamp()
    benchmark: Benchmark | None = None
    if stamp is None:
        st.info(words.MISSING)
    else:
        try:
            benchmark = zoo.benchmark(stamp)
        except CleverError as error:
            st.warning(str(error), icon=":material/info:")
    if benchmark is None or not benchmark.rows:
        _tools()
        return
    _compare(benchmark)


@st.fragment
def _compare(benchmark: Benchmark) -> None:
    titles = zoo.titles()
    names = [row.name for row in benchmark.rows if ("l2", "attack") in row.scores]
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        offered = {name: titles.get(name, name) for name in names}
        network = OneOf("network", _usual(benchmark, names), offered, key=choosing.key("network"))
        name = network.selectbox("Network", width=330)
        norm = _NORM.segments("Size of a change", width="content")
    put_in_address(network, _NORM)
    every = all_promises(benchmark, norm)
    found = next(one for one in every if one.network == name)
    chart, told = st.columns(2, gap="medium")
    with chart, st.container(key="fooled-chart"):
        _chart(found)
    with told:
        _verdict(found)
        st.markdown(words.named(every, fooled(every), titles))
        _findings(benchmark, found)
        _tools()


def _usual(benchmark: Benchmark, names: list[str]) -> str:
    """Return the network to begin with: where CLEVER was fooled most often, in the data."""
    worst = fooled(all_promises(benchmark, NORMS[0]))
    if worst:
        return worst[0].network
    return "cnn-7" if "cnn-7" in names else names[0]


def _chart(found: Promises) -> None:
    st.plotly_chart(
        plot_promises(found, height=_HEIGHT, dark=look.is_dark()),
        key="fooled-promises",
        config=CONFIG,
        alt=(
            f"CLEVER against the smallest attack for {len(found.scores)} digits: "
            f"{int(found.broken.sum())} lie above the diagonal, where CLEVER said more than the "
            f"attacker needed"
        ),
    )


def _verdict(found: Promises) -> None:
    large, meaning = words.promise(found)
    wrong = " wrong" if found.broken.any() or found.is_blind else ""
    st.html(f"<p class='fooled-big{wrong}'>{html.escape(large)}</p>")
    st.markdown(meaning)


def _findings(benchmark: Benchmark, found: Promises) -> None:
    row = next(row for row in benchmark.rows if row.name == found.network)
    counts = row.scores[found.norm, "clever untargeted"].findings
    known = [finding for finding in Finding if counts.get(str(finding), 0)]
    look.show_warnings(
        [f"{text.finding(one)} ({counts[str(one)]} of {found.digits} digits)" for one in known]
    )


def _tools() -> None:
    lines = "".join(
        f"<tr><th scope='row'>{name}<small>{kind}</small></th>"
        f"<td data-name='Can'>{can}</td><td data-name='Cannot'>{cannot}</td></tr>"
        for name, kind, can, cannot in words.TOOLS
    )
    st.html(
        "<table class='fooled-tools'><thead><tr><td></td><th scope='col'>What it can promise</th>"
        f"<th scope='col'>What it cannot</th></tr></thead><tbody>{lines}</tbody></table>"
    )
