"""The pure parts of the measurement of the running app: messages, screen, strokes, counts."""

import json
import math
import random
import sys

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.app import messages, opening, pen, report, scenarios, server, stats, trail
from benchmarks.app.screen import FINISHED, FRAGMENT_FINISHED, Screen


def begun(run, *fragments):
    message = ForwardMsg()
    message.new_session.page_script_hash = "abc"
    message.metadata.run.script_run_id = run
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def markdown(text, *place, fragment=""):
    message = ForwardMsg()
    message.metadata.delta_path.extend(place)
    message.delta.fragment_id = fragment
    message.delta.new_element.markdown.body = text
    return message


def button(name, *place, fragment=""):
    message = ForwardMsg()
    message.metadata.delta_path.extend(place)
    message.delta.fragment_id = fragment
    message.delta.new_element.button.id = name
    return message


def ended(status=FINISHED):
    message = ForwardMsg()
    message.script_finished = status
    return message


def timer(fragment, interval):
    message = ForwardMsg()
    message.auto_rerun.fragment_id, message.auto_rerun.interval = fragment, interval
    return message


def screen(*received):
    shown = Screen()
    for message in received:
        shown.apply(message)
    return shown


def test_a_rerun_says_page_query_fragment_and_widgets():
    message = messages.rerun(
        query="seed=3",
        page_hash="abc",
        fragment="part",
        by_timer=True,
        widgets=[messages.pressed("id-score")],
    )
    state = message.rerun_script
    assert message.WhichOneof("type") == "rerun_script"
    assert (state.query_string, state.page_script_hash) == ("seed=3", "abc")
    assert (state.fragment_id, state.is_auto_rerun) == ("part", True)
    (widget,) = state.widget_states.widgets
    assert (widget.id, widget.trigger_value) == ("id-score", True)


def test_a_drawing_carries_strokes_and_the_pads_version():
    strokes = [pen.Stroke(w=45, xy=[1, 2, 3, 4])]
    state = messages.drawn("id-pad", strokes, version="v1")
    assert json.loads(state.json_value) == {
        "drawing": {"strokes": [{"w": 45, "xy": [1, 2, 3, 4]}], "version": "v1", "revision": 0}
    }


@pytest.mark.parametrize(
    ("data", "version"), [('{"version": "v1"}', "v1"), ("{}", None), ("[1]", None), ("no", None)]
)
def test_a_pads_version_is_read_from_its_data(data, version):
    assert messages.pad_version(data) == version


def test_a_screen_shows_what_was_drawn_last():
    shown = screen(begun("1"), markdown("old", 0, 0), markdown("new", 0, 0), ended())
    assert shown.says("new")
    assert not shown.says("old")
    assert (shown.page_hash, shown.runs, shown.running) == ("abc", 1, False)


def test_what_a_whole_run_does_not_draw_again_goes():
    shown = screen(begun("1"), markdown("old", 0, 0), markdown("kept", 0, 1), ended())
    for message in (begun("2"), markdown("kept", 0, 1)):
        shown.apply(message)
    assert shown.says("old")  # until the run has ended
    shown.apply(ended())
    assert not shown.says("old")
    assert shown.whole


def test_a_fragments_run_touches_only_its_own():
    shown = screen(
        begun("1"), markdown("page", 0, 0), markdown("gone", 0, 1, fragment="part"), ended()
    )
    for message in (
        begun("2", "part"),
        markdown("there", 0, 2, fragment="part"),
        ended(FRAGMENT_FINISHED),
    ):
        shown.apply(message)
    assert shown.says("page")
    assert shown.says("there")
    assert not shown.says("gone")
    assert not shown.whole


def test_a_run_that_makes_way_for_another_does_not_count():
    shown = screen(begun("1"), markdown("half", 0, 0), ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert shown.runs == 0
    assert not opening.is_still(shown)


def test_words_can_be_asked_for_since_a_moment():
    shown = screen(begun("1"), markdown("before", 0, 0), ended())
    moment = shown.drawn
    shown.apply(markdown("after", 0, 1))
    assert shown.says("after", moment)
    assert not shown.says("before", moment)


def test_widgets_are_found_by_the_key_at_the_end_of_their_id():
    shown = screen(button("$$ID-1-score", 0, 0, fragment="part"))
    found = shown.with_key("score")
    assert found is not None
    assert found.fragment == "part"
    assert shown.with_key("core") is None


def test_timers_are_set_stopped_and_forgotten_with_a_new_run():
    shown = screen(begun("1"), timer("part", 0.5), timer("other", 2.0))
    assert shown.timers == {"part": 0.5, "other": 2.0}
    stop = ForwardMsg()
    stop.stop_auto_rerun.fragment_ids.append("part")
    shown.apply(stop)
    assert shown.timers == {"other": 2.0}
    shown.apply(begun("2", "other"))
    assert shown.timers == {"other": 2.0}
    shown.apply(begun("3"))
    assert shown.timers == {}


def test_an_address_is_there_when_its_words_stand_and_nothing_is_on_its_way():
    address = opening.Address(path="/", words="result")
    drawn = (begun("1"), markdown("result", 0, 0))
    assert not address.is_there(screen(*drawn))
    assert address.is_there(screen(*drawn, ended()))
    progress = ForwardMsg()
    progress.metadata.delta_path.extend([0, 1])
    progress.delta.new_element.progress.value = 40
    assert not address.is_there(screen(*drawn, progress, ended()))


@pytest.mark.parametrize("number", list(pen.SHAPES))
def test_digits_stay_on_the_pad(number):
    for seed in range(20):
        for stroke in pen.digit(number, random.Random(seed)):
            across, down = stroke["xy"][::2], stroke["xy"][1::2]
            assert len(across) == len(down)
            assert 0 <= min(across) <= max(across) <= pen.GRID
            assert 0 <= min(down) <= max(down) <= pen.GRID * pen.RATIO


def test_a_visitor_draws_the_same_again_and_others_draw_something_else():
    assert pen.digits_of(1, 3) == pen.digits_of(1, 3)
    assert pen.digits_of(1, 3) != pen.digits_of(2, 3)


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.5, 5.0), (0.9, 9.0), (0.91, 10.0), (1.0, 10.0)]
)
def test_percentile_is_the_nearest_rank(share, value):
    assert stats.percentile([float(n) for n in range(10, 0, -1)], share) == value


def test_what_was_not_done_counts_as_the_slowest():
    values = [1.0, 2.0, math.inf]
    assert stats.percentile(values, 0.5) == 2.0
    assert stats.line("result", values) == ["result", "3", "2.00 s", "not done", "not done", "1"]


def test_percentile_of_nothing_and_of_no_share():
    assert math.isnan(stats.percentile([], 0.5))
    with pytest.raises(ValueError, match="share from 0 to 1"):
        stats.percentile([1.0], 1.5)


def test_a_table_is_as_wide_as_its_cells():
    assert stats.table(["a", "bb"], [["ccc", "d"]]).splitlines() == [
        "| a   | bb |",
        "| --- | -- |",
        "| ccc | d  |",
    ]


def steps(*names):
    return [trail.Step(file=name.strip("<"), is_call="<" not in name) for name in names]


def test_counts_of_files_and_changes():
    walked = steps("a", "b", "b", "b<", "b<", "a", "b", "b<", "a<")
    assert trail.count(walked) == trail.Count(files=2, calls=5, changes=3, crossings=4)
    assert trail.count([]) == trail.Count(files=0, calls=0, changes=0, crossings=0)


def test_a_trail_notes_own_files_by_thread_and_only_while_on():
    walked = trail.Trail(root=str(scenarios.__file__).rpartition("/")[0])
    sys.setprofile(walked.watch)
    try:
        stats.seconds(1.0)
        walked.on = True
        stats.seconds(1.0)
        walked.on = False
    finally:
        sys.setprofile(None)
    assert walked.steps == {trail.SCRIPT: steps("stats.py", "stats.py<"), trail.WORKER: []}


def test_kinds_of_threads():
    assert trail.thread_kind("ScriptRunner.scriptThread") == trail.SCRIPT
    assert trail.thread_kind("compute-0") == trail.WORKER


def test_bounds_of_what_may_be_asked_for():
    names = [one.name for one in scenarios.scenarios(30, (10, 60), 60.0)]
    assert names[:2] == ["measure, 1 at once", "measure, 30 at once"]
    assert names[-1] == "drawing, 60 at once"
    with pytest.raises(ValueError, match="visitors"):
        scenarios.scenarios(5000, (), 60.0)
    with pytest.raises(ValueError, match="seconds"):
        scenarios.scenarios(1, (), 1e9)


def test_processor_time_is_read_after_a_name_with_spaces():
    fields = " ".join(str(number) for number in range(4, 30))
    assert server.processor_ticks(f"12 (a b) c) S {fields}") == 14 + 15


def test_a_report_compares_with_the_first_checkout_and_pools_rounds():
    visits = [
        {"scenario": "s", "checkout": name, "times": {"page": [value]}, "processor": 1.0}
        for name, value in (("old", 2.0), ("new", 1.0), ("old", 4.0), ("new", math.inf))
    ]
    assert report.pooled(visits, "s", "old") == {"page": [2.0, 4.0]}
    found = {
        "date": "2000-01-01",
        "machine": "one",
        "load": 0.0,
        "checkouts": {"old": "a", "new": "b"},
        "visits": visits,
        "reruns": {"old": {"a rerun": [0.2]}, "new": {"a rerun": [0.1]}},
        "files": {
            name: {"counts": {"worker": {"files": 1, "calls": 2, "changes": 3, "crossings": 4}}}
            for name in ("old", "new")
        },
    }
    text = report.markdown(found)
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    assert ["s", "new", "page", "2", "1.00 s", "not done", "not done", "1", "0.50"] in rows
    assert ["a rerun", "new", "1", "0.10 s", "0.10 s", "0.10 s", "0.10 s", "0.50"] in rows
    assert ["worker", "old", "1", "2", "3", "4"] in rows
    json.dumps(report.plain(found), allow_nan=False)
