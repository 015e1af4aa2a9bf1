"""The Big Check: its screens, one a file, and what a game in progress remembers."""
