"""In how many digits a network multiplies: its own, or fewer where that is faster.

What bfloat16 costs, measured on a processor, on mlp-1024 and cnn-7 (slopes at 128 points each
around six handwritten digits; scores of eight digits guided, of four as published with 50 batches
of 20):

- dual norms of gradients, median and nine in ten below: mlp-1024 0.16 and 0.4 % (L1), 0.03 and
  0.2 % (L2, Linf); cnn-7 0.4 and 3.7 % (L1), 0.3 and 1.3 % (L2), 0.3 and 1.6 % (Linf); single ones
  up to 9 and 42 %, where a kink is passed; mean 0.06 % or less;
- guided scores: 0.3 % in the median, 0.5 % (mlp-1024) and 2.2 % (cnn-7) at most, as the walk, which
  is in full, mostly decides;
- published scores: 0.1 to 0.3 % in the median on mlp-1024, but up to 31 %, and 2 to 49 % on cnn-7:
  the authors' fit magnifies what differs. For published scores of convolutions, take full.

TF32 has not been measured, for want of a device; its rounding is an eighth of bfloat16's.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

PRECISIONS = ("full", "tf32", "bfloat16")
"""The network's own type; TF32 on a CUDA device, where nothing else has it; or bfloat16.

A factor of float32 has 23 explicit bits behind the first, of TF32 10 and of bfloat16 7, so that
rounding moves it by 0.05 % (2^-11) and 0.4 % (2^-8) of itself at most. Sums stay in float32.
"""

_CUDNN: Any = torch.backends.cudnn
_SWITCHES = (torch.backends.cuda.matmul, _CUDNN.conv, _CUDNN.rnn)
_LOCK = threading.RLock()


@contextmanager
def multiplying(precision: str, device: torch.device) -> Iterator[None]:
    """Let matrix products and convolutions on a device be taken in this precision meanwhile.

    PyTorch has one switch for TF32 a process, which it leaves on for convolutions; so on a CUDA
    device "full" switches it off, and what was set before comes back in the end. One thread at a
    time passes: two networks in this engine never see each other's precision, while products that
    other code takes on the device meanwhile do. On other devices "tf32" is "full", and no thread
    waits.

    Args:
        precision: one of `PRECISIONS`.
        device: of the tensors.
    """
    if precision == "bfloat16":
        with torch.autocast(device.type, torch.bfloat16):
            yield
        return
    if device.type != "cuda":
        yield
        return
    with _LOCK:
        before = [switch.fp32_precision for switch in _SWITCHES]
        try:
            _switch(["tf32" if precision == "tf32" else "ieee"] * len(_SWITCHES))
            yield
        finally:
            _switch(before)


def _switch(wanted: list[str]) -> None:
    for switch, value in zip(_SWITCHES, wanted, strict=True):
        switch.fp32_precision = value
