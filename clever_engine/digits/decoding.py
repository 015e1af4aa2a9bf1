"""Read an uploaded file as a picture, or say in one sentence why it cannot be read."""

import io
import struct
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from clever_engine.digits.compositing import flatten
from clever_engine.errors import PictureError

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
MIN_SIDE = 5
MAX_ASPECT = 50
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
NAMES = "PNG, JPEG, WebP, BMP, GIF or TIFF"

# What Pillow raises for damaged files differs by format and by where the damage lies.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    Image.DecompressionBombError,
)


def decode_picture(raw: bytes) -> NDArray[np.float32]:
    """Return the picture in a file, upright and without transparency.

    Args:
        raw: the bytes of a PNG, JPEG, WebP, BMP, GIF or TIFF file.

    Returns:
        `(h, w, 3)` float32 in [0, 1], red, green, blue.

    Raises:
        PictureError: the file is no such picture, damaged, animated, too large or too small.
    """
    _check_bytes(raw)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's doubts about metadata are none of the user's
        picture = _open(raw)
        with picture:
            _check_header(picture)
            upright = _load(picture)
            return flatten(upright)


def _check_bytes(raw: bytes) -> None:
    if not isinstance(raw, bytes | bytearray | memoryview):
        raise PictureError(
            f"Expected the bytes of a picture file ({NAMES}); got {type(raw).__name__}."
        )
    if len(raw) == 0:
        raise PictureError(f"Expected a picture file ({NAMES}); the file is empty (0 bytes).")
    if len(raw) > MAX_BYTES:
        raise PictureError(
            f"Expected a picture file of at most {MAX_BYTES / 1e6:.0f} MB; "
            f"this one has {len(raw) / 1e6:.1f} MB."
        )


def _open(raw: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(raw), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise PictureError(
            f"Expected a picture ({NAMES}); this file of {len(raw):,} bytes is not one, "
            f"or its beginning is damaged."
        ) from error
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"Expected a picture of at most {MAX_PIXELS / 1e6:.0f} million pixels; "
            f"this one has far more."
        ) from error
    except _DAMAGE as error:
        raise _damaged(raw_length=len(raw)) from error


def _check_header(picture: Image.Image) -> None:
    """Refuse by what the file's first bytes say, before any pixel is decoded."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"Expected a picture of at most {MAX_PIXELS / 1e6:.0f} million pixels; "
            f"this one has {width:,} x {height:,} = {width * height / 1e6:.0f} million."
        )
    if min(width, height) < MIN_SIDE:
        raise PictureError(
            f"Expected a picture at least {MIN_SIDE} pixels wide and high; "
            f"this one is {width} x {height} pixels."
        )
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise PictureError(
            f"Expected a picture at most {MAX_ASPECT} times as long as wide; "
            f"this one is {width:,} x {height:,} pixels."
        )
    frames = _frames(picture)
    if frames > 1:
        raise PictureError(
            f"Expected a single still picture; this {picture.format} file holds {frames} pictures."
        )


def _frames(picture: Image.Image) -> int:
    try:
        return int(getattr(picture, "n_frames", 1))
    except _DAMAGE as error:
        raise _damaged(picture) from error


def _load(picture: Image.Image) -> Image.Image:
    """Decode all pixels and turn them the way the camera was held."""
    try:
        picture.load()
    except _DAMAGE as error:
        raise _damaged(picture) from error
    try:
        return ImageOps.exif_transpose(picture)
    except _DAMAGE:
        return picture  # a damaged note about the orientation does not spoil the pixels


def _damaged(picture: Image.Image | None = None, *, raw_length: int = 0) -> PictureError:
    what = f"this {picture.format} file" if picture else f"this file of {raw_length:,} bytes"
    return PictureError(
        f"Expected a complete picture; {what} is cut short or damaged and cannot be read."
    )
