"""The fine lines engravers put on checks: waves, lathe work and rosettes, drawn by formula.

A rosette is one lobed curve turned around its middle again and again; a field of waves is one sine
moved down line by line. So each is a path and a list of its copies, and small. A bank's name
chooses the numbers, and with them the pattern.
"""

import math

from clever_engine.game.art.curves import lobed, lot, wave


def field(name: str, key: str, width: float, height: float, color: str, *, gap: float) -> str:
    """Return waves over the whole paper, each row shifted a little, so that they seem to flow."""
    numbers = lot(name)
    period, amplitude = width / (4 + numbers[0] % 3), 7 + numbers[1] % 6
    turn, swing = 0.11 + 0.02 * (numbers[2] % 4), period * (0.28 + 0.06 * (numbers[3] % 4))
    rows = []
    for row in range(math.ceil((height + 2 * amplitude) / gap)):
        x = -period + swing * math.sin(turn * row)
        rows.append(f'<use href="#{key}w" x="{x:.0f}" y="{row * gap - amplitude:.3g}"/>')
    line = wave(width + 2 * period, period, amplitude)
    return (
        f'<defs><path id="{key}w" d="{line}"/></defs>'
        f'<g fill="none" stroke="{color}" stroke-width=".9">{"".join(rows)}</g>'
    )


def rosette(name: str, key: str, radius: float, colors: tuple[str, str]) -> str:
    """Return a rosette around 0, 0 in two inks: an outer wreath, a braid and a flower."""
    return "".join(
        _turned(key + letter, lobed(radius * size, depth, lobes), lobes, copies, color)
        for letter, color, (size, depth, lobes, copies) in zip(
            "abc", (colors[0], colors[1], colors[0]), rings(name), strict=True
        )
    )


def rings(name: str) -> tuple[tuple[float, float, int, int], ...]:
    """Return a bank's three rings: size, depth, lobes and how often each curve is drawn."""
    numbers = lot(name)
    depths = [0.1 + 0.02 * (numbers[9] % 4), 0.2 + 0.04 * (numbers[10] % 4)]
    return (
        (1 / (1 + depths[0]), depths[0], 14 + numbers[4] % 7, 7),
        (0.6, depths[1], 8 + numbers[5] % 6, 8),
        (0.28, 0.72, 5 + numbers[6] % 4, 9),
    )


def _turned(key: str, path: str, lobes: int, copies: int, color: str) -> str:
    turns = "".join(
        f'<use href="#{key}" transform="rotate({360 * k / lobes / copies:.2f})"/>'
        for k in range(1, copies)
    )
    return f'<g fill="none" stroke="{color}"><path id="{key}" d="{path}"/>{turns}</g>'


def border(name: str, key: str, width: float, height: float, color: str, *, band: float) -> str:
    """Return a frame of lathe work: white lines crossing on a band of colour, blocks in corners."""
    numbers, edge = lot(name), 6
    inner, middle = edge + band, edge + band / 2
    amplitude, copies = band * 0.34, 3 + numbers[7] % 2
    across, down = width - 2 * inner, height - 2 * inner
    wish = band * (1.7 + 0.2 * (numbers[8] % 4))
    periods = (across / round(across / wish), down / round(down / wish))
    sides = "".join(
        f'<path id="{key}{letter}" d="{wave(span, period, amplitude)}"/>'
        for letter, span, period in (("h", across, periods[0]), ("v", down, periods[1]))
    )
    places = (
        ("h", f"translate({inner:g} {middle:g})"),
        ("h", f"translate({inner:g} {height - middle:g})"),
        ("v", f"translate({middle:g} {inner:g})rotate(90)"),
        ("v", f"translate({width - middle:g} {inner:g})rotate(90)"),
    )
    lines = ""
    for letter, place in places:
        # The same sine, upright and mirrored, small and large: they cross and close at both ends.
        copied = "".join(
            f'<use href="#{key}{letter}" transform="scale(1 {1 - 2 * k / copies:.2f})"/>'
            for k in range(copies + 1)
        )
        lines += f'<g transform="{place}">{copied}</g>'
    block = f"h{band:g}v{band:g}h{-band:g}z"
    corners = "".join(
        f'<use href="#{key}k" x="{x:g}" y="{y:g}"/>'
        for x in (middle, width - middle)
        for y in (middle, height - middle)
    )
    petals = "".join(
        f'<path d="{lobed(band * 0.24, 0.55, 6)}" transform="rotate({turn})"/>'
        for turn in (0, 15, 30, 45)
    )
    return (
        f'<path d="M{edge:g} {edge:g}H{width - edge:g}V{height - edge:g}H{edge:g}z'
        f'M{inner:g} {inner:g}V{height - inner:g}H{width - inner:g}V{inner:g}z" fill="{color}"/>'
        f'<defs>{sides}<g id="{key}k"><path d="M{-band / 2:g} {-band / 2:g}{block}" '
        f'fill="{color}" stroke-width="1.6"/>{petals}</g></defs>'
        f'<g fill="none" stroke="#fffdf6" stroke-width=".8">{lines}{corners}</g>'
        f'<rect x="{inner + 3.5:g}" y="{inner + 3.5:g}" width="{across - 7:g}" '
        f'height="{down - 7:g}" fill="none" stroke="{color}" stroke-width=".9"/>'
    )
