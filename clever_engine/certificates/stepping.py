"""One step of forms back through a layer that treats each value, or each pool, by a line."""

from dataclasses import replace

import torch

from clever_engine.certificates.forms import Forms
from clever_engine.certificates.lines import Lines


def through(forms: Forms, lines: Lines, size: tuple[int, int] = (1, 1)) -> Forms:
    """Return forms of a bending layer's inputs from forms of its outputs.

    Positive coefficients take the line below, negative ones the line above.

    Args:
        forms: of the outputs.
        lines: intercepts in the outputs' shape, slopes in the inputs', in the forms' precision.
        size: rows and columns of inputs that make one output.
    """
    positive = forms.coefs.clamp(min=0)
    negative = forms.coefs - positive
    constants = forms.constants
    for side, values in ((positive, lines.low_intercept), (negative, lines.high_intercept)):
        if bool(values.any()):
            constants = constants + _products(forms, side * forms.windows(values))
    if size != (1, 1):
        forms = spread(forms, size)
        positive = forms.coefs.clamp(min=0)
        negative = forms.coefs - positive
    low, high = forms.windows(lines.low_slope), forms.windows(lines.high_slope)
    coefs = positive.mul_(low).add_(negative.mul_(high))
    return replace(forms, coefs=coefs, constants=constants)


def spread(forms: Forms, size: tuple[int, int]) -> Forms:
    """Return forms in which each coefficient stands once for each value of its pool."""
    return replace(
        forms,
        coefs=forms.coefs.repeat_interleave(size[0], 2).repeat_interleave(size[1], 3),
        rows=forms.rows * size[0],
        columns=forms.columns * size[1],
        terms=forms.terms * size[0] * size[1],
    )


def _products(forms: Forms, products: torch.Tensor) -> torch.Tensor:
    """Return the sum of each form's products `(n,)`, less what rounding may have added."""
    sums = products.sum((2, 3)).double().sum(1)
    sizes = torch.linalg.vector_norm(products, 1, dim=(2, 3)).double().sum(1)
    roundings = products.shape[2] * products.shape[3] + 3
    less: torch.Tensor = sums - 1.01 * roundings * forms.unit * sizes
    return less
