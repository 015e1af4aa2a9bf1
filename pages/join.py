"""Join a room: a code and a nickname."""

from pages.rooms import joining

joining.show()
