"""Everything that decides a measurement's numbers, made out of what a caller asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import InputError
from clever_engine.norms import Norm
from clever_engine.score.guided import Walk, walk
from clever_engine.score.measurement import Measurement, parse_radius
from clever_engine.score.query import Subject
from clever_engine.score.radius import (
    check_reach,
    guided_radius,
    resolve_radius,
)
from clever_engine.score.settings import CleverSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that decides the numbers, apart from network and image; the radius is a number."""

    norm: Norm
    radius: float
    requested_radius: float | str
    settings: CleverSettings
    seed: int
    walk: Walk | None

    def walked(self, targets: int) -> NDArray[np.float64]:
        """Return the steepest norm of each target's walk `(targets,)`; 0 without walks.

        In a given ball what lies beyond it does not count. The ball that "auto" chooses rests on
        the whole walk, and leaving out a part would claim more.
        """
        if self.walk is None:
            return np.zeros(targets)
        return self.walk.steepest(math.inf if self.requested_radius == "auto" else self.radius)


def make_plans(measurement: Measurement, subjects: Sequence[Subject]) -> list[Plan]:
    """Return how to measure each subject: its walk, if there is one, and its radius."""
    norm, given = Norm(measurement.norm), parse_radius(measurement.radius)
    settings = measurement.settings
    if settings.order == 2 and norm is not Norm.L2:
        raise InputError(f"Expected norm l2 for a score of second order; got {norm}.")
    for subject in subjects:
        check_reach(given, subject, norm)

    def plan(ball: float, way: Walk | None) -> Plan:
        return Plan(
            norm=norm,
            radius=ball,
            requested_radius=measurement.radius,
            settings=settings,
            seed=measurement.seed,
            walk=way,
        )

    if settings.sampling == "uniform":
        ball = resolve_radius(measurement.radius, subjects, norm, measurement.seed)
        return [plan(ball, None)] * len(subjects)
    ways = [walk(subject, norm) for subject in subjects]
    return [
        plan(given or guided_radius(way, subject, norm), way)
        for way, subject in zip(ways, subjects, strict=True)
    ]
