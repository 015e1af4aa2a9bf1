"""A rubber stamp: words in a frame, turned, the ink worn where the rubber is."""

import random
from html import escape

from clever_engine.game.art.curves import lot
from clever_engine.game.art.lettering import HEAVY, SANS, printed


def rubber_stamp(
    words: str, small: str, x: float, y: float, size: float, *, room: float, color: str, key: str
) -> str:
    """Return a stamp around `x, y`.

    Args:
        words: the large ones.
        small: a line below them; none where empty.
        x: the middle.
        y: the middle.
        size: of the large words.
        room: the stamp is no wider.
        color: of its ink.
        key: unlike any other in the drawing.
    """
    edge = 0.8 * size
    size = min(size, (room - edge) / (0.6 * max(1, len(words))))
    across = 0.6 * size * len(words)
    under = min(size * 0.25, across / (0.72 * len(small))) if small else 0.0
    wide, high = across + edge, size * 1.24 + under * 1.5 + 12
    top = -high / 2
    body = (
        f'<rect x="{-wide / 2:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}" rx="7" '
        f'fill="none" stroke-width="{1 + size * 0.07:.1f}"/>'
        f'<rect x="{7 - wide / 2:.0f}" y="{top + 7:.0f}" width="{wide - 14:.0f}" '
        f'height="{high - 14:.0f}" rx="3" fill="none" stroke-width="1.6"/>'
        + printed(
            words, 0, round(top + size * 0.98 + 6), size, text_anchor="middle", font_weight=700,
            font_family=HEAVY, textLength=f"{across:.0f}", lengthAdjust="spacingAndGlyphs",
            stroke="none",
        )
        + printed(
            small, 0, round(high / 2 - 8 - under * 0.7), under, text_anchor="middle",
            font_weight=700, font_family=SANS, letter_spacing=1, stroke="none",
        )
    )  # fmt: skip
    return (
        f'<mask id="{key}m" maskUnits="userSpaceOnUse" x="{-wide:.0f}" y="{-high:.0f}" '
        f'width="{2 * wide:.0f}" height="{2 * high:.0f}"><rect x="{-wide:.0f}" y="{-high:.0f}" '
        f'width="{2 * wide:.0f}" height="{2 * high:.0f}" fill="#fff"/>{_worn(words, wide, high)}'
        f'</mask><g data-stamp="{escape(words)}" transform="translate({x:g} {y:g})rotate(-7)" '
        f'style="mix-blend-mode:multiply"><g mask="url(#{key}m)" fill="{color}" '
        f'stroke="{color}" opacity=".88">{body}</g></g>'
    )


def _worn(words: str, wide: float, high: float) -> str:
    """Return the spots and scratches without ink, the same for the same words."""
    draw = random.Random(lot(words))
    spots: dict[float, list[str]] = {}
    for _ in range(150):
        x, y = draw.uniform(-0.5, 0.5) * wide, draw.uniform(-0.5, 0.5) * high
        spots.setdefault(draw.choice((1.2, 1.8, 2.6, 4)), []).append(f"M{x:.0f} {y:.0f}h.1")
    scratches = "".join(
        f"M{draw.uniform(-0.5, 0.4) * wide:.0f} {draw.uniform(-0.5, 0.5) * high:.0f}"
        f"l{draw.uniform(10, 34):.0f} {draw.uniform(-9, 9):.0f}"
        for _ in range(6)
    )
    dots = "".join(
        f'<path d="{"".join(places)}" stroke-width="{across}"/>'
        for across, places in sorted(spots.items())
    )
    return (
        f'<g stroke="#000" stroke-linecap="round" opacity=".75">{dots}'
        f'<path d="{scratches}" stroke-width=".8"/></g>'
    )
