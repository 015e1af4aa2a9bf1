"""Random words that depend on a key and a counter alone, the same on the processor and on a GPU.

Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
On the processor NumPy's own, in C; elsewhere the same words by whole tensors, where they are
needed, so that none has to be sent. PyTorch's generators do not serve: their streams differ from
device to device.
"""

from collections.abc import Sequence

import numpy as np
import torch

ROUNDS = 10
MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
KEY_STEPS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
LOW = 0xFFFFFFFF

Words = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def random_words(
    key: Sequence[int], streams: Sequence[int], count: int, device: torch.device
) -> torch.Tensor:
    """Return `(streams, count)` words of 32 bits, as int32, made on the device.

    Args:
        key: two words of 64 bits.
        streams: numbers below 2^63; each has words of its own.
        count: of words in each stream.
        device: where to make them; it changes none.
    """
    blocks = -(-count // 8)  # of four words of 64 bits
    made = _on_processor if device.type == "cpu" else _on_device
    return made(key, streams, blocks, device)[:, :count]


def _on_processor(
    key: Sequence[int], streams: Sequence[int], blocks: int, device: torch.device
) -> torch.Tensor:
    words = np.array(key, dtype=np.uint64)
    drawn = [
        np.random.Philox(key=words, counter=[0, stream, 0, 0]).random_raw(4 * blocks)
        for stream in streams
    ]
    return torch.from_numpy(np.stack(drawn).view(np.int32))


def _on_device(
    key: Sequence[int], streams: Sequence[int], blocks: int, device: torch.device
) -> torch.Tensor:
    first = torch.arange(1, blocks + 1, device=device)  # NumPy counts before it draws
    second = torch.tensor(list(streams), device=device)[:, None]
    shape = (len(streams), blocks)
    zero = torch.zeros(shape, dtype=torch.int64, device=device)
    drawn = philox4x64((first.expand(shape), second.expand(shape), zero, zero), key)
    halves = torch.stack([half for word in drawn for half in (word << 32 >> 32, word >> 32)], dim=2)
    return halves.flatten(1).int()


def philox4x64(counter: Words, key: Sequence[int]) -> Words:
    """Return what Philox4x64-10 makes of counters, four int64 tensors read as without a sign."""
    a, b, c, d = counter
    low, high = key
    for _ in range(ROUNDS):
        high_a, low_a = _product(a, MULTIPLIERS[0])
        high_c, low_c = _product(c, MULTIPLIERS[1])
        a, b, c, d = high_c ^ b ^ _signed(low), low_c, high_a ^ d ^ _signed(high), low_a
        low, high = low + KEY_STEPS[0], high + KEY_STEPS[1]
    return a, b, c, d


def _product(values: torch.Tensor, factor: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the upper and lower 64 bits of a product without signs, by halves of 32 bits."""
    low, high = values & LOW, values >> 32 & LOW
    below = low * (factor & LOW)
    crossed, across = low * (factor >> 32), high * (factor & LOW)
    middle = (below >> 32 & LOW) + (crossed & LOW) + (across & LOW)
    upper = high * (factor >> 32) + (crossed >> 32 & LOW) + (across >> 32 & LOW)
    return upper + (middle >> 32), values * _signed(factor)


def _signed(word: int) -> int:
    """Return the 64 lowest bits as PyTorch writes them, which has whole numbers with a sign."""
    return ((word & (2**64 - 1)) ^ 2**63) - 2**63
