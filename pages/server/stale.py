"""A page that was left must not come back empty: leave out reruns of fragments that are gone."""

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

_run_script = ScriptRunner._run_script  # Streamlit has no public place to step in


def leave_out_lost_fragments() -> None:
    """Let a rerun that asks for nothing but fragments of a page already left do nothing.

    A fragment of the old page may ask for its rerun while a click on "Next" is still being worked
    on. Streamlit 1.67 keeps that request, draws the new page, and then announces a run of the old
    one: the browser clears the page, the fragment is skipped as lost, and the page stays blank (in
    four of six walks through the lesson on two busy cores).
    """
    ScriptRunner._run_script = _run_what_is_there  # type: ignore[method-assign, assignment]


def _run_what_is_there(runner: ScriptRunner, rerun_data: RerunData) -> None:
    queue = rerun_data.fragment_id_queue
    if queue and not any(map(runner._fragment_storage.contains, queue)):
        return
    _run_script(runner, rerun_data)
