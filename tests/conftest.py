"""Networks with known answers, and the data set where it is present."""

import os
from pathlib import Path

# Before torch is imported, and for the commands and servers that tests start: two threads beside
# another busy process wait for each other most of the time (40 s for what one does in 1.5 s).
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import pytest  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

from clever_engine import Classifier  # noqa: E402


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
