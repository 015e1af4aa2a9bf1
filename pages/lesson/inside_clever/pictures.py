"""Random points and slopes as pictures, in HTML."""

import numpy as np

from clever_engine.figures.theme import norm_name
from clever_engine.lesson.inside import PointLook, Surroundings
from pages.lesson.inside_clever import services
from pages.lesson.inside_clever.choice import Choice
from pages.shared import text


def grid(around: Surroundings) -> str:
    """Return the first points with how each is read, as HTML."""
    cells = []
    for number, (picture, label) in enumerate(
        zip(around.pictures, around.labels, strict=False), start=1
    ):
        turned = int(label) != around.label
        mark = f"▲ now {label}" if turned else f"✓ still {label}"
        cells.append(
            f"<figure class='{'turned' if turned else 'same'}'>"
            f"<img src='{services.noisy_picture(_raw(picture))}' "
            f"alt='Random point {number}, read as {label}'><figcaption>{mark}</figcaption></figure>"
        )
    return f"<div class='inside-grid'>{''.join(cells)}</div>"


def point(look: PointLook, chosen: Choice) -> str:
    """Return one point, the slope there as a picture, and its size, as HTML."""
    number = chosen.points
    slope = services.slope_picture(chosen.asked, chosen.ball, number)
    return (
        "<div class='inside-point'>"
        f"<figure><img src='{services.noisy_picture(_raw(look.picture))}' alt='Random point "
        f"{number}'><figcaption>point {number}</figcaption></figure><span class='arrow'>→</span>"
        f"<figure><img src='{slope}' alt='Map of the slope: more ink at orange pixels narrows the "
        "lead, at blue ones widens it'><figcaption>where ink matters</figcaption></figure>"
        f"<span class='arrow'>→</span><div class='slope'>{text.number(look.slope)}"
        f"<small>points per unit ({norm_name(chosen.ball.norm)})</small></div></div>"
    )


def _raw(picture: np.ndarray) -> bytes:
    return np.ascontiguousarray(picture, dtype=np.float32).tobytes()
