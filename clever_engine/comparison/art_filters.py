"""The input filters of the Adversarial Robustness Toolbox (ART), as functions of tensors.

ART works on NumPy arrays and takes more than a second to import, so it is imported by the first
filter that is made, never with the engine.
"""

import threading
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Transform

Pixels = NDArray[np.float32]

_LOCK = threading.Lock()


def art_preprocessors() -> ModuleType:
    """Return `art.defences.preprocessor`; what warns while it is imported is not the caller's."""
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import art.defences.preprocessor as preprocessors
    module: ModuleType = preprocessors
    return module


def art_transform(preprocessor: Callable[[Pixels], tuple[Any, Any]]) -> Transform:
    """Return an ART preprocessor as a transformation of tensors `(n, 1, h, w)` in [0, 1].

    It sees values clipped to [0, 1], because pictures hold no others: CLEVER's points may lie a
    little outside, and JPEG would wrap them around. Type and device stay those of the input.
    """

    def transform(points: torch.Tensor) -> torch.Tensor:
        pixels = points.detach().clamp(0.0, 1.0).to("cpu", torch.float32).numpy()
        if not len(pixels):
            return points.detach().clone()
        filtered = np.asarray(preprocessor(pixels)[0], dtype=np.float32)
        return torch.from_numpy(np.ascontiguousarray(filtered)).to(points)

    return transform


def squeeze_bits(bit_depth: int) -> Transform:
    """Return ART's FeatureSqueezing: each pixel rounded to one of `2^bit_depth` values."""
    squeezing = art_preprocessors().FeatureSqueezing
    return art_transform(squeezing(clip_values=(0.0, 1.0), bit_depth=bit_depth))


def median_filter(window: int) -> Transform:
    """Return ART's SpatialSmoothing: each pixel the median of its `window` x `window` square."""
    smoothing = art_preprocessors().SpatialSmoothing
    return art_transform(smoothing(window_size=window, channels_first=True, clip_values=(0.0, 1.0)))


def compress_jpeg(quality: int) -> Transform:
    """Return ART's JpegCompression: each picture stored as a grey JPEG file and read again."""
    compression = art_preprocessors().JpegCompression
    return art_transform(compression(clip_values=(0.0, 1.0), quality=quality, channels_first=True))


def add_noise(sigma: float, seed: int) -> Transform:
    """Return the addition of one Gaussian noise field, the same for all inputs, clipped to [0, 1].

    It is what ART's GaussianAugmentation does without augmenting (`x + N(0, sigma^2)`, clipped) but
    for two things. ART draws from NumPy's global generator, which belongs to whoever runs us and
    cannot be guarded where several threads measure. And it draws anew at each call, so that a
    score would hang on luck and an attack could find what is not there the next time; one field,
    known to the attacker, leaves a network with a definite answer to each input.
    """

    def transform(points: torch.Tensor) -> torch.Tensor:
        field = np.random.default_rng([seed, 2]).normal(scale=sigma, size=tuple(points.shape[1:]))
        noisy = points.detach().cpu().double() + torch.from_numpy(field)
        return noisy.clamp(0.0, 1.0).to(points)

    return transform
