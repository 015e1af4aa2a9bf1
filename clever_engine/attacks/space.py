"""Where an attack may go: within the pixel range or not, under a mask or not."""

from dataclasses import dataclass

import torch

from clever_engine.norms import Norm, vector_norms


def project(vectors: torch.Tensor, radii: torch.Tensor, norm: Norm) -> torch.Tensor:
    """Return the point of the ball around 0 that is nearest in L2 to each vector.

    Args:
        vectors: `(n, ...)`.
        radii: `(n,)`, at least 0; infinite ones leave their vectors as they are.
        norm: the norm whose balls are meant.
    """
    flat = vectors.flatten(1)
    limits = radii.to(flat)[:, None]
    if norm is Norm.LINF:
        nearest = torch.minimum(torch.maximum(flat, -limits), limits)
    elif norm is Norm.L2:
        sizes = vector_norms(flat, norm)[:, None]
        nearest = torch.where(sizes > limits, flat * (limits / sizes.clamp_min(1e-30)), flat)
    else:
        nearest = _project_l1(flat, limits)
    return nearest.view_as(vectors)


def _project_l1(flat: torch.Tensor, limits: torch.Tensor) -> torch.Tensor:
    """Shrink all magnitudes by one threshold a vector (Duchi et al. 2008, figure 1)."""
    magnitudes = flat.abs()
    inside = magnitudes.sum(dim=1, keepdim=True) <= limits
    limits = torch.where(inside, 0.0, limits)  # an infinite limit would make NaN below
    falling = magnitudes.sort(dim=1, descending=True).values
    excess = falling.cumsum(dim=1) - limits
    ranks = torch.arange(1, flat.shape[1] + 1, device=flat.device, dtype=flat.dtype)
    kept = (falling * ranks > excess).sum(dim=1, keepdim=True).clamp_min(1)
    thresholds = excess.gather(1, kept - 1) / kept
    return torch.where(inside, flat, flat.sign() * (magnitudes - thresholds).clamp_min(0.0))


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
