"""Layers with weights: forward with what the way back needs, and back for many cotangents.

Pictures lie channels-last, which the processor's convolutions read and write without reordering. A
cotangent is `(k * n, *shape)`, cotangent by cotangent, of the channels that are live: those whose
derivative is not zero at every point of the batch. The others have no say in any gradient, and
are taken out of the weights; on the shipped `cnn-7` a third of the channels is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import nn
from torch.nn import functional

Shape = tuple[int, ...]
Live = torch.Tensor | None
"""Indices of the channels, or units, that count; None for all of them."""

LAST = torch.channels_last
FEW, MANY = 4, 16
"""From `MANY` channels or more to `FEW` or less, as in the first layer of most networks, a
convolution goes back as one product and shifted sums. PyTorch's own pads the few to 16: the first
layer of `cnn-7` took a seventh of the time."""


class Unreadable(Exception):
    """A layer that no stage stands for."""


@dataclass(frozen=True, slots=True)
class Tape:
    """What a stage remembers of a forward pass.

    Attributes:
        shape: of its input, without the batch.
        live: which channels of its input can change its output.
        scale: derivatives `(n, *shape)` of a gate, of the live channels alone.
    """

    shape: Shape
    live: Live = None
    scale: torch.Tensor | None = None


class Stage(Protocol):
    """A layer, or two that go back together."""

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape of one output.

        Raises:
            Unreadable: inputs of this shape are not foreseen.
        """

    def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, Tape]:
        """Return outputs of `(n, *shape)`, and what `back` needs."""

    def back(self, cotangents: torch.Tensor, tape: Tape, live: Live, wanted: Live) -> torch.Tensor:
        """Return cotangents of the input.

        Args:
            cotangents: of the live channels of the output.
            tape: of the forward pass.
            live: which channels of the output those are.
            wanted: which channels of the input to return.
        """


@dataclass(frozen=True, slots=True)
class Flatten:
    """Pictures as rows, channel by channel."""

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of values."""
        return (torch.Size(shape).numel(),)

    def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, Tape]:
        """Return rows."""
        return values.flatten(1), Tape(tuple(values.shape[1:]))

    def back(self, cotangents: torch.Tensor, tape: Tape, live: Live, wanted: Live) -> torch.Tensor:
        """Return pictures again."""
        pictures = cotangents.view(len(cotangents), -1, *tape.shape[1:])
        return pictures.contiguous(memory_format=LAST) if pictures.ndim == 4 else pictures


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear layer."""

    layer: nn.Linear

    def out_shape(self, shape: Shape) -> Shape:
        """Return the number of units."""
        if shape != (self.layer.in_features,):
            raise Unreadable
        return (self.layer.out_features,)

    def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, Tape]:
        """Return `(n, units)`."""
        bias = None if self.layer.bias is None else self.layer.bias.to(values.dtype)
        out = functional.linear(values, self.layer.weight.to(values.dtype), bias)
        return out, Tape(tuple(values.shape[1:]))

    def back(self, cotangents: torch.Tensor, tape: Tape, live: Live, wanted: Live) -> torch.Tensor:
        """Return the product with the weights between live units."""
        return cotangents @ part_of(self.layer.weight, live, wanted).to(cotangents.dtype)


@dataclass(frozen=True, slots=True)
class Convolution:
    """A convolution in one group, without gaps between the kernel's values."""

    layer: nn.Conv2d

    def out_shape(self, shape: Shape) -> Shape:
        """Return channels, height and width."""
        layer = self.layer
        plain = layer.groups == 1 and layer.dilation == (1, 1) and layer.padding_mode == "zeros"
        if not plain or isinstance(layer.padding, str) or len(shape) != 3:
            raise Unreadable
        if shape[0] != layer.in_channels:
            raise Unreadable
        sides = [
            (side + 2 * pad - kernel) // stride + 1
            for side, pad, kernel, stride in zip(shape[1:], *self._geometry(), strict=True)
        ]
        if min(sides) < 1:
            raise Unreadable
        return (layer.out_channels, *sides)

    def _geometry(self) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        padding = self.layer.padding
        assert not isinstance(padding, str)
        return padding, self.layer.kernel_size, self.layer.stride

    def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, Tape]:
        """Return `(n, channels, height, width)`."""
        padding, _, stride = self._geometry()
        weight = self.layer.weight.to(values.dtype).contiguous(memory_format=LAST)
        bias = None if self.layer.bias is None else self.layer.bias.to(values.dtype)
        values = values.contiguous(memory_format=LAST)
        out = functional.conv2d(values, weight, bias, tuple(stride), tuple(padding))
        return out, Tape(tuple(values.shape[1:]))

    def back(self, cotangents: torch.Tensor, tape: Tape, live: Live, wanted: Live) -> torch.Tensor:
        """Return the transposed convolution: as a convolution by the kernel turned round.

        At a stride of 1 that is so, and PyTorch's fastest.
        """
        weight = part_of(self.layer.weight, live, wanted).to(cotangents.dtype)
        (top, left), (high, wide), stride = self._geometry()
        if weight.shape[1] <= FEW and len(weight) >= MANY:
            return self._shifted(cotangents, weight, tape.shape)
        if tuple(stride) == (1, 1) and top < high and left < wide:
            turned = weight.flip(2, 3).transpose(0, 1).contiguous(memory_format=LAST)
            return functional.conv2d(cotangents, turned, padding=(high - 1 - top, wide - 1 - left))
        _, rows, columns = tape.shape
        left_over = [
            side + 2 * pad - kernel - step * (made - 1)
            for side, pad, kernel, step, made in zip(
                (rows, columns),
                *self._geometry(),
                cotangents.shape[2:],
                strict=True,
            )
        ]
        return functional.conv_transpose2d(
            cotangents, weight, None, tuple(stride), (top, left), tuple(left_over)
        )

    def _shifted(
        self, cotangents: torch.Tensor, weight: torch.Tensor, shape: Shape
    ) -> torch.Tensor:
        count, channels, rows, columns = cotangents.shape
        (top, left), (high, wide), (down, right) = self._geometry()
        inputs = weight.shape[1]
        flat = cotangents.permute(0, 2, 3, 1).reshape(-1, channels)
        terms = (weight.reshape(channels, -1).t() @ flat.t()).view(
            inputs, high, wide, count, rows, columns
        )
        size = [max(shape[1] + 2 * top, (rows - 1) * down + high)]
        size.append(max(shape[2] + 2 * left, (columns - 1) * right + wide))
        exact = torch.promote_types(terms.dtype, torch.float32)  # nine terms a value, or more
        out = terms.new_zeros(inputs, count, *size, dtype=exact)
        for i in range(high):
            for j in range(wide):
                last = i + down * (rows - 1) + 1, j + right * (columns - 1) + 1
                out[:, :, i : last[0] : down, j : last[1] : right] += terms[:, i, j]
        return out[:, :, top : top + shape[1], left : left + shape[2]].transpose(0, 1)


def part_of(weight: torch.Tensor, rows: Live, columns: Live) -> torch.Tensor:
    """Return the weights from some inputs to some outputs."""
    weight = weight if rows is None else weight.index_select(0, rows)
    return weight if columns is None else weight.index_select(1, columns)
