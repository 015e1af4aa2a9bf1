"""How sure the reading of a digit is: a probability that was measured to hold.

What the finder says of a digit, what a second network reads in it and what a second look at it
and around it says are weighed by a logistic regression, fitted on sheets kept for choosing
(`python -m clever_engine.sheets.calibrating`): to whether the reading was right and no digit
beside it was missed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.finder import View
from clever_engine.digits.grouping import INK, Found
from clever_engine.digits.looking import Array, finder_report
from clever_engine.digits.second_look import NONE, second_look
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
    "look",
    "none",
    "company",
)
"""What speaks for a reading: logarithms of odds by the finder, the reader, the second look; how the
ink hangs together; the size beside the others'; ink that is nobody's; the share of letters in all
ink, and of no digits among the marks (`company`): among words and coins an `a` is no 0."""

MUCH_STRAY = 0.05
"""Ink of nobody's beside a digit, as a share of its own, that is as bad as any more. Of digits with
none 97 % are read rightly with no neighbour missed, with 1 to 5 % of it 82 %, with more 71 %,
however much. Every second digit that is missed leaves some."""


def read(
    view: View, digits: Sequence[Found], images: Array
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return what each digit is read as, and the probability that this is right.

    Args:
        view: what the finder saw.
        digits: of it.
        images: `(n, 1, 28, 28)`, the same digits normalised.

    Raises:
        ModelError: the weights of the regression are not beside the finder's, or those of the
            second look are missing or damaged.
    """
    labels, values = features(view, digits, images)
    weights = np.array(finder_report().certainty, dtype=np.float64)
    if len(weights) != len(FEATURES):
        raise ModelError(
            f"Expected {len(FEATURES)} weights for the certainty beside the digit finder; found "
            f"{len(weights)}. Run python -m clever_engine.sheets.calibrating."
        )
    return labels, 1 / (1 + np.exp(-values @ weights))


def features(
    view: View, digits: Sequence[Found], images: Array
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the labels `(n,)` by `READER`, and for each what speaks for it, `(n, FEATURES)`."""
    seen = second_reading(images)
    labels = seen.argmax(axis=1)
    order = np.sort(seen, axis=1)
    around = second_look(view.patches(digits))
    company = float(around[:, NONE].mean())
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
            min(digit.stray / MUCH_STRAY, 1.0),
            view.letters**0.5,
            _odds(float(around[number, label])),
            _odds(float(around[number, NONE])),
            company,
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
