"""The look of The Big Check: checks, crests, the teller and pictures to pass on."""

from clever_engine.game.art.amount import CheckFace
from clever_engine.game.art.check_svg import check_svg
from clever_engine.game.art.crests import crest_svg
from clever_engine.game.art.differences import digit_diff_png
from clever_engine.game.art.sharing import result_png
from clever_engine.game.art.teller import teller_svg

__all__ = [
    "CheckFace",
    "check_svg",
    "crest_svg",
    "digit_diff_png",
    "result_png",
    "teller_svg",
]
