"""Layers that PyTorch lacks: steps that hide a gradient, blocks with a short cut, patches."""

import torch
from torch import nn


class Quantise(nn.Module):
    """Round each value in [0, 1] to the nearest of `levels` equally spaced ones.

    The output is a staircase: its gradient is zero wherever it exists, so a method that follows
    gradients learns nothing of what lies behind it (Athalye et al. 2018, "shattered gradients").
    """

    masks_gradient = True
    """An attack is to see through it; see `attacks.attackable`."""

    def __init__(self, levels: int) -> None:
        super().__init__()
        self.levels = levels

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the rounded values, in the shape given."""
        steps = self.levels - 1
        return torch.round(values.clamp(0.0, 1.0) * steps) / steps


class Residual(nn.Module):
    """Two 3x3 convolutions beside a short cut (He et al. 2016), without batch normalisation."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return `(n, channels, h, w)`, the same shape as given."""
        inner = torch.relu(self.first(values))
        return torch.relu(values + self.second(inner))


class Patches(nn.Module):
    """Cut `(n, 1, 28, 28)` into 7x7 squares, one token each, with a learnt place (ViT, 2021)."""

    def __init__(self, width: int, size: int = 7) -> None:
        super().__init__()
        self.project = nn.Conv2d(1, width, size, stride=size)
        self.place = nn.Parameter(torch.randn(1, (28 // size) ** 2, width) * 0.02)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return tokens `(n, 16, width)`."""
        tokens: torch.Tensor = self.project(images).flatten(2).transpose(1, 2) + self.place
        return tokens


class Attention(nn.Module):
    """A transformer's layer, normalised before each part (Dosovitskiy et al. 2021).

    Written out, because PyTorch's own layer takes another path in evaluation mode that has no
    second derivative.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_1, self.norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.join = nn.Linear(width, width)
        self.think = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return tokens `(n, count, width)`, the same shape as given."""
        n, count, width = tokens.shape
        mixed = self.mix(self.norm_1(tokens)).view(n, count, 3, self.heads, width // self.heads)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        weights = torch.softmax(
            query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5, dim=-1
        )
        seen = (weights @ value).transpose(1, 2).reshape(n, count, width)
        tokens = tokens + self.join(seen)
        deeper: torch.Tensor = tokens + self.think(self.norm_2(tokens))
        return deeper


class MeanToken(nn.Module):
    """The mean of all tokens: `(n, count, width)` to `(n, width)`."""

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return the mean over the tokens."""
        return tokens.mean(dim=1)
