"""The sentences of "Label it!"."""

from clever_engine.figures.theme import norm_name
from clever_engine.lesson.twins import Card, Change, Twin

MODES = {"digits": "Digits", "photo": "Your own photo"}

ASK = "Which digit is this?"
HINT = "Press a button, or a digit on your keyboard."
ALT = "A handwritten digit"
RIGHT, WRONG = "✓", "✗"
OPENING = "Eight digits. You answer first, then an AI."

LEGEND = (
    "<span class='less'>■</span> less <span class='more'>■</span> more ink "
    "<small>magnified {factor} times</small>"
)
LEGEND_PHOTO = "<span class='less'>■</span> darker <span class='more'>■</span> brighter"
UNCHANGED = "Nobody has changed this one. It is here so that you could not guess."
STEPS = "Pictures are kept in 256 steps: what you see is, value by value, what fools the network."


def said(card: Card) -> str:
    """Return how the network's answer is begun."""
    return "Surprisingly, AI model says" if card.fooled else "AI model says"


def mark(right: bool) -> str:
    """Return the sign for right or wrong, as HTML."""
    kind, word, sign = ("right", "right", RIGHT) if right else ("wrong", "wrong", WRONG)
    return f"<i class='{kind}'><span aria-hidden='true'>{sign}</span> {word}</i>"


def ending(people: int, machines: int) -> str:
    """Return what a finished round shows, in a sentence."""
    if people > machines:
        return "You beat the AI. It was fooled by changes that you hardly see."
    if people == machines:
        return "A draw, and yet you fell for other digits than the AI."
    return "The AI won this time, but look what it fell for."


def small(change: Change) -> str:
    """Return how small a change is, in words."""
    return (
        f"In all, the ink of {change.ink:.1f} pixels is added or taken away; the digit has "
        f"{change.whole:.0f}. No pixel changes by more than {100 * change.linf:.0f} %."
    )


def sizes(change: Change) -> str:
    """Return a change's size in numbers."""
    return f"{norm_name('l2')} {change.l2:.2f} · {norm_name('linf')} {change.linf:.2f}"


def read_as(label: int, truth: int, confidence: float) -> str:
    """Return what a network says of a picture, as HTML."""
    right = label == truth
    return (
        f"AI says <b class='{'right' if right else 'wrong'}'>{label} "
        f"{RIGHT if right else WRONG}</b> <small>{100 * confidence:.0f} % sure</small>"
    )


def hardened(times: float, usual: float) -> str:
    """Return what it takes to fool the hardened network as well."""
    return (
        "The hardened network was trained on attacked digits. To fool it, the same digit must "
        f"change <b>{times:.1f} times</b> as much, and you begin to see it. Over all twins here it "
        f"is {usual:.1f} times (median). Changes beyond full colour are cut."
    )


def made_by(twin: Twin, method: dict[str, str], network: str) -> str:
    """Return which attack made a twin, for which network."""
    code = "from ART" if method["by"] == "ART" else "this project's own code"
    return (
        f"Made by <b>{method['title']}</b> ({method['source']}; {code}) against <b>{network}</b>."
    )


# A visitor's own photo.
NEEDED = (
    "For photos the AI is ResNet-50, trained on a million pictures of ImageNet. Its weights are "
    "not on this computer."
)
DOWNLOAD = "Download them ({size} MB)"
OFFLINE = "Without them, stay with the digits: the lesson needs nothing else."
UPLOAD = "A photo of one thing: an animal, a vehicle, something in the kitchen"
PRIVATE = "The photo is looked at on the computer that runs this app, and kept nowhere."
WHAT = "What is it?"
ELSE = "Something else"
RUNNER_UP, SHOE_SHOP = "runner-up", "shoe shop"
TARGETS = {RUNNER_UP: "Its second guess", SHOE_SHOP: "A shoe shop"}
STAGES = {
    "loading": "Loading ResNet-50.",
    "waiting": "Another photo is before yours.",
    "attack": "Looking for the smallest change.",
    "clever": "Measuring CLEVER: how small could a change be?",
}
NO_TWIN = "The attack found no small change for this photo. Try another."
