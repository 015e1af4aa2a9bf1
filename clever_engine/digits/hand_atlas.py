"""The atlas: hands and the digits each has written once, as shipped in `assets/hands/`."""

import dataclasses
import functools
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from clever_engine.codec import read_json
from clever_engine.digits.hand_shapes import HANDS
from clever_engine.digits.hand_style import Hand
from clever_engine.digits.hand_writing import Stroke
from clever_engine.errors import DataError
from clever_engine.files import read_verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Digits that the project itself has written, each read rightly by two networks.

    Attributes:
        hands: the writers.
        images: `(hands, 10, 1, 28, 28)` float32 in [0, 1], read-only; digit d is `[:, d]`.
        strokes: `strokes[hand][digit]` are that digit's strokes; not to be altered.
    """

    hands: tuple[Hand, ...]
    images: npt.NDArray[np.float32]
    strokes: tuple[tuple[list[Stroke], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    habits: Hand


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    sha256: str
    hands: tuple[_Entry, ...]


@functools.cache
def load_atlas(folder: Path = HANDS) -> Atlas:
    """Return the atlas in `folder`, its digits verified by their checksum.

    Raises:
        DataError: a file is missing, damaged or does not belong to the other.
    """
    record = read_json(folder / "atlas.json", _Record, what="an atlas of hands")
    raw = read_verified(
        folder / "atlas.npz",
        record.sha256,
        what="an atlas of hands",
        error=DataError,
        advice="Make it again: python -m clever_engine.digits.hands --data FOLDER",
    )
    hands = tuple(entry.habits for entry in record.hands)
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            images = _images(arrays["images"], len(hands))
            strokes = _unpack(
                arrays["points"], arrays["lengths"], arrays["widths"], arrays["parts"]
            )
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise DataError(f"Expected an atlas of hands in {folder}: {error!r}") from error
    rows = tuple(tuple(strokes[i : i + 10]) for i in range(0, len(strokes), 10))
    if len(rows) != len(hands):
        raise DataError(f"Expected the strokes of {len(hands)} hands in {folder}; got {len(rows)}.")
    return Atlas(hands=hands, images=images, strokes=rows)


def save_atlas(atlas: Atlas, record: dict[str, Any], folder: Path) -> None:
    """Write the atlas into `folder`: digits as `atlas.npz`, hands and `record` as `atlas.json`.

    Args:
        atlas: what to write; its pictures are kept in 256 steps.
        record: how the atlas was made; `record["digits"][i]` is put beside hand i.
        folder: gets both files.
    """
    buffer = io.BytesIO()
    images = np.rint(atlas.images * 255).astype(np.uint8)
    np.savez_compressed(buffer, allow_pickle=False, images=images, **_pack(atlas.strokes))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "atlas.npz").write_bytes(buffer.getvalue())
    hands = [
        {"habits": dataclasses.asdict(hand), "digits": digits}
        for hand, digits in zip(atlas.hands, record["digits"], strict=True)
    ]
    made = {name: value for name, value in record.items() if name != "digits"}
    text = {**made, "sha256": hashlib.sha256(buffer.getvalue()).hexdigest(), "hands": hands}
    (folder / "atlas.json").write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")


def _images(stored: npt.NDArray[np.uint8], hands: int) -> npt.NDArray[np.float32]:
    if stored.shape != (hands, 10, 1, 28, 28) or stored.dtype != np.uint8:
        raise ValueError(f"images of shape {stored.shape} and type {stored.dtype}")
    images = stored.astype(np.float32) / np.float32(255)
    images.setflags(write=False)
    return images


def _pack(rows: tuple[tuple[list[Stroke], ...], ...]) -> dict[str, npt.NDArray[np.int16]]:
    """Return all strokes as four flat arrays: points, points a stroke, widths, strokes a digit."""
    digits = [strokes for row in rows for strokes in row]
    strokes = [stroke for digit in digits for stroke in digit]
    return {
        "points": np.concatenate([np.array(s["xy"], dtype=np.int16) for s in strokes]),
        "lengths": np.array([len(s["xy"]) for s in strokes], dtype=np.int16),
        "widths": np.array([s["w"] for s in strokes], dtype=np.int16),
        "parts": np.array([len(digit) for digit in digits], dtype=np.int16),
    }


def _unpack(
    points: npt.NDArray[np.int16],
    lengths: npt.NDArray[np.int16],
    widths: npt.NDArray[np.int16],
    parts: npt.NDArray[np.int16],
) -> list[list[Stroke]]:
    """Return the strokes of each digit; undoes `_pack`."""
    if lengths.sum() != len(points) or len(lengths) != len(widths) or parts.sum() != len(widths):
        raise ValueError("strokes of unequal lengths")
    ends = np.cumsum(lengths, dtype=np.int64)
    strokes = [
        Stroke(w=width, xy=points[end - length : end].tolist())
        for end, length, width in zip(ends, lengths, widths.tolist(), strict=True)
    ]
    last = np.cumsum(parts, dtype=np.int64)
    return [strokes[end - part : end] for end, part in zip(last, parts, strict=True)]
