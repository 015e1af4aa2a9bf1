"""From a drawing, a photo or a scan to digits as MNIST has them."""

from clever_engine.digits.decoding import MAX_BYTES, MAX_PIXELS, decode_picture
from clever_engine.digits.found import MAX_DIGITS, Box, DigitFinding, FoundDigits
from clever_engine.digits.normalising import normalise
from clever_engine.digits.photos import find_digits
from clever_engine.digits.strokes import digits_from_strokes, rasterize_strokes

__all__ = [
    "MAX_BYTES",
    "MAX_DIGITS",
    "MAX_PIXELS",
    "Box",
    "DigitFinding",
    "FoundDigits",
    "decode_picture",
    "digits_from_strokes",
    "find_digits",
    "normalise",
    "rasterize_strokes",
    "read_digits",
]


def read_digits(raw: bytes) -> FoundDigits:
    """Return the digits in a picture file, in reading order.

    Raises:
        PictureError: the file is no readable picture, or no digits can be found in it.
    """
    return find_digits(decode_picture(raw))
