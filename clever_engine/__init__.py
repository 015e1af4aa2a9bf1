"""Measure how easily a neural network's reading of a picture can be broken.

from clever_engine import clever_score, load_classifier

classifier = load_classifier("cnn-7")
score = clever_score(classifier, image, norm="l2", seed=0)
print(score.value, score.interval, score.findings)
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clever_engine.classifiers import Classifier, load_classifier
    from clever_engine.errors import CleverError
    from clever_engine.norms import Norm
    from clever_engine.score.clever import clever_score, clever_scores
    from clever_engine.score.ranking import DigitRanking, rank_digits
    from clever_engine.score.results import CleverScore, Finding, TargetScore
    from clever_engine.score.settings import CleverSettings

__all__ = [
    "Classifier",
    "CleverError",
    "CleverScore",
    "CleverSettings",
    "DigitRanking",
    "Finding",
    "Norm",
    "TargetScore",
    "clever_score",
    "clever_scores",
    "load_classifier",
    "rank_digits",
]

_HOMES = {
    "classifiers": ("Classifier", "load_classifier"),
    "score.clever": ("clever_score", "clever_scores"),
    "errors": ("CleverError",),
    "norms": ("Norm",),
    "score.ranking": ("DigitRanking", "rank_digits"),
    "score.results": ("CleverScore", "Finding", "TargetScore"),
    "score.settings": ("CleverSettings",),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for; torch alone takes two seconds."""
    for home, names in _HOMES.items():
        if name in names:
            globals()[name] = getattr(importlib.import_module(f"{__name__}.{home}"), name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
