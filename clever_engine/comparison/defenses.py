"""Input defenses: what may be put before a network in the hope that attacks fail.

To add one, write its function in `art_filters.py` and one entry here; the tests pick it up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from clever_engine.classifiers import Classifier, Transform
from clever_engine.comparison import art_filters
from clever_engine.errors import InputError
from clever_engine.score.settings import check_seed

Parameters = Mapping[str, float | int]
Maker = Callable[[Parameters, int], Transform]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defense:
    """One entry of the table.

    Attributes:
        name: in commands and records.
        title: for people.
        summary: one sentence on what it does.
        parameters: its defaults.
        maker: makes the transformation out of parameters and a seed; None leaves inputs alone.
    """

    name: str
    title: str
    summary: str
    parameters: Parameters
    maker: Maker | None = field(repr=False)

    def make(self, seed: int) -> Transform:
        """Return the transformation of tensors `(n, 1, 28, 28)` in [0, 1]; same seed, same one."""
        if self.maker is None:
            return lambda points: points
        return self.maker(self.parameters, check_seed(seed))


def _parameters(**values: float | int) -> Parameters:
    return MappingProxyType(values)


DEFENSES = (
    Defense(
        name="none",
        title="no defense",
        summary="The network sees the picture as it is.",
        parameters=_parameters(),
        maker=None,
    ),
    Defense(
        name="squeeze",
        title="feature squeezing",
        summary="Every pixel becomes fully black or fully white, so faint changes vanish.",
        parameters=_parameters(bit_depth=1),
        maker=lambda chosen, seed: art_filters.squeeze_bits(int(chosen["bit_depth"])),
    ),
    Defense(
        name="smooth",
        title="spatial smoothing",
        summary="Every pixel becomes the middle value of the 3 x 3 pixels around it.",
        parameters=_parameters(window=3),
        maker=lambda chosen, seed: art_filters.median_filter(int(chosen["window"])),
    ),
    Defense(
        name="jpeg",
        title="JPEG compression",
        summary="The picture is stored as a JPEG file of medium quality and read again.",
        parameters=_parameters(quality=50),
        maker=lambda chosen, seed: art_filters.compress_jpeg(int(chosen["quality"])),
    ),
    Defense(
        name="noise",
        title="Gaussian noise",
        summary="The same random grain is laid over every picture.",
        parameters=_parameters(sigma=0.1),
        maker=lambda chosen, seed: art_filters.add_noise(float(chosen["sigma"]), seed),
    ),
)
"""Squeezing: the one bit that Xu et al. (2018) recommend for MNIST; the others: common settings."""


def find_defense(name: str) -> Defense:
    """Return the defense of this name.

    Raises:
        InputError: there is none.
    """
    for defense in DEFENSES:
        if defense.name == name:
            return defense
    expected = ", ".join(defense.name for defense in DEFENSES)
    raise InputError(f"Expected a defense out of {expected}; got {name!r}.")


def defended(classifier: Classifier, defense: str, seed: int = 0) -> Classifier:
    """Return the classifier behind the defense of this name; itself for "none".

    Gradients pass the defense as if it were not there (see `Classifier.behind`), and scores carry
    the finding `straight-through-gradients`.

    Raises:
        InputError: there is no such defense, or the seed makes no sense.
    """
    entry = find_defense(defense)
    if entry.maker is None:
        return classifier
    return classifier.behind(entry.make(seed), name=f"{classifier.name}, {entry.title}")
