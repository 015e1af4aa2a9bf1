"""Words of the page that measures: names of the choices, and what a score says."""

from clever_engine import CleverScore, DigitRanking, Finding, TargetScore
from clever_engine.figures.theme import norm_name
from clever_engine.io.records import Record
from clever_engine.options import as_flags
from clever_engine.score.many import LINES
from clever_engine.score.methods import as_typed
from clever_engine.steps import Progress
from pages.shared import text

_CLASSES = (
    "The diamond marks the digit it turns into with the least change. A line shows the interval"
)

NORMS = {
    "l2": "L2: overall size",
    "linf": "L∞: no pixel changes more than",
    "l1": "L1: all changes added up",
}

TARGETS = {
    "untargeted": "Any other digit",
    "runner-up": "The second choice",
    "least-likely": "The least likely",
    "random": "One at random",
    **{str(k): f"A {k}" for k in range(10)},
}

METHODS = {
    "chords": "Lines",
    "guided": "Guided",
    "published": "Published",
}

METHOD_HELP = (
    "**Lines** measures how steep straight lines from the digit are from end to end: the truest, "
    "above all on networks trained on attacks. **Guided** takes slopes at single points, random "
    "ones and those met on a walk towards each other digit: twice as fast, but far off where "
    "single spots are steep. **Published** draws random points alone, as in the paper of 2018. "
    "All fit a curve to the steepest slopes. Scores compare only with scores of the same method."
)

EFFORTS = {
    "chords": {
        "quick": "Quick: 100 lines",
        "standard": "Standard: 200 lines",
        "thorough": "Thorough: 2,000 lines",
    },
    "guided": {
        "quick": "Quick: up to 64 points",
        "standard": "Standard: up to 128 points",
        "thorough": "Thorough: up to 10,000 points",
    },
    "published": {
        "50x100": "50 batches of 100: 5,000 points",
        "100x256": "100 batches of 256: 25,600 points",
        "500x1024": "500 batches of 1,024, as in the paper: 512,000 points",
    },
}

PLACES = {"anywhere": "Anywhere", "ink": "Only where there is ink"}

SOURCES = {"draw": "Draw", "gallery": "Gallery", "upload": "Upload", "camera": "Camera"}

UNITS = {
    "l2": "For scale: one pixel turned from paper to full ink is a change of 1.",
    "l1": "For scale: one pixel turned from paper to full ink is a change of 1, two pixels are 2.",
    "linf": "For scale: 1 would allow every pixel to turn from paper to full ink.",
}


def classes(score: CleverScore) -> str:
    """Return what the picture of every other digit shows."""
    if any(entry.dropped for entry in score.per_target):
        alone = "steepest line found" if score.method == "chords" else "walk"
        return f"{_CLASSES}; digits clearly farther away are judged by the {alone} towards them."
    return f"{_CLASSES}."


def method(score: CleverScore) -> str:
    """Return by which method a score was found, as a sentence."""
    if score.method == "chords":
        return "Straight lines: from the digit towards where its reading changes."
    if score.method == "guided":
        return "Guided: random points, and a walk towards each other digit."
    if score.method == "custom":
        return "By settings of its own."
    batches, points = score.settings.n_batches, score.settings.samples_per_batch
    return f"As published: {batches:,} batches of {points:,} random points alone."


def last_measured(model: str, ranking: DigitRanking) -> str:
    """Return what stands above a visitor's own result."""
    how = {
        "chords": ", by straight lines",
        "guided": ", guided",
        "published": ", as published",
    }.get(ranking.method, "")
    return f"Your last measurement, by {model}{how}. Change anything and score again."


def duration(seconds: float, count: int) -> str:
    """Return about how long the published way takes, for a digit and for all of `count`."""
    if count < 2:
        return f"About {_about(seconds)} a digit on this machine."
    return f"About {_about(seconds * count)} for {count} digits on this machine."


def set_beside(seconds: float) -> str:
    """Return what a button offers that measures by the published way as well."""
    return f"Compare with the published way (about {_about(seconds)})"


def _about(seconds: float) -> str:
    """Return a duration without false precision."""
    if seconds < 1.5:
        return "a second"
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{seconds / 3600:.0f} hours"


def steadiness(score: CleverScore) -> str:
    """Return what other random samples would do to the score, as a sentence."""
    told = text.interval(score)
    if told == text.STEADY:
        return "Other random samples would hardly move it."
    return f"90 % of other random samples would give {told}."


def plausible(score: CleverScore) -> str:
    """Return where the smallest change itself lies, as a sentence; empty where that is unknown."""
    if score.plausible is None:
        return ""
    low, high = map(text.number, score.plausible)
    where = f"at about **{low}**" if low == high else f"between **{low}** and **{high}**"
    return f"The true smallest change lies {where}, nine times in ten."


def place(score: CleverScore) -> str:
    """Return where the digit could change, as a sentence; empty where that is everywhere."""
    if score.mask is None:
        return ""
    return f"Only the {int(score.mask.sum())} pixels that hold ink could change. "


def headline(score: CleverScore) -> str:
    """Return what a score says, in one sentence."""
    size = f"{text.number(score.value)} ({norm_name(score.norm)})"
    if Finding.ZERO_GRADIENTS in score.findings:
        return f"The network reads a {score.label}, but its slopes are all zero: no score."
    if Finding.CUT_AT_RADIUS in score.findings:
        return f"CLEVER finds no way to misread this {score.label} with a change below {size}."
    return (
        f"CLEVER estimates that no change below **{size}** turns this {score.label} into a "
        f"{score.target}."
    )


def reason(score: CleverScore, entry: TargetScore) -> str:
    """Return why the score is what it is: the lead, the steepest slope, and their ratio."""
    steepest = entry.lipschitz_estimate
    if not steepest:
        return "Every slope is zero, so the score claims nothing."
    if entry.fit.constant:
        whence = "Every slope is"
    elif entry.fell_back:
        whence = "The curve tells no end point; the steepest slope met is"
    elif entry.walk_norm > entry.fit.location:
        way = "line found" if score.method == "chords" else "slope, met on the walk,"
        whence = f"The steepest {way} is beyond the curve's end point:"
    else:
        whence = "The curve fitted to the slopes below ends at"
    cut = f", cut at the radius {score.radius:.3g}" if entry.censored else ""
    return (
        f"The {score.label} leads the {entry.target} by {entry.margin:.3g} logits. {whence} "
        f"**{steepest:.3g}** logits per unit of change. So the score is {entry.margin:.3g} ÷ "
        f"{steepest:.3g} = **{text.number(entry.margin / steepest)}**{cut}."
    )


def slopes(score: CleverScore, entry: TargetScore) -> str:
    """Return what the bars of the histogram count."""
    batches, points = len(entry.maxima), len(entry.maxima) * score.settings.samples_per_batch
    kept = f"Each of {batches:,} batches keeps its steepest; the bars count those."
    if score.method == "chords" and not entry.lipschitz_estimate:
        return f"A search for a steep straight line from the digit found none. {kept}"
    if score.method == "chords":
        return (
            f"A search found the steepest straight line from the digit towards a {entry.target}; "
            f"{points:,} lines were drawn near it, and how steep each is from end to end was "
            f"measured. {kept}"
        )
    return (
        f"{points:,} random points were drawn in a ball of radius {score.radius:.3g} around the "
        f"digit, and the slope at each was measured. {kept}"
    )


def status(seen: Progress | None) -> str:
    """Return how far a measurement is, and the estimate so far."""
    if seen is None:
        return "Waiting for the first slopes."
    doing = "Looking for the steepest lines" if seen.stage == LINES else "Measuring slopes"
    so_far = text.number(seen.value)
    return f"{doing}, {seen.share:.0%} done. Estimate so far, falling: {so_far}."


def clash(position: int, target: int) -> str:
    """Return that a digit already is what it should turn into."""
    return (
        f"The {text.ordinal(position)} digit is read as a {target} already. "
        "Under “How to measure”, choose another digit to turn into."
    )


def left_out(count: int) -> str:
    """Return how many marks beside the digits were not taken for digits."""
    marks = "1 mark was" if count == 1 else f"{count} marks were"
    return f"{marks} left out: punctuation or a currency sign, by the look."


def command(record: Record) -> str:
    """Return the command line that measures the downloaded digits the same way."""
    asked = record.measurement
    flags = [as_flags(asked), as_typed(asked.settings), "--only-ink" if asked.masks else ""]
    return " ".join(filter(None, ["python -m clever_engine score digits.png --as-is", *flags]))
