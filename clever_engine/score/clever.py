"""The CLEVER score (Weng et al. 2018, algorithms 1 and 2).

For a digit x of label c and a class j, the margin is `g = f_c - f_j` on logits. How fast g falls at
most within the given radius, L, is estimated from sampled slopes: by default mean slopes of
straight lines (`chords`), as published gradient norms. The score is `min(g(x) / L, radius)`: an
estimate of the smallest change that turns c into j. It is an estimate of a bound, not a bound.
"""

from collections.abc import Sequence
from typing import Unpack

from clever_engine.classifiers import Classifier, Images
from clever_engine.norms import Norm
from clever_engine.score.many import scores_steps
from clever_engine.score.measurement import How, Mask, Masks, Measurement
from clever_engine.score.results import CleverScore
from clever_engine.score.settings import CleverSettings
from clever_engine.steps import Steps, run


def clever_score(
    classifier: Classifier,
    image: Images,
    *,
    norm: Norm | str = "l2",
    target: str | int = "untargeted",
    radius: float | str = "auto",
    settings: CleverSettings | None = None,
    seed: int = 0,
    true_label: int | None = None,
    mask: Mask | None = None,
) -> CleverScore:
    """Return the CLEVER score of one image.

    Args:
        classifier: the network.
        image: `input_shape`, values within the classifier's bounds.
        norm: "l1", "l2" or "linf"; see `Measurement` for this and the following.
        target: the class to turn into.
        radius: within which slopes count, or "auto".
        settings: effort and estimator.
        seed: the same seed gives the same score.
        true_label: the class it should read, where that is known.
        mask: boolean, `input_shape`: only these values may change; None lets all of them.

    Raises:
        InputError: an argument or the image makes no sense.
        ModelError: the network gives values that are not finite.
    """
    steps = clever_steps(
        classifier,
        image,
        norm=norm,
        target=target,
        radius=radius,
        settings=settings or CleverSettings(),
        seed=seed,
        true_label=true_label,
        mask=mask,
    )
    return run(steps)


def clever_scores(
    classifier: Classifier,
    images: Images,
    *,
    norm: Norm | str = "l2",
    target: str | int = "untargeted",
    radius: float | str = "auto",
    settings: CleverSettings | None = None,
    seed: int = 0,
    true_labels: Sequence[int] | None = None,
    masks: Masks | None = None,
) -> list[CleverScore]:
    """Return the CLEVER scores of `images` `(n, *input_shape)`, measured in one go.

    Each is what `clever_score` gives for the image alone, to rounding; with radius "auto" and
    uniform sampling the radius is one for all images.

    Args: as of `clever_score`; `true_labels` and `masks`: one an image.

    Raises:
        InputError: no image, or an argument that makes no sense.
        ModelError: the network gives values that are not finite.
    """
    measurement = Measurement(
        images=images,
        model=classifier.name,
        norm=norm,
        target=target,
        radius=radius,
        settings=settings or CleverSettings(),
        seed=seed,
        true_labels=true_labels,
        masks=masks,
    )
    return run(scores_steps(classifier, measurement))


def clever_steps(
    classifier: Classifier,
    image: Images,
    *,
    true_label: int | None = None,
    mask: Mask | None = None,
    **how: Unpack[How],
) -> Steps[CleverScore]:
    """Measure as `clever_score`, yielding after each chunk so that a caller can show or stop it.

    Progress is that of `scores_steps`.
    """
    measurement = Measurement.of(image, mask=mask, true_label=true_label, **how)
    (score,) = yield from scores_steps(classifier, measurement)
    return score
