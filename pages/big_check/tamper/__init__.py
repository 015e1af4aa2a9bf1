"""A pad that alters the pixels of one digit, with a teller who looks on."""

from pages.big_check.tamper.pad import tamper_pad
from pages.big_check.tamper.pixels import (
    SIDE,
    Pixels,
    on_grid,
    tampered_pixels,
)

__all__ = ["SIDE", "Pixels", "on_grid", "tamper_pad", "tampered_pixels"]
