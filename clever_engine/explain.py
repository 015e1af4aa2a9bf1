"""Small answers in NumPy for pages, which know nothing of torch."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier
from clever_engine.margins import margin_gradients


def gradient_towards(
    classifier: Classifier, image: NDArray[Any], *, label: int, target: int
) -> NDArray[np.float64]:
    """Return the gradient of `f_label - f_target` at `image`, in the image's shape."""
    batch = classifier.check(np.asarray(image)[None])
    found = margin_gradients(classifier, batch, label=label, targets=[target])
    return np.asarray(found[0, 0].cpu().numpy(), dtype=np.float64)


def use_one_thread() -> None:
    """Let each call use one core, for a server whose own threads do the sharing."""
    torch.set_num_threads(1)
