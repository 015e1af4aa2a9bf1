"""Figures: each takes a result and returns a plotly Figure; nothing here computes a score."""

from clever_engine.figures.gradient_map import plot_gradient
from clever_engine.figures.maxima import plot_maxima
from clever_engine.figures.paired import plot_differences, plot_paired
from clever_engine.figures.pictures import digit_png, picture_jpeg
from clever_engine.figures.robust_curve import plot_robust
from clever_engine.figures.scores_histogram import plot_scores
from clever_engine.figures.sweep import plot_sweep
from clever_engine.figures.targets import plot_targets
from clever_engine.figures.tradeoff import plot_tradeoff

__all__ = [
    "digit_png",
    "picture_jpeg",
    "plot_differences",
    "plot_gradient",
    "plot_maxima",
    "plot_paired",
    "plot_robust",
    "plot_scores",
    "plot_sweep",
    "plot_targets",
    "plot_tradeoff",
]
