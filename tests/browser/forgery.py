"""A forger for the tests: knows from the engine where ink helps, and puts it there by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from playwright.sync_api import Locator, Page, expect

from clever_engine import load_classifier
from clever_engine.game import BankCheck, bank_named, find_maximum, level_named, start_game
from clever_engine.handwriting.sets import load_handwriting

Dab = tuple[float, float]


def checks(seed: int, *, bank: str, level: str) -> tuple[BankCheck, ...]:
    """The checks that everybody gets who opens this address."""
    return start_game(level=level, bank=bank, seed=seed, handwriting=load_handwriting()).checks


def dabs(check: BankCheck, *, bank: str, level: str) -> Iterator[list[Dab]]:
    """For each larger leading digit, the easiest first: where the pen helps most, in order."""
    classifier = load_classifier(bank_named(bank).model)
    maximum = find_maximum(classifier, check, level_named(level))
    larger = [t for t in maximum.table if t.position == 0 and t.value > check.digits[0]]
    for tamper in sorted(larger, key=lambda tamper: tamper.distortion):
        more = (tamper.image - check.images[0])[0]
        order = np.argsort(-more, axis=None)[: int((more > 0.4 * more.max()).sum())]
        yield [((k % 28 + 0.5) / 28, (k // 28 + 0.5) / 28) for k in order.tolist()]


def forge(
    page: Page, pad: Locator, check: BankCheck, dab: Callable[[Dab], None], **game: str
) -> str:
    """Alter the leading digit with the pen, peeking, until the bank reads more; return what."""
    for places in dabs(check, **game):
        for count, place in enumerate(places, 1):
            dab(place)
            if count % 2 == 0 or count == len(places):
                read = peek(page)
                if int(read[0]) > check.digits[0]:
                    return read
        pad.get_by_role("button", name="Reset to the original").click()
    raise AssertionError("no larger digit by the pen alone; another seed would do")


def peek(page: Page) -> str:
    """Pay for a look at how the bank would read the check; return its digits."""
    button = page.get_by_role("button", name="Peek")
    expect(button).to_be_enabled()
    button.click()
    expect(button).to_be_disabled()
    told = page.get_by_text("The bank would read")
    expect(told).to_be_visible()
    return told.locator("strong").inner_text().replace(" ", "")
