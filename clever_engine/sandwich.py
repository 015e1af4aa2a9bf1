"""Three witnesses of one digit on one scale: a proof, an estimate, an attack.

The true distance to a misreading is at least the certificate's and at most the attack's; CLEVER
estimates it. All three let values leave the pixel range, as CLEVER's ball does.
"""

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
import torch

from clever_engine.attacks import Attack, Method, minimum_norm_attack
from clever_engine.attacks.minimum_norm import nearest
from clever_engine.certificates import Certificate, certificate_steps
from clever_engine.classifiers import Classifier, Images
from clever_engine.norms import Norm, parse_norm
from clever_engine.score.clever import clever_steps
from clever_engine.score.results import CleverScore

T = TypeVar("T")

ATTACK_STEPS = 200
"""Gradients each way of attacking takes."""


class Place(StrEnum):
    """Where CLEVER's score lies beside the other two."""

    BETWEEN = "between"
    BELOW_PROOF = "below-proof"
    """Lower than what is proved: it claims too little."""
    ABOVE_ATTACK = "above-attack"
    """Higher than an attack that worked: it claims too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """How far the work on a sandwich is: which witness, and the share done of it, 0 to 1."""

    witness: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandwich:
    """The three witnesses of one digit.

    Attributes:
        certificate: the proof; None where the network has a layer that cannot be bounded.
        score: CLEVER's.
        attack: distance of the smallest change found that turns the reading; infinite for none.
        attack_label: what it is read as then; None without a change.
        twin: the changed picture, `input_shape`; None without.
    """

    certificate: Certificate | None
    score: CleverScore
    attack: float
    attack_label: int | None
    twin: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None

    @property
    def place(self) -> Place:
        """Return where the score lies."""
        if self.score.value > self.attack:
            return Place.ABOVE_ATTACK
        if self.certificate is not None and self.score.value < self.certificate.radius:
            return Place.BELOW_PROOF
        return Place.BETWEEN


def sandwich_steps(
    classifier: Classifier,
    image: Images,
    *,
    norm: Norm | str = Norm.L2,
    certify: bool = True,
    seed: int = 0,
) -> Generator[Layer, None, Sandwich]:
    """Ask all three witnesses about one image, yielding how far the work is.

    Args:
        classifier: the network.
        image: `input_shape`, within the network's bounds.
        norm: how a change is measured.
        certify: whether to ask for a proof.
        seed: of CLEVER's points and of an attack's start.

    Raises:
        InputError: an argument or the image makes no sense.
        ModelError: the network has a layer that cannot be bounded, and `certify` is true.
    """
    norm = parse_norm(norm)
    score = yield from _told("clever", clever_steps(classifier, image, norm=norm, seed=seed))
    attack = yield from _attacked(classifier, image, norm, score.target, seed)
    certificate = None
    if certify:
        certificate = yield from _told("proof", certificate_steps(classifier, image, norm=norm))
    distance = float(attack.distances[0])
    found = bool(np.isfinite(distance))
    return Sandwich(
        certificate=certificate,
        score=score,
        attack=distance,
        attack_label=int(attack.labels[0]) if found else None,
        twin=attack.adversarials[0].float().cpu().numpy() if found else None,
    )


def _told(witness: str, steps: Generator[object, None, T]) -> Generator[Layer, None, T]:
    """Pass a measurement's own progress on as a share."""
    while True:
        try:
            partial = next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        done, total = getattr(partial, "done", 0), getattr(partial, "total", 1)
        yield Layer(witness=witness, share=min(1.0, done / max(1, total)))


def _attacked(
    classifier: Classifier, image: Images, norm: Norm, target: int, seed: int
) -> Generator[Layer, None, Attack]:
    """Attack in several ways, one after the other; the ways are those of `smallest_attack`."""
    batch = torch.as_tensor(np.array(image) if isinstance(image, np.ndarray) else image)[None]
    ways: list[dict[str, object]] = [{}, {"seed": seed}, {"targets": [target]}]
    if norm is Norm.L2:
        ways.append({"method": Method.DDN})
    found: list[Attack] = []
    for number, way in enumerate(ways):
        yield Layer(witness="attack", share=number / len(ways))
        found.append(
            minimum_norm_attack(
                classifier,
                batch,
                norm=norm,
                steps=ATTACK_STEPS,
                clip=False,
                **way,  # type: ignore[arg-type]
            )
        )
    return nearest(found)
