"""Work in line: once for all who ask, fairly, and stopped when nobody waits."""

import gc
import threading
import time

import pytest

from clever_engine.errors import InputError
from clever_engine.steps import Progress
from pages.shared import tasks
from pages.shared.results import Results
from pages.shared.tasks import Tasks


@pytest.fixture
def line():
    made = Tasks(1)
    yield made
    made.close()


def work(n=3, *, log=None, name="work", gate=None, begun=None, slow=0.0):
    def make():
        if begun is not None:
            begun.append(name)
        for k in range(n):
            if gate is not None:
                gate.wait(10)
            time.sleep(slow)
            if log is not None:
                log.append(name)
            yield Progress(done=k + 1, total=n)
        return f"result of {name}"

    return make


def wait(*tickets, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not all(ticket.finished for ticket in tickets) and time.monotonic() < deadline:
        time.sleep(0.002)
    assert all(ticket.finished for ticket in tickets)


def test_work_reports_progress_and_result(line):
    ticket = line.of("a", work())
    wait(ticket)
    assert (ticket.progress.done, ticket.result, ticket.error) == (3, "result of work", None)
    assert line.known("a") == "result of work"
    assert line.active == 0


def test_thirty_who_ask_at_one_moment_cost_one_piece_of_work(line):
    begun, gate = [], threading.Event()
    tickets = [line.of(("same", 1), work(begun=begun, gate=gate)) for _ in range(30)]
    gate.set()
    wait(*tickets)
    late = line.of(("same", 1), work(begun=begun))
    assert begun == ["work"]
    assert {ticket.result for ticket in [*tickets, late]} == {"result of work"}
    assert late.finished


def test_who_leaves_stops_nobody_else(line):
    gate = threading.Event()
    first, second = (line.of("a", work(gate=gate)) for _ in range(2))
    first.leave()
    gate.set()
    wait(second)
    assert second.result == "result of work"


def endless(closed, running):
    def make():
        try:
            while True:
                running.set()
                time.sleep(0.001)
                yield Progress(done=1, total=2)
        finally:
            closed.set()

    return make


def test_the_last_one_leaving_stops_the_work(line):
    closed, running = threading.Event(), threading.Event()
    first, second = (line.of("a", endless(closed, running)) for _ in range(2))
    assert running.wait(10)
    first.leave()
    assert not closed.wait(0.1)
    second.leave()
    assert closed.wait(10)
    wait(first)
    assert first.result is None


def test_a_session_that_ends_leaves(line):
    closed, running = threading.Event(), threading.Event()
    ticket = line.of("a", endless(closed, running))
    assert running.wait(10)
    del ticket
    gc.collect()
    assert closed.wait(10)


def test_who_is_not_seen_for_long_counts_no_more(line, monkeypatch):
    monkeypatch.setattr(tasks, "ABANDONED_AFTER", -1.0)
    ticket = line.of("a", work())
    wait(ticket)
    assert ticket.result is None
    assert "Given up" in ticket.error


def test_stopped_work_starts_anew_when_asked_for_again(line):
    closed, running = threading.Event(), threading.Event()
    ticket = line.of("a", endless(closed, running))
    assert running.wait(10)
    ticket.leave()
    wait(ticket)
    again = line.of("a", work())
    wait(again)
    assert again.result == "result of work"


def failing(error):
    def make():
        yield Progress(done=1, total=2)
        raise error

    return make


def test_engine_errors_become_their_sentence_and_failures_are_not_kept(line):
    ticket = line.of("a", failing(InputError("Expected this; got that.")))
    wait(ticket)
    assert ticket.error == "Expected this; got that."
    again = line.of("a", work())
    wait(again)
    assert again.result == "result of work"


def test_a_fault_is_shown_and_does_not_stop_the_worker(line, caplog):
    ticket = line.of("a", failing(ZeroDivisionError("secret detail")))
    wait(ticket)
    assert "secret" not in ticket.error
    assert "secret detail" in caplog.text
    after = line.of("b", work())
    wait(after)
    assert after.result == "result of work"


def test_short_work_is_done_one_after_the_other(line):
    log, gate = [], threading.Event()
    tickets = [line.of(name, work(3, log=log, name=name, gate=gate)) for name in "abc"]
    gate.set()
    wait(*tickets)
    assert "".join(log) == "aaabbbccc"


def test_a_stream_of_short_work_passes_the_long_but_does_not_starve_it(line, monkeypatch):
    monkeypatch.setattr(tasks, "TURN", 0.01)
    log: list[str] = []
    long = line.of("long", work(20, log=log, name="long", slow=0.004))
    waiting, asked = [], 0
    while not long.finished and asked < 3000:
        waiting = [ticket for ticket in waiting if not ticket.finished]
        while len(waiting) < 3:
            waiting.append(line.of(asked, work(2, log=log, name="short")))
            asked += 1
        time.sleep(0.0005)
    wait(long, *waiting)
    assert asked < 3000
    assert log[: -log[::-1].index("long")].count("short") > 20


def test_work_ahead_of_need_comes_last_and_gives_way(line):
    log, gate = [], threading.Event()
    ahead = line.of("ahead", work(30, log=log, name="ahead", gate=gate), ahead=True)
    while ahead.place:
        time.sleep(0.001)
    wanted = line.of("wanted", work(3, log=log, name="wanted", gate=gate))
    gate.set()
    wait(ahead, wanted)
    assert log.index("wanted") <= 2
    assert "".join(set(log[-3:])) == "ahead"


def test_places_in_line(line):
    gate = threading.Event()
    first, second, third = (line.of(k, work(gate=gate)) for k in range(3))
    while first.place:
        time.sleep(0.001)
    assert [ticket.place for ticket in (first, second, third)] == [0, 1, 2]
    gate.set()
    wait(first, second, third)
    assert third.place == 0


def test_results_are_bounded_in_number():
    kept = Results(most=2)
    for k in range(3):
        kept.put(k, f"result {k}")
        kept.get(0)
    assert [kept.get(k) for k in range(3)] == ["result 0", None, "result 2"]


def test_results_are_bounded_in_bytes():
    kept = Results(most_bytes=10_000)
    for k in range(4):
        kept.put(k, bytes(4000))
    assert [kept.get(k) is None for k in range(4)] == [True, True, False, False]
    kept.put("huge", bytes(20_000))
    assert kept.get("huge") is None
    assert kept.get(3) is not None
