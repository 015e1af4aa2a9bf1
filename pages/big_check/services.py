"""What the game asks the engine for."""

from clever_engine.game import (
    Analysis,
    BankCheck,
    Level,
    Reading,
    analysis_steps,
    bank_named,
    read_check,
)
from clever_engine.game.pixels import Pixels
from clever_engine.score.measurement import Measurement
from pages.shared import services as shared
from pages.shared.tasks import Ticket


def read(bank: str, images: Pixels) -> Reading:
    """Return how a bank of The Big Check reads digits."""
    return read_check(shared.classifier(bank_named(bank).model), images)


def analyse(bank: str, check: BankCheck, level: Level) -> Ticket[Analysis]:
    """Put the analysis of a check in line."""
    model = bank_named(bank).model
    ranked = Measurement(images=check.images, model=model, true_labels=check.digits)
    key = ("check", ranked.key(), check.amount, level)
    return shared.tasks().of(key, lambda: analysis_steps(shared.classifier(model), check, level))
