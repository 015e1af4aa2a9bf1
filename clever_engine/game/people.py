"""Who pays whom, and when: all invented, as data."""

import datetime

PAYERS: tuple[str, ...] = (
    "Ada Gradient",
    "Max Pooling",
    "Polly Nomial",
    "Norma L. Ize",
    "Otto Encoder",
    "Marge N. Alize",
    "Count Von Volution",
    "The Sigmoid Sisters",
    "Lemma & Proof, Attorneys",
    "Saddlepoint Stables",
)

PAYEES: tuple[str, ...] = (
    "Hans Writing",
    "Penny Stroke",
    "Inka Blott",
    "Curly Seven",
    "Zero & Nought, Plumbers",
    "The Dotted Line Café",
    "Figure Eight Skating Club",
    "Paige Turner Books",
    "Cole Lumn, Accountant",
    "Loop and Tail Kite Shop",
)

BEARER = "The bearer"
BENEFACTOR = "A generous stranger"
"""Payee and payer of a check whose digits the visitor wrote."""

FIRST_DAY = datetime.date(2026, 1, 5)
DAYS = 350
FIRST_NUMBER, LAST_NUMBER = 1001, 9899
"""Checks are dated within `DAYS` days from `FIRST_DAY` on, and bear numbers in this range."""
