"""The search for the steepest straight line from digits to each class, of all digits at once."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.devices import precise
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.chord_lines import Lines
from clever_engine.score.chord_state import Look, State, Task
from clever_engine.score.chords import CLOSE_TO_NEAREST, Chords, Line
from clever_engine.score.estimators import Array
from clever_engine.score.query import Query
from clever_engine.steps import Progress, Steps, run

Whole = NDArray[np.int64]

ROUNDS = ((None, 4), (4, 6), (2, 20))
"""How many classes go on, and for how long.

All first, as slopes at the digit tell too little: three of nine cost 3 % on one with dropout."""

SETTLED, LATELY = {Norm.L2: 0.0002, Norm.LINF: 0.0, Norm.L1: 0.0002}, 5
"""The search ends where the nearest class came no nearer by this share in the last rounds.

In Linf it never does: on a network trained on Linf attacks a search that stopped early left one
line in six 20 to 50 % too long."""

SAME = 1e-5
"""Difference of gradients, in shares of the first, that float32 rounding alone can cause."""


STATE = 4_000_000
"""Input values of the lines that go down together: 160 MB, as ten arrays of them are held.

It depends on nothing but the network, so that the lines of a digit are parted alike wherever they
are looked for."""

SHORTLIST = 16
"""Classes that go on from each part, where those of a digit do not go down together, and the most
that are sampled."""


def search(query: Query, norm: Norm, radius: float | None = None) -> Chords:
    """Look for the steepest straight line to each target of one digit; see `search_steps`."""
    (found,) = run(search_steps([query], norm, radius))
    return found


def search_steps(
    queries: Sequence[Query], norm: Norm, radius: float | None = None
) -> Steps[list[Chords]]:
    """Look for the steepest straight line to each target of digits, no longer than `radius`.

    The queries are of one network and have as many targets each. Progress counts digits; its value
    is the least `margin / slope` so far, which falls.

    Raises:
        ModelError: a gradient is not finite.
    """
    found: list[Chords] = []
    for group in groups(queries):
        some = queries[group]
        search = _Search(some, norm, radius)
        for share in search.go():
            done = len(found) + share * len(some)
            value = float(search.nearest.min())
            yield Progress(done=done, total=len(queries), value=value)
        found += search.summary()
    return found


def groups(queries: Sequence[Query]) -> list[slice]:
    """Return which digits go down together, in order."""
    at_once = max(1, STATE // (queries[0].image.numel() * len(queries[0].targets)))
    return [slice(start, start + at_once) for start in range(0, len(queries), at_once)]


class _Search:
    """All lines of some digits, and what was noted on the way.

    Attributes:
        nearest: `(digits,)` the least distance that `margin / slope` has promised so far.
    """

    def __init__(self, queries: Sequence[Query], norm: Norm, radius: float | None) -> None:
        self._queries, self._norm = queries, norm
        self._task = Task.of(queries, norm, radius)
        self._total = sum(rounds for _, rounds in ROUNDS)
        many = (len(queries), len(queries[0].targets))
        self._slopes, self._lengths = np.zeros((2, self._total, *many))
        self._margins, self._here = np.zeros((2, *many))
        self._rounds = np.zeros(len(queries), dtype=np.int64)
        self._history: list[Array] = []
        self.nearest = np.full(len(queries), np.inf)

    def go(self) -> Iterator[float]:
        """Search; yield after each round how much of the search lies behind, 0 to 1."""
        (_, first), *later = ROUNDS
        parts, state = self._parts(), None
        for number, columns in enumerate(parts):
            lines = Lines(self._task, columns, rounds=self._total, seed=number)
            self._begin(lines, columns)
            for done in range(first):
                self._note(done, lines.go())
                yield (number * first + done + 1) / (len(parts) * self._total)
            if len(parts) > 1:
                state = State.joined([state, lines.state] if state else [lines.state])
                state = state.nearest(SHORTLIST)
        lines.take(state or lines.state)
        so_far = np.maximum.accumulate(self._slopes[:first], axis=0)
        self._history = list(self._promises(so_far).min(axis=2))
        for keep, rounds in later:
            lines.keep(keep)
            for _ in range(rounds):
                if not lines.leave(self._settled()):
                    break
                self._note(len(self._history), lines.go())
                self._history.append(self.nearest)
                yield len(self._history) / self._total
        self._state = lines.state

    def summary(self) -> list[Chords]:
        """Return what was met, of each digit."""
        linear = self._make_linear_exact()
        promises = self._promises(self._slopes.max(axis=0))
        promises[np.isinf(promises)] = 0.0  # without a slope nothing rules out that it is near
        near = promises <= CLOSE_TO_NEAREST * promises.min(axis=1, keepdims=True)
        columns = self._state.columns.cpu().numpy()
        digits, places = np.nonzero(np.take_along_axis(near, columns, axis=1))
        lines: list[dict[int, Line]] = [{} for _ in self._queries]
        every = self._lines(digits, places, linear[digits, places])
        for digit, place, line in zip(digits, places, every, strict=True):
            lines[digit][int(columns[digit, place])] = line
        found = []
        for number, (query, its) in enumerate(zip(self._queries, lines, strict=True)):
            rounds = self._rounds[number]
            slopes, lengths = self._slopes[:rounds, number], self._lengths[:rounds, number]
            found.append(
                Chords(
                    norms=slopes,
                    lengths=lengths,
                    falls=slopes,
                    distances=lengths,
                    points=query.image.expand(1, slopes.shape[1], *query.image.shape[1:]),
                    here=self._here[number],
                    lines=its,
                )
            )
        return found

    def _parts(self) -> list[torch.Tensor]:
        """Return which targets go down together at first."""
        count, image = self._slopes.shape[2], self._queries[0].image
        each = max(1, STATE // image.numel())
        columns = torch.arange(count, device=image.device)
        return [columns[start : start + each] for start in range(0, count, each)]

    def _begin(self, lines: Lines, columns: torch.Tensor) -> None:
        first, (digits, size) = lines.state.first, (len(self._queries), len(columns))
        norms = vector_norms(first.flatten(0, 1), self._norm.dual).view(digits, size)
        at = columns.cpu().numpy()
        self._margins[:, at] = lines.state.margins.cpu().numpy()
        self._here[:, at] = norms.cpu().double().numpy()

    def _note(self, done: int, look: Look) -> None:
        at = done, look.digits, look.columns
        self._slopes[at], self._lengths[at] = look.slopes, look.lengths
        self._rounds[look.digits] = done + 1
        self.nearest = self._promises(self._slopes.max(axis=0)).min(axis=1)

    def _promises(self, slopes: Array) -> Array:
        """Return at which distance each boundary is, by slopes `(..., digits, targets)`."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(slopes > 0, self._margins / slopes, np.inf)

    def _settled(self) -> NDArray[np.bool_]:
        """Return of which digits the nearest class came no nearer lately `(digits,)`."""
        if len(self._history) <= LATELY:
            return np.zeros(len(self._queries), dtype=np.bool_)
        before = self._history[-1 - LATELY]
        return np.asarray(self._history[-1] > (1 - SETTLED[self._norm]) * before)

    def _make_linear_exact(self) -> NDArray[np.bool_]:
        """Return which lines `(digits, lines)` met one gradient alone, and make that their slope.

        It is exact where a fall, of rounded logits, is not.
        """
        state = self._state
        first, latest = state.first.flatten(2), state.latest.flatten(3)
        apart = torch.linalg.vector_norm(latest - first[:, :, None], dim=3).amax(dim=2)
        within = SAME * torch.linalg.vector_norm(first, dim=2)
        linear: NDArray[np.bool_] = (apart <= within).cpu().numpy()
        digits, places = np.nonzero(linear)
        columns = state.columns.cpu().numpy()[digits, places]
        self._slopes[:, digits, columns] = self._here[digits, columns]
        return linear

    def _lines(self, digits: Whole, places: Whole, linear: NDArray[np.bool_]) -> Iterator[Line]:
        """Yield lines `(n,)` with what their last gradients add to their direction.

        Nothing where the network is linear.
        """
        ends, latest = self._state.ends[digits, places], self._state.latest[digits, places]
        vectors = precise(torch.cat([ends[:, None], latest], dim=1).flatten(2))
        found: list[torch.Tensor] = []
        for vector in vectors.unbind(1):
            across = _unit(vector)
            for _ in range(2):  # twice is enough (Giraud et al. 2005)
                for other in found:
                    across = across - (across * other).sum(dim=1, keepdim=True) * other
            new = torch.linalg.vector_norm(across, dim=1, keepdim=True) > 1e-6
            found.append(torch.where(new, _unit(across), 0.0))
        bases = torch.stack(found[1:], dim=1).to(ends)
        for end, basis, new, alike in zip(ends, bases, bases.any(dim=2).cpu(), linear, strict=True):
            across = basis[:0] if alike else basis[new] if bool(new.any()) else basis[:1]
            yield Line(end=end, basis=across)


def _unit(vectors: torch.Tensor) -> torch.Tensor:
    lengths: torch.Tensor = torch.linalg.vector_norm(vectors, dim=1, keepdim=True)
    return vectors / lengths.clamp_min(1e-300)
