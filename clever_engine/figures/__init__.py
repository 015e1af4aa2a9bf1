"""Figures: each takes a result and returns a plotly Figure; nothing here computes a score."""

from clever_engine.figures.gradient_map import plot_gradient
from clever_engine.figures.maxima import plot_maxima
from clever_engine.figures.pictures import boxes_png, digit_png
from clever_engine.figures.targets import plot_targets

__all__ = ["boxes_png", "digit_png", "plot_gradient", "plot_maxima", "plot_targets"]
