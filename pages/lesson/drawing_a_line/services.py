"""What the lesson's pages ask the engine for: cached, or put in line."""

import numpy as np
import streamlit as st

from clever_engine.figures.pictures import data_uri
from clever_engine.figures.plane_shapes import ground_png
from clever_engine.lesson.plane import (
    PlaneLook,
    PlaneNetwork,
    PlaneRecipe,
    TrainedPlane,
    look_at,
)


@st.cache_resource(max_entries=2000, show_spinner=False)
def plane_look(
    recipe: PlaneRecipe, norm: str, x: float, y: float, _trained: TrainedPlane
) -> PlaneLook:
    """Return what there is to know about one input of the recipe's network; read-only."""
    return look_at(_trained.network, _trained.boundary, np.array([x, y]), norm=norm)


@st.cache_data(max_entries=300, show_spinner=False)
def plane_ground(recipe: PlaneRecipe, _trained: TrainedPlane) -> str:
    """Return the picture of the trained network's regions as an address of its own."""
    return data_uri(ground_png(_trained.network))


def learning_ground(network: PlaneNetwork) -> str:
    """Return a quick picture of the regions of a network that is still learning."""
    return data_uri(ground_png(network, pixels=100))
