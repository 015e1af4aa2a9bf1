"""How thoroughly a survey measures; the same for every network, or nothing could be compared."""

from dataclasses import dataclass, field

from clever_engine.attacks import STEPS
from clever_engine.settings import CleverSettings

CHUNK = 10
"""Digits measured in one task: a minute at most, so that little is lost where a run stops."""

KINDS: tuple[tuple[str, str], ...] = (
    ("l2", "attack"),
    ("linf", "attack"),
    ("l2", "clever untargeted"),
    ("linf", "clever untargeted"),
    ("l1", "clever untargeted"),
    ("l2", "clever runner-up"),
    ("linf", "clever runner-up"),
    ("l1", "clever runner-up"),
)
"""What is measured of every network, as (norm, measure)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Settings of the scores and of the attack.

    Attributes:
        clever: of CLEVER.
        attack_steps: gradients an attack takes an image and way of attacking.
    """

    clever: CleverSettings = field(default_factory=CleverSettings)
    attack_steps: int = STEPS
