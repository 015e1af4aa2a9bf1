"""How sure the reading of a digit is: a probability that was measured to hold.

What the finder says of a digit and what a second network reads in it are weighed by a logistic
regression, fitted on sheets kept for choosing (`python -m clever_engine.sheets.calibrating`):
to whether the reading was right and no digit beside it was missed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.grouping import INK, Found
from clever_engine.digits.looking import Array, finder_report
from clever_engine.errors import ModelError

READER = "cnn-7-forms"
"""The network that reads what is found: it knows more forms than MNIST has."""

FEATURES = (
    "constant",
    "finder",
    "reader",
    "second",
    "middle",
    "agreement",
    "ink",
    "size",
    "stray",
    "letters",
)


def read(
    digits: Sequence[Found], images: Array, letters: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return what each digit is read as, and the probability that this is right.

    Args:
        digits: as the finder saw them.
        images: `(n, 1, 28, 28)`, the same digits normalised.
        letters: share of all ink in the picture that is of signs and letters: among words an `a`
            is no 0.

    Raises:
        ModelError: the weights of the regression are not beside the finder's.
    """
    labels, values = features(digits, images, letters)
    weights = np.array(finder_report().certainty, dtype=np.float64)
    if len(weights) != len(FEATURES):
        raise ModelError(
            f"Expected {len(FEATURES)} weights for the certainty beside the digit finder; found "
            f"{len(weights)}. Run python -m clever_engine.sheets.calibrating."
        )
    return labels, 1 / (1 + np.exp(-values @ weights))


def features(
    digits: Sequence[Found], images: Array, letters: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the labels `(n,)` by `READER`, and for each what speaks for it, `(n, FEATURES)`."""
    seen = second_reading(images)
    labels = seen.argmax(axis=1)
    order = np.sort(seen, axis=1)
    usual = float(np.median([d.size for d in digits]))
    rows = [
        (
            1.0,
            _odds(float(digit.classes[label])),
            _odds(float(order[number, -1])),
            _odds(float(order[number, -2])),
            _odds(digit.heat),
            digit.agreement,
            float(digit.ink[digit.ink > INK].mean()),
            abs(float(np.log(digit.size / usual))),
            min(digit.stray, 1.0),
            letters,
        )
        for number, (digit, label) in enumerate(zip(digits, labels, strict=True))
    ]
    return labels, np.array(rows)


def second_reading(images: Array) -> NDArray[np.float64]:
    """Return the probabilities `(n, 10)` that `READER` gives each digit of `(n, 1, 28, 28)`."""
    from clever_engine.classifiers import load_classifier

    return load_classifier(READER).logits(images).softmax(dim=1).numpy().astype(np.float64)


def _odds(share: float) -> float:
    """Return the logarithm of the odds of a probability, within what a softmax can mean."""
    share = min(max(share, 1e-4), 1 - 1e-4)
    return float(np.log(share / (1 - share)))
