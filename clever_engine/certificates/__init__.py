"""Certified lower bounds of the distance at which a network may misread."""

from clever_engine.certificates.certificate import (
    Certificate,
    certificate_steps,
    certified_radius,
)
from clever_engine.certificates.search import Partial

__all__ = ["Certificate", "Partial", "certificate_steps", "certified_radius"]
