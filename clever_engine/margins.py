"""Margins `f_c - f_j` and their gradients: where networks are differentiated, with `vjp`.

A network's values at a point depend on that point alone, so that one backward pass serves a whole
batch, each point with classes of its own. Only inputs are differentiated by: parameters' `.grad`
stays as it is. It works inside `torch.inference_mode` too, where PyTorch records nothing and a
gradient would come out as zero without a word.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier
from clever_engine.errors import ModelError
from clever_engine.norms import Norm, vector_norms
from clever_engine.precision import multiplying
from clever_engine.vjp import chain_norms, chain_of

ENOUGH = 16
"""Points from which on a chain of layers is worth more than autograd."""

CACHED, MOST = 128, 32_768
"""Points at once by autograd on the processor, and the most on a device, where a plain loop was
fastest from 4,096 to 32,768."""

Classes = int | torch.Tensor
"""One class for all points, or one for each `(n,)`."""


@contextmanager
def recording() -> Iterator[None]:
    """Record what a gradient needs, whatever mode the caller runs in."""
    with torch.inference_mode(False), torch.enable_grad():
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """A forward pass that can be differentiated.

    Attributes:
        points: `(n, *input_shape)`, leaves of the graph.
        logits: `(n, classes)` in the points' type, with their graph.
        precision: that of the products of both passes.
    """

    points: torch.Tensor
    logits: torch.Tensor
    precision: str = "full"

    @classmethod
    def of(cls, classifier: Classifier, points: torch.Tensor, precision: str = "full") -> "Forward":
        """Pass points `(n, *input_shape)` through the network.

        Args:
            classifier: the network.
            points: in its type and place, inside its bounds or not.
            precision: of the products in both passes: "full", or "tf32" or "bfloat16" where that
                is faster; see `precision` for their errors.

        Raises:
            ModelError: the network's parameters were made in inference mode.
        """
        with recording():
            leaves = _ordinary(points).requires_grad_()
            try:
                logits = classifier.forward(leaves, precision).to(leaves.dtype)
            except RuntimeError as error:
                if "Inference tensors" not in str(error):
                    raise
                raise ModelError(
                    f"Expected {classifier.name} with parameters made outside of "
                    "torch.inference_mode, as its gradient is needed; got some made inside."
                ) from error
        return cls(points=leaves, logits=logits, precision=precision)

    def margins(self, plus: Classes, minus: Classes) -> torch.Tensor:
        """Return `f_plus - f_minus` at each point `(n,)`, detached."""
        logits, rows = self.logits.detach(), self._rows()
        return logits[rows, plus] - logits[rows, minus]

    def gradients(
        self, plus: Classes, minus: Classes, *, differentiable: bool = False
    ) -> torch.Tensor:
        """Return the gradient of `f_plus - f_minus` at each point `(n, *input_shape)`.

        Args:
            plus: the class whose logit counts as it is.
            minus: the class whose logit is taken off.
            differentiable: whether the gradient itself is to be differentiated.
        """
        rows = self._rows()
        weights = torch.zeros_like(self.logits)
        weights[rows, plus] = 1.0
        weights[rows, minus] = -1.0
        return pull_back(
            self.logits,
            self.points,
            weights,
            differentiable=differentiable,
            precision=self.precision,
        )

    def _rows(self) -> torch.Tensor:
        return torch.arange(len(self.logits), device=self.logits.device)


def pull_back(
    outputs: torch.Tensor,
    points: torch.Tensor,
    weights: torch.Tensor,
    *,
    differentiable: bool = False,
    precision: str = "full",
) -> torch.Tensor:
    """Return the gradient by `points` of the sum of `weights * outputs`; zero where there is none.

    Args:
        outputs: `(n, ...)`, with the graph that leads to `points`, which is kept.
        points: `(n, *input_shape)`.
        weights: in the outputs' shape.
        differentiable: whether the gradient itself is to be differentiated.
        precision: of the forward pass, which a backward pass in bfloat16 follows by itself.
    """
    if not outputs.requires_grad:  # a hard quantisation, say, cuts the graph
        return torch.zeros_like(points)
    backward = "full" if precision == "bfloat16" else precision
    with recording(), multiplying(backward, points.device):
        (gradients,) = torch.autograd.grad(
            outputs,
            points,
            _ordinary(weights),
            retain_graph=True,
            create_graph=differentiable,
            materialize_grads=True,
        )
    return gradients


def _ordinary(values: torch.Tensor) -> torch.Tensor:
    """Return the values detached, and copied if made in inference mode: no gradient takes those."""
    return values.clone() if values.is_inference() else values.detach()


def margin_gradients(
    classifier: Classifier, points: torch.Tensor, *, label: int, targets: Sequence[int]
) -> torch.Tensor:
    """Return the gradient of `f_label - f_target` at each point `(n, targets, *input_shape)`.

    Args: as of `margin_gradient_norms`.

    Raises:
        ModelError: a gradient is not finite.
    """
    passed = Forward.of(classifier, points)
    gradients = torch.stack([passed.gradients(label, target) for target in targets], dim=1)
    return finite(classifier, gradients)


def gradient_towards(
    classifier: Classifier, image: NDArray[Any], *, label: int, target: int
) -> NDArray[np.float64]:
    """Return one of `margin_gradients` at a NumPy image, for pages, which know no torch."""
    batch = classifier.check(np.asarray(image)[None])
    found = margin_gradients(classifier, batch, label=label, targets=[target])
    return np.asarray(found[0, 0].cpu().numpy(), dtype=np.float64)


def margin_gradient_norms(
    classifier: Classifier,
    points: torch.Tensor,
    *,
    label: int,
    targets: Sequence[int],
    norms: Sequence[Norm],
    mask: torch.Tensor | None = None,
    precision: str = "full",
) -> torch.Tensor:
    """Return `||grad (f_label - f_target)||` at each point, `(norms, points, targets)`, float64.

    One forward pass, then one vector-Jacobian product a target (Weng et al. 2018, algorithm 1,
    line 5); on the processor, for a chain of plain layers, all targets' at once (`vjp`), with the
    same norms to rounding.

    Args:
        classifier: the network.
        points: `(n, *input_shape)`.
        label: the class c whose margin is measured.
        targets: the classes j.
        norms: the norms the gradients are measured in; for CLEVER the dual of the threat norm.
        mask: boolean, `input_shape`: only these inputs count; None for all.
        precision: as of `Forward.of`.

    Raises:
        ModelError: a gradient is not finite.
    """
    found = None
    if len(points) >= ENOUGH and points.device.type == "cpu":
        found = chain_norms(classifier, points, label, targets, norms, mask, precision)
    if found is None:
        passed = Forward.of(classifier, points, precision)
        columns = []
        for target in targets:
            gradients = passed.gradients(label, target)
            gradients = gradients if mask is None else gradients * mask
            columns.append(torch.stack([vector_norms(gradients, norm) for norm in norms]))
        found = torch.stack(columns, dim=2)
    # Brought over and looked at once: a device works on while nothing is asked of it.
    return finite(classifier, found.detach().cpu().double())


def points_at_once(classifier: Classifier, targets: int) -> int:
    """Return at how many points `margin_gradient_norms` is fastest, towards so many classes.

    On the processor what fits into its caches, or, for a perceptron, what makes a rotation pay;
    on a device as many as half of its free memory holds, so that it is never idle.
    """
    if classifier.device.type == "cpu":
        chain = chain_of(classifier.module, classifier.input_shape)
        return CACHED if chain is None else max(CACHED, chain.points_at_once(targets))
    if classifier.device.type != "cuda":
        return CACHED
    before = torch.cuda.memory_allocated(classifier.device)
    shape = (CACHED, *classifier.input_shape)
    points = torch.zeros(shape, dtype=classifier.dtype, device=classifier.device)
    passed = Forward.of(classifier, points)
    graph = torch.cuda.memory_allocated(classifier.device) - before
    del passed
    free, _ = torch.cuda.mem_get_info(classifier.device)
    # The way back holds gradients beside the graph: no more than as much again.
    return int(min(max(CACHED * free // (4 * max(graph, 1)), CACHED), MOST))


def finite(classifier: Classifier, values: torch.Tensor, what: str = "gradients") -> torch.Tensor:
    """Return the values.

    Raises:
        ModelError: one is not finite.
    """
    if not bool(torch.isfinite(values).all()):
        raise ModelError(f"Expected finite {what} of {classifier.name}; got NaN or infinite ones.")
    return values
