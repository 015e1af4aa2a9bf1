"""Inside CLEVER: the algorithm's steps one by one, each to be looked at before the next."""

from clever_engine.lesson.inside.around import (
    Lead,
    PointLook,
    Surroundings,
    look_around,
    look_at_point,
    read_lead,
)
from clever_engine.lesson.inside.lines import LinesLook, lines_steps
from clever_engine.lesson.inside.many import RADII, repeat_steps, sweep_steps
from clever_engine.lesson.inside.slopes import SlopeSample, slope_steps
from clever_engine.lesson.inside.steepest import (
    batches_of,
    claimed,
    lesson_settings,
    score_of,
)

__all__ = [
    "RADII",
    "Lead",
    "LinesLook",
    "PointLook",
    "SlopeSample",
    "Surroundings",
    "batches_of",
    "claimed",
    "lesson_settings",
    "lines_steps",
    "look_around",
    "look_at_point",
    "read_lead",
    "repeat_steps",
    "score_of",
    "slope_steps",
    "sweep_steps",
]
