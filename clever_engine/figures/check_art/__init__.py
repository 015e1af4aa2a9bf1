"""The look of The Big Check: checks, crests, the teller and pictures to pass on."""

from clever_engine.figures.check_art.badge import bank_badge_svg
from clever_engine.figures.check_art.check_svg import check_svg
from clever_engine.figures.check_art.crests import crest_svg
from clever_engine.figures.check_art.differences import digit_diff_png
from clever_engine.figures.check_art.face import CheckFace
from clever_engine.figures.check_art.sharing import result_png
from clever_engine.figures.check_art.teller import teller_svg

__all__ = [
    "CheckFace",
    "bank_badge_svg",
    "check_svg",
    "crest_svg",
    "digit_diff_png",
    "result_png",
    "teller_svg",
]
