"""The words of "Drawing a line"."""

import html

from clever_engine import Finding
from clever_engine.lesson.plane import PlaneLook
from clever_engine.norms import Norm
from clever_engine.score.results import TargetScore
from clever_engine.steps import Progress
from pages.shared import text

LEAD = "**Click or drag.** How far until the network changes its mind?"
LEARNING = "The network is learning"
LEARNING_MEANS = "It draws the line between the colours. Then we ask how far an input is from it."
DATA = {"moons": "Moons", "rings": "Rings", "blobs": "Three", "spiral": "Spiral"}
NORMS = {"l1": "◆ L1", "l2": "● L2", "linf": "■ L∞"}
NORM_HELP = (
    "**L1**: both changes added up. The ball of all equally small changes is a diamond.\n\n"
    "**L2**: the straight distance. The ball is a disc.\n\n"
    "**L∞**: the larger of the two changes. The ball is a square."
)
DECAYS = {0.0: "Off", 0.01: "Some", 0.03: "Strong"}
DECAY_HELP = "Holds the weights small while training (weight decay): the line gets smoother."
HIDDEN_HELP = "Units in each of the two hidden layers. More units can bend the line more often."
ARROWS = "Slopes at random points"
ARROWS_HELP = (
    "An arrow points where the network's lead shrinks fastest; the longer, the faster. CLEVER "
    "divides the lead by the steepest slope: as published, of such points; in this app, of whole "
    "straight lines."
)
PAD = "The plane. Press to move the input, or use the arrow keys."
MARKS = {"learning": "", "inside": "✓", "exact": "✓", "outside": "▲", "silent": "?"}
MOVES = (("←", "left", -1, 0), ("→", "right", 1, 0), ("↑", "up", 0, 1), ("↓", "down", 0, -1))
WRONG = "See one where CLEVER is wrong"

_COLORS = ("blue", "orange", "grey")
_CLASSES = ("blue ●", "orange ▲", "grey ■")
_ALT_CLASSES = ("blue circles", "orange triangles", "grey squares")
_BALLS = {Norm.L1: "diamond", Norm.L2: "disc", Norm.LINF: "square"}

_FINDINGS = {
    Finding.ZERO_GRADIENTS: "All slopes are zero here, so CLEVER can say nothing and claims 0.",
    Finding.CUT_AT_RADIUS: "The estimate reached the edge of its samples: read it as “at least”.",
}


def class_name(label: int) -> str:
    """Return the colour and shape of a class."""
    return _CLASSES[label]


def reading(look: PlaneLook) -> str:
    """Return how the network reads the input, as HTML."""
    sure = html.escape(text.percent(look.score.confidence))
    return f"Read as <b>{class_name(look.score.label)}</b>, <br>{sure} sure"


def said(look: PlaneLook) -> str:
    """Return CLEVER's score as people read it."""
    return text.number(look.score.value)


def truth(look: PlaneLook) -> str:
    """Return the exact distance as people read it."""
    return "none" if look.nearest is None else text.number(look.nearest.distance)


def verdict(look: PlaneLook) -> tuple[str, str]:
    """Return whether CLEVER's ball is within the true one, in a word, and what that means."""
    score = look.score
    if Finding.ZERO_GRADIENTS in score.findings:
        return "silent", _FINDINGS[Finding.ZERO_GRADIENTS]
    if look.nearest is None or look.turns_into is None:
        return "inside", "The network reads every input alike: no change turns this one."
    said, needed = text.number(score.value), text.number(look.nearest.distance)
    other = class_name(look.turns_into)
    if said == needed:
        return "exact", f"CLEVER is right: {needed} is just what it takes to turn it {other}."
    if score.value < look.nearest.distance:
        share = _whole_percent(score.value / look.nearest.distance)
        return "inside", (
            f"CLEVER's {_BALLS[look.norm]} lies inside the true one. It promises {share} of the "
            f"way, and keeps its word."
        )
    return "outside", (
        f"CLEVER's {_BALLS[look.norm]} sticks out: it promises {said}, but {needed} is enough to "
        f"turn it {other}. An estimate is not a bound."
    )


def alt(look: PlaneLook | None, classes: int) -> str:
    """Return the picture in words."""
    shapes = ", ".join(_ALT_CLASSES[:classes])
    if look is None:
        return f"A square with {shapes}; the network is learning to tell them apart."
    x, y = look.point
    return (
        f"A square with {shapes} and the regions a network gives each. The input at {x:.2f}, "
        f"{y:.2f} is read as {class_name(look.score.label)}. CLEVER's {_BALLS[look.norm]} has the "
        f"radius {text.number(look.score.value)}, the true one {truth(look)}."
    )


def learning(partial: Progress | None) -> str:
    """Return how far a training is."""
    if partial is None:
        return "Training starts."
    return (
        f"Learning: step {partial.done:.0f} of {partial.total:.0f}, "
        f"{_whole_percent(partial.value.accuracy)} of the points right"
    )


def formulas(look: PlaneLook) -> str:
    """Return the mathematics of one input in LaTeX, a line each, with its own numbers."""
    entry = _entry(look)
    p = _order(look.norm)
    c, j = (rf"\text{{{_COLORS[label]}}}" for label in (look.score.label, look.score.target))
    lines = [
        rf"g(x) = f_{{{c}}}(x) - f_{{{j}}}(x) = {entry.margin:.3g}",
        rf"L \approx \max_y \frac{{g(x) - g(y)}}{{\|y - x\|_{{{p}}}}}"
        rf" = {entry.lipschitz_estimate:.3g}, \quad R = {look.score.radius:.3g}",
        rf"\text{{CLEVER}} = \min(g(x) / L,\; R) = {look.score.value:.3g}",
    ]
    if look.nearest is not None:
        lines.append(
            rf"\text{{truth}} = \min\{{\|\delta\|_{{{p}}} : \operatorname{{argmax}} f(x + \delta) "
            rf"\ne {c}\}} = {look.nearest.distance:.3g}"
        )
    return r"\small\begin{gathered}" + r"\\[0.5em]".join(lines) + r"\end{gathered}"


def _entry(look: PlaneLook) -> TargetScore:
    return look.score.nearest


def _order(norm: Norm) -> str:
    return r"\infty" if norm is Norm.LINF else f"{norm.order:.0f}"


def _whole_percent(share: float) -> str:
    return f"{100 * share:.0f} %"
