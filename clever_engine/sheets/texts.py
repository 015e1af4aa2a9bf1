"""What is written on a sheet: numbers, amounts as people write them, letters."""

import numpy as np

from clever_engine.sheets.forms import LETTERS


def texts(layout: str, rng: np.random.Generator) -> list[str]:
    """Return what is written, a string a line."""

    def number(least: int, most: int) -> str:
        return "".join(str(d) for d in rng.integers(10, size=rng.integers(least, most + 1)))

    if layout == "single":
        return [number(1, 1)]
    if layout == "row":
        return [number(2, 8)]
    if layout == "grid":
        long = int(rng.integers(3, 11))
        alike = str(rng.integers(10)) * long if rng.random() < 0.3 else ""
        return [alike or number(long, long) for _ in range(rng.integers(2, 8))]
    if layout == "strangers":
        return [""]
    if layout == "none":
        if rng.random() < 0.5:
            return [""]
        return [
            "".join(rng.choice(list(LETTERS), rng.integers(1, 6)))
            for _ in range(rng.integers(1, 3))
        ]
    return [_amount(rng)]


def _amount(rng: np.random.Generator) -> str:
    """Return an amount as people write them, with separators, signs and many zeros."""
    digits = str(rng.integers(1, 10)) + "".join(
        "0" if rng.random() < 0.45 else str(rng.integers(10)) for _ in range(rng.integers(0, 7))
    )
    if len(digits) > 3 and rng.random() < 0.6:
        mark = str(rng.choice([",", ".", "'", " "]))
        cut = len(digits) % 3
        groups = ([digits[:cut]] if cut else []) + [
            digits[i : i + 3] for i in range(cut, len(digits), 3)
        ]
        digits = mark.join(groups)
    if rng.random() < 0.35:
        digits += str(rng.choice([".", ","])) + str(rng.choice(["00", "50", "95", "10"]))
    elif rng.random() < 0.3:
        digits += str(rng.choice([".-", ".=", "/", "-", "=", "'-"]))
    if rng.random() < 0.1:
        digits = f"{rng.integers(1, 32)}/{rng.integers(1, 13)}"
    if rng.random() < 0.35:
        before = str(rng.choice(["$", "£", "€", "Fr", "CHF", "="]))
        return before + digits if rng.random() < 0.8 else digits + " " + before
    return digits
