"""Random changes to training digits, so that networks also read digits that people draw."""

import math

import torch
from torch.nn import functional


def random_affine(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Turn, shear, scale and shift each picture of `(n, 1, 28, 28)` by a small random amount.

    Up to 12 degrees, shear 0.2, scale 0.87 to 1.13 in each direction, 2 pixels.
    """
    n = images.shape[0]

    def uniform(limit: float) -> torch.Tensor:
        return (torch.rand(n, generator=generator) * 2 - 1) * limit

    angle, shear = uniform(math.radians(12)), uniform(0.2)
    scale_x, scale_y = 1 + uniform(0.13), 1 + uniform(0.13)
    shift_x, shift_y = uniform(2 / 14), uniform(2 / 14)
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.stack(
        [
            torch.stack([cos * scale_x, (shear - sin) * scale_x, shift_x], dim=1),
            torch.stack([sin * scale_y, cos * scale_y, shift_y], dim=1),
        ],
        dim=1,
    )
    grid = functional.affine_grid(theta, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False)


def random_thickness(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Make the pen of a quarter of the pictures thicker and of a quarter thinner."""
    n = images.shape[0]
    choice = torch.rand(n, 1, 1, 1, generator=generator)
    strength = torch.rand(n, 1, 1, 1, generator=generator)
    thick = functional.max_pool2d(images, 3, stride=1, padding=1)
    thin = -functional.max_pool2d(-images, 2, stride=1, padding=1)[..., :28, :28]
    changed = torch.where(choice < 0.25, thick, torch.where(choice < 0.5, thin, images))
    return images + strength * (changed - images)


def augment(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Return `images` with a random affine change and pen thickness, in [0, 1]."""
    return random_thickness(random_affine(images, generator), generator).clamp(0.0, 1.0)
