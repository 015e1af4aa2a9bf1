"""Checking what is written: two networks read it, and none is a copy of a training picture."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from clever_engine.errors import DataError
from clever_engine.handwriting.drawing import digit_image
from clever_engine.handwriting.sets import HandwritingSet, load_handwriting, save_handwriting
from clever_engine.handwriting.style import Writer, draw_writers, stray
from clever_engine.handwriting.writing import Stroke, write_digit
from clever_engine.training.data import load_mnist
from clever_engine.zoo.catalogue import find_entry, load_module

READERS = ("mlp-1024", "cnn-7")
LEAST_CONFIDENCE = 0.9
LEAST_DISTANCE = (2.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0)
"""L2 distance, for each digit, below which a picture counts as a copy of a training picture.

Two writings of a digit by one hand lie as far apart at least, so that none is a copy of another.
A copy lies at 0. Of MNIST's first 3,000 test digits, which are none, the nearest to the training
set lie at 0.99 (a 1; ones are all alike) and at 2.13 (all others); half lie beyond 4.4.
"""

LEAST_HANDS = 40

VARIANTS = 5
"""Writings of each digit: as many as the longest amount of the game has digits, so that no check
holds the same picture twice."""

_MOST_ATTEMPTS, _MORE_ATTEMPTS = 40, 200
"""Attempts at the first writing of a digit, and at all others together.

A hand whose first writings fail so often is left out. One that passed stays, though a digit that
took up to 26 attempts once takes many more to be written legibly four times again.
"""

Images = npt.NDArray[np.float32]
Key = tuple[int, int]
"""Hand and digit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One writing: its variation, strokes, picture `(28, 28)`, confidences and distance."""

    variation: int
    strokes: list[Stroke]
    image: Images
    confidences: tuple[float, ...]
    nearest: float


def make_handwriting(
    count: int, *, seed: int, data: Path, folder: Path, command: str
) -> dict[str, Any]:
    """Let `count` hands write ten digits five times each, check them, and store them in `folder`.

    A hand with a digit that fails in 40 attempts is left out: not everybody's hand can be read.

    Returns:
        What was recorded, but for the digits.

    Raises:
        DataError: MNIST is missing, fewer than 40 hands write all ten digits legibly, or one of
            those writes a digit in too few ways.
        ModelError: one of the two networks has no weights.
    """
    training = load_mnist(data, train=True).images.flatten(1).numpy()
    hands = draw_writers(count, seed=seed)
    pages: dict[Key, list[Written]] = {(i, d): [] for i in range(count) for d in range(10)}
    attempts = _fill(pages, 1, hands, range(_MOST_ATTEMPTS), training)
    kept = [i for i in range(count) if all(pages[i, digit] for digit in range(10))]
    if len(kept) < LEAST_HANDS:
        raise DataError(
            f"Expected at least {LEAST_HANDS} hands with ten legible digits; got {len(kept)}."
        )
    pages = {(i, d): pages[i, d] for i in kept for d in range(10)}
    more = range(_MOST_ATTEMPTS, _MOST_ATTEMPTS + _MORE_ATTEMPTS)
    more_attempts = _fill(pages, VARIANTS, hands, more, training)
    if few := [key for key, page in pages.items() if len(page) < VARIANTS]:
        raise DataError(f"Expected {VARIANTS} legible ways of writing each digit; not of {few}.")
    rows = [[pages[i, digit] for digit in range(10)] for i in kept]
    handwriting = HandwritingSet(
        writers=tuple(hands[i] for i in kept),
        variants=np.array([[[w.image[None] for w in page] for page in row] for row in rows]),
        strokes=tuple(tuple(page[0].strokes for page in row) for row in rows),
    )
    record = _summary(rows, attempts, more_attempts)
    left_out = sorted(set(range(count)) - set(kept))
    record |= {"hands_left_out": left_out, "command": command, "seed": seed}
    save_handwriting(
        handwriting, record | {"digits": [[_entry(page) for page in row] for row in rows]}, folder
    )
    return record


def confidences(images: Images, digits: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return how sure each network of `READERS` is of the right digit, `(n, networks)`.

    Args:
        images: `(n, 1, 28, 28)` in [0, 1].
        digits: `(n,)`, what was meant.
    """
    batch, meant = torch.from_numpy(images.copy()), torch.from_numpy(digits.copy())
    with torch.no_grad():
        shares = [load_module(find_entry(name))(batch).double().softmax(1) for name in READERS]
    return torch.stack([share.gather(1, meant[:, None])[:, 0] for share in shares], 1).numpy()


def nearest_distances(images: Images, training: Images) -> Images:
    """Return the L2 distance of each picture to the nearest training picture, `(n,)`.

    Args:
        images: `(n, 1, 28, 28)` in [0, 1].
        training: `(m, 784)` in [0, 1].
    """
    flat = images.reshape(len(images), -1)
    squares = (flat**2).sum(1)[:, None] + (training**2).sum(1)[None] - 2 * flat @ training.T
    nearest = training[squares.argmin(1)]
    # The expanded square loses digits near zero, just where a copy would show.
    return np.asarray(np.sqrt(((flat - nearest) ** 2).sum(1)), dtype=np.float32)


def _fill(
    pages: dict[Key, list[Written]],
    wanted: int,
    hands: tuple[Writer, ...],
    variations: Iterable[int],
    training: Images,
) -> int:
    """Let every hand write until each page has `wanted` writings; return the attempts it took."""
    attempts = 0
    for variation in variations:
        missing = [key for key, page in pages.items() if len(page) < wanted]
        if not missing:
            break
        attempts += len(missing)
        writers = [
            stray(hands[hand], digit, variation) if pages[hand, digit] else hands[hand]
            for hand, digit in missing
        ]
        for key, written in zip(missing, _try(writers, missing, variation, training), strict=True):
            if _passes(written, key[1], pages[key]):
                pages[key].append(written)
    return attempts


def _try(writers: list[Writer], keys: list[Key], variation: int, training: Images) -> list[Written]:
    digits = [digit for _, digit in keys]
    strokes = [write_digit(*which, variation) for which in zip(writers, digits, strict=True)]
    images = np.stack([_picture(each) for each in strokes])[:, None]
    sure = confidences(images, np.array(digits))
    near = nearest_distances(images, training)
    return [
        Written(
            variation=variation,
            strokes=strokes[n],
            image=images[n, 0],
            confidences=tuple(float(share) for share in sure[n]),
            nearest=float(near[n]),
        )
        for n in range(len(keys))
    ]


def _picture(strokes: list[Stroke]) -> Images:
    shipped = _shipped().get(str(strokes))
    # The pictures are checked as they will be stored: in 256 steps.
    steps = np.rint(digit_image(strokes) * 255).astype(np.float32)
    return steps / np.float32(255) if shipped is None else shipped


@functools.cache
def _shipped() -> dict[str, Images]:
    """Return the first pictures that ship, by their strokes.

    They stay as they are: addresses, examples and the lesson show their numbers, but drawing one
    anew may set it a pixel lower (one of 590 when the middle came to be taken in 256 steps).
    """
    try:
        handwriting = load_handwriting()
    except DataError:
        return {}
    drawn = [strokes for row in handwriting.strokes for strokes in row]
    pictures = handwriting.images.reshape(-1, 28, 28)
    return {str(strokes): image for strokes, image in zip(drawn, pictures, strict=True)}


def _passes(written: Written, digit: int, page: list[Written]) -> bool:
    legible = min(written.confidences) >= LEAST_CONFIDENCE
    apart = [float(np.linalg.norm(written.image - other.image)) for other in page]
    return legible and min([written.nearest, *apart]) >= LEAST_DISTANCE[digit]


def _entry(page: list[Written]) -> dict[str, Any]:
    shares = zip(*(written.confidences for written in page), strict=True)
    return {
        "variations": [written.variation for written in page],
        "confidence": {
            name: [round(share, 4) for share in each]
            for name, each in zip(READERS, shares, strict=True)
        },
        "nearest_training_distance": [round(written.nearest, 3) for written in page],
    }


def _summary(rows: list[list[list[Written]]], first: int, more: int) -> dict[str, Any]:
    written = [writing for row in rows for page in row for writing in page]
    pages = len(rows) * 10
    return {
        "attempts": first,
        "share_rejected": round(1 - pages / first, 4),
        "attempts_at_variants": more,
        "share_of_variants_rejected": round(1 - (VARIANTS - 1) * pages / more, 4),
        "least_confidence": {"required": LEAST_CONFIDENCE}
        | {
            name: round(min(digit.confidences[n] for digit in written), 4)
            for n, name in enumerate(READERS)
        },
        "least_training_distance": {
            "required": LEAST_DISTANCE,
            "found": [
                round(min(writing.nearest for row in rows for writing in row[digit]), 3)
                for digit in range(10)
            ],
        },
    }
