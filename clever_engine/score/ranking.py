"""Which digit is the weakest, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clever_engine.classifiers import Classifier, Images
from clever_engine.errors import InputError
from clever_engine.norms import Norm
from clever_engine.score.clever import clever_scores
from clever_engine.score.many import scores_steps
from clever_engine.score.measurement import Masks, Measurement
from clever_engine.score.plausible import leaning
from clever_engine.score.results import CleverScore, Finding
from clever_engine.score.settings import CleverSettings, Method
from clever_engine.steps import Steps

_DRAWS = 2000

ROUGHNESS, SPREAD_MOST = 0.2, 0.3
"""How much the ratio of guided score and smallest attack differs from digit to digit of a network.

The standard deviation of its logarithm is about a fifth of the logarithm of `TargetScore.rise`, on
perceptrons (0.03), convolutional networks (0.09) and one trained on attacks (0.2) alike: the more
the slope changes on the way, the less one number says about the way (benchmarks/README.md).
Sampling more does not lower it, so the probability that a digit is truly the weakest counts it.
"""


CLOSE = 0.6
"""Probability below which the weakest digit is too close to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitRanking:
    """Scores of several digits, measured alike and on the same random points.

    Attributes:
        scores: one a digit, in the order given.
        weakest: index of the lowest score; of a digit that could be measured where there is one.
        probability_weakest: of the marked digit, 0 to 1, from the uncertainty of the scores and
            from how far smallest changes lie off them.
        probabilities: the same for every digit; they sum to 1.

    Raises:
        InputError: the scores were found by different methods.
    """

    scores: tuple[CleverScore, ...]
    weakest: int
    probability_weakest: float
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        check_alike(self.scores)

    @property
    def method(self) -> Method:
        """By which algorithm all of its scores were found."""
        return self.scores[0].method

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what weakens the ranking as a whole; empty when the weakest digit stands out."""
        return (Finding.TOO_CLOSE,) if self.probability_weakest < CLOSE else ()


def rank_digits(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str = "l2",
    target: str | int = "untargeted",
    radius: float | str = "auto",
    settings: CleverSettings | None = None,
    seed: int = 0,
    true_labels: Sequence[int] | None = None,
    masks: Masks | None = None,
) -> DigitRanking:
    """Return the CLEVER scores of `images` `(n, *input_shape)` and which digit is the weakest.

    The arguments are those of `clever_score` (`true_labels` and `masks`: one an image, where there
    are any); with "auto", lines and guided sampling give each digit the radius that suits it, and
    uniform sampling the largest radius any of them asks for.

    Raises:
        InputError: no image, or an argument that makes no sense.
    """
    scores = clever_scores(
        classifier,
        images,
        norm=norm,
        target=target,
        radius=radius,
        settings=settings,
        seed=seed,
        true_labels=true_labels,
        masks=masks,
    )
    return rank(scores)


def ranking_steps(classifier: Classifier, measurement: Measurement) -> Steps[DigitRanking]:
    """Measure as `rank_digits`; progress is that of `scores_steps`."""
    return rank((yield from scores_steps(classifier, measurement)))


def check_alike(scores: Sequence[CleverScore]) -> None:
    """Refuse to set scores beside each other that different algorithms found.

    Raises:
        InputError: there are scores of two methods.
    """
    methods = sorted({score.method for score in scores})
    if len(methods) > 1:
        raise InputError(
            f"Expected scores found by one method; got {' and '.join(methods)}. "
            "Such numbers do not compare: measure all digits the same way."
        )


def rank(scores: Sequence[CleverScore]) -> DigitRanking:
    """Return the ranking of scores measured at the same settings.

    Raises:
        InputError: the scores were found by different methods.
    """
    measurable = [Finding.ZERO_GRADIENTS not in score.findings for score in scores]
    values = np.array([score.value for score in scores])
    if any(measurable):
        values = np.where(measurable, values, np.inf)
    weakest = int(values.argmin())
    generator = np.random.default_rng(0)  # a fixed resampling of the scores' own draws
    draws = np.array([generator.choice(score.draws, _DRAWS) for score in scores])
    leans = np.array([how_far_off(score) for score in scores])
    draws = draws * np.exp(leans[:, :1] + leans[:, 1:] * generator.standard_normal(draws.shape))
    counts = np.bincount(draws.argmin(axis=0), minlength=len(scores)) / _DRAWS
    return DigitRanking(
        scores=tuple(scores),
        weakest=weakest,
        probability_weakest=float(counts[weakest]),
        probabilities=tuple(float(share) for share in counts),
    )


def how_far_off(score: CleverScore) -> tuple[float, float]:
    """Return middle and standard deviation of `log(smallest change / score)`."""
    if score.plausible is not None:
        return leaning(score.norm, score.value, score.nearest.line)
    return 0.0, min(ROUGHNESS * float(np.log(score.nearest.rise)), SPREAD_MOST)
