"""Adversarial twins: digits changed so little that people do not see it, and networks misread.

`python -m clever_engine.lesson.twins --out assets/lesson/twins.npz` makes the shipped ones again.
"""

from clever_engine.lesson.twins.file import FILE, load_twins, read_record
from clever_engine.lesson.twins.quiz import CARDS, Card, make_round
from clever_engine.lesson.twins.records import Change, Reading, Twin, TwinSet

__all__ = [
    "CARDS",
    "FILE",
    "Card",
    "Change",
    "Reading",
    "Twin",
    "TwinSet",
    "load_twins",
    "make_round",
    "read_record",
]
