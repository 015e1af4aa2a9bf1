"""Networks as chains of layers, and the norms of their gradients towards many classes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import nn

from clever_engine.norms import Norm, vector_norms
from clever_engine.vjp.dense import shared_norms, stacked_norms
from clever_engine.vjp.gates import AveragePool, Gate
from clever_engine.vjp.stages import (
    Convolution,
    Flatten,
    Linear,
    Live,
    Shape,
    Stage,
    Tape,
    Unreadable,
    part_of,
)

ELEMENTWISE = (
    nn.ReLU,
    nn.LeakyReLU,
    nn.ELU,
    nn.SiLU,
    nn.GELU,
    nn.Softplus,
    nn.Sigmoid,
    nn.Tanh,
    nn.Hardtanh,
)
IDENTITIES = (nn.Identity, nn.Dropout, nn.Dropout2d)
"""Networks are measured in evaluation mode, where dropout does nothing."""

VALUES = 3_200_000
"""Values of the largest layer, all points' and cotangents', that are held at once: 16 points of
`cnn-7` towards nine classes. From 8 to 64 the rate is the same within noise; above, the memory
allocator gives buffers back and fetches them anew, which takes a third of the time."""

PERCEPTRON = 2048
"""Points of a perceptron at once: enough to make its rotation small beside the rest."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A network that is layer after layer.

    Attributes:
        stages: first to last; weights are read at each call, so that they may change.
        shape: of one input.
        largest: values of the largest output of a stage.
    """

    stages: tuple[Stage, ...]
    shape: Shape
    largest: int

    def points_at_once(self, cotangents: int) -> int:
        """Return how many points to measure towards so many cotangents in one pass."""
        if self._dense_start() is not None:
            held = max(self.largest, torch.Size(self.shape).numel())
            return min(PERCEPTRON, max(1, VALUES // held))
        return max(1, VALUES // (self.largest * cotangents))

    def gradient_norms(
        self,
        points: torch.Tensor,
        cotangents: torch.Tensor,
        norms: Sequence[Norm],
        mask: torch.Tensor | None = None,
        dtype: torch.dtype | None = None,
    ) -> torch.Tensor | None:
        """Return norms of the gradients of `cotangents . logits`, `(norms, n, k)`.

        Args:
            points: `(n, *shape)` in the network's type and place.
            cotangents: `(k, classes)`.
            norms: which.
            mask: boolean, of one input's shape: only these inputs count.
            dtype: of all products; None for the points' own.

        Returns:
            None where logits are not finite, about whose gradients this knows nothing, and for a
            perceptron in another type than its own.
        """
        found = []
        if dtype is not None and self._dense_start() is not None:
            return None
        kind = points.device.type
        with torch.inference_mode(False), torch.no_grad(), torch.autocast(kind, enabled=False):
            for part in torch.split(points, self.points_at_once(len(cotangents))):
                logits, tapes = self._forward(part if dtype is None else part.to(dtype))
                if not bool(torch.isfinite(logits).all()):
                    return None
                found.append(self._norms(len(part), tapes, cotangents, norms, mask, dtype))
        return torch.cat(found, dim=1)

    def _forward(self, values: torch.Tensor) -> tuple[torch.Tensor, list[Tape]]:
        tapes = []
        for stage in self.stages:
            values, tape = stage.forward(values)
            tapes.append(tape)
        return values, tapes

    def _norms(
        self,
        n: int,
        tapes: list[Tape],
        cotangents: torch.Tensor,
        norms: Sequence[Norm],
        mask: torch.Tensor | None,
        dtype: torch.dtype | None,
    ) -> torch.Tensor:
        live, k = self._live(tapes), len(cotangents)
        start = self._dense_start()
        if start is not None:
            weight = self._first_weight(start, live[start + 1], mask)
            if len(self.stages) == start + 3 and (gate := tapes[start + 1]).scale is not None:
                last = self.stages[start + 2]
                assert isinstance(last, Linear)
                shared = cotangents @ part_of(last.layer.weight, None, live[start + 2])
                return shared_norms(weight, gate.scale, shared, norms)
            vectors = self._back(n, tapes, live, cotangents, start + 1)
            return stacked_norms(weight, vectors, norms).view(len(norms), k, n).transpose(1, 2)
        short = cotangents if dtype is None else cotangents.to(dtype)
        gradients = self._back(n, tapes, live, short, 0).to(cotangents.dtype)
        if mask is not None:
            gradients = gradients * mask
        found = torch.stack([vector_norms(gradients, norm) for norm in norms])
        return found.view(len(norms), k, n).transpose(1, 2)

    def _back(
        self, n: int, tapes: list[Tape], live: list[Live], cotangents: torch.Tensor, stop: int
    ) -> torch.Tensor:
        """Return cotangents `(k * n, ...)` of the input of stage `stop`."""
        values = cotangents.repeat_interleave(n, dim=0)
        for number in reversed(range(stop, len(self.stages))):
            values = self.stages[number].back(values, tapes[number], live[number + 1], live[number])
        return values

    def _live(self, tapes: list[Tape]) -> list[Live]:
        """Return which channels count before each stage, and behind the last."""
        live: list[Live] = [None] * (len(self.stages) + 1)
        for number, (stage, tape) in enumerate(zip(self.stages, tapes, strict=True)):
            if isinstance(stage, Gate) and stage.prunes:
                live[number] = live[number + 1] = tape.live
            elif isinstance(stage, Flatten) and (channels := live[number]) is not None:
                each = torch.Size(tape.shape[1:]).numel()
                within = torch.arange(each, device=channels.device)
                live[number + 1] = (channels[:, None] * each + within).flatten()
        return live

    def _dense_start(self) -> int | None:
        """Return the number of the first stage with weights where it is linear."""
        after = [
            number for number, stage in enumerate(self.stages) if not isinstance(stage, Flatten)
        ]
        return after[0] if isinstance(self.stages[after[0]], Linear) else None

    def _first_weight(self, start: int, live: Live, mask: torch.Tensor | None) -> torch.Tensor:
        first = self.stages[start]
        assert isinstance(first, Linear)
        weight = part_of(first.layer.weight, live, None)
        return weight if mask is None else weight[:, mask.flatten()]


def chain_of(module: nn.Module, shape: Shape) -> Chain | None:
    """Return a module's layers as a chain; None where it is anything else.

    Only PyTorch's own layers count, as they come: a hook, a forward of its own or a subclass may
    mean another network.
    """
    try:
        stages = tuple(_merged(list(_stages(module))))
        largest, outputs = 0, shape
        for stage in stages:
            outputs = stage.out_shape(outputs)
            largest = max(largest, torch.Size(outputs).numel())
    except Unreadable:
        return None
    weights = [stage for stage in stages if isinstance(stage, Linear | Convolution)]
    if not weights or len(outputs) != 1:
        return None
    return Chain(stages=stages, shape=shape, largest=largest)


def _stages(module: nn.Module) -> Iterator[Stage]:
    kind = type(module)
    if "forward" in vars(module) or _hooked(module):
        raise Unreadable
    if kind is nn.Sequential:
        for child in module.children():
            yield from _stages(child)
    elif kind in IDENTITIES:
        return
    elif isinstance(module, nn.Flatten) and kind is nn.Flatten:
        if (module.start_dim, module.end_dim) != (1, -1):
            raise Unreadable
        yield Flatten()
    elif isinstance(module, nn.Linear) and kind is nn.Linear:
        yield Linear(module)
    elif isinstance(module, nn.Conv2d) and kind is nn.Conv2d:
        yield Convolution(module)
    elif kind in ELEMENTWISE:
        yield Gate(module)
    elif isinstance(module, nn.MaxPool2d) and kind is nn.MaxPool2d:
        if module.dilation not in (1, (1, 1)) or module.return_indices:
            raise Unreadable
        yield Gate(None, _side(module))
    elif isinstance(module, nn.AvgPool2d) and kind is nn.AvgPool2d:
        if module.divisor_override:
            raise Unreadable
        yield AveragePool(_side(module))
    else:
        raise Unreadable


def _side(pool: nn.MaxPool2d | nn.AvgPool2d) -> int:
    """Return the side of pools that lie side by side."""
    side = pool.kernel_size if isinstance(pool.kernel_size, int) else pool.kernel_size[0]
    alike = (side, (side, side))
    if pool.kernel_size not in alike or pool.stride not in alike or pool.padding not in (0, (0, 0)):
        raise Unreadable
    return side


def _hooked(module: nn.Module) -> bool:
    """Return whether something else happens when the module is called."""
    return any(value for name, value in vars(module).items() if name.endswith("_hooks"))


def _merged(stages: list[Stage]) -> Iterator[Stage]:
    """Yield the stages, with a function and the pool behind it as one."""
    joined: list[Stage] = []
    for stage in stages:
        last = joined[-1] if joined else None
        pools = isinstance(stage, Gate) and stage.function is None
        if isinstance(stage, Gate) and pools and isinstance(last, Gate) and last.pool is None:
            joined[-1] = Gate(last.function, stage.pool)
        else:
            joined.append(stage)
    for number, stage in enumerate(joined):
        around = [joined[number - 1] if number else None, *joined[number + 1 : number + 3]]
        if len(around) > 1 and isinstance(around[1], Flatten):
            del around[1]
        prunes = all(isinstance(other, Linear | Convolution) for other in around[:2])
        if isinstance(stage, Gate) and prunes and len(around) > 1:
            stage = replace(stage, prunes=True)
        yield stage
