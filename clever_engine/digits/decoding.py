"""Read an uploaded file as a picture, or say in one sentence why it cannot be read."""

import io
import struct
import warnings
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from clever_engine.errors import PictureError

_WIDE_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_ALPHA_MODES = ("RGBA", "LA", "PA", "La", "RGBa")


def flatten(picture: Image.Image) -> NDArray[np.float32]:
    """Return a decoded picture of any Pillow mode as `(h, w, 3)` float32 in [0, 1].

    A transparent picture is laid on white paper, or on black if its ink is light.
    """
    if picture.mode in _WIDE_MODES:
        grey = _wide_grey(picture)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if picture.mode in _ALPHA_MODES or "transparency" in picture.info:
        return _on_paper(np.asarray(picture.convert("RGBA"), dtype=np.uint8))
    return _scaled(np.asarray(picture.convert("RGB"), dtype=np.uint8))


def _scaled(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.multiply(values, np.float32(1 / 255), dtype=np.float32)


def _wide_grey(picture: Image.Image) -> NDArray[np.float32]:
    """Return a grey picture of more than 8 bits, by the scale its values suggest."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if picture.mode == "F":
        scale = next((s for s in (1.0, 255.0, 65535.0) if high <= s), high)
    else:
        scale = 65535.0 if high <= 65535 else high
    # Scanners of 10 or 12 bits store small numbers in 16: only the contrast counts here.
    if high - low < 0.25 * scale and high > low:
        return np.asarray((values - min(low, 0.0)) / (high - min(low, 0.0)), dtype=np.float32)
    return np.asarray(np.clip(values / scale, 0.0, 1.0), dtype=np.float32)


def _on_paper(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    colour, alpha = _scaled(rgba[..., :3]), _scaled(rgba[..., 3:])
    weight = float(alpha.sum())
    # The mean colour of what is opaque: a light drawing is invisible on white.
    mean = float((colour * alpha).sum() / (3 * weight)) if weight else 0.0
    paper = np.float32(0.0 if mean > 0.6 and float(alpha.mean()) < 0.6 else 1.0)
    return np.asarray(colour * alpha + paper * (1 - alpha), dtype=np.float32)


MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
MIN_SIDE = 5
MAX_ASPECT = 50
FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "BMP", "GIF", "TIFF")
NAMES = "PNG, JPEG, WebP, HEIC, AVIF, BMP, GIF or TIFF"

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
        raw: the bytes of a PNG, JPEG, WebP, HEIC, AVIF, BMP, GIF or TIFF file.

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
    # The box with which HEIC and AVIF begin; Pillow knows no "HEIF" before it is taught.
    formats = (*FORMATS, _heif()) if raw[4:8] == b"ftyp" else FORMATS
    try:
        return Image.open(io.BytesIO(raw), formats=formats)
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


@cache
def _heif() -> str:
    """Teach Pillow HEIC, in which iPhones store photos, and return its name there."""
    import pillow_heif  # a tenth of a second that no other format needs

    pillow_heif.register_heif_opener()
    return "HEIF"


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
