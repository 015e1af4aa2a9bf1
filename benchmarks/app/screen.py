"""What a browser would show: the elements that stand on the page, from the server's messages."""

from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.app.messages import pad_version

FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
FRAGMENT_FINISHED = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One element on the page.

    Attributes:
        kind: as Streamlit calls it: "markdown", "button", "plotly_chart", "progress", ...
        text: what it says, as far as it is text.
        id: of a widget; ends with the key the app gave it.
        fragment: id of the fragment it belongs to, else empty.
        run: id of the run that drew it last.
        number: counts the elements drawn, over all runs.
        version: of a drawing pad.
    """

    kind: str
    text: str
    id: str
    fragment: str
    run: str
    number: int
    version: str | None = None


@dataclass(slots=True)
class Screen:
    """The page as the messages so far make it.

    Attributes:
        shown: elements by where they stand.
        query: the address's part after the question mark, as the app may have changed it.
        page_hash: what the server calls the page.
        timers: seconds between reruns, by fragment.
        drawn: number of elements drawn so far.
        runs: number of runs that came to their end.
        whole: whether the last one of those was of the whole script.
        running: whether a run is on its way.
        problem: an error shown or sent, if any.
    """

    query: str = ""
    page_hash: str = ""
    shown: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    timers: dict[str, float] = field(default_factory=dict)
    drawn: int = 0
    runs: int = 0
    whole: bool = False
    running: bool = False
    problem: str = ""
    _run: str = ""
    _fragments: tuple[str, ...] = ()

    def apply(self, message: ForwardMsg) -> None:
        """Take a message of the server into account."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "delta":
            self._draw(message)
        elif kind == "script_finished":
            self._end(message.script_finished)
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            self._drop(set(message.stop_auto_rerun.fragment_ids))

    def with_key(self, key: str) -> Shown | None:
        """Return the widget that the app gave this key; None where there is none."""
        ends = f"-{key}"
        return next((one for one in self.shown.values() if one.id.endswith(ends)), None)

    def has(self, kind: str) -> bool:
        """Return whether an element of this kind stands on the page."""
        return any(one.kind == kind for one in self.shown.values())

    def says(self, words: str, since: int = 0) -> bool:
        """Return whether some element drawn after number `since` holds these words."""
        return any(one.number > since and words in one.text for one in self.shown.values())

    def _begin(self, message: ForwardMsg) -> None:
        run = message.metadata.run
        self._run, self._fragments = run.script_run_id, tuple(run.fragment_ids)
        self.running = True
        if not self._fragments:  # the browser forgets all intervals; the run sets them anew
            self.timers.clear()
            self.page_hash = message.new_session.page_script_hash or self.page_hash

    def _draw(self, message: ForwardMsg) -> None:
        delta, place = message.delta, tuple(message.metadata.delta_path)
        if delta.WhichOneof("type") != "new_element":
            return
        self.drawn += 1
        element = delta.new_element
        kind = str(element.WhichOneof("type"))
        inner: Any = getattr(element, kind, None)
        self.shown[place] = Shown(
            kind=kind,
            text=_text(inner),
            id=str(getattr(inner, "id", "")),
            fragment=delta.fragment_id,
            run=self._run,
            number=self.drawn,
            version=pad_version(inner.json) if kind == "bidi_component" else None,
        )
        if kind == "exception":
            self.problem = _text(inner)

    def _end(self, status: int) -> None:
        self.running = False
        if status not in (FINISHED, FRAGMENT_FINISHED):
            return  # another run follows at once, or the script has a fault
        self.runs += 1
        self.whole = not self._fragments
        self.shown = {place: one for place, one in self.shown.items() if not self._is_stale(one)}

    def _is_stale(self, one: Shown) -> bool:
        """Return whether the run that has ended would have drawn this again, and has not."""
        return one.run != self._run and (not self._fragments or one.fragment in self._fragments)

    def _drop(self, fragments: set[str]) -> None:
        self.timers = {name: gap for name, gap in self.timers.items() if name not in fragments}
        self.shown = {
            place: one for place, one in self.shown.items() if one.fragment not in fragments
        }


def _text(element: Any) -> str:
    """Return what an element says; its fields are named differently from kind to kind."""
    for name in ("body", "text", "label", "message"):
        value = getattr(element, name, None)
        if isinstance(value, str) and value:
            return value
    return ""
