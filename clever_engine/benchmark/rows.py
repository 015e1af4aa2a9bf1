"""What the benchmark of the zoo measures of one network, and the file that holds all of it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from clever_engine.attacks import STEPS
from clever_engine.comparison.resampling import interval_of_mean
from clever_engine.score.settings import CleverSettings

Array = NDArray[np.float64]

MEASURES = ("clever untargeted", "clever runner-up", "attack")
"""What robustness is read from: CLEVER towards any class or the second one, or an attack."""

BUDGETS: dict[str, tuple[float, ...]] = {
    "l2": (0.5, 1.0, 1.5, 2.0, 2.5, 3.0),
    "linf": (0.05, 0.1, 0.15, 0.2, 0.25, 0.3),
}
"""The attack budgets (epsilon) at which robust accuracy is stated, in the units of each norm; 0.3
in Linf is the one customary for MNIST (Madry et al. 2018)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Settings of the scores and of the attack.

    Attributes:
        clever: of CLEVER.
        attack_steps: gradients an attack takes an image and way of attacking.
    """

    clever: CleverSettings = field(default_factory=CleverSettings)
    attack_steps: int = STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """One measure in one norm, an entry a digit, in the order of `Benchmark.digits`.

    Attributes:
        values: `(n,)` CLEVER scores, or an attack's distances; of digits the network misreads too
            (there the attack's distance is 0).
        low: `(n,)` lower ends of the 90 % intervals; equal to `values` for an attack.
        high: `(n,)` upper ends.
        findings: how many digits carry each finding, by its name.
    """

    values: Array
    low: Array
    high: Array
    findings: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRow:
    """Everything measured of one network.

    Attributes:
        name: of the catalogue.
        sha256: of the weights that were measured.
        test_accuracy: share of the whole test set read rightly, 0 to 1, from the catalogue.
        labels: `(n,)` what the network reads at each digit.
        right: `(n,)` whether that is what the digit is.
        scores: by (norm, measure): ("l2", "clever untargeted") and so on; attacks for L2 and Linf.
        parameters: number of weights.
        milliseconds: of one digit's logits, alone in its batch, median.
        seconds: the whole row took.
    """

    name: str
    sha256: str
    test_accuracy: float
    labels: NDArray[np.int64]
    right: NDArray[np.bool_]
    scores: dict[tuple[str, str], Scores]
    parameters: int
    milliseconds: float
    seconds: float

    @property
    def accuracy(self) -> float:
        """Return the share of the benchmark's digits read rightly."""
        return float(self.right.mean())

    def robustness(self, norm: str, measure: str) -> float:
        """Return the mean over the digits read rightly, in the units of the norm; 0 without any."""
        values = self.scores[norm, measure].values[self.right]
        return float(values.mean()) if len(values) else 0.0

    def robustness_interval(self, norm: str, measure: str) -> tuple[float, float]:
        """Return the 90 % interval of `robustness` over which digits were drawn; 0 without any.

        It holds the scores' own intervals, but for scores of 0: they claim nothing.
        """
        scores = self.scores[norm, measure]
        if not self.right.any():
            return 0.0, 0.0
        values, high = scores.values, np.where(scores.values > 0, scores.high, 0.0)
        return interval_of_mean(*(some[self.right] for some in (values, scores.low, high)))

    def robust_accuracy(self, norm: str, epsilon: float) -> float:
        """Return the share of digits read rightly that no attack within `epsilon` turned.

        An upper bound: a stronger attack may turn more.
        """
        return float(self._survived(norm, epsilon).mean())

    def robust_accuracy_interval(self, norm: str, epsilon: float) -> tuple[float, float]:
        """Return Wilson's 90 % interval of `robust_accuracy` over which digits were drawn."""
        survived = self._survived(norm, epsilon)
        found = binomtest(int(survived.sum()), len(survived))
        low, high = found.proportion_ci(0.9, method="wilson")
        return float(low), float(high)

    def _survived(self, norm: str, epsilon: float) -> NDArray[np.bool_]:
        return self.right & (self.scores[norm, "attack"].values > epsilon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Rows of many networks, measured alike on the same digits; in the file's order.

    Attributes:
        version: of the file's form.
        command: that makes it again.
        seed: of the choice of digits and of the points.
        made: day, as YYYY-MM-DD.
        machine: processor, cores, Python and torch, in words.
        data: name of the data set.
        effort: settings of the scores and of the attacks.
        digits: indices into its test set.
        truth: `(n,)` what the digits are.
        rows: in the catalogue's order.
    """

    version: int
    command: str
    seed: int
    made: str
    machine: str
    data: str
    effort: Effort = field(default_factory=Effort)
    digits: tuple[int, ...]
    truth: NDArray[np.int64]
    rows: tuple[NetworkRow, ...]
