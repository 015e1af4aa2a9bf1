"""The certificate of one digit: a distance within which no change makes the network misread it.

Unlike CLEVER this is a proof, by straight lines around every activation (CROWN: Zhang et al. 2018,
arXiv 1811.00866; Fast-Lin: Weng et al. 2018, arXiv 1804.09699; CNN-Cert: Boopathy et al. 2018,
arXiv 1811.12395). The true distance is at least this and at most an attack's. The proof is about
the network in exact arithmetic, with the weights as stored; the bounds count their own rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clever_engine.certificates.affine import Ball
from clever_engine.certificates.reading import read_network
from clever_engine.certificates.search import Bracket, Question, search
from clever_engine.classifiers import Classifier, Images
from clever_engine.errors import InputError
from clever_engine.margins import margin_gradient_norms
from clever_engine.norms import Norm, parse_norm
from clever_engine.score.query import Query
from clever_engine.score.targets import choose_targets
from clever_engine.steps import Progress, Steps, part, relay, run

METHOD = "CROWN"

AHEAD = 1.1
"""Where a search begins, in the median radius of the images before. A ball a little too large helps
with all that lie within it: a search costs 1.9 from 1.1 times the radius, 2.0 from 1.2 and 2.6 from
0.85, where it costs 2.7 without a hint (as in `search`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A verified lower bound of the distance to a misreading.

    Attributes:
        norm: how a change is measured.
        label: the class the network reads; that it is the right one is not part of the proof.
        target: the class that limits the radius.
        radius: no change up to it, clipped to pixel values or not, turns the label into a target;
            0 where nothing is verified.
        per_target: by class, the radius verified towards it: the nearest within the tolerance of
            what the method can verify, the others at least this.
        method: how it was found, in a word.
    """

    norm: Norm
    label: int
    target: int
    radius: float
    per_target: dict[int, float]
    method: str = METHOD


def certified_radius(
    classifier: Classifier,
    image: Images,
    *,
    norm: Norm | str = Norm.L2,
    targets: int | Sequence[int] | None = None,
    tolerance: float = 0.02,
) -> Certificate:
    """Return a distance within which the network provably reads no target in the image.

    Args:
        classifier: a sequence of Flatten, Linear, Conv2d, pools and activations of
            `reading.ACTIVATIONS`.
        image: `input_shape`, values within the classifier's bounds.
        norm: how a change is measured: "l1", "l2" or "linf".
        targets: a class number or several; by default all classes but the one read.
        tolerance: relative, how near to the largest radius that the method can verify.

    Raises:
        InputError: an argument or the image makes no sense.
        ModelError: the network has a layer that cannot be bounded, or gives values not finite.
    """
    steps = certificate_steps(classifier, image, norm=norm, targets=targets, tolerance=tolerance)
    return run(steps)


def certificate_steps(
    classifier: Classifier,
    image: Images,
    *,
    norm: Norm | str = Norm.L2,
    targets: int | Sequence[int] | None = None,
    tolerance: float = 0.02,
) -> Steps[Certificate]:
    """Certify as `certified_radius`, yielding often so that a caller can show or stop it.

    The value of its progress is the radius verified so far.
    """
    norm = parse_norm(norm)
    query = Query.of(classifier, image, target="untargeted", seed=0)
    chosen = _targets(query, targets)
    return (yield from _certified(query, norm, chosen, _checked(tolerance)))


def certificates_steps(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str = Norm.L2,
    tolerance: float = 0.02,
) -> Steps[list[Certificate]]:
    """Certify images `(n, *input_shape)` towards all classes; arguments as of `certified_radius`.

    On one network the radii of digits differ little, so a search begins where those before ended:
    that takes two thirds of the time, and what is found differs by no more than the tolerance.
    Progress counts images; its value is the radii verified so far `(n,)`, NumPy.
    """
    norm, tolerance = parse_norm(norm), _checked(tolerance)
    radii = np.zeros(len(images))
    found: list[Certificate] = []

    def seen(progress: Progress) -> Progress:
        radii[len(found)] = progress.value
        return replace(progress, value=radii.copy())

    for number, image in enumerate(images):
        query = Query.of(classifier, image, target="untargeted", seed=0)
        before = [one.radius for one in found if one.radius > 0]
        begin = AHEAD * float(np.median(before)) if before else 0.0
        proving = _certified(query, norm, query.targets, tolerance, begin)
        certificate = yield from part(relay(proving, seen), done=number, units=1, total=len(images))
        radii[number] = certificate.radius
        found.append(certificate)
    return found


def _checked(tolerance: float) -> float:
    """Return the tolerance.

    Raises:
        InputError: it does not lie between 0 and 1.
    """
    if not 0 < tolerance < 1:
        raise InputError(f"Expected a tolerance between 0 and 1; got {tolerance}.")
    return tolerance


def _certified(
    query: Query, norm: Norm, targets: tuple[int, ...], tolerance: float, begin: float = 0.0
) -> Steps[Certificate]:
    """Certify an image towards targets, with `begin` as the first radius tried if it is given."""
    network = read_network(query.classifier)
    image = query.image.cpu().double().reshape(network.input_shape)
    question = Question(
        network=network,
        ball=Ball(image=image, norm=norm, radius=begin),
        label=query.label,
        targets=targets,
        tolerance=tolerance,
    )
    radii = yield from search(question, _bracket(query, norm, targets))
    nearest = int(np.argmin(radii))
    return Certificate(
        norm=norm,
        label=query.label,
        target=targets[nearest],
        radius=float(radii[nearest]),
        per_target=dict(zip(targets, radii.tolist(), strict=True)),
    )


def _targets(query: Query, targets: int | Sequence[int] | None) -> tuple[int, ...]:
    """Return the classes asked for, in rising order.

    Raises:
        InputError: there is no such class, it is the label itself, or there is none.
    """
    if targets is None:
        return query.targets
    several = targets if isinstance(targets, Sequence | np.ndarray) else [targets]
    if isinstance(targets, str) or not len(several):
        raise InputError(f"Expected a class number or several as targets; got {targets!r}.")
    chosen = {choose_targets(query.logits, query.label, one, 0)[0] for one in several}
    return tuple(sorted(chosen))


def _bracket(query: Query, norm: Norm, targets: tuple[int, ...]) -> Bracket:
    """Return what is known before any ball is tried: margins and slopes at the image."""
    slopes = margin_gradient_norms(
        query.classifier, query.image, label=query.label, targets=targets, norms=[norm.dual]
    )
    # A network may never change its mind, so the search ends at ten diameters of the pixel range.
    logits = query.logits.double().cpu().numpy()
    low, high = query.classifier.bounds
    return Bracket(
        margins=logits[query.label] - logits[list(targets)],
        slopes=slopes[0, 0].numpy(),
        farthest=10 * (high - low) * query.image.numel() ** (1 / norm.order),
    )
