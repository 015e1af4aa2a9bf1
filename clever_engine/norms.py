"""The three norms a perturbation is measured in, and their duals."""

from enum import StrEnum

import torch

from clever_engine.errors import InputError


class Norm(StrEnum):
    """A threat norm: how the size of a change to the input is measured."""

    L1 = "l1"
    L2 = "l2"
    LINF = "linf"

    @property
    def dual(self) -> "Norm":
        """The norm q with 1/p + 1/q = 1, in which gradients are measured."""
        return {Norm.L1: Norm.LINF, Norm.L2: Norm.L2, Norm.LINF: Norm.L1}[self]

    @property
    def order(self) -> float:
        """The norm's p: 1, 2 or infinity."""
        return {Norm.L1: 1.0, Norm.L2: 2.0, Norm.LINF: float("inf")}[self]


def parse_norm(name: "Norm | str") -> Norm:
    """Return the norm of this name.

    Raises:
        InputError: there is none.
    """
    try:
        return Norm(name)
    except ValueError:
        expected = ", ".join(repr(norm.value) for norm in Norm)
        raise InputError(f"Expected a norm out of {expected}; got {name!r}.") from None


def vector_norms(vectors: torch.Tensor, norm: Norm) -> torch.Tensor:
    """Return the norm of each vector: `(n, ...)` -> `(n,)`."""
    norms: torch.Tensor = torch.linalg.vector_norm(vectors.flatten(1), ord=norm.order, dim=1)
    return norms
