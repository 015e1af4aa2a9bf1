"""Where the networks, handwritings and other data lie that ship with the engine.

In a clone they are the folders `models/` and `assets/` beside `clever_engine/`; in an installed
engine the same folders lie inside the package.
"""

from pathlib import Path

_ENGINE = Path(__file__).resolve().parent
_INSTALLED = _ENGINE / "data"

ROOT = _INSTALLED if _INSTALLED.is_dir() else _ENGINE.parent
"""The folder that holds `models/` and `assets/`."""

MODELS = ROOT / "models"
"""Weights, the catalogue and the benchmark's result."""

ASSETS = ROOT / "assets"
"""The handwritings and the lesson's adversarial examples; in a clone also what the app shows."""
