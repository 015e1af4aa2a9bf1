"""Where an attack may go: within the pixel range or not, under a mask or not."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The points allowed around each of `n` images: an interval for each value.

    Attributes:
        images: `(n, *input_shape)` the images attacked, which lie in the space themselves.
        low: `(n, *input_shape)` the least that each value may become.
        high: `(n, *input_shape)` the most.
    """

    images: torch.Tensor
    low: torch.Tensor
    high: torch.Tensor

    @classmethod
    def around(
        cls,
        images: torch.Tensor,
        *,
        bounds: tuple[float, float] | None,
        masks: torch.Tensor | None,
    ) -> "Space":
        """Allow all points within `bounds`, where there are any, that differ under `masks` only.

        A value of an image that lies beyond the bounds by rounding may stay where it is.
        """
        low, high = bounds or (-torch.inf, torch.inf)
        lows, highs = images.clamp_max(low), images.clamp_min(high)
        if masks is not None:
            lows, highs = lows.where(masks, images), highs.where(masks, images)
        return cls(images=images, low=lows, high=highs)

    def rows(self, index: int, count: int) -> "Space":
        """Return the space of one image, `count` times."""
        images, low, high = (
            values[index : index + 1].expand(count, *values.shape[1:])
            for values in (self.images, self.low, self.high)
        )
        return Space(images=images, low=low, high=high)

    def clip(self, points: torch.Tensor) -> torch.Tensor:
        """Return the nearest points allowed."""
        return torch.minimum(torch.maximum(points, self.low), self.high)

    def free(self, gradients: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        """Return the gradients, 0 where going down them would leave the space at once."""
        blocked = torch.where(gradients > 0, points <= self.low, points >= self.high)
        return gradients.masked_fill(blocked, 0.0)
