"""Find the digits in a photo, a scan or a painted picture, and say how sure each reading is."""

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits import certainty
from clever_engine.digits.finder import View, find, images_of
from clever_engine.digits.found import Box, DigitFinding, FoundDigits, check_count
from clever_engine.digits.glyphs import Glyph
from clever_engine.digits.grouping import INK, Found
from clever_engine.digits.rows import reading_order
from clever_engine.errors import PictureError

DOUBTED = 0.65
"""A reading that is less likely than this to be right is doubted. Above one half, as a doubt costs
a glance and an error that nobody doubts costs the result. Chosen so that at most 4 % of pages with
digits are doubted in vain: of 1,198 for choosing 48, with 57 misread without a doubt; at 0.6 it
were 43 and 63, at 0.7 54 and 53."""

NO_DIGIT = 0.03
"""What is less likely than this to be read rightly is left out, beside others that are sure."""


def find_digits(picture: NDArray[np.float32]) -> FoundDigits:
    """Return the digits in a picture, in reading order.

    Args:
        picture: `(h, w)` or `(h, w, 3)` in [0, 1], dark on light or light on dark.

    Raises:
        PictureError: it holds no digit, or more than `MAX_DIGITS`.
        ModelError: the weights of the finder are missing or damaged.
    """
    picture = checked(picture)
    view = find(picture)
    check_count(len(view.digits))
    return _found(view, picture.shape)


def _found(view: View, shape: tuple[int, ...]) -> FoundDigits:
    pieces = [Glyph(top=d.top, left=d.left, mask=d.ink > INK) for d in view.digits]
    by_piece = {id(piece): digit for piece, digit in zip(pieces, view.digits, strict=True)}
    ordered, rows = reading_order(pieces)
    digits = [by_piece[id(piece)] for piece in ordered]
    images = images_of(digits)
    labels, sure = certainty.read(view, digits, images)
    keep = np.flatnonzero((sure > NO_DIGIT) | (sure.max() < DOUBTED))
    aside = [view.edges(digits[n]) for n in range(len(digits)) if n not in keep]
    aside += [view.placed(sign) for sign in view.signs]
    boxes = [_box(view.edges(digit), shape) for digit in digits]
    return FoundDigits(
        images=images[keep],
        boxes=tuple(boxes[n] for n in keep),
        rows=tuple(rows[n] for n in keep),
        findings=tuple(_findings(digits[n], boxes[n], float(sure[n]), shape) for n in keep),
        left_out=tuple(_box(edges, shape) for edges in aside),
        readings=tuple(int(labels[n]) for n in keep),
        certainty=tuple(float(sure[n]) for n in keep),
    )


def _findings(
    digit: Found, box: Box, sure: float, shape: tuple[int, ...]
) -> tuple[DigitFinding, ...]:
    at_border = box.top <= 0 or box.left <= 0 or box.bottom >= shape[0] or box.right >= shape[1]
    named = {
        DigitFinding.UNLIKE_A_DIGIT: sure < DOUBTED,
        DigitFinding.TOUCHES_THE_BORDER: at_border,
    }
    return tuple(finding for finding, holds in named.items() if holds)


def checked(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture `(h, w, 3)`, or say what is wrong with it."""
    values = np.asarray(picture, dtype=np.float32)
    if (
        values.ndim not in (2, 3)
        or (values.ndim == 3 and values.shape[2] != 3)
        or 0 in values.shape
    ):
        raise PictureError(
            f"Expected a picture of shape (h, w) or (h, w, 3); got {tuple(values.shape)}."
        )
    low, high = float(values.min()), float(values.max())
    if not (low >= 0.0 and high <= 1.0):
        raise PictureError(f"Expected pixel values from 0 to 1; got {low:.3g} to {high:.3g}.")
    return values if values.ndim == 3 else np.repeat(values[..., None], 3, axis=2)


def _box(edges: tuple[float, float, float, float], shape: tuple[int, ...]) -> Box:
    left, top, right, bottom = edges
    return Box(
        left=max(0, int(np.floor(left))),
        top=max(0, int(np.floor(top))),
        right=min(shape[1], int(np.ceil(right))),
        bottom=min(shape[0], int(np.ceil(bottom))),
    )
