"""Minimum-norm adversarial attacks: how small a change makes a network misread."""

from clever_engine.attacks.descent import Method
from clever_engine.attacks.goal import attackable
from clever_engine.attacks.minimum_norm import minimum_norm_attack
from clever_engine.attacks.portfolio import (
    STEPS,
    Effort,
    growing_attack,
    smallest_attack,
    smallest_attack_steps,
)
from clever_engine.attacks.task import Attack

__all__ = [
    "STEPS",
    "Attack",
    "Effort",
    "Method",
    "attackable",
    "growing_attack",
    "minimum_norm_attack",
    "smallest_attack",
    "smallest_attack_steps",
]
