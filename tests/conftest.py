"""Networks with known answers, and the data set where it is present."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier

torch.set_num_threads(1)


def linear_classifier(
    d: int = 20, classes: int = 4, seed: int = 0, dtype: torch.dtype = torch.float32
) -> Classifier:
    """A linear network on d values: every distance to a boundary is known in closed form."""
    torch.manual_seed(seed)
    module = nn.Linear(d, classes).to(dtype)
    return Classifier.from_module(module, input_shape=(d,))


def closed_form_distance(classifier: Classifier, image: torch.Tensor, dual_order: float) -> float:
    """The least of margin / ||w_c - w_j||_q over all classes j."""
    weight = classifier.module.weight.detach().double()
    bias = classifier.module.bias.detach().double()
    logits = image.double() @ weight.T + bias
    label = int(logits.argmax())
    distances = [
        float(
            (logits[label] - logits[j])
            / torch.linalg.vector_norm(weight[label] - weight[j], dual_order)
        )
        for j in range(len(logits))
        if j != label
    ]
    return min(distances)


def small_relu_network(d: int = 2, hidden: int = 6, classes: int = 3, seed: int = 0) -> Classifier:
    torch.manual_seed(seed)
    module = nn.Sequential(nn.Linear(d, hidden), nn.ReLU(), nn.Linear(hidden, classes)).double()
    return Classifier.from_module(module, input_shape=(d,), bounds=(-2.0, 2.0))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture(scope="session")
def data_root() -> Path:
    root = os.environ.get("CLEVER_DATA")
    if not root or not (Path(root) / "MNIST" / "raw").is_dir():
        pytest.skip("CLEVER_DATA does not name a folder holding MNIST/raw/")
    return Path(root)
