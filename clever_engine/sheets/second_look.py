"""Train the second look at digits on marks that the finder takes for digits, rightly or not.

Run `python -m clever_engine.sheets.second_look --data FOLDER`, then
`python -m clever_engine.sheets.calibrating`.
The letters come from the fonts installed on the machine besides those drawn by strokes.
"""

import argparse
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage
from torch import nn
from torch.nn import functional

from clever_engine.digits.grouping import INK, Found, digits_of
from clever_engine.digits.looking import Seen, look
from clever_engine.digits.second_look import NONE, WEIGHTS, build_second_look, patches_of
from clever_engine.digits.training.detector import find_fonts
from clever_engine.digits.training.non_digits import LETTERS, SIGNS
from clever_engine.sheets.calibrating import overlap
from clever_engine.sheets.drawing import FAMILIES, Sheet, draw_sheet
from clever_engine.sheets.forms import Shape
from clever_engine.sheets.pens import DigitSource
from clever_engine.sheets.strangers import GLYPH, Draw, inked
from clever_engine.sheets.training import write
from clever_engine.training.data import data_folder

FIRST_SEED = 700_000_000
"""Far from the seeds of the sheets that the finder learnt from."""

OFTEN = {"grid": 0.5, "single": 2, "none": 3, "strangers": 9, "beside": 3}
"""How often a family is drawn, others once."""

RIGHT, WRONG = 0.6, 0.35
"""A mark that shares more with a digit's box is it; one that shares less with all is none."""

LARGEST = 300_000
"""Pixels of a sheet; those of more digits only take longer."""

ROUND = 3000
"""Sheets that are drawn from one seed; those that are too large are left out."""

HELD_OUT = 300
"""Pages of the part for choosing that the report measures on."""

BATCH = 128

PACE = 4e-3
"""Highest learning rate of AdamW, in the middle of one cycle."""

Marks = tuple[NDArray[np.int8], NDArray[np.int64]]


def marks(sheet: Sheet, rng: np.random.Generator) -> Marks:
    """Return the marks of a sheet that is looked at as it is, and what each is.

    Returns:
        `(n, CHANNELS, SIDE, SIDE)` patches in steps of 1/40, and `(n,)` digits or `NONE`. Letters
        that the finder knows for such are among them: another hand's it may not know.
    """
    picture = sheet.picture.astype(np.float32) / np.float32(255)
    seen = look(picture)
    digits = digits_of(seen)
    shared = overlap([_edges(digit) for digit in digits], sheet.boxes)
    most = shared.max(axis=1, initial=0.0)
    kept = [n for n in range(len(digits)) if not WRONG < most[n] < RIGHT]
    named = [sheet.labels[int(shared[n].argmax())] if most[n] >= RIGHT else NONE for n in kept]
    patches = [patches_of(picture, seen, [digits[n] for n in kept])]
    letters = _letters(seen)
    if letters:
        as_digits = replace(seen, ink=np.maximum(seen.ink, seen.signs), signs=seen.signs * 0)
        patches.append(patches_of(picture, as_digits if rng.random() < 0.7 else seen, letters))
    steps = np.rint(np.concatenate(patches) * 40).astype(np.int8)
    return steps, np.array(named + [NONE] * len(letters), dtype=np.int64)


def _edges(digit: Found) -> tuple[float, float, float, float]:
    height, width = digit.ink.shape
    return digit.left, digit.top, digit.left + width, digit.top + height


def _letters(seen: Seen) -> list[Found]:
    """Return connected ink of signs and letters, of a digit's size or half of it, as if found."""
    ink = np.maximum(seen.ink, seen.signs)
    labels, _ = ndimage.label(seen.signs > INK, structure=np.ones((3, 3)))
    found = []
    for number, where in enumerate(ndimage.find_objects(labels)):
        mask = labels[where] == number + 1
        if not 20 < max(mask.shape) < 90 or min(mask.shape) < 8:
            continue
        values = np.where(ndimage.binary_dilation(mask), ink[where], np.float32(0))
        found.append(
            Found(
                top=where[0].start,
                left=where[1].start,
                ink=values,
                size=float(max(mask.shape)),
                classes=np.zeros(10, np.float32),
                agreement=0.0,
                heat=0.0,
            )
        )
    return found


def lettered(fonts: Sequence[Path]) -> Draw:
    """Return what draws letters and signs of fonts, printed or as their middle lines."""
    names = [c for c in LETTERS + SIGNS if c not in "()[]{}~"]

    def draw(rng: np.random.Generator) -> Shape:
        font = ImageFont.truetype(str(fonts[int(rng.integers(len(fonts)))]), GLYPH)
        page = Image.new("L", (2 * GLYPH, 2 * GLYPH))
        name = names[int(rng.integers(len(names)))]
        ImageDraw.Draw(page).text((GLYPH, GLYPH), name, fill=255, font=font, anchor="mm")
        return inked(np.asarray(page) > 127, rng)

    return draw


def collected(digits: DigitSource, *, pages: int, seed: int, draw: Draw | None) -> Iterator[Marks]:
    """Yield the marks of each of `pages` sheets."""
    rng = np.random.default_rng([seed, pages])
    chances = np.array([OFTEN.get(family, 1) for family in FAMILIES], dtype=float)
    for number in range(FIRST_SEED + seed * 1_000_000, FIRST_SEED + seed * 1_000_000 + pages):
        family = str(rng.choice(FAMILIES, p=chances / chances.sum()))
        strange = family in ("none", "strangers")
        height = 44 * float(np.exp(rng.normal(0, 0.35 if strange else 0.14)))
        if rng.random() < 0.1 and family in ("single", "row", "amount"):
            height = float(rng.uniform(90, 220))  # parts of digits are none
        sheet = draw_sheet(family, seed=number, digits=digits, height=height, draw=draw)
        if sheet.owner.size < LARGEST:
            yield marks(sheet, rng)


def fit(
    patches: NDArray[np.int8], names: NDArray[np.int64], *, epochs: int, seed: int
) -> nn.Module:
    """Return the network trained on marks, in evaluation mode."""
    torch.manual_seed(seed)
    module = build_second_look()
    optimizer = torch.optim.AdamW(module.parameters(), weight_decay=1e-3)
    steps = len(names) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=PACE, total_steps=epochs * steps
    )
    pixels, labels = torch.from_numpy(patches), torch.from_numpy(names)
    begun = time.perf_counter()
    for epoch in range(epochs):
        told = 0.0
        for index in torch.randperm(len(labels))[: steps * BATCH].view(-1, BATCH):
            answers = module(varied(pixels[index].float() / 40))
            loss = functional.cross_entropy(answers, labels[index], label_smoothing=0.01)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            told += float(loss.detach()) / steps
        print(f"{epoch + 1}/{epochs} {time.perf_counter() - begun:.0f} s {told:.4f}", flush=True)
    return module.eval()


def varied(patches: torch.Tensor) -> torch.Tensor:
    """Return patches `(n, 4, s, s)` moved by up to two pixels, in other light, with other grain.

    The picture in grey is now and then left away, and so is what is known of signs, so that none
    of the channels decides alone.
    """
    down, right = (int(v) for v in torch.randint(-2, 3, (2,)))
    patches = torch.roll(patches, (down, right), dims=(2, 3))
    each = (len(patches), 1, 1)
    grey = patches[:, 0] * (0.6 + 0.8 * torch.rand(each)) + 0.2 * torch.randn(each)
    grey = grey + 0.25 * torch.rand(each) * torch.randn_like(grey)
    keep = (torch.rand((2, *each)) > 0.1).float()
    return torch.stack(
        [grey * keep[0], patches[:, 1], patches[:, 2], patches[:, 3] * keep[1]], dim=1
    )


@torch.inference_mode()
def measured(
    module: nn.Module, patches: NDArray[np.int8], names: NDArray[np.int64]
) -> dict[str, float]:
    """Return the shares of digits named rightly and of others taken for none."""
    parts = torch.split(torch.from_numpy(patches), 512)
    said = torch.cat([module(part.float() / 40).argmax(dim=1) for part in parts]).numpy()
    none = names == NONE
    return {
        "digits_named": round(float((said == names)[~none].mean()), 4),
        "others_noticed": round(float((said == names)[none].mean()), 4),
    }


def main() -> None:
    """Train the second look and write it with its report."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", help="folder holding MNIST/raw/; CLEVER_DATA if left out")
    parser.add_argument("--rounds", type=int, default=2, help=f"of {ROUND} sheets")
    parser.add_argument("--last", type=int, default=2000, help="sheets of the last round")
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    folder, fonts = data_folder(options.data), find_fonts()
    draw = lettered(fonts) if fonts else None
    source = DigitSource.of("train", folder)
    rounds = [
        collected(source, pages=ROUND, seed=number, draw=draw) for number in range(options.rounds)
    ]
    drawn = itertools.chain(*rounds[:-1], itertools.islice(rounds[-1], options.last))
    patches, names = (np.concatenate(part) for part in zip(*drawn, strict=True))
    print(f"{len(names)} marks, {(names == NONE).mean():.1%} no digits", flush=True)
    module = fit(patches, names, epochs=options.epochs, seed=options.seed)
    held = collected(DigitSource.of("choose", folder), pages=HELD_OUT, seed=0, draw=None)
    recipe = {name: getattr(options, name) for name in ("rounds", "last", "epochs", "seed")}
    report = {
        "recipe": recipe,
        "marks": len(names),
        "fonts": len(fonts),
        "held_out": measured(module, *map(np.concatenate, zip(*held, strict=True))),
    }
    write(module, report, WEIGHTS)
    print(report)


if __name__ == "__main__":
    main()
