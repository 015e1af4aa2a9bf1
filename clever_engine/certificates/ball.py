"""The ball of changes to one image, and what straight bounds in the pixels say of it."""

from dataclasses import dataclass

import torch

from clever_engine.certificates.forms import DOUBLE, Box, Forms
from clever_engine.norms import Norm, vector_norms


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Lower bounds `centre - slope * radius` of `n` quantities in a ball, for every radius.

    `centre` and `slope` are `(n,)`, float64; the slopes are dual norms of gradients.
    """

    centre: torch.Tensor
    slope: torch.Tensor

    def __getitem__(self, some: slice) -> "Reach":
        """Return some of them."""
        return Reach(centre=self.centre[some], slope=self.slope[some])

    def at(self, radius: float) -> torch.Tensor:
        """Return the bounds for one radius."""
        low = self.centre - self.slope * radius
        return low - DOUBLE * (self.centre.abs() + self.slope * radius)

    def radii(self) -> torch.Tensor:
        """Return up to which radius each is positive, rounded down; 0 where it never is."""
        radii = self.centre / self.slope * (1 - 8 * DOUBLE)
        return torch.where(self.centre > 0, radii, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """All inputs within `radius` of `image` `(channels, rows, columns)`, float64, not clipped."""

    image: torch.Tensor
    norm: Norm
    radius: float

    def box(self) -> Box:
        """Return where each pixel lies."""
        slack = self.radius + 2 * DOUBLE * (self.image.abs() + self.radius)
        return Box(low=self.image - slack, high=self.image + slack)

    def reach(self, forms: Forms) -> Reach:
        """Return what forms of the pixels are at least in this ball and every smaller one."""
        coefs, image = forms.coefs.double(), forms.windows(self.image)
        terms = coefs * image
        sizes = (coefs.abs() * (image.abs() + self.radius)).sum((1, 2, 3)) + forms.constants.abs()
        # Ten roundings for coefficients that came in float32, and a sum's own in float64.
        error = 10 * forms.unit * sizes + terms[0].numel() * DOUBLE * sizes
        norms = vector_norms(coefs, self.norm.dual) * (1 + terms[0].numel() * DOUBLE)
        return Reach(centre=forms.constants + terms.sum((1, 2, 3)) - error, slope=norms)
