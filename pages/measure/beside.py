"""The other method on the digits just measured: how far the two differ, and why."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import streamlit as st

from clever_engine import DigitRanking
from clever_engine.io.records import Record
from clever_engine.score.beside import set_beside
from clever_engine.score.measurement import Measurement
from clever_engine.score.methods import METHODS
from clever_engine.score.ranking import ranking_steps
from pages.measure import services, words
from pages.measure.method import EFFORTS, USUAL_EFFORT
from pages.shared import progress, state
from pages.shared import services as shared

SLOT = "beside"
_OTHER = {"chords": "published", "guided": "published", "published": METHODS[0]}


def show_beside(record: Record) -> None:
    """Say how far another method differs; the published one is measured when asked for."""
    method = record.ranking.method
    if method not in _OTHER:
        return
    other = _known(record) or _measured(record)
    if other is None:
        return
    scores = {method: record.ranking.scores, _OTHER[method]: other.scores}
    published = scores.pop("published")
    told = set_beside(published, *scores.values()).sentence()
    st.info(told, icon=":material/compare_arrows:")


def _twins(record: Record) -> Iterator[Measurement]:
    """Yield the same measurement by the other method, the largest effort first."""
    for settings in reversed(EFFORTS[_OTHER[record.ranking.method]].values()):
        yield replace(record.measurement, settings=settings)


def _known(record: Record) -> DigitRanking | None:
    """Return what the other method found, where anybody has asked for it before."""
    found = (shared.tasks().known(twin.key()) for twin in _twins(record))
    ranking: DigitRanking | None = next(filter(None, found), None)
    return ranking


def _measured(record: Record) -> DigitRanking | None:
    """Measure by the other method; None while that is not asked for or not done."""
    other = _OTHER[record.ranking.method]
    settings = EFFORTS[other][USUAL_EFFORT[other]]
    twin = replace(record.measurement, settings=settings)
    if other != "published":
        make = partial(ranking_steps, shared.classifier(record.model), twin)
        return progress.result(SLOT, twin.key(), make, words.status, soon=0.5)
    waiting = state.waiting(SLOT)
    if waiting is None or waiting.ticket.key != twin.key():
        seconds = services.cost(record.model).seconds(settings) * len(record.ranking.scores)
        st.button(
            words.set_beside(seconds),
            key="set-beside",
            on_click=_start,
            args=(twin,),
            help=words.METHOD_HELP,
        )
    elif waiting.ticket.error is not None:
        st.warning(waiting.ticket.error, icon=":material/info:")
    elif waiting.ticket.finished:
        found: DigitRanking | None = waiting.ticket.result
        return found
    else:
        progress.watch(waiting.ticket, words.status, slot=SLOT)
    return None


def _start(twin: Measurement) -> None:
    state.wait_for(SLOT, services.measure(twin))
