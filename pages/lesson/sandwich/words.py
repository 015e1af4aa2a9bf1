"""What the sandwich shows, in words."""

import numpy as np

from clever_engine.sandwich import Place, Sandwich
from clever_engine.steps import Progress
from pages.shared import text

WITNESSES = {"clever": "CLEVER samples slopes", "attack": "An attack searches", "proof": "Proving"}

_PLACES = {
    Place.BETWEEN: "CLEVER lies between the two, as it should.",
    Place.BELOW_PROOF: (
        "CLEVER says less than what is proved. It breaks out of the sandwich, on the careful side."
    ),
    Place.ABOVE_ATTACK: (
        "CLEVER says more than an attack needed. It breaks out of the sandwich: an estimate is "
        "not a promise."
    ),
}

EXPLANATION = (
    "**Proof.** No change up to this size can turn the reading. It takes the worst case at every "
    "step, so it is often far too careful.  \n"
    "**Attack.** A change of this size does turn it. A smaller one may exist.  \n"
    "The truth lies in between."
)

MATHEMATICS = (
    r"With $f^L_j \le f_j \le f^U_j$ linear in the input over $B_p(x_0, R)$ (CROWN), the reading "
    r"is proved where $\min_{x \in B_p(x_0,R)} f^L_c(x) - f^U_j(x) = A x_0 + b - R\,\|A\|_q > 0$ "
    r"for every $j \neq c$. The largest such $R$ is found by bisection. "
    r"$R_{\mathrm{proof}} \le \text{true distance} \le \|\delta_{\mathrm{attack}}\|_p$."
)


def verdict(sandwich: Sandwich) -> str:
    """Return what is proved, found and estimated, and whether the estimate fits in between."""
    label = sandwich.score.label
    parts = []
    if sandwich.certificate is not None:
        radius = text.number(sandwich.certificate.radius)
        parts.append(f"Up to **{radius}** it is proved that this digit stays a {label}.")
    if np.isfinite(sandwich.attack):
        size = text.number(sandwich.attack)
        parts.append(f"At **{size}** an attack makes it a {sandwich.attack_label}.")
    else:
        parts.append("No attack was found, which proves nothing.")
    parts.append(f"CLEVER says **{text.number(sandwich.score.value)}**.")
    return " ".join([*parts, _PLACES[sandwich.place]])


def status(seen: Progress | None) -> str:
    """Return what is being done, for the progress bar."""
    return "Starting" if seen is None else WITNESSES[seen.stage]


def command(model: str, norm: str) -> str:
    """Return the command that makes the same sandwich again."""
    return (
        f"python -m clever_engine certify digit.png --as-is --model {model} --norm {norm} "
        "--sandwich"
    )
