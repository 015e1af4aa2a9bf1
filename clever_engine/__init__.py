"""Measure how easily a neural network's reading of a picture can be broken.

from clever_engine import clever_score, load_classifier

classifier = load_classifier("cnn-7")
score = clever_score(classifier, image, norm="l2", seed=0)
print(score.value, score.interval, score.findings)
"""

from clever_engine.classifiers import Classifier, load_classifier
from clever_engine.errors import CleverError
from clever_engine.norms import Norm
from clever_engine.score.clever import clever_score
from clever_engine.score.findings import Finding
from clever_engine.score.ranking import DigitRanking, rank_digits
from clever_engine.score.results import CleverScore, TargetScore
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
    "load_classifier",
    "rank_digits",
]
