"""Norms of margin gradients at many points, all targets and dual norms from one forward pass."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier
from clever_engine.errors import ModelError
from clever_engine.norms import Norm, vector_norms


@torch.enable_grad()
def margin_gradient_norms(
    classifier: Classifier,
    points: torch.Tensor,
    *,
    label: int,
    targets: Sequence[int],
    norms: Sequence[Norm],
    free: torch.Tensor | None = None,
    precision: str = "full",
) -> torch.Tensor:
    """Return `||grad (f_label - f_target)||` at each point, `(norms, points, targets)`, float64.

    One forward pass, then one vector-Jacobian product a target with respect to the input only, so
    that parameters' `.grad` stays as it is (Weng et al. 2018, algorithm 1, line 5).

    Args:
        classifier: the network.
        points: `(n, *input_shape)`.
        label: the class c whose margin is measured.
        targets: the classes j.
        norms: the norms the gradients are measured in; for CLEVER the dual of the threat norm.
        free: boolean, `input_shape`: only these inputs count; None for all.
        precision: "full", or "bfloat16" for the matrix products: faster where the processor has
            it, and about half a per cent off at a typical point of a convolutional network.

    Raises:
        ModelError: a gradient is not finite.
    """
    points = points.detach().requires_grad_()
    with torch.autocast(points.device.type, torch.bfloat16, enabled=precision == "bfloat16"):
        logits = classifier.forward(points)
    logits = logits.to(points.dtype)
    out = torch.zeros(len(norms), len(points), len(targets), dtype=torch.float64)
    for column, target in enumerate(targets):
        gradient = _gradient(logits[:, label] - logits[:, target], points)
        gradient = gradient if free is None else gradient * free
        for row, norm in enumerate(norms):
            out[row, :, column] = vector_norms(gradient, norm)
    if not bool(torch.isfinite(out).all()):
        raise ModelError(
            f"Expected finite gradients of {classifier.name}; got NaN or infinite ones."
        )
    return out


@torch.enable_grad()
def margin_gradient(
    classifier: Classifier, image: torch.Tensor, *, label: int, target: int
) -> torch.Tensor:
    """Return the gradient of `f_label - f_target` at one image, in the image's shape."""
    points = image.detach().unsqueeze(0).requires_grad_()
    logits = classifier.forward(points)
    return _gradient(logits[:, label] - logits[:, target], points)[0]


def gradient_towards(
    classifier: Classifier, image: NDArray[Any], *, label: int, target: int
) -> NDArray[np.float64]:
    """Return `margin_gradient` at a NumPy image, in its shape, for pages, which know no torch."""
    batch = classifier.check(np.asarray(image)[None])
    found = margin_gradient(classifier, batch[0], label=label, target=target)
    return np.asarray(found.cpu().numpy(), dtype=np.float64)


def _gradient(margins: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
    """Return each margin's gradient with respect to its own point; zero where there is none."""
    if not margins.requires_grad:  # a hard quantisation, say, cuts the graph
        return torch.zeros_like(points)
    (gradient,) = torch.autograd.grad(
        margins.sum(), points, retain_graph=True, allow_unused=True, materialize_grads=True
    )
    return gradient
