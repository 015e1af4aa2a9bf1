"""Euclidean projections onto the balls of the three norms."""

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
