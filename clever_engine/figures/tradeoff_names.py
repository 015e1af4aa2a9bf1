"""Names beside marks on an axis of errors, placed once for a narrow and once for a wide figure.

The page shows the set that suits its width and hides the other: where names find room depends on
the width, which only the browser knows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from clever_engine.figures.labels import Box, Label, along, place_labels
from clever_engine.figures.theme import QUIET

HEIGHT = 450
MARGIN = {"l": 58, "r": 14, "t": 8, "b": 52}

WIDTHS = {"narrow": 336.0, "wide": 610.0}
"""Widths in pixels for which names are placed; a wider figure only gains room."""

_REACH = {"narrow": 36.0, "wide": 90.0}
_SIZES = {"narrow": 12, "wide": 14}

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The data's rectangle: errors from left to right, values from 0 to `top`, and its height."""

    errors: tuple[float, float]
    top: float
    height: int = HEIGHT

    def pixel(self, error: float, value: float, layout: str) -> Place:
        """Return where a point lies, in pixels from the top left corner."""
        across, down = self.size(layout)
        left, right = math.log10(self.errors[0]), math.log10(self.errors[1])
        share = (math.log10(error) - left) / (right - left)
        return share * across, (self.top - value) / (1.03 * self.top) * down

    def size(self, layout: str) -> Place:
        """Return the rectangle's width and height in pixels."""
        return (
            WIDTHS[layout] - MARGIN["l"] - MARGIN["r"],
            self.height - MARGIN["t"] - MARGIN["b"],
        )

    def line(self, start: Place, end: Place, layout: str) -> list[Box]:
        """Return the pixels of a line between two points as small boxes along it."""
        return along(self.pixel(*start, layout), self.pixel(*end, layout))


def add_names(
    figure: go.Figure,
    field: Field,
    anchors: Sequence[Place],
    texts: Sequence[str],
    *,
    order: Sequence[int],
    lines: Sequence[tuple[Place, Place]] = (),
    radii: Sequence[float] | None = None,
    bold: str = "",
    italic: str = "",
) -> None:
    """Write the texts that find a place beside their points, as annotations of both layouts.

    Args:
        figure: to write into.
        field: where its data lie.
        anchors: the points `(error, value)`.
        texts: one a point.
        order: the points' indices, the most important first.
        lines: drawn ones, from point to point, to be kept clear where that is possible.
        radii: of the marks in pixels.
        bold: a text to print in bold.
        italic: a text to print in italics.
    """
    written: list[dict[str, Any]] = []
    for layout in WIDTHS:
        width, height = field.size(layout)
        labels = place_labels(
            [field.pixel(*anchor, layout) for anchor in anchors],
            texts,
            width=width,
            height=height,
            size=_SIZES[layout],
            order=order,
            radii=radii,
            reach=_REACH[layout],
            avoid=[box for start, end in lines for box in field.line(start, end, layout)],
        )
        for label in labels:
            text = texts[label.index]
            words = (
                f"<b>{text}</b>" if text == bold else f"<i>{text}</i>" if text == italic else text
            )
            written.append(_annotation(label, anchors[label.index], words, layout))
    figure.update_layout(annotations=written)  # one by one, each would cost as much as all


def annotation_numbers(figure: go.Figure, layout: str) -> tuple[int, ...]:
    """Return which of a figure's annotations belong to this layout, "narrow" or "wide"."""
    return tuple(i for i, each in enumerate(figure.layout.annotations) if each.name == layout)


def _annotation(label: Label, anchor: Place, words: str, layout: str) -> dict[str, Any]:
    return {
        "name": layout,
        "x": math.log10(anchor[0]),
        "y": anchor[1],
        "text": words,
        "ax": label.x,
        "ay": label.y,
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": QUIET if label.leader else "rgba(0,0,0,0)",
        "standoff": 8,
        "borderpad": 0,
        "font": {"size": _SIZES[layout]},
    }
