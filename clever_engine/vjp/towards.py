"""Norms of margins' gradients where a classifier is a chain of plain layers."""

from collections.abc import Sequence

import torch

from clever_engine.classifiers import Classifier
from clever_engine.norms import Norm
from clever_engine.vjp.chain import chain_of

TYPES = {"full": None, "bfloat16": torch.bfloat16}
"""The precisions in which chains are measured."""


def chain_norms(
    classifier: Classifier,
    points: torch.Tensor,
    label: int,
    targets: Sequence[int],
    norms: Sequence[Norm],
    mask: torch.Tensor | None,
    precision: str,
) -> torch.Tensor | None:
    """Return `||grad (f_label - f_target)||` `(norms, points, targets)`; None for other networks.

    Args: as of `margins.margin_gradient_norms`.
    """
    chain = chain_of(classifier.module, classifier.input_shape)
    if chain is None or classifier.transform is not None or precision not in TYPES:
        return None
    weights = points.new_zeros(len(targets), len(classifier.class_names))
    weights[:, label] = 1.0
    weights[range(len(targets)), list(targets)] = -1.0
    return chain.gradient_norms(points, weights, norms, mask, TYPES[precision])
