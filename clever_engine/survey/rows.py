"""What the benchmark of the zoo measures of one network, and the file that holds all of it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clever_engine.settings import CleverSettings

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
        attack_steps: gradients an attack takes an image and way of attacking. On cnn-7 and
            cnn-7-robust, 60 came within 1 % (L2) and 3 % (Linf) of 300 for nine digits in ten.
    """

    clever: CleverSettings = field(default_factory=CleverSettings)
    attack_steps: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """One measure in one norm, an entry a digit, in the order of `Survey.digits`.

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
        """Return the share of the survey's digits read rightly."""
        return float(self.right.mean())

    def robustness(self, norm: str, measure: str) -> float:
        """Return the mean over the digits read rightly, in the units of the norm; 0 without any."""
        values = self.scores[norm, measure].values[self.right]
        return float(values.mean()) if len(values) else 0.0

    def robustness_interval(self, norm: str, measure: str) -> tuple[float, float]:
        """Return a 90 % bootstrap interval of `robustness` over which digits were drawn."""
        values = self.scores[norm, measure].values[self.right]
        if len(values) < 2:
            return (self.robustness(norm, measure),) * 2
        picks = np.random.default_rng(0).integers(len(values), size=(2000, len(values)))
        low, high = np.quantile(values[picks].mean(axis=1), [0.05, 0.95])
        return float(low), float(high)

    def robust_accuracy(self, norm: str, epsilon: float) -> float:
        """Return the share of digits read rightly that no attack within `epsilon` turned.

        An upper bound: a stronger attack may turn more.
        """
        survived = self.right & (self.scores[norm, "attack"].values > epsilon)
        return float(survived.mean())


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Rows of many networks, measured alike on the same digits.

    Attributes:
        version: of the file's form.
        command: that makes it again.
        seed: of the choice of digits, the points and the attacks.
        made: day, as YYYY-MM-DD.
        machine: processor, cores, Python and torch, in words.
        data: name of the data set.
        digits: indices into its test set.
        truth: `(n,)` what the digits are.
        rows: in the catalogue's order.
        effort: settings of the scores and of the attacks.
    """

    version: int
    command: str
    seed: int
    made: str
    machine: str
    data: str
    digits: tuple[int, ...]
    truth: NDArray[np.int64]
    rows: tuple[NetworkRow, ...]
    effort: Effort = field(default_factory=Effort)
