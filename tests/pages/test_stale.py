"""A fragment of a page that was left asks in vain; everything else runs as ever."""

import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from pages.server import stale


@pytest.mark.parametrize(
    ("queue", "runs"), [([], True), (["here"], True), (["gone"], False), (["gone", "here"], True)]
)
def test_only_runs_with_something_to_run_begin(monkeypatch, queue, runs):
    ran = []
    monkeypatch.setattr(stale, "_run_script", lambda runner, asked: ran.append(asked))
    monkeypatch.setattr(ScriptRunner, "_run_script", ScriptRunner._run_script)
    stale.leave_out_lost_fragments()
    runner = object.__new__(ScriptRunner)
    runner._fragment_storage = MemoryFragmentStorage()
    runner._fragment_storage.register("here", lambda: None)
    runner._run_script(RerunData(fragment_id_queue=queue))
    assert len(ran) == runs


def test_streamlit_still_runs_scripts_there():
    """Without what is stepped into, the page could come back blank again, in silence."""
    assert callable(stale._run_script)
    assert stale._run_script.__name__ == "_run_script"
