"""Checks and tables small enough to know every answer."""

import dataclasses
import datetime

import numpy as np
import pytest

from clever_engine.game import BankCheck, Maximum, Payout, Tamper, level_named
from clever_engine.handwriting.sets import load_handwriting


@pytest.fixture(scope="session")
def handwriting():
    return load_handwriting()


def blank_check(amount=461, grey=0):
    """A check whose digits are all of one grey."""
    images = np.full((len(str(amount)), 1, 28, 28), grey / 255, dtype=np.float32)
    return BankCheck(
        amount=amount,
        images=images,
        payee="A",
        payer="B",
        date=datetime.date(2026, 1, 5),
        number=1001,
        hand=None,
    )


def level(key="one-of-three", **changes):
    return dataclasses.replace(level_named(key), **changes)


def tamper(position, value, distortion=0.0):
    image = np.zeros((1, 28, 28), dtype=np.float32)
    return Tamper(position=position, value=value, distortion=distortion, image=image)


def tampered_images(check, tampers):
    """The check's digits with some of them replaced, as a copy."""
    images = check.images.copy()
    for each in tampers:
        images[each.position] = each.image
    return images


def table_of(free, *changes):
    """The table of a check read as `free`, with `(position, value, distortion)` for each change."""
    read = [tamper(position, digit) for position, digit in enumerate(free)]
    return [*read, *(tamper(*change) for change in changes)]


def payout(**changes):
    known = Payout(
        original=461,
        credited=961,
        fees=0,
        distortion=1.0,
        budget=3.5,
        altered=(0,),
        noticed=None,
    )
    return dataclasses.replace(known, **changes)


def maximum(**changes):
    known = Maximum(amount=961, original=461, untouched=461, tampers=(), table=())
    return dataclasses.replace(known, **changes)
