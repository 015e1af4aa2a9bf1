"""The app of a checkout without server and browser: in this process, one run after the other.

A probe is started by `in_checkout` as a process of its own, `python -m benchmarks.app.NAME PATH`,
from this repository, and imports the app from the other.
"""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.testing.v1 import AppTest, app_test
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from benchmarks.app.screen import Screen

HOME = Path(__file__).resolve().parents[2]
LONGEST = 900.0
"""Seconds a probe may take."""


def in_checkout(probe: str, checkout: Path, *options: str) -> Any:
    """Run a probe on a checkout and return the JSON it prints last.

    Raises:
        RuntimeError: it failed; what it said is in the message.
    """
    # -P, as the folder it runs in, for Streamlit's settings there, may hold other benchmarks.
    command = [sys.executable, "-P", "-m", f"benchmarks.app.{probe}", str(checkout), *options]
    environment = {**os.environ, "CLEVER_SCORES": "sqlite://", "PYTHONPATH": str(HOME)}
    done = subprocess.run(
        command,
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"Expected {probe} to measure {checkout}; it said:\n{done.stderr[-3000:]}"
        )
    return json.loads(done.stdout.splitlines()[-1])


def enter(checkout: Path) -> None:
    """Import the app from a checkout from now on, and nothing but these benchmarks from here."""
    elsewhere = [path for path in sys.path if Path(path).resolve() != HOME]
    sys.path[:] = [str(checkout), *elsewhere]


class Runner(LocalScriptRunner):
    """Streamlit's own runner for tests, which also runs a single fragment and takes the time.

    Attributes:
        fragment: id of the fragment to run; empty for the whole script.
        touched: states of widgets that tests do not know of, such as a component's.
        seconds: processor time of the last run, of all threads.
        screen: what the last run has drawn.
    """

    fragment: ClassVar[str] = ""
    touched: ClassVar[list[WidgetState]] = []
    seconds: ClassVar[float] = 0.0
    screen: ClassVar[Screen] = Screen()

    def request_rerun(self, rerun_data: RerunData) -> bool:
        """Ask for the fragment, with the widgets' states, instead of for the whole script."""
        if rerun_data.widget_states is not None:
            rerun_data.widget_states.widgets.extend(self.touched)
        if self.fragment:
            self._requests = ScriptRequests()  # there is one for the whole script from the start
            rerun_data = RerunData(
                query_string=rerun_data.query_string,
                widget_states=rerun_data.widget_states,
                page_script_hash=rerun_data.page_script_hash,
                fragment_id=self.fragment,
            )
        return super().request_rerun(rerun_data)

    def _run_script_thread(self) -> None:
        begun = time.process_time()
        try:
            super()._run_script_thread()
        finally:
            type(self).seconds = time.process_time() - begun
            type(self).screen = Screen(runs=1)  # that a run ends is not among the messages here
            for message in self.forward_msgs():
                self.screen.apply(message)


def open_page(page: str, query: dict[str, str] | None = None) -> AppTest:
    """Open the page with this address as a visitor would; see `Runner.screen`.

    Raises:
        LookupError: there is no such page.
    """
    compiled = ScriptCache()  # a server compiles a page once, not at every run
    vars(app_test).update(LocalScriptRunner=Runner, ScriptCache=lambda: compiled)
    at = AppTest.from_file(_script(), default_timeout=120)
    at.run()
    addresses = {info.get("url_pathname"): name for name, info in at._registered_pages.items()}
    if page not in addresses:
        raise LookupError(f"Expected a page {page!r}; there are {sorted(map(str, addresses))}.")
    at._page_hash = addresses[page]  # as `switch_page`, which wants to know the page's file
    for key, value in (query or {}).items():
        at.query_params[key] = value
    return at.run()


def _script() -> Path:
    """Return the script that the server runs for every visitor."""
    app = importlib.import_module("app").app
    return Path(app.script_path).resolve()


def wait(at: AppTest, there: Callable[[Screen], bool], patience: float = 300.0) -> None:
    """Look at the page twice a second, as its timer does, until it is as wanted.

    Raises:
        TimeoutError: it does not become so.
    """
    deadline = time.monotonic() + patience
    while not there(Runner.screen):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Expected a result within {patience:.0f} s.")
        time.sleep(0.5)
        at.run()


def answer(values: object) -> None:
    """Print what a probe found, for `in_checkout`."""
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(values), flush=True)
