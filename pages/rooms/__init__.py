"""Rooms for a class or a stand: one host with a projector, and everybody's own phone."""
