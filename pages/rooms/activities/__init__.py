"""What a room can do; one more is a file here and a line in `ACTIVITIES`."""

from pages.rooms.activities.big_check import BigCheck
from pages.rooms.activities.cleverest import Cleverest
from pages.rooms.activities.label_it import LabelIt
from pages.rooms.activity import Activity

ACTIVITIES: dict[str, Activity] = {
    activity.key: activity for activity in (LabelIt(), BigCheck(), Cleverest())
}
"""By key, in the order shown."""
