"""Host a room: a class or a stand plays together, each on a device of their own."""

from pages.rooms import hosting

hosting.show()
