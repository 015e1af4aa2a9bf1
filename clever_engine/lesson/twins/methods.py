"""The attacks that make twins, each with its parameters and where it was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from clever_engine.attacks import minimum_norm_attack
from clever_engine.classifiers import Classifier
from clever_engine.lesson.twins.art_methods import Pixels, Run, art_attack


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinMethod:
    """An attack as twins are made with it.

    Attributes:
        name: in the file of twins.
        title: for people.
        source: who published it.
        by: whose code runs: "ART" or "this project".
        parameters: all that decides the outcome, besides the seed.
        run: the attack.
    """

    name: str
    title: str
    source: str
    by: str
    parameters: Mapping[str, Any]
    run: Run


def _art(
    name: str, title: str, source: str, attack: str, starts: bool = False, **parameters: Any
) -> TwinMethod:
    run = art_attack(attack, parameters, starts=starts)
    shown = {"class": attack, **parameters}
    return TwinMethod(name=name, title=title, source=source, by="ART", parameters=shown, run=run)


def _own(name: str, title: str, source: str, **parameters: Any) -> TwinMethod:
    def run(classifier: Classifier, images: Pixels, others: Pixels, seed: int) -> Pixels:
        found = minimum_norm_attack(classifier, images, **parameters)
        return np.asarray(found.adversarials.cpu().numpy(), dtype=np.float32)

    return TwinMethod(
        name=name, title=title, source=source, by="this project", parameters=parameters, run=run
    )


METHODS: dict[str, TwinMethod] = {
    method.name: method
    for method in (
        _art(
            "deepfool",
            "DeepFool",
            "Moosavi-Dezfooli et al. 2016",
            "DeepFool",
            max_iter=50,
            epsilon=1e-6,
            nb_grads=10,
            batch_size=16,
        ),
        _art(
            "elastic-net",
            "Elastic net",
            "Chen et al. 2018",
            "ElasticNet",
            confidence=0.0,
            learning_rate=0.05,
            binary_search_steps=5,
            max_iter=60,
            beta=0.01,
            initial_const=0.1,
            batch_size=16,
        ),
        _art(
            "hop-skip-jump",
            "HopSkipJump",
            "Chen et al. 2020",
            "HopSkipJump",
            starts=True,
            norm=2,
            max_iter=25,
            max_eval=1000,
            init_eval=100,
            batch_size=256,
        ),
        _own("fmn-l2", "Fast minimum norm, L2", "Pintor et al. 2021", norm="l2", steps=100),
        _own("fmn-linf", "Fast minimum norm, L∞", "Pintor et al. 2021", norm="linf", steps=100),
        _own(
            "ddn",
            "Decoupled direction and norm",
            "Rony et al. 2019",
            norm="l2",
            method="ddn",
            steps=100,
        ),
    )
}
"""By name. All look for the smallest change; HopSkipJump sees the network's answers alone."""
