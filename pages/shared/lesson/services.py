"""What the lesson's pages ask the engine for: cached, or put in line."""

import base64
import threading
from collections import OrderedDict

import numpy as np
import streamlit as st

from clever_engine.figures.plane_ground import ground_png
from clever_engine.lesson.plane import (
    PlaneLook,
    PlaneNetwork,
    PlaneRecipe,
    TrainedPlane,
    look_at,
    training_steps,
)
from pages.shared.jobs import Job
from pages.shared.services import pool

_MAX_TRAININGS = 300


class Trainings:
    """The trainings of networks in the plane, running and finished, shared by all visitors.

    Thirty people who follow one link see the same network learn, and it learns once.
    """

    def __init__(self) -> None:
        self._jobs: OrderedDict[PlaneRecipe, Job] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, recipe: PlaneRecipe) -> Job:
        """Return the training of a recipe; it starts when asked for first, or after a failure."""
        with self._lock:
            job = self._jobs.get(recipe)
            if job is None or (job.finished and job.result is None):
                job = self._jobs[recipe] = pool().submit(training_steps(recipe))
            self._jobs.move_to_end(recipe)
            while len(self._jobs) > _MAX_TRAININGS:
                self._jobs.popitem(last=False)
        job.look()
        return job


@st.cache_resource
def trainings() -> Trainings:
    """Return the trainings in the plane."""
    return Trainings()


def plane_training(recipe: PlaneRecipe) -> Job:
    """Return the training of a network in the plane: `partial` while it runs, then `result`."""
    return trainings().of(recipe)


@st.cache_resource(max_entries=2000, show_spinner=False)
def plane_look(
    recipe: PlaneRecipe, norm: str, x: float, y: float, _trained: TrainedPlane
) -> PlaneLook:
    """Return what there is to know about one input of the recipe's network; read-only."""
    return look_at(_trained.network, _trained.boundary, np.array([x, y]), norm=norm)


@st.cache_data(max_entries=300, show_spinner=False)
def plane_ground(recipe: PlaneRecipe, _trained: TrainedPlane) -> str:
    """Return the picture of the trained network's regions as an address of its own."""
    return as_address(ground_png(_trained.network))


def learning_ground(network: PlaneNetwork) -> str:
    """Return a quick picture of the regions of a network that is still learning."""
    return as_address(ground_png(network, pixels=100))


def as_address(png: bytes) -> str:
    """Return a PNG as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
