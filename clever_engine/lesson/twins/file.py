"""The file of twins: pictures as `twins.npz`, and beside it `twins.json`, which says how made."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.codec import from_plain, read_json
from clever_engine.errors import DataError
from clever_engine.files import read_verified
from clever_engine.handwriting.sets import HandwritingSet, load_handwriting
from clever_engine.lesson.twins.records import Twin, TwinSet
from clever_engine.lesson.twins.storing import from_steps, in_steps
from clever_engine.shipped import ASSETS

FILE = ASSETS / "lesson" / "twins.npz"
VERSION = 1


def load_twins(path: Path = FILE, handwriting: HandwritingSet | None = None) -> TwinSet:
    """Return the twins in a file, verified by its checksum.

    Args:
        path: of the pictures; their record has the same name and ends in ".json".
        handwriting: where the originals come from; the shipped one by default.

    Raises:
        DataError: a file is missing, damaged or does not belong to the other.
    """
    handwriting = handwriting or load_handwriting()
    record = read_record(path)
    raw = read_verified(
        path,
        str(record.get("sha256")),
        what="the twins",
        error=DataError,
        advice=f"Make it again: {record.get('command')}",
    )
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            lines = {
                "twins": _with_pictures(record["twins"], arrays["twins"], handwriting),
                "hardened": _with_pictures(record["hardened"], arrays["hardened"], handwriting),
                "clean": [
                    {**line, "image": _original(line, handwriting)} for line in record["clean"]
                ],
            }
    except (ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile) as error:
        raise DataError(f"Expected twins in {path}: {error!r}") from error
    twins = from_plain(lines, TwinSet, what=f"the twins in {path.with_suffix('.json')}")
    if len(twins.twins) != len(twins.hardened):
        raise DataError(f"Expected as many hardened twins as twins in {path}.")
    return twins


def read_record(path: Path = FILE) -> dict[str, Any]:
    """Return how a file of twins was made.

    Raises:
        DataError: the record is missing, damaged or of another version.
    """
    what = "a record of the twins"
    return read_json(path.with_suffix(".json"), dict[str, Any], what=what, version=VERSION)


def save_twins(twins: TwinSet, provenance: dict[str, Any], path: Path) -> None:
    """Write twins and how they were made; the same twins give the same bytes."""
    raw = _packed(twins=_pixels(twins.twins), hardened=_pixels(twins.hardened))
    record = {
        "version": VERSION,
        **provenance,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "twins": [_line(twin) for twin in twins.twins],
        "hardened": [_line(twin) for twin in twins.hardened],
        "clean": [
            {
                "hand": reading.hand,
                "digit": reading.digit,
                "network": reading.network,
                "confidence": round(reading.confidence, 4),
            }
            for reading in twins.clean
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    path.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _line(twin: Twin) -> dict[str, Any]:
    change = twin.change
    return {
        "hand": twin.hand,
        "digit": twin.digit,
        "network": twin.network,
        "method": twin.method,
        "before": round(twin.before, 4),
        "label": twin.label,
        "confidence": round(twin.confidence, 4),
        "l2": round(change.l2, 5),
        "linf": round(change.linf, 5),
        "ink": round(change.ink, 4),
    }


def _with_pictures(
    lines: Sequence[dict[str, Any]], pixels: NDArray[np.uint8], handwriting: HandwritingSet
) -> list[dict[str, Any]]:
    if pixels.dtype != np.uint8 or pixels.shape != (len(lines), 1, 28, 28):
        raise ValueError(f"twins of shape {pixels.shape} and type {pixels.dtype}")
    images = from_steps(pixels)
    images.setflags(write=False)
    return [
        {**line, "original": _original(line, handwriting), "image": image}
        for line, image in zip(lines, images, strict=True)
    ]


def _original(line: dict[str, Any], handwriting: HandwritingSet) -> NDArray[np.float32]:
    original: NDArray[np.float32] = handwriting.images[line["hand"], line["digit"]]
    return original


def _pixels(twins: Sequence[Twin]) -> NDArray[np.uint8]:
    return in_steps(np.stack([twin.image for twin in twins]))


def _packed(**arrays: NDArray[np.uint8]) -> bytes:
    """Return arrays as an .npz file; dates are fixed, so that the same arrays give the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, values in arrays.items():
            inner = io.BytesIO()
            np.save(inner, values, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), inner.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
