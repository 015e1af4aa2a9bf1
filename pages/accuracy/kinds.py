"""What kind of network an entry of the catalogue is, and its recipe in plain words."""

from clever_engine.figures.tradeoff import DEFENDED, ODD, PLAIN
from clever_engine.zoo.catalogue import Entry
from clever_engine.zoo.recipes import Recipe

STRONG_DECAY = 0.002
"""Weight decay above this is there to tame the network, not out of habit."""

_MASKED = "quantised"
_BOUNDED = "bounded"
_NORMS = {"l2": "an L2 distance", "linf": "a change of every pixel"}


def kind(entry: Entry) -> str:
    """Return the kind a figure draws: plain, defended, or meant to go wrong."""
    if _odd(entry):
        return ODD
    return DEFENDED if _defense(entry.recipe) else PLAIN


def kind_words(entry: Entry) -> str:
    """Return the kind in a word or two, with what was done to it where that is more telling."""
    return _odd(entry) or _defense(entry.recipe) or PLAIN


def _odd(entry: Entry) -> str:
    recipe = entry.recipe
    if recipe.wrong_labels:
        half = recipe.wrong_labels == 0.5
        return f"{'half' if half else f'{recipe.wrong_labels:.0%} of'} the labels wrong"
    return "masked gradient" if recipe.architecture.endswith(_MASKED) else ""


def _defense(recipe: Recipe) -> str:
    if recipe.trades_beta:
        return "TRADES"
    if recipe.adversarial_epsilon:
        return "adversarial training"
    if recipe.distilled:
        return "distilled"
    if recipe.noise:
        return "trained in noise"
    if recipe.spectral_cap:
        return "capped layers"
    if recipe.weight_decay >= STRONG_DECAY:
        return "small weights"
    return "bounded units" if recipe.architecture.endswith(_BOUNDED) else ""


def recipe_words(recipe: Recipe) -> str:
    """Return how the network was trained: what differs from the usual, as one sentence."""
    parts = [f"{recipe.epochs} passes over the training pictures"]
    if recipe.data != "mnist":
        parts.append(f"of {recipe.data}")
    if recipe.start_from:
        parts.append(f"starting from {recipe.start_from}")
    if recipe.augment:
        parts.append("each turned, shifted and thickened at random")
    if recipe.noise:
        parts.append(f"under Gaussian noise of standard deviation {recipe.noise:g}")
    if recipe.wrong_labels:
        parts.append(f"{recipe.wrong_labels:.0%} of the labels wrong on purpose")
    if recipe.adversarial_epsilon:
        parts.append(_attacked(recipe))
    if recipe.distilled:
        parts.append(f"copying a teacher's soft answers at temperature {recipe.temperature:g}")
    elif recipe.temperature != 1:
        parts.append(f"at temperature {recipe.temperature:g}")
    if recipe.spectral_cap:
        parts.append(f"no layer allowed to stretch by more than {recipe.spectral_cap:g}")
    if recipe.weight_decay:
        parts.append(f"weight decay {recipe.weight_decay:g}")
    if recipe.optimizer == "sgd":
        parts.append(f"plain gradient descent at rate {recipe.learning_rate:g}")
    return f"Recipe: {', '.join(parts)}. Seed {recipe.seed}."


def _attacked(recipe: Recipe) -> str:
    within = f"{_NORMS[recipe.adversarial_norm]} of {recipe.adversarial_epsilon:g}"
    if recipe.trades_beta:
        return f"TRADES with weight {recipe.trades_beta:g} against attacks within {within}"
    return f"on digits attacked within {within}"
