"""Attacks of the Adversarial Robustness Toolbox (ART) on a classifier.

ART takes more than a second to import, so it is imported by the first attack that runs. It works on
a copy of the network, whose mode it may change.
"""

import copy
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from clever_engine.classifiers import Classifier

Pixels = NDArray[np.float32]
Run = Callable[[Classifier, Pixels, Pixels, int], Pixels]
"""From a network, pictures `(n, *input_shape)`, one picture each that is read as something else,
and a seed, to the changed pictures."""

_LOCK = threading.Lock()


def art_attack(name: str, parameters: dict[str, Any], *, starts: bool = False) -> Run:
    """Return an attack of `art.attacks.evasion` by its name there.

    Args:
        name: of the class.
        parameters: what it is made with.
        starts: whether it begins at a picture of another class.
    """

    def run(classifier: Classifier, images: Pixels, others: Pixels, seed: int) -> Pixels:
        attack = getattr(_evasion(), name)(_wrapped(classifier), verbose=False, **parameters)
        begin = {"x_adv_init": others.copy()} if starts else {}
        with _LOCK, _seeded(seed), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ART's own, about its own code
            return np.asarray(attack.generate(x=images.copy(), **begin), dtype=np.float32)

    return run


def art_version() -> str:
    """Return ART's version."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import art
    return str(art.__version__)


class _Copy(nn.Module):
    """A copy of a network that also takes float64, which some of ART's searches hand over."""

    def __init__(self, classifier: Classifier) -> None:
        super().__init__()
        self.network = copy.deepcopy(classifier.module)
        self.dtype = classifier.dtype

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.network(images.to(self.dtype))
        return logits


def _evasion() -> ModuleType:
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import art.attacks.evasion as evasion
    module: ModuleType = evasion
    return module


def _wrapped(classifier: Classifier) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from art.estimators.classification import PyTorchClassifier

        return PyTorchClassifier(
            model=_Copy(classifier),
            loss=nn.CrossEntropyLoss(),
            input_shape=classifier.input_shape,
            nb_classes=len(classifier.class_names),
            clip_values=classifier.bounds,
            device_type="cpu",
        )


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Lend NumPy's global generator, which ART draws from, and put it back as it was."""
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002
