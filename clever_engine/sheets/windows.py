"""Windows of sheets from which the digit finder learns, and what it should answer to each."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset, get_worker_info

from clever_engine.digits.finder_network import USUAL_SIZE
from clever_engine.digits.looking import levelled
from clever_engine.sheets.drawing import FAMILIES, Sheet, draw_sheet
from clever_engine.sheets.page import NOTHING, SIGN
from clever_engine.sheets.pens import DigitSource

SIDE = 128
"""Sides of the windows of sheets that it learns from: three digits and what is around them."""

OFTEN = {"row": 1.5, "amount": 4, "ruled": 2, "framed": 2.5, "desk": 3, "shadow": 3, "none": 4}
OFTEN |= {"strangers": 0, "beside": 0}
"""How often a family is drawn, others once; strangers are told from digits by the second look."""

SMALLEST, LARGEST = 16.0, 104.0
"""Sizes of digits that are to be found, in pixels; others are seen at another scale."""

POOL, USES = 500, 3
"""So many windows are mixed; each is seen so often, each time in other colours: drawing takes as
long as learning."""

Sample = dict[str, torch.Tensor]


def windows(sheet: Sheet, rng: np.random.Generator) -> Iterator[Sample]:
    """Yield windows of a sheet as the network's input and what it should answer.

    Yields:
        `picture` (3, SIDE, SIDE) as `levelled` gives it; `ink` (2, SIDE, SIDE) 0 or 1; and at half
        the size `heat` (1 at the middle of a digit, less around it), `way` (2, ...) to the middle,
        `size`, `label` and `weight` (each whole digit weighs 1 in all).
    """
    height, width = sheet.owner.shape
    around = [(0, max(0, SIDE - length)) for length in (height, width)]
    around = [(int(rng.integers(0, more + 1)), more) for _, more in around]
    pads = tuple((before, more - before) for before, more in around)
    picture = np.pad(sheet.picture, (*pads, (0, 0)), mode="edge").astype(np.float32) / np.float32(
        255
    )
    owner = np.pad(sheet.owner, pads, constant_values=NOTHING)
    boxes = np.array(sheet.boxes or [(0, 0, 1, 1)], dtype=np.float32)
    boxes += np.array([pads[1][0], pads[0][0]] * 2, dtype=np.float32)
    sizes = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    fits = np.append((sizes >= SMALLEST) & (sizes <= LARGEST), [False, False])
    areas = np.bincount(owner[owner >= 0], minlength=len(sizes)).astype(np.float32)
    labels = np.array(sheet.labels or (0,), dtype=np.int64)
    whole = levelled(picture)
    count = -(-owner.size // SIDE**2)
    for _ in range(min(count, 6)):
        top, left = (int(rng.integers(0, length - SIDE + 1)) for length in owner.shape)
        cut = (slice(top, top + SIDE), slice(left, left + SIDE))
        mine = owner[cut]
        seen = whole[:, *cut] if rng.random() < 0.5 else levelled(picture[cut])
        signs = mine == SIGN
        mine = np.where(fits[mine], mine, NOTHING)
        middles = np.stack([boxes[:, 1] + boxes[:, 3], boxes[:, 0] + boxes[:, 2]]) / 2
        yield _sample(seen, mine, signs, middles - [[top], [left]], sizes, labels, areas, fits[:-2])


def _sample(
    picture: NDArray[np.float32],
    owner: NDArray[np.int16],
    signs: NDArray[np.bool_],
    middles: NDArray[np.float64],
    sizes: NDArray[np.float32],
    labels: NDArray[np.int64],
    areas: NDArray[np.float32],
    fits: NDArray[np.bool_],
) -> Sample:
    half = owner.reshape(SIDE // 2, 2, SIDE // 2, 2).max(axis=(1, 3)).astype(np.int64)
    owned = half >= 0
    place = np.indices(half.shape, dtype=np.float32) * 2 + 1
    shown = np.bincount(owner[owner >= 0], minlength=len(sizes)) / np.maximum(areas, 1)
    count = np.bincount(half[owned], minlength=len(sizes))
    weight = np.where(shown > 0.5, shown / np.maximum(count, 1), 0.0)
    heat = np.zeros(half.shape)
    for number in np.flatnonzero((shown > 0.5) & fits):
        away = ((place - middles[:, number, None, None]) ** 2).sum(axis=0)
        spread = max(0.05 * float(sizes[number]), 1.5)
        peak = np.exp(-away / (2 * spread**2))
        if away.min() <= 2:
            peak.flat[int(away.argmin())] = 1.0
        heat = np.maximum(heat, peak)
    values = {
        "picture": picture,
        "ink": np.stack([owner >= 0, signs]),
        "heat": heat,
        "way": (middles[:, half] - place) / sizes[half],
        "size": np.log(sizes[half]),
        "label": labels[half],
        "weight": np.where(owned, weight[half], 0),
    }
    return {
        name: torch.from_numpy(np.ascontiguousarray(value)).to(
            torch.int64 if name == "label" else torch.float32
        )
        for name, value in values.items()
    }


class Windows(IterableDataset[Sample]):
    """Windows of sheets without end, no sheet twice."""

    def __init__(self, data: Path | None, *, seed: int, part: str) -> None:
        self.data, self.seed, self.part = data, seed, part

    def __iter__(self) -> Iterator[Sample]:
        """Draw one sheet after the other."""
        torch.set_num_threads(1)
        worker = get_worker_info()
        number = self.seed + (worker.id * 50_000_000 if worker else 0)
        rng = np.random.default_rng((number, len(self.part)))
        digits = DigitSource.of(self.part, self.data)
        chances = np.array([OFTEN.get(family, 1) for family in FAMILIES], dtype=float)
        kept: list[tuple[Sample, int]] = []
        while True:
            number += 1
            family = str(rng.choice(FAMILIES, p=chances / chances.sum()))
            sheet = draw_sheet(family, seed=number, digits=digits, height=_height(rng, family))
            kept += [(window, USES) for window in windows(sheet, rng)]
            # Windows of one sheet are alike: they are mixed with those of others.
            while len(kept) > POOL:
                place = int(rng.integers(len(kept)))
                window, left = kept.pop(place)
                if left > 1:
                    kept.append((window, left - 1))
                yield _recoloured(window, rng)


def _recoloured(window: Sample, rng: np.random.Generator) -> Sample:
    """Return a window with its colours exchanged, now and then light for dark."""
    picture = window["picture"][torch.from_numpy(rng.permutation(3))]
    return {**window, "picture": -picture if rng.random() < 0.25 else picture}


def _height(rng: np.random.Generator, family: str) -> float:
    """Return the height of a digit on the next sheet, in pixels.

    Most are what the finder is to look for; some so large or small that it should not see any.
    """
    chance = rng.random()
    if chance < 0.1 and family not in ("grid", "none"):
        return float(rng.uniform(150, 320))
    if chance < 0.16:
        return float(rng.uniform(5, 11))
    return float(np.clip(np.exp(rng.normal(np.log(USUAL_SIZE), 0.3)), 20, 88))
