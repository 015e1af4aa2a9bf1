import threading
import time

from clever_engine.errors import InputError
from clever_engine.steps import Progress
from pages.shared import jobs
from pages.shared.jobs import ComputePool, Job


def steps(n, log=None, name=None, gate=None):
    if gate is not None:
        gate.wait(10)
    for k in range(n):
        if log is not None:
            log.append(name)
        yield Progress(done=k + 1, total=n, value=1.0)
    return f"result of {name}"


def wait(job, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not job.finished and time.monotonic() < deadline:
        time.sleep(0.005)
    assert job.finished


def test_a_job_reports_progress_and_result():
    job = ComputePool(1).submit(steps(3, name="a"))
    wait(job)
    assert job.partial.done == 3
    assert job.result == "result of a"
    assert job.error is None


def test_jobs_take_turns():
    log, gate = [], threading.Event()
    pool = ComputePool(1)
    first = pool.submit(steps(50, log, "long", gate))
    second = pool.submit(steps(3, log, "short"))
    gate.set()
    wait(second)
    wait(first)
    assert log.index("short") < 5
    assert len([name for name in log[:10] if name == "short"]) == 3
    assert pool.active == 0


def test_cancelled_job_stops_and_closes_its_generator():
    closed, gate = threading.Event(), threading.Event()

    def endless():
        try:
            while True:
                gate.set()
                yield Progress(done=1, total=2, value=0.0)
        finally:
            closed.set()

    job = ComputePool(1).submit(endless())
    assert gate.wait(10)
    job.cancel()
    wait(job)
    assert closed.is_set()
    assert job.result is None


def test_abandoned_job_is_given_up(monkeypatch):
    monkeypatch.setattr(jobs, "ABANDONED_AFTER", -1.0)
    job = Job(steps(3))
    assert job.advance() is False
    assert job.cancelled
    assert job.result is None
    assert "Given up" in job.error


def test_engine_errors_become_their_sentence():
    def failing():
        yield Progress(done=1, total=2, value=0.0)
        raise InputError("Expected this; got that.")

    job = ComputePool(1).submit(failing())
    wait(job)
    assert job.error == "Expected this; got that."


def test_a_fault_is_shown_and_does_not_stop_the_worker(caplog):
    def failing():
        yield Progress(done=1, total=2, value=0.0)
        raise ZeroDivisionError("secret detail")

    pool = ComputePool(1)
    job = pool.submit(failing())
    wait(job)
    assert "secret" not in job.error
    assert "secret detail" in caplog.text
    after = pool.submit(steps(2, name="b"))
    wait(after)
    assert after.result == "result of b"
