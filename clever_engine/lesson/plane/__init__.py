"""Two-dimensional data, a small network, and the exact answer CLEVER is held against.

In the plane everything can be drawn, and the distance to the decision boundary can be computed
instead of estimated: a ReLU network cuts the plane into polygons and is linear on each of them.
"""

from clever_engine.lesson.plane.boundary import Boundary, decision_boundary
from clever_engine.lesson.plane.data_sets import DATA_SETS, VIEW, PlaneData, make_data
from clever_engine.lesson.plane.distance import Nearest, nearest_boundary
from clever_engine.lesson.plane.looking import PlaneLook, look_at
from clever_engine.lesson.plane.network import PlaneNetwork, plane_classifier
from clever_engine.lesson.plane.training import (
    HIDDEN,
    WEIGHT_DECAYS,
    PlaneRecipe,
    TrainedPlane,
    train_plane,
    training_steps,
)

__all__ = [
    "DATA_SETS",
    "HIDDEN",
    "VIEW",
    "WEIGHT_DECAYS",
    "Boundary",
    "Nearest",
    "PlaneData",
    "PlaneLook",
    "PlaneNetwork",
    "PlaneRecipe",
    "TrainedPlane",
    "decision_boundary",
    "look_at",
    "make_data",
    "nearest_boundary",
    "plane_classifier",
    "train_plane",
    "training_steps",
]
