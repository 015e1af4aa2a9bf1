"""Writers (hands) and the digits each has written several times, as shipped in `assets/hands/`."""

import dataclasses
import functools
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from clever_engine.codec import read_json
from clever_engine.errors import DataError, InputError
from clever_engine.files import read_verified
from clever_engine.handwriting.shapes import HANDS
from clever_engine.handwriting.style import Writer
from clever_engine.handwriting.writing import Stroke

_FIRST, _OTHERS = "atlas.npz", "variants.npz"
_Pictures = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandwritingSet:
    """Digits that the project itself has written, each read rightly by two networks.

    Attributes:
        writers: the hands.
        variants: `(hands, 10, variants, 1, 28, 28)` float32 in [0, 1], read-only; the ways in which
            each hand writes each digit.
        strokes: `strokes[hand][digit]` are those of the first variant; not to be altered.
    """

    writers: tuple[Writer, ...]
    variants: _Pictures
    strokes: tuple[tuple[list[Stroke], ...], ...]

    @property
    def images(self) -> _Pictures:
        """The first variants, `(hands, 10, 1, 28, 28)`; digit d is `[:, d]`."""
        return self.variants[:, :, 0]

    def write(self, hand: int, digits: Sequence[int]) -> _Pictures:
        """Return a number as a hand writes it, `(n, 1, 28, 28)`: a digit that comes again varies.

        Args:
            hand: index into `writers`.
            digits: 0 to 9 each, leading digit first.

        Raises:
            InputError: there is no such hand or digit.
        """
        if not 0 <= hand < len(self.writers):
            raise InputError(f"Expected a hand from 0 to {len(self.writers) - 1}; got {hand}.")
        if not set(digits) <= set(range(10)):
            raise InputError(f"Expected digits from 0 to 9; got {list(digits)}.")
        earlier = [list(digits[:place]).count(digit) for place, digit in enumerate(digits)]
        which = np.array(earlier, dtype=int) % self.variants.shape[2]
        return np.asarray(self.variants[hand, np.array(digits, dtype=int), which])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    habits: Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    sha256: str
    variants_sha256: str
    hands: tuple[_Entry, ...]


@functools.cache
def load_handwriting(folder: Path = HANDS) -> HandwritingSet:
    """Return the handwriting set in `folder`, its digits verified by their checksums.

    Raises:
        DataError: a file is missing, damaged or does not belong to the others.
    """
    record = read_json(folder / "atlas.json", _Record, what="a handwriting set")
    first = _verified(folder / _FIRST, record.sha256)
    others = _verified(folder / _OTHERS, record.variants_sha256)
    hands = tuple(entry.habits for entry in record.hands)
    try:
        with np.load(io.BytesIO(first), allow_pickle=False) as arrays:
            images = arrays["images"][:, :, None]
            packed = (arrays[name] for name in ("points", "lengths", "widths", "parts"))
            strokes = _unpack(*packed)
        with np.load(io.BytesIO(others), allow_pickle=False) as arrays:
            variants = _pictures(np.concatenate([images, arrays["images"]], axis=2), len(hands))
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise DataError(f"Expected a handwriting set in {folder}: {error!r}") from error
    rows = tuple(tuple(strokes[i : i + 10]) for i in range(0, len(strokes), 10))
    if len(rows) != len(hands):
        raise DataError(f"Expected the strokes of {len(hands)} hands in {folder}; got {len(rows)}.")
    return HandwritingSet(writers=hands, variants=variants, strokes=rows)


def save_handwriting(handwriting: HandwritingSet, record: dict[str, Any], folder: Path) -> None:
    """Write the handwriting set into `folder`: `atlas.npz`, `variants.npz` and `atlas.json`.

    The first variants have a file of their own: what was made from them names its checksum.

    Args:
        handwriting: what to write; its pictures are kept in 256 steps.
        record: how the handwriting set was made; `record["digits"][i]` is put beside hand i.
        folder: gets the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = np.rint(handwriting.variants * 255).astype(np.uint8)
    made = {name: value for name, value in record.items() if name != "digits"}
    made["sha256"] = _save(folder / _FIRST, images=pictures[:, :, 0], **_pack(handwriting.strokes))
    made["variants_sha256"] = _save(folder / _OTHERS, images=pictures[:, :, 1:])
    hands = [
        json.dumps({"habits": dataclasses.asdict(hand), "digits": digits})
        for hand, digits in zip(handwriting.writers, record["digits"], strict=True)
    ]
    # A line for each hand: about half the size of a line for each number.
    head = json.dumps(made, indent=1).removesuffix("\n}")
    text = f'{head},\n "hands": [\n' + ",\n".join(hands) + "\n]}\n"
    (folder / "atlas.json").write_text(text, encoding="utf-8")


def _save(path: Path, **arrays: npt.NDArray[Any]) -> str:
    """Write arrays as one compressed file; return its checksum."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    path.write_bytes(buffer.getvalue())
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def _verified(path: Path, sha256: str) -> bytes:
    return read_verified(
        path,
        sha256,
        what="a handwriting set",
        error=DataError,
        advice="Make it again: python -m clever_engine.handwriting.making --data FOLDER",
    )


def _pictures(stored: npt.NDArray[np.uint8], hands: int) -> _Pictures:
    if stored.shape != (hands, 10, stored.shape[2], 1, 28, 28) or stored.dtype != np.uint8:
        raise ValueError(f"images of shape {stored.shape} and type {stored.dtype}")
    pictures = stored.astype(np.float32) / np.float32(255)
    pictures.setflags(write=False)
    return pictures


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
