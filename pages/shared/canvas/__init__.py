"""A pad to draw on with mouse, pen, finger or keyboard."""

from pages.shared.canvas.pad import Drawing, drawing_pad
from pages.shared.canvas.strokes import GRID, Limits, Stroke, clean_strokes

__all__ = ["GRID", "Drawing", "Limits", "Stroke", "clean_strokes", "drawing_pad"]
