"""The component's page, style and script, read once from `web/`."""

from __future__ import annotations

from pathlib import Path

from pages.shared.web import joined

_WEB = Path(__file__).parent / "web"

# Each uses those before it.
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

HTML = joined(_WEB / "pad.html")
CSS = joined(*(_WEB / name for name in _STYLES))
JS = joined(*(_WEB / name for name in _SCRIPTS))
