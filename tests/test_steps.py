"""Work in steps: run to its end, relayed by larger work, and stopped at every level."""

import pytest

from clever_engine.steps import Progress, Steps, part, relay, run


def counting(n: int, closed: list[str] | None = None) -> Steps[str]:
    try:
        for done in range(n):
            yield Progress(done=done + 1, total=n)
    finally:
        if closed is not None:
            closed.append("inner")
    return "result"


def test_run_returns_the_result():
    assert run(counting(3)) == "result"


def test_relay_yields_the_view_and_returns_the_result():
    seen, results = [], []

    def outer() -> Steps[None]:
        inner = relay(counting(2), lambda inner: Progress(done=inner.share, total=4))
        results.append((yield from inner))

    seen.extend(outer())
    assert results == ["result"]
    assert [step.done for step in seen] == [0.5, 1.0]


def test_a_part_counts_in_the_units_of_the_whole():
    seen = list(part(counting(2), done=30, units=10, total=50, stage="second"))
    assert [(step.done, step.total, step.stage) for step in seen] == [
        (35, 50, "second"),
        (40, 50, "second"),
    ]
    assert run(part(counting(2), done=0, units=1, total=1)) == "result"


def test_a_part_keeps_the_value_unless_told_another():
    def valued() -> Steps[None]:
        yield Progress(done=1, total=1, value="own", stage="own")

    (step,) = part(valued(), done=0, units=1, total=1)
    assert (step.value, step.stage) == ("own", "own")
    (step,) = part(valued(), done=0, units=1, total=1, value=None)
    assert (step.value, step.stage) == (None, "own")


def test_closing_the_outer_work_closes_the_inner_one():
    closed: list[str] = []
    steps = relay(relay(counting(3, closed), lambda seen: seen), lambda seen: seen)
    next(steps)
    steps.close()
    assert closed == ["inner"]


def test_an_error_within_closes_and_passes_through():
    def failing() -> Steps[None]:
        yield Progress(done=0, total=1)
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        run(relay(failing(), lambda seen: seen))


@pytest.mark.parametrize(
    ("done", "total", "share"), [(1, 4, 0.25), (5, 4, 1.0), (-1, 4, 0.0), (1, 0, 0.0)]
)
def test_share_stays_within_bounds(done, total, share):
    assert Progress(done=done, total=total).share == share
