"""What a browser sends to Streamlit's web socket, as protobuf messages."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.app.pen import Stroke

SUBPROTOCOLS = ("streamlit", "PLACEHOLDER_AUTH_TOKEN")
"""What the browser offers on opening: the protocol, and where a token would stand."""


def pressed(button: str) -> WidgetState:
    """Return the state of a button that has just been pressed."""
    return WidgetState(id=button, trigger_value=True)


def drawn(pad: str, strokes: Iterable[Stroke], *, version: str, revision: int = 0) -> WidgetState:
    """Return the state of a drawing pad with these strokes.

    Args:
        pad: the component's id.
        strokes: each `{"w": width, "xy": [x0, y0, ...]}`.
        version: the pad's, from the data it was last given.
        revision: the same.
    """
    drawing = {"strokes": list(strokes), "version": version, "revision": revision}
    return WidgetState(id=pad, json_value=json.dumps({"drawing": drawing}))


def rerun(
    *,
    query: str = "",
    page_name: str = "",
    page_hash: str = "",
    fragment: str = "",
    by_timer: bool = False,
    widgets: Iterable[WidgetState] = (),
) -> BackMsg:
    """Return the request to run the script, or one fragment of it.

    Args:
        query: the address's part after the question mark.
        page_name: the address's path; only the first request has it, before the hash is known.
        page_hash: what the server calls the page.
        fragment: its id; empty for the whole script.
        by_timer: whether nobody touched anything, but a fragment's interval has passed.
        widgets: the states of all widgets the visitor has touched.
    """
    message = BackMsg()
    state = message.rerun_script
    state.query_string, state.page_name, state.page_script_hash = query, page_name, page_hash
    state.fragment_id, state.is_auto_rerun = fragment, by_timer
    state.widget_states.widgets.extend(widgets)
    state.context_info.timezone, state.context_info.locale = "UTC", "en-US"
    state.context_info.url = f"http://127.0.0.1/{page_name}"
    return message


def pad_version(data: str) -> str | None:
    """Return the version in the data a drawing pad was given; None where it is no pad's."""
    try:
        values: Any = json.loads(data)
    except json.JSONDecodeError:
        return None
    return values.get("version") if isinstance(values, Mapping) else None
