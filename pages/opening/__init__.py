"""What pages open with: results measured beforehand, so that there is something to see at once."""
