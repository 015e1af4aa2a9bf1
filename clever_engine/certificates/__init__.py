"""Certified lower bounds of the distance at which a network may misread."""

from clever_engine.certificates.certificate import (
    Certificate,
    certificate_steps,
    certificates_steps,
    certified_radius,
)

__all__ = ["Certificate", "certificate_steps", "certificates_steps", "certified_radius"]
