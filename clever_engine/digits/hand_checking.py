"""Making the atlas: every digit is read by two networks and compared with MNIST's training set."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from clever_engine.digits.hand_atlas import Atlas, save_atlas
from clever_engine.digits.hand_drawing import digit_image
from clever_engine.digits.hand_style import Hand, draw_hands
from clever_engine.digits.hand_writing import Stroke, write_digit
from clever_engine.errors import DataError
from clever_engine.training.data import load_mnist
from clever_engine.zoo.catalogue import find_entry, load_module

READERS = ("mlp-1024", "cnn-7")
LEAST_CONFIDENCE = 0.9
LEAST_DISTANCE = (2.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0)
"""L2 distance, for each digit, below which a picture counts as a copy of a training picture.

A copy lies at 0. Of MNIST's first 3,000 test digits, which are none, the nearest to the training
set lie at 0.99 (a 1; ones are all alike) and at 2.13 (all others); half lie beyond 4.4.
"""

LEAST_HANDS = 40
_MOST_ATTEMPTS = 40
Images = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One digit that passed: its variation, strokes, picture, confidences and distance."""

    variation: int
    strokes: list[Stroke]
    image: Images
    confidences: tuple[float, ...]
    nearest: float


def make_atlas(count: int, *, seed: int, data: Path, folder: Path, command: str) -> dict[str, Any]:
    """Let `count` hands write ten digits each, check them, and store the atlas in `folder`.

    A hand with a digit that fails in 40 attempts is left out: not everybody's hand can be read.

    Returns:
        What was recorded, but for the digits.

    Raises:
        DataError: MNIST is missing, or fewer than 40 hands write all ten digits legibly.
        ModelError: one of the two networks has no weights.
    """
    training = load_mnist(data, train=True).images.flatten(1).numpy()
    hands = draw_hands(count, seed=seed)
    passed, attempts = _write_all(hands, training)
    kept = [i for i in range(count) if all((i, digit) in passed for digit in range(10))]
    if len(kept) < LEAST_HANDS:
        raise DataError(
            f"Expected at least {LEAST_HANDS} hands with ten legible digits; got {len(kept)}."
        )
    rows = [[passed[i, digit] for digit in range(10)] for i in kept]
    atlas = Atlas(
        hands=tuple(hands[i] for i in kept),
        images=np.stack([[digit.image[None] for digit in row] for row in rows]),
        strokes=tuple(tuple(digit.strokes for digit in row) for row in rows),
    )
    left_out = sorted(set(range(count)) - set(kept))
    record = _summary(rows, attempts)
    record |= {"hands_left_out": left_out, "command": command, "seed": seed}
    save_atlas(atlas, record | {"digits": [[_entry(d) for d in row] for row in rows]}, folder)
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


def _write_all(
    hands: tuple[Hand, ...], training: Images
) -> tuple[dict[tuple[int, int], Written], int]:
    """Let every hand write every digit, again where one fails.

    Returns:
        What passed, by hand and digit, and the number of attempts.
    """
    passed: dict[tuple[int, int], Written] = {}
    attempts = 0
    for variation in range(_MOST_ATTEMPTS):
        missing = [(i, d) for i in range(len(hands)) for d in range(10) if (i, d) not in passed]
        if not missing:
            break
        attempts += len(missing)
        tried = _try(hands, missing, variation, training)
        passed |= {key: written for key, written in tried.items() if _passes(written, key[1])}
    return passed, attempts


def _try(
    hands: tuple[Hand, ...], keys: list[tuple[int, int]], variation: int, training: Images
) -> dict[tuple[int, int], Written]:
    strokes = [write_digit(hands[i], digit, variation) for i, digit in keys]
    # The pictures are checked as they will be stored: in 256 steps.
    drawn = np.stack([np.rint(digit_image(each) * 255) for each in strokes])[:, None]
    images = drawn.astype(np.float32) / np.float32(255)
    sure = confidences(images, np.array([digit for _, digit in keys]))
    near = nearest_distances(images, training)
    return {
        key: Written(
            variation=variation,
            strokes=strokes[n],
            image=images[n, 0],
            confidences=tuple(float(share) for share in sure[n]),
            nearest=float(near[n]),
        )
        for n, key in enumerate(keys)
    }


def _passes(written: Written, digit: int) -> bool:
    legible = min(written.confidences) >= LEAST_CONFIDENCE
    return legible and written.nearest >= LEAST_DISTANCE[digit]


def _entry(written: Written) -> dict[str, Any]:
    shares = (round(share, 4) for share in written.confidences)
    return {
        "variation": written.variation,
        "confidence": dict(zip(READERS, shares, strict=True)),
        "nearest_training_distance": round(written.nearest, 3),
    }


def _summary(rows: list[list[Written]], attempts: int) -> dict[str, Any]:
    written = [digit for row in rows for digit in row]
    return {
        "attempts": attempts,
        "share_rejected": round(1 - len(written) / attempts, 4),
        "least_confidence": {"required": LEAST_CONFIDENCE}
        | {
            name: round(min(digit.confidences[n] for digit in written), 4)
            for n, name in enumerate(READERS)
        },
        "least_training_distance": {
            "required": LEAST_DISTANCE,
            "found": [round(min(row[d].nearest for row in rows), 3) for d in range(10)],
        },
    }
