"""The component's page, style and script, read once from `web/` and from the drawing pad's."""

from __future__ import annotations

from pathlib import Path

from pages.shared.web import joined

_OWN = Path(__file__).parent / "web"
# What a hand needs is the same on both pads: a pointer that ignores palms, a sheet, a tray.
_SHARED = Path(__file__).parents[2] / "shared" / "canvas" / "web"

# Each uses those before it.
_SCRIPTS = (
    _OWN / "brushes.js",
    _OWN / "bytes.js",
    _OWN / "model.js",
    _OWN / "teller.js",
    _OWN / "paper.js",
    _SHARED / "pointer.js",
    _OWN / "keyboard.js",
    _OWN / "compare.js",
    _OWN / "toolbar.js",
    _OWN / "main.js",
)
_STYLES = (
    _SHARED / "pad.css",
    _SHARED / "toolbar.css",
    _OWN / "desk.css",
    _OWN / "teller.css",
)

HTML = joined(_OWN / "desk.html")
CSS = joined(*_STYLES)
JS = joined(*_SCRIPTS)
