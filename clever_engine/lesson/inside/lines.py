"""Step 6: straight lines from the digit, which the engine's own score goes by."""

from dataclasses import dataclass, field

import numpy as np
import torch

from clever_engine.classifiers import Classifier, Images
from clever_engine.lesson.inside.slopes import Array
from clever_engine.margins import margin_gradient_norms
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.chords import Chords
from clever_engine.score.measurement import Measurement
from clever_engine.score.plan import Plan, make_plans
from clever_engine.score.points import unit_tiles
from clever_engine.score.query import Query, queries_of
from clever_engine.score.results import CleverScore, TargetScore
from clever_engine.score.scoring import measure
from clever_engine.steps import Steps

PLACES = 40
"""Places of a line at which the lead is read, besides the digit itself."""

BEYOND = 1.1
"""How far lines are followed, beside where the steepest would end at its own steepness."""

RANDOM = 5
"""Random directions set beside the steepest line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesLook:
    """The steepest straight line found towards a class, random ones, and the score by lines.

    Attributes:
        score: the engine's own, by its default settings.
        length: of the steepest line found; 0 where there is none for want of slopes.
        distances: `(PLACES + 1,)` from the digit, along that line and a little beyond.
        leads: `(PLACES + 1,)` along the steepest line; empty where there is none.
        spot: the largest gradient norm at the places of that line; 0 where there is none.
        random: `(RANDOM, PLACES + 1)` leads in random directions, those of step 2's first points.
    """

    score: CleverScore
    length: float
    distances: Array = field(repr=False)
    leads: Array = field(repr=False)
    spot: float
    random: Array = field(repr=False)

    @property
    def entry(self) -> TargetScore:
        """Return the score towards the class, with its lines' maxima."""
        (entry,) = self.score.per_target
        return entry

    @property
    def slope(self) -> float:
        """Return the mean slope of the steepest line found; 0 where there is none."""
        return self.entry.walk_norm

    @property
    def random_fall(self) -> float:
        """Return the most of the lead that a random direction takes, at its end."""
        return float((self.random[:, 0] - self.random[:, -1]).max())


def lines_steps(
    classifier: Classifier, image: Images, *, target: int, norm: Norm | str, seed: int = 0
) -> Steps[LinesLook]:
    """Measure one digit by default and keep the steepest line found; progress counts lines.

    Args:
        classifier: the network.
        image: `input_shape`, values within the classifier's bounds.
        target: the class j.
        norm: "l1", "l2" or "linf".
        seed: the same seed gives the same score as `clever_score`.

    Raises:
        InputError: the image, class, norm or seed makes no sense.
    """
    measurement = Measurement.of(image, norm=norm, target=target, seed=seed)
    (query,) = queries_of(classifier, measurement)
    (plan,) = make_plans(measurement, [query])
    score = yield from measure(query, plan)
    return _look(query, plan, score)


def _look(query: Query, plan: Plan, score: CleverScore) -> LinesLook:
    assert isinstance(plan.walk, Chords)  # the default's
    end = plan.walk.lines[0].end
    found = float(vector_norms(end[None].cpu().double(), plan.norm)[0])
    (entry,) = score.per_target
    reach = BEYOND * max(found, entry.margin / entry.walk_norm) if found else plan.radius
    line = _places(query, end[None] * (reach / (found or 1.0)))
    (offsets, *_) = unit_tiles(RANDOM, query.size, plan.norm, plan.seed, query.image.dtype)
    share = reach / vector_norms(offsets.double(), plan.norm)
    others = query.moved(offsets * share[:, None].to(offsets)) - query.image
    distances = np.linspace(0.0, reach, PLACES + 1)
    return LinesLook(
        score=score,
        length=found,
        distances=distances,
        leads=_leads(query, line) if found else np.empty(0),
        spot=_steepest_spot(query, line[distances <= found], plan.norm) if found else 0.0,
        random=_leads(query, _places(query, others)).reshape(RANDOM, PLACES + 1),
    )


def _places(query: Query, changes: torch.Tensor) -> torch.Tensor:
    """Return the places of the lines to each of the changes `(n * (PLACES + 1), *input_shape)`."""
    shares = torch.linspace(0, 1, PLACES + 1).to(query.image)
    ways = shares.view(1, -1, *[1] * (changes.ndim - 1)) * changes[:, None]
    return (query.image + ways).flatten(0, 1)


def _leads(query: Query, points: torch.Tensor) -> Array:
    with torch.no_grad():
        logits = query.classifier.forward(points).cpu().double().numpy()
    return np.asarray(logits[:, query.label] - logits[:, query.targets[0]])


def _steepest_spot(query: Query, points: torch.Tensor, norm: Norm) -> float:
    norms = margin_gradient_norms(
        query.classifier, points, label=query.label, targets=query.targets, norms=[norm.dual]
    )
    return float(norms.max())
