"""Three witnesses of a digit on one scale: a proof, an estimate, an attack.

The true distance to a misreading is at least the certificate's and at most the attack's; CLEVER
estimates it. All three let values leave the pixel range, as CLEVER's ball does.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from clever_engine.attacks import Attack, smallest_attack_steps
from clever_engine.certificates import Certificate, certificates_steps
from clever_engine.certificates.reading import read_network
from clever_engine.classifiers import Classifier, Images
from clever_engine.norms import Norm, parse_norm
from clever_engine.score.many import scores_steps
from clever_engine.score.measurement import Measurement
from clever_engine.score.results import CleverScore
from clever_engine.steps import Steps, part


class Place(StrEnum):
    """Where CLEVER's score lies beside the other two."""

    BETWEEN = "between"
    BELOW_PROOF = "below-proof"
    """Lower than what is proved: it claims too little."""
    ABOVE_ATTACK = "above-attack"
    """Higher than an attack that worked: it claims too much."""


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
) -> Steps[Sandwich]:
    """Ask all three witnesses about one image `input_shape`; see `sandwiches_steps`."""
    steps = sandwiches_steps(classifier, image[None], norm=norm, certify=certify, seed=seed)
    (sandwich,) = yield from steps
    return sandwich


def sandwiches_steps(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str = Norm.L2,
    certify: bool = True,
    tolerance: float = 0.02,
    seed: int = 0,
) -> Steps[list[Sandwich]]:
    """Ask all three witnesses about images; the stages are "clever", "attack" and "proof".

    Args:
        classifier: the network.
        images: `(n, *input_shape)`, within the network's bounds.
        norm: how a change is measured.
        certify: whether to ask for a proof.
        tolerance: of the proof, as of `certified_radius`.
        seed: of CLEVER's points.

    Raises:
        InputError: an argument or an image makes no sense.
        ModelError: the network has a layer that cannot be bounded, and `certify` is true.
    """
    norm, total = parse_norm(norm), 2 + certify
    if certify:
        read_network(classifier)  # refused before the other two have taken their time
    measured = Measurement(images=images, norm=norm, seed=seed)
    scoring = scores_steps(classifier, measured)
    scores = yield from part(scoring, done=0, units=1, total=total, stage="clever")
    search = smallest_attack_steps(classifier, images, norm=norm, clip=False)
    attack = yield from part(search, done=1, units=1, total=total, stage="attack")
    proofs: list[Certificate | None] = [None] * len(images)
    if certify:
        proving = certificates_steps(classifier, images, norm=norm, tolerance=tolerance)
        proofs = list((yield from part(proving, done=2, units=1, total=total, stage="proof")))
    return [
        _sandwich(attack, row, certificate, score)
        for row, (certificate, score) in enumerate(zip(proofs, scores, strict=True))
    ]


def _sandwich(
    attack: Attack, row: int, certificate: Certificate | None, score: CleverScore
) -> Sandwich:
    """Return the witnesses of one image, the attack's in a row of it."""
    found = bool(np.isfinite(attack.distances[row]))
    return Sandwich(
        certificate=certificate,
        score=score,
        attack=float(attack.distances[row]),
        attack_label=int(attack.labels[row]) if found else None,
        twin=attack.adversarials[row].float().cpu().numpy() if found else None,
    )
