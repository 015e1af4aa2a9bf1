"""What the engine finds out about a check while the player plays, step by step."""

from collections.abc import Generator

from clever_engine import Classifier
from clever_engine.game import BankCheck, Level, maximum_steps
from clever_engine.ranking import ranking_steps
from pages.shared.bigcheck.play import Analysis, Found

RANKING_SHARE = 0.3
"""Of the progress shown; the rest is the search for the best tamper."""

_PARTS = 1000


def analysis_steps(
    classifier: Classifier, check: BankCheck, level: Level
) -> Generator[Found, None, Found]:
    """Rank the digits as they came, then find the best tamper; yield what is known so far."""
    steps = ranking_steps(classifier, check.images, true_labels=check.digits)
    while True:
        try:
            partial = next(steps)
        except StopIteration as end:
            ranking = end.value
            break
        yield _at(RANKING_SHARE * partial.done / partial.total)
    analysis = Analysis(ranking=ranking)
    yield _at(RANKING_SHARE, analysis)
    attacks = maximum_steps(classifier, check, level)
    while True:
        try:
            progress = next(attacks)
        except StopIteration as end:
            return _at(1.0, Analysis(ranking=ranking, maximum=end.value))
        yield _at(RANKING_SHARE + (1 - RANKING_SHARE) * progress.done / progress.total, analysis)


def _at(share: float, analysis: Analysis | None = None) -> Found:
    return Found(done=round(_PARTS * share), total=_PARTS, analysis=analysis)
