"""Handwriting: words in a joined hand, as one line of a pen; the same for the same words."""

import functools
import unicodedata
from html import escape

from clever_engine.game.art.alphabet import OTHERS, SMALL
from clever_engine.game.art.curves import Point, lot, spline

PEN = "#1c2a63"
_SLANT = 0.36
_ITALIC = "'Segoe Script', 'Bradley Hand', 'Snell Roundhand', 'URW Chancery L', cursive, serif"
_TALL = 21
"""Height of a capital in the alphabet's units."""


def handwritten(
    words: str, x: float, y: float, size: float, *, room: float, width: float = 1.7
) -> str:
    """Return words in a pen's hand on the line `y`, a capital `size` high, no wider than `room`.

    Words with letters the hand never learnt are set in italics.
    """
    strokes = _strokes(words)
    if strokes is None:
        fitted = min(size * 1.4, room / max(1, len(words)) / 0.52)
        return (
            f'<text x="{x:.0f}" y="{y:.0f}" font-size="{fitted:.4g}" font-style="italic" '
            f'font-family="{escape(_ITALIC)}" fill="{PEN}">{escape(words)}</text>'
        )
    wish = size / _TALL
    scale = min(wish, room / max(_length(words), 1))
    path = "".join(_placed(stroke, x, y, scale) for stroke in strokes)
    width *= 0.4 + 0.6 * scale / wish
    return (
        f'<path data-words="{escape(words)}" d="{path}" fill="none" stroke="{PEN}" '
        f'stroke-width="{width:.1f}" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def written_width(words: str, size: float, room: float) -> float:
    """Return how wide `handwritten` makes the words; all the room where it must guess."""
    long = _length(words)
    return min(size / _TALL * long, room) if long else room


def _length(words: str) -> float:
    """Return the words' length in the alphabet's units; 0 where the hand cannot write them."""
    letters = _letters(words)
    return sum(_letter(c)[0] for c in letters) + 6 if letters else 0.0


def signature(name: str, x: float, y: float, room: float, tall: float) -> str:
    """Return a name as its owner signs it: hurried, rising, underlined with a flourish."""
    numbers = lot(name)
    strokes = _strokes(name) or _strokes("Signed") or []
    reach = max(px for stroke in strokes for px, _ in stroke)
    rise = 0.03 + numbers[0] % 5 * 0.01
    scale = min(room * 0.9 / reach, tall / (1.12 * _TALL + rise * reach))
    room = min(room, scale * reach / 0.9)
    path = []
    for stroke in strokes:
        points = []
        for px, py in stroke:
            # Hurried: small letters flatten towards the end, stems and tails stay.
            hurry = 1 - (0.25 + numbers[1] % 4 * 0.08) * px / reach
            tall = py * hurry if 0 < py <= 11 else py * 1.12
            points.append((px, tall + rise * px))
        path.append(_placed(points, x, y, scale, slant=0.42))
    start, end = x + room * (0.86 + numbers[2] % 10 / 100), x + room * (0.1 + numbers[3] % 20 / 100)
    low = y + room * 0.035 - rise * room * 0.6
    path.append(
        spline(
            [
                (start, low - 9),
                (start + 12, low - 2),
                ((start + end) / 2, low + 5),
                (end, low + 6 + numbers[4] % 4),
                (end - 10, low + 2),
                (end + 30, low + 1),
                (end + 0.55 * room, low + 9 + numbers[5] % 5),
            ]
        )
    )
    return (
        f'<path data-signature="{escape(name)}" d="{"".join(path)}" fill="none" stroke="{PEN}" '
        'stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _placed(stroke: list[Point], x: float, y: float, scale: float, *, slant: float = _SLANT) -> str:
    return spline([(x + scale * (px + slant * py), y - scale * py) for px, py in stroke])


def _strokes(words: str) -> list[list[Point]] | None:
    """Return the pen's strokes, letters of a word joined; None if there is one it cannot write."""
    letters = _letters(words)
    if letters is None:
        return None
    strokes: list[list[Point]] = []
    line: list[Point] = []
    extras: list[list[Point]] = []
    x, numbers = 0.0, lot(words)
    for place, character in enumerate(letters):
        advance, drawn = _letter(character)
        lift = (numbers[place % 32] % 5 - 2) * 0.14  # nobody writes exactly on the line
        at = [[(px + x, py + lift) for px, py in stroke] for stroke in drawn]
        if character in SMALL:
            line += at[0]
            extras += at[1:]
        else:
            strokes += [stroke for stroke in (line, *extras, *at) if stroke]
            line, extras = [], []
        x += advance
    return strokes + [stroke for stroke in (line, *extras) if stroke]


def _letters(words: str) -> str | None:
    """Return the words without accents, or None where a letter is not in the alphabet."""
    plain = unicodedata.normalize("NFKD", words)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("\u2019", "'")
    return plain if all(c in SMALL or c in OTHERS for c in plain) else None


@functools.cache
def _letter(character: str) -> tuple[float, tuple[list[Point], ...]]:
    advance, drawn = SMALL[character] if character in SMALL else OTHERS[character]
    return advance, tuple(_points(stroke) for stroke in drawn.split(";") if stroke)


def _points(stroke: str) -> list[Point]:
    points: list[Point] = []
    for word in stroke.split():
        x, y = map(float, word.removesuffix("/").split(","))
        points += [(x, y)] * (2 if word.endswith("/") else 1)
    return points
