"""The words of "Inside CLEVER"."""

from clever_engine import CleverScore, CleverSettings, TargetScore
from clever_engine.figures.theme import norm_name
from clever_engine.lesson.inside import Lead, LinesLook, PointLook, SlopeSample, Surroundings
from clever_engine.steps import Progress
from pages.shared import text

NORMS = {"l1": "◆ L1", "l2": "● L2", "linf": "■ L∞"}
NORM_HELP = (
    "**L1**: all changes of all pixels added up. In two dimensions the ball is a diamond.\n\n"
    "**L2**: the straight distance. The ball is round, a disc.\n\n"
    "**L∞**: the largest change of any pixel. The ball is a square."
)
SHAPES = {
    "l1": "a **diamond**: all changes added up stay below the radius",
    "l2": "a **disc**: the straight distance stays below the radius",
    "linf": "a **square**: no pixel changes more than the radius",
}
ESTIMATORS = {
    "fixed-shape": "Steady (this app's)",
    "maximum-likelihood": "Likeliest curve",
    "penalized": "In between",
    "sample-maximum": "Largest seen",
}
ESTIMATOR_HELP = (
    "**Steady** assumes how sharply the curve ends. **Likeliest curve** lets the data say, which a "
    "few batches hardly can. **In between** leans towards the usual. **Largest seen** draws no "
    "conclusion beyond the steepest slope met."
)
MATHS = "Show the mathematics"
NO_EVIDENCE = "No evidence is no robustness."
NOT_ALL = (
    "This is CLEVER as published. But random points hardly look where an attacker goes. The next "
    "step does: it is how this app scores."
)
SPIKE = 1.1
"""How many times as steep as its whole line a spot is that is spoken of."""
HIDDEN = "This network hides how it reacts to small changes."
TARGET_HELP = "The class CLEVER measures towards. A click on a bar chooses it too."
CLIPPED = "Pixels below paper or beyond ink are drawn as paper or ink."


def lead(lead: Lead) -> str:
    """Return step 1 in a sentence or two."""
    rival = "runner-up" if lead.target == lead.runner_up else "class chosen"
    return (
        f"The network gives each digit points and reads the one with most: **{lead.label}** "
        f"({text.percent(lead.confidence)} sure). Over the {rival}, **{lead.target}**, it leads by "
        f"**{text.number(lead.margin)}** points. To turn the reading, a change must eat up this "
        "lead."
    )


def around(around: Surroundings, norm: str) -> str:
    """Return step 2 in a sentence or two."""
    count, turned = len(around.labels), around.turned
    told = "none" if turned == 0 else "all" if turned == count else f"{turned}"
    return (
        f"All changes up to the radius make a ball; for {norm_name(norm)} it is {SHAPES[norm]}. "
        f"Here are random points of it. Of {count} points, **{told}** turned into another digit."
    )


def around_means(around: Surroundings) -> str:
    """Return what step 2 means."""
    if around.turned == 0:
        return "Noise hardly fools a network. So CLEVER does not wait for it: it looks at slopes."
    if around.turned < len(around.labels) / 2:
        return "Most noise fools nobody. So CLEVER does not count mistakes: it looks at slopes."
    return "In a ball this large little is left of the digit. Try a smaller radius."


def slope(look: PointLook, sample: SlopeSample, number: int) -> str:
    """Return what one random point brings."""
    return (
        f"At point **{number}** the lead over {sample.target} changes by at most "
        f"**{text.number(look.slope)}** points per unit of change: the slope there."
    )


def slopes(sample: SlopeSample, shown: int) -> str:
    """Return step 3 in a sentence or two."""
    steepest = float(sample.norms[:shown].max())
    if steepest == 0:
        return f"All {shown:,} slopes are zero: nothing pours in but zeros. {HIDDEN}"
    return (
        f"A steep slope eats up the lead fast. The steepest of {shown:,} so far: "
        f"**{text.number(steepest)}**. More points find steeper ones, ever more rarely."
    )


def steepest(entry: TargetScore, settings: CleverSettings) -> str:
    """Return step 4 in a sentence or two."""
    if entry.lipschitz_estimate == 0:
        return f"Every batch's steepest slope is zero, and so is the end point. {HIDDEN}"
    found = float(entry.maxima.max())
    batches = f"{settings.n_batches} batches of {settings.samples_per_batch}"
    return (
        f"Points come in {batches}. Each batch keeps its steepest slope ●. A curve fitted to those "
        f"tells where slopes end: at **{text.number(entry.lipschitz_estimate)}**, though the "
        f"steepest met is {text.number(found)}."
    )


def spread(end_points: list[float], seeds: tuple[int, ...]) -> str:
    """Return how far repeats lie apart."""
    low, high = min(end_points), max(end_points)
    return (
        f"A dozen other seeds ◆ ({seeds[0]} to {seeds[-1]}) end at **{text.number(low)}** to "
        f"**{text.number(high)}**, {100 * (high - low) / low:.0f} % apart."
        if low > 0
        else f"A dozen other seeds ◆ end at {text.number(low)} to {text.number(high)}."
    )


def verdict(entry: TargetScore, radius: float) -> str:
    """Return what the radius does to the score."""
    if entry.lipschitz_estimate == 0:
        return f"▲ {HIDDEN} CLEVER claims nothing here. {NO_EVIDENCE}"
    if entry.censored:
        return (
            f"▲ Cut at the radius: nothing was sampled beyond {radius:g}, so CLEVER claims no more."
        )
    return (
        "✓ Not cut. But the larger the ball, the more slopes count that no small change meets, "
        "and the lower the score."
    )


def lines(look: LinesLook) -> str:
    """Return what step 6 looks at, in a few sentences."""
    entry = look.entry
    if not look.slope:
        return f"This app's own score goes by straight lines. No slope leads anywhere. {HIDDEN}"
    told = (
        f"Random directions take at most **{_share(look.random_fall, entry.margin)}** of "
        "the lead: nobody attacks that way. So this app's own score looks for the **steepest "
        f"straight line** towards a {entry.target}."
    )
    if look.spot < SPIKE * look.slope:
        return told
    return (
        f"{told} At its steepest spot it slopes {text.number(look.spot)}, as a whole only "
        f"**{text.number(look.slope)}**: spots pass, and the whole line decides."
    )


def maxima(look: LinesLook) -> str:
    """Return how step 6 comes from lines to a steepest one."""
    entry, settings = look.entry, look.score.settings
    if not look.slope:
        return f"Every line is flat, so the score finds no slope either: **0**. {NO_EVIDENCE}"
    told = f"{settings.n_points} lines near it come in batches of {settings.samples_per_batch}."
    if entry.fit.constant:
        return f"{told} All are equally steep: **{text.number(entry.lipschitz_estimate)}**."
    if entry.lipschitz_estimate != entry.fit.location:
        return f"{told} The steepest line met counts: **{text.number(entry.lipschitz_estimate)}**."
    return (
        f"{told} A curve fitted to each batch's steepest ends at "
        f"**{text.number(entry.lipschitz_estimate)}**: the steepest slope."
    )


def _share(part: float, whole: float) -> str:
    """Return a share as a percentage; a trace as less than one."""
    return f"{100 * part / whole:.0f} %" if part > 0.01 * whole else "1 %"


def progress(partial: Progress | None) -> str:
    """Return how far a sampling is."""
    if partial is None:
        return "Sampling starts."
    return f"{partial.done:,.0f} of {partial.total:,.0f} slopes."


def alt_lead(lead: Lead) -> str:
    """Return step 1's chart in words."""
    points = ", ".join(f"{label}: {value:.1f}" for label, value in enumerate(lead.logits))
    return (
        f"Bars of the points for each digit. {points}. {lead.label} leads over {lead.target} by "
        f"{lead.margin:.3g}."
    )


def alt_slopes(sample: SlopeSample, shown: int) -> str:
    """Return step 3's chart in words."""
    seen = sample.norms[:shown]
    return (
        f"Histogram of {shown} slopes from {seen.min():.3g} to {seen.max():.3g}; "
        "a button lets them pour in."
    )


def alt_steepest(entry: TargetScore, settings: CleverSettings, repeats: int) -> str:
    """Return step 4's chart in words."""
    return (
        f"{settings.n_batches} columns of dots, one a batch, each with its steepest slope; beside "
        f"them the fitted curve, which ends at {entry.lipschitz_estimate:.3g}; then {repeats} "
        "repeats with other seeds."
    )


def alt_radius(entry: TargetScore, radius: float) -> str:
    """Return step 5's chart in words."""
    return (
        "The score against the radius: it rises with the radius while that cuts it, then falls. "
        f"At radius {radius:g} it is {text.number(entry.value)}."
    )


def alt_lines(look: LinesLook) -> str:
    """Return step 6's first chart in words."""
    lead, size = look.entry.margin, float(look.distances[-1])
    beside = f"In random directions it falls by at most {look.random_fall:.3g}"
    if not look.leads.size:
        return f"The lead of {lead:.3g} against the size of the change. {beside}; no line is steep."
    return (
        f"The lead against the size of the change, to {size:.3g}. Along the steepest straight line "
        f"it falls from {lead:.3g} to {look.leads[-1]:.3g}. {beside}. A line as steep as the end "
        f"point reaches zero at {look.entry.value:.3g}, the score."
    )


def alt_maxima(look: LinesLook) -> str:
    """Return step 6's second chart in words."""
    return (
        f"Histogram of the steepest line of each of {len(look.entry.maxima)} batches, with the "
        f"fitted curve; the steepest slope is taken as {look.entry.lipschitz_estimate:.3g}."
    )


def own_command(model: str, score: CleverScore) -> str:
    """Return the command line that gives the app's own score."""
    seed = f" --seed {score.seed}" if score.seed else ""
    return (
        f"python -m clever_engine score digit.png --as-is --model {model} --norm {score.norm} "
        f"--target {score.target}{seed}"
    )


def command(model: str, sample: SlopeSample, settings: CleverSettings) -> str:
    """Return the command line that gives the same number."""
    return (
        f"python -m clever_engine score digit.png --as-is --model {model} --norm {sample.norm} "
        f"--target {sample.target} --radius {sample.radius:g} --batches {settings.n_batches} "
        f"--samples {settings.samples_per_batch} --sampling uniform "
        f"--estimator {settings.estimator} --seed {sample.seed} --stop-width 0"
    )
