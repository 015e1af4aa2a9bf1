"""What stands on a check, apart from how it looks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckFace:
    """Everything that is printed or written on a check.

    Attributes:
        bank_name, motto: of the bank.
        primary, secondary: its colours as hex, for print and for fine lines.
        crest: "column", "tower", "flask" or "shield".
        payee, payer, date_text, number, words: as they stand on the check.
        images: `(n, 1, 28, 28)` in [0, 1], ink 1: the amount's digits.
    """

    bank_name: str
    motto: str
    primary: str
    secondary: str
    crest: str
    payee: str
    payer: str
    date_text: str
    number: int
    words: str
    images: NDArray[np.float32]
