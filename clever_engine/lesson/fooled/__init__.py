"""When CLEVER is fooled: hidden slopes, saturated outputs, a ball too large, and an attacker."""

from clever_engine.lesson.fooled.attacking import PAPER_RADIUS, uncut
from clever_engine.lesson.fooled.ball import RADII, Ball, Balls, ball_steps
from clever_engine.lesson.fooled.certainty import (
    FACTORS,
    Certainties,
    Certainty,
    Outputs,
    certainty_steps,
    surer,
)
from clever_engine.lesson.fooled.hidden_gradient import (
    HiddenLook,
    Line,
    Staircase,
    hidden_behind,
    hidden_steps,
)
from clever_engine.lesson.fooled.promises import Promises, all_promises, fooled, promises

__all__ = [
    "FACTORS",
    "PAPER_RADIUS",
    "RADII",
    "Ball",
    "Balls",
    "Certainties",
    "Certainty",
    "HiddenLook",
    "Line",
    "Outputs",
    "Promises",
    "Staircase",
    "all_promises",
    "ball_steps",
    "certainty_steps",
    "fooled",
    "hidden_behind",
    "hidden_steps",
    "promises",
    "surer",
    "uncut",
]
