"""The component's page, style and script, read once from `web/`."""

from __future__ import annotations

from pathlib import Path

_WEB = Path(__file__).parent / "web"

# Streamlit takes a script as one module, so the parts are joined; each uses those before it.
_SCRIPTS = (
    "tools.js",
    "model.js",
    "paper.js",
    "pointer.js",
    "keyboard.js",
    "toolbar.js",
    "main.js",
)
_STYLES = ("pad.css", "toolbar.css")


def _joined(*names: str) -> str:
    return "\n".join((_WEB / name).read_text(encoding="utf-8") for name in names)


HTML = _joined("pad.html")
CSS = _joined(*_STYLES)
JS = _joined(*_SCRIPTS)
