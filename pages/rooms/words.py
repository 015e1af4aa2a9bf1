"""Sentences that several pages of a room say."""

from clever_engine import CleverError
from pages.rooms.store import RoomError
from pages.rooms.tidying import KEPT_HOURS

DELETED = f"Names and answers are deleted {KEPT_HOURS} hours after the room was last used."


def reason(error: CleverError) -> str:
    """Return why something cannot be done, as a sentence."""
    return str(error) if isinstance(error, RoomError) else f"The room cannot be reached: {error}."
