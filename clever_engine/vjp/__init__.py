"""Vector-Jacobian products of plain chains of layers, towards many classes at once.

Autograd serves any network. A chain of linear, convolution, pooling and elementwise layers can do
with less: what all classes have in common is made once, units that are off at every point of a
batch are left out, and what stays the same at every point is added up once (`stages`, `dense`). The
norms are autograd's, to rounding.
"""

from clever_engine.vjp.chain import Chain, chain_of
from clever_engine.vjp.towards import chain_norms

__all__ = ["Chain", "chain_norms", "chain_of"]
