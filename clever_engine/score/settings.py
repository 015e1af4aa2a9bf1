"""How a score is measured: effort, estimator and radius."""

import math
from dataclasses import dataclass
from typing import Literal

from clever_engine.errors import InputError
from clever_engine.norms import Norm
from clever_engine.options import number, option, whole
from clever_engine.precision import PRECISIONS
from clever_engine.score.fits import ESTIMATORS

NOISE = 0.178
"""Root mean square change of a pixel in the default ball, in units of the bounds' range.

It is what L2 radius 5, the paper's, gives on 784 pixels: `5 / sqrt(786)`.
"""


MAX_POINTS = 20_000_000
"""Forty times the paper's; a slip of the keyboard must not ask for a year."""

SAMPLINGS = ("chords", "guided", "uniform")

Method = Literal["chords", "guided", "published", "custom"]
"""By which algorithm a score was found: this engine's two, the paper's, or one's own mixture."""


def _width(text: str) -> float | None:
    return number(text) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class CleverSettings:
    """Effort and estimator of a CLEVER score.

    Attributes:
        n_batches: number of block maxima, the paper's `N_b`.
        samples_per_batch: points behind each maximum, the paper's `N_s`.
        sampling: "chords" samples mean slopes of straight lines near the steepest found (see
            `chords`); "guided" gradients at random points, to which it adds the slopes met on a
            walk towards each class (see `guided`); "uniform" is the random points alone, as
            published. None is "chords", or "guided" where another estimator or order is asked
            for: those are of gradients.
        estimator: "fixed-shape", "penalized", "maximum-likelihood", "published" or
            "sample-maximum"; see `fits`.
        order: 1, or 2 for second-order CLEVER: the slope at the digit itself and the largest
            sampled curvature take the place of the largest slope (L2 only; see `curvature`).
        precision: of gradients at points; "full" is the network's own; "tf32" lets a CUDA device
            multiply in TF32, and is "full" elsewhere; "bfloat16" multiplies in that type, faster
            where the processor has it; see `precision`. Lines and walks are always in full.
        stop_width: stop sampling as soon as the 90 % interval is narrower than this share of the
            score, which it often is after 48 points; None draws all points.
        leave_above: a class is sampled no further once its margin over the largest norm so far is
            more than so many times the least class's: only an outlier could make it the least
            again. The published fit has outliers (how often: benchmarks/README.md); None samples
            all classes to the end, as published. It needs sampling "uniform".
        chunk_size: points after which progress is told; rounded up to what is evaluated at once.
            It never changes a number.
    """

    n_batches: int = option("--batches", "block maxima", default=100, parse=whole)
    samples_per_batch: int = option("--samples", "points a maximum", default=2, parse=whole)
    sampling: str | None = option(
        "--sampling",
        f"one of {', '.join(SAMPLINGS)}",
        default=None,
        write=lambda name: name or SAMPLINGS[0],
    )
    estimator: str = option("--estimator", f"one of {', '.join(ESTIMATORS)}", default="fixed-shape")
    order: int = option("--order", "1, or 2 for second-order CLEVER", default=1, parse=whole)
    precision: str = option("--precision", f"one of {', '.join(PRECISIONS)}", default="full")
    stop_width: float | None = option(
        "--stop-width",
        "stop when the interval is this share of the score; 0: never",
        default=None,
        parse=_width,
        write=lambda width: str(width or 0),
        metavar="W",
    )
    leave_above: float | None = option(
        "--leave-above",
        "leave a class out once it is so many times farther than the nearest; 0: never",
        default=None,
        parse=_width,
        write=lambda share: str(share or 0),
        metavar="F",
    )
    chunk_size: int = 1024

    def __post_init__(self) -> None:
        if self.sampling is None:
            usual = self.order == 1 and self.estimator == "fixed-shape"
            object.__setattr__(self, "sampling", SAMPLINGS[0] if usual else "guided")
        for name, least in (("n_batches", 2), ("samples_per_batch", 1), ("chunk_size", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise InputError(
                    f"Expected {name} as an integer of at least {least}; got {value!r}."
                )
        if self.n_points > MAX_POINTS:
            raise InputError(f"Expected at most {MAX_POINTS:,} points; got {self.n_points:,}.")
        _one_of("a sampling", self.sampling, SAMPLINGS)
        _one_of("an estimator", self.estimator, tuple(ESTIMATORS))
        _one_of("a precision", self.precision, PRECISIONS)
        _one_of("an order", self.order, (1, 2))
        if self.sampling == "chords" and self.order == 2:
            raise InputError(
                "Expected order 1 with sampling chords, which takes no gradients; got 2."
            )
        if self.stop_width is not None and not 0 < self.stop_width < math.inf:
            raise InputError(
                f"Expected stop_width as a positive number or None; got {self.stop_width!r}."
            )

        if self.leave_above is not None and not 1 < self.leave_above < math.inf:
            raise InputError(
                f"Expected leave_above as a number above 1 or None; got {self.leave_above!r}."
            )
        if self.leave_above is not None and (self.sampling, self.order) != ("uniform", 1):
            raise InputError("Expected leave_above with sampling uniform and order 1 alone.")

    @property
    def n_points(self) -> int:
        """Points drawn for one digit."""
        return self.n_batches * self.samples_per_batch

    @property
    def method(self) -> Method:
        """By which algorithm these settings measure, at whatever effort.

        "chords" is the default's; "guided" and "published" those of the class methods of these
        names; else "custom".
        """
        usual = type(self)()
        mine = (self.sampling, self.estimator, self.order)
        if mine == ("uniform", "published", 1) and self.stop_width is None:
            return "published"
        if mine == ("guided", usual.estimator, 1):
            return "guided"
        return "chords" if mine == (usual.sampling, usual.estimator, usual.order) else "custom"

    @classmethod
    def chords(cls, n_batches: int = 100) -> "CleverSettings":
        """Straight lines, two a batch, which is the default.

        Raises:
            InputError: fewer than two batches, or too many points.
        """
        return cls(n_batches=n_batches, sampling="chords")

    @classmethod
    def guided(cls, n_batches: int = 64) -> "CleverSettings":
        """Gradients at random points and on a walk to each class, two points a batch.

        Sampling stops when the interval is narrow. Half as long as lines, and nearly as true on
        networks that were trained on no attacks (benchmarks/README.md).

        Raises:
            InputError: fewer than two batches, or too many points.
        """
        return cls(n_batches=n_batches, sampling="guided", stop_width=0.025)

    @classmethod
    def published(cls, n_batches: int = 50, samples_per_batch: int = 100) -> "CleverSettings":
        """The algorithm of Weng et al. (2018) at any effort, 5,000 points unless told otherwise.

        Uniform points, and maximum likelihood from several starts, the best Kolmogorov-Smirnov
        p-value taken; every point is drawn. 50 batches of 100 are what other tools take.

        Raises:
            InputError: fewer than two batches, no point in one, or too many points.
        """
        return cls(
            n_batches=n_batches,
            samples_per_batch=samples_per_batch,
            sampling="uniform",
            estimator="published",
        )

    @classmethod
    def paper(cls) -> "CleverSettings":
        """The settings of Weng et al. (2018): the published algorithm, 500 batches of 1,024."""
        return cls.published(500, 1024)


def _one_of(what: str, value: object, known: tuple[object, ...]) -> None:
    if value not in known or isinstance(value, bool):
        expected = ", ".join(map(str, known))
        raise InputError(f"Expected {what} out of {expected}; got {value!r}.")


def default_radius(norm: Norm, d: int, bounds: tuple[float, float]) -> float:
    """Return the radius of the ball whose points change each of `d` pixels by `NOISE` RMS.

    The rule gives the three norms the same amount of noise, and the paper's radius of 5 for L2 on
    28x28 pixels in [0, 1]: per pixel, a uniform point of the ball has variance `R^2 / (d + 2)` for
    L2, `R^2 / 3` for Linf and `2 R^2 / ((d + 1) (d + 2))` for L1.
    """
    per_unit = {
        Norm.L2: 1 / math.sqrt(d + 2),
        Norm.LINF: 1 / math.sqrt(3),
        Norm.L1: math.sqrt(2 / ((d + 1) * (d + 2))),
    }
    return NOISE * (bounds[1] - bounds[0]) / per_unit[norm]


def largest_radius(norm: Norm, d: int, bounds: tuple[float, float]) -> float:
    """Return the distance between the two farthest inputs within the bounds."""
    across = bounds[1] - bounds[0]
    return across * {Norm.L1: float(d), Norm.L2: math.sqrt(d), Norm.LINF: 1.0}[norm]


def farthest(norm: Norm, d: int, bounds: tuple[float, float]) -> float:
    """Return the distance beyond which rounding decides what a network says."""
    return 1e4 * largest_radius(norm, d, bounds)


def parse_radius(radius: float | str) -> float | None:
    """Return a given radius, None for "auto".

    Raises:
        InputError: not a positive number and not "auto".
    """
    if radius == "auto":
        return None
    if isinstance(radius, bool | str) or not math.isfinite(radius) or radius <= 0:
        raise InputError(f'Expected a radius as a positive number or "auto"; got {radius!r}.')
    return float(radius)


def check_seed(seed: int) -> int:
    """Return the seed.

    Raises:
        InputError: not an integer of at least 0.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError(f"Expected a seed as an integer of at least 0; got {seed!r}.")
    return seed
