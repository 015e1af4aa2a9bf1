"""The words of "When CLEVER is fooled"; every number in them is measured."""

import math

from clever_engine.lesson.fooled import Ball, Balls, Certainty, HiddenLook, Promises
from clever_engine.lesson.fooled.attacking import UNIFORM
from pages.shared import text

WARNS = "On the page Measure, the app warns:"
NO_WARNING = "On the page Measure, nothing would warn here."

HIDING = {
    "trained": "A network trained that way",
    "levels": "Grey levels",
    "slope": "Nearly hidden",
}

CRITICISM = (
    "**The criticism.** Ian Goodfellow showed in 2018 that a network that hides its slopes makes "
    "CLEVER promise far too much: [*Gradient Masking Causes CLEVER to Overestimate Adversarial "
    "Perturbation Size*](https://arxiv.org/abs/1804.07870). An estimate of a bound is no bound.\n\n"
    "**The answer.** CLEVER is a tool for people who can look inside a network, such as its "
    "designers: they know of the steps and can look through them. CLEVER's authors then "
    "[added that](https://arxiv.org/abs/1810.08640): slopes pass the steps as if those were not "
    "there. It is the row “CLEVER, looking through the steps”."
)

TOOLS = (
    (
        "Certificate",
        "verification",
        "Proves that no change below its number works.",
        "May be far too low: a small number is no danger proved.",
    ),
    (
        "CLEVER",
        "estimate",
        "A number for any network with slopes, without attacking it.",
        "May be wrong either way: an estimate of a bound is no bound.",
    ),
    (
        "Attack",
        "a game against it",
        "Shows a change that works: nobody can argue with it.",
        "Finding none proves nothing: a better attacker may come.",
    ),
)

MISSING = (
    "The networks have not been measured yet: run `python -m clever_engine benchmark --data "
    "FOLDER`, where FOLDER holds MNIST/raw/, and open this page again."
)


def size(value: float, cut: bool = False) -> str:
    """Return a distance for people; one beyond all sense in words."""
    if math.isinf(value):
        return "∞"
    if value > 1000:
        return "over 1,000"
    return f"at least {text.number(value)}" if cut else text.number(value)


def times(ratio: float) -> str:
    """Return how many times as large something is, for a ratio above 1."""
    if math.isinf(ratio):
        return "endlessly"
    if ratio > 1000:
        return "over 1,000 times"
    if ratio < 1.05:
        return "a little"
    return f"{ratio:.0f} times" if ratio >= 9.5 else f"{ratio:.1f} times"


def hidden(slope: float) -> str:
    """Return what part 1 shows where this share of the slope is left to see."""
    if slope == 1:
        return "Nothing is hidden: the network reacts to every pixel as it always did."
    if slope > 0:
        return (
            f"Only **{100 * slope:.0f} %** of the slope is left to see; the rest is in the jumps. "
            "CLEVER as published goes by the slopes. Straight lines feel the jumps too, as the "
            "attacker does."
        )
    return (
        "Every pixel is rounded to a few greys: the lead goes down in **steps**. Every slope is "
        "**zero**, so CLEVER sees nothing. The attacker gets down all the same."
    )


def hidden_formula(look: HiddenLook) -> list[str]:
    """Return the mathematics of part 1 with its own numbers."""
    entry = min(look.published.per_target, key=lambda entry: (entry.value, entry.margin))
    slope = entry.lipschitz_estimate
    ratio = r"\infty" if slope == 0 else f"{entry.margin / slope:.3g}"
    return [
        rf"g(x_0) = f_{{{look.label}}}(x_0) - f_{{{entry.target}}}(x_0) = {entry.margin:.3g}",
        rf"L^{{{entry.target}}}_{{2,x_0}} \approx {slope:.3g} \;\Rightarrow\; "
        rf"g(x_0) / L^{{{entry.target}}}_{{2,x_0}} = {ratio}",
        r"\text{BPDA: } \nabla f(Q(x)) \approx \nabla f(z)\big|_{z = Q(x)}",
    ]


def certain(now: Certainty) -> str:
    """Return what part 2 shows."""
    return (
        f"The network now says it is **{text.percent(now.confidence)}** sure; it reads every "
        "picture as before. CLEVER on **logits** does not move. On **probabilities** the slopes "
        "die out, and the score goes anywhere."
    )


def certain_formula(now: Certainty) -> list[str]:
    """Return the mathematics of part 2 with its own numbers."""
    return [
        rf"\frac{{s \cdot g(x_0)}}{{s \cdot L}} = \frac{{g(x_0)}}{{L}}, \quad s = {now.factor:g}",
        r"p_k = \frac{e^{s f_k}}{\sum_i e^{s f_i}}, \quad "
        r"\nabla p_k = s\,p_k \Big(\nabla f_k - \sum_i p_i \nabla f_i\Big) \to 0",
    ]


def ball(now: Ball, found: Balls) -> str:
    """Return what part 3 shows of one ball."""
    truth, score = found.twin.distance, now.score.value
    looks = f"In a ball of radius **{now.radius:g}** a random point looks like this."
    if now.ratio > truth and now.radius > truth:
        return (
            f"{looks} Random points miss the way an attacker takes: CLEVER promises **more** than "
            "the attacker needs."
        )
    if now.score.value >= now.radius:
        return f"{looks} The ball is too small to say more than “at least {now.radius:g}”."
    share = score / truth
    if share < 0.75:
        return (
            f"{looks} Its steepest slopes are those of noise that nobody meant: the score is only "
            f"**{share:.0%}** of what the attacker needs."
        )
    return f"{looks} The score is {share:.0%} of what the attacker needs."


def ball_formula(now: Ball) -> list[str]:
    """Return the mathematics of part 3 with its own numbers."""
    return [
        rf"\text{{score}} = \min\!\left(\frac{{g(x_0)}}{{L_{{q,x_0}}(R)}},\; R\right) = "
        rf"\min({now.ratio:.3g},\; {now.radius:g}) = {now.score.value:.3g}",
        r"R_1 < R_2 \;\Rightarrow\; B_p(x_0, R_1) \subset B_p(x_0, R_2) \;\Rightarrow\; "
        r"L(R_1) \le L(R_2)",
    ]


def promise(found: Promises) -> tuple[str, str]:
    """Return how many promises were broken, large, and what that means."""
    count, broken = len(found.scores), int(found.broken.sum())
    rest = found.digits - count
    misread = f" It misreads {rest} of {found.digits} to begin with." if rest else ""
    if found.is_blind:
        return (
            "No promise",
            f"At {found.blind:.0%} of the digits every slope was zero: CLEVER claims nothing. "
            f"The attacker found its changes all the same.{misread}",
        )
    beyond = int(found.broken_beyond_interval.sum())
    if not broken:
        return (
            f"0 of {count}",
            "digits: this attacker never needed less than CLEVER said. A better one might."
            f"{misread}",
        )
    below = f", on {beyond} of them even less than its interval"
    return (
        f"{broken} of {count}",
        f"digits: there the attacker needed **less** than CLEVER said{below}.{misread}",
    )


def named(every: tuple[Promises, ...], worst: tuple[Promises, ...], titles: dict[str, str]) -> str:
    """Return for which networks CLEVER was fooled, from the data."""
    lines = []
    if worst:
        told = [
            f"{titles.get(one.network, one.network)} ({int(one.broken.sum())} of "
            f"{len(one.scores)}, at worst {one.worst:.1f} times)"
            for one in worst[:4]
        ]
        more = f" and {len(worst) - 4} more" if len(worst) > 4 else ""
        lines.append(f"**Fooled most often:** {'; '.join(told)}{more}.")
    else:
        lines.append("**Fooled:** no network's digits, by this attack.")
    blind = [titles.get(one.network, one.network) for one in every if one.is_blind]
    if blind:
        lines.append(f"**No slopes, no claim:** {', '.join(blind)}.")
    return " ".join(lines)


def command(model: str, radius: float | str, *, uniform: bool) -> str:
    """Return the command line that gives the same score for the digit as a picture."""
    line = f"python -m clever_engine score digits.png --as-is --model {model}"
    if not uniform:
        return line
    return (
        f"{line} --radius {radius:g} --sampling uniform --batches {UNIFORM.n_batches} "
        f"--samples {UNIFORM.samples_per_batch} --stop-width 0"
    )
