"""What the engine finds out about a check while the player plays, step by step."""

from dataclasses import dataclass, replace

from clever_engine.classifiers import Classifier
from clever_engine.game.checks import BankCheck
from clever_engine.game.levels import Level
from clever_engine.game.maximum import Maximum, maximum_steps
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import DigitRanking, ranking_steps
from clever_engine.steps import Progress, Steps, part

RANKING_SHARE = 0.1
"""Of the progress shown; the rest is the search for the best tamper. Ranking took 6 to 10 % of the
time of both with the four banks' networks (two checks of five digits each)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """What is known about a check as it came: the ranking first, then the maximum."""

    ranking: DigitRanking
    maximum: Maximum | None = None


def analysis_steps(classifier: Classifier, check: BankCheck, level: Level) -> Steps[Analysis]:
    """Rank the digits as they came, then find the best tamper.

    The value of the progress is None while the digits are ranked, then an `Analysis` that has no
    maximum yet.

    Raises:
        ModelError: the network does not tell ten digits apart, or gives values that are not finite.
    """
    ranked = Measurement(images=check.images, true_labels=check.digits)
    ranking = yield from part(
        ranking_steps(classifier, ranked),
        done=0,
        units=RANKING_SHARE,
        total=1,
        value=None,
        stage="ranking",
    )
    known = Analysis(ranking=ranking)
    yield Progress(done=RANKING_SHARE, total=1, value=known, stage="maximum")
    maximum = yield from part(
        maximum_steps(classifier, check, level),
        done=RANKING_SHARE,
        units=1 - RANKING_SHARE,
        total=1,
        value=known,
        stage="maximum",
    )
    return replace(known, maximum=maximum)
