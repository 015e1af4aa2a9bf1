"""The benchmark's benchmark and the catalogue as the page needs them, read once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from clever_engine.benchmark.file import read_benchmark
from clever_engine.benchmark.findings import Statement, statements
from clever_engine.benchmark.rows import Benchmark, NetworkRow
from clever_engine.figures import plot_sweep, plot_tradeoff
from clever_engine.figures.tradeoff import Point
from clever_engine.shipped import MODELS
from clever_engine.zoo.catalogue import (
    Entry,
    Sweep,
    read_catalogue,
    read_sweeps,
    weights_file,
)
from clever_engine.zoo.catalogue import sweep_entries as members
from pages.accuracy.choosing import View
from pages.accuracy.kinds import kind
from pages.accuracy.lines import table_lines
from pages.accuracy.points import front, points
from pages.accuracy.sweep_facts import (
    Setting,
    best_setting,
    settings,
)

FILE = MODELS / "benchmark.json"
"""The shipped result."""

Stamp = tuple[str, int]
"""A file and when it was changed: a new result is read without a restart."""


def stamp() -> Stamp | None:
    """Return the benchmark file as it is now; None where there is none."""
    try:
        return str(FILE), FILE.stat().st_mtime_ns
    except OSError:
        return None


@st.cache_resource(max_entries=2, show_spinner=False)
def benchmark(at: Stamp) -> Benchmark:
    """Return the whole benchmark; shared by all, read-only; raises `DataError`."""
    return read_benchmark(Path(at[0]))


@st.cache_resource(max_entries=2, show_spinner=False)
def zoo(at: Stamp) -> Benchmark:
    """Return the benchmark without the sweeps' networks, which have a section of their own."""
    whole = benchmark(at)
    apart = {name for name, entry in entries().items() if entry.group != "zoo"}
    return replace(whole, rows=tuple(row for row in whole.rows if row.name not in apart))


@st.cache_resource
def entries() -> dict[str, Entry]:
    """Return the catalogue by name."""
    return {entry.name: entry for entry in read_catalogue()}


@st.cache_resource
def titles() -> dict[str, str]:
    """Return the networks' titles by name."""
    return {name: entry.title for name, entry in entries().items()}


@st.cache_resource
def kinds() -> dict[str, str]:
    """Return the networks' kinds by name."""
    return {name: kind(entry) for name, entry in entries().items()}


@st.cache_resource
def sweeps() -> dict[str, Sweep]:
    """Return the sweeps by name."""
    return {sweep.name: sweep for sweep in read_sweeps()}


@st.cache_resource(max_entries=20)
def sweep_settings(name: str) -> tuple[tuple[float, Entry], ...]:
    """Return the settings and networks of a sweep, by rising setting."""
    return members(sweeps()[name])


@st.cache_resource(max_entries=60, show_spinner=False)
def zoo_points(at: Stamp, view: View) -> tuple[Point, ...]:
    """Return a point a network of the zoo."""
    return points(zoo(at).rows, view, kinds())


@st.cache_resource(max_entries=300, show_spinner=False)
def tradeoff(at: Stamp, view: View, chosen: str) -> tuple[go.Figure, tuple[int, ...]]:
    """Return the scatter with one network marked, and which points are on the Pareto front."""
    drawn = zoo_points(at, view)
    best = front(zoo(at).rows, view, drawn)
    return plot_tradeoff(drawn, best, chosen=chosen, robustness=view.title), best


@st.cache_resource(max_entries=120, show_spinner=False)
def swept(at: Stamp, name: str, view: View) -> tuple[tuple[Setting, ...], go.Figure]:
    """Return a sweep's measured settings and their figure."""
    found = settings(sweep_settings(name), sweeps()[name].base, benchmark(at).rows, view)
    best = best_setting(found)
    marked = best.step.setting if best else ""
    steps = [setting.step for setting in found]
    return found, plot_sweep(steps, best=marked, robustness=view.title)


@st.cache_resource(max_entries=2, show_spinner=False)
def lines(at: Stamp) -> list[dict[str, Any]]:
    """Return a line of the table a network of the zoo."""
    return table_lines(zoo(at), entries())


@st.cache_resource(max_entries=60, show_spinner=False)
def facts(at: Stamp, view: View) -> list[Statement]:
    """Return what the zoo shows."""
    return statements(zoo(at), view.norm, view.key)


@st.cache_data(max_entries=100, show_spinner=False)
def weights_bytes(name: str) -> int:
    """Return the size of a network's weights; 0 where they are not there."""
    path = weights_file(entries()[name])
    return path.stat().st_size if path.is_file() else 0


def row_named(at: Stamp, name: str) -> NetworkRow:
    """Return a network's row."""
    return next(row for row in benchmark(at).rows if row.name == name)
