"""The layers of the digit finder: a small U-Net (Ronneberger et al. 2015) with five answers."""

import torch
from torch import nn

WIDTHS = (16, 32, 48, 72, 96)
"""Channels at a half, a quarter ... of the picture's size; 32 pixels are one at the bottom, so that
a digit of the size it looks for is seen whole, with what is around it."""

STRIDE = 2 ** len(WIDTHS)
"""The sides of a picture are multiples of this."""

INK = 8
"""Channels for ink of digits and of signs, of 2 x 2 pixels each."""

ANSWERS = INK + 1 + 2 + 1
"""Ink; whether the middle of a digit is here; row and column of the way to it; logarithm of the
size."""

NAMED_AT = 2
"""Halvings from the answers down to where digits are named: eight pixels are one there, and a digit
is six high. Named by the last layers, they were hardly learnt."""

USUAL_SIZE = 44.0
"""Size of a digit at which it is found and read best, in pixels: twice MNIST's."""


def _block(inside: int, outside: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, padding=1, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


class FinderNetwork(nn.Module):
    """From a picture to what each of its pixels belongs to."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.PixelUnshuffle(2), _block(12, WIDTHS[0]))
        self.down = nn.ModuleList(
            nn.Sequential(nn.MaxPool2d(2), _block(a, b), _block(b, b))
            for a, b in zip(WIDTHS, WIDTHS[1:], strict=False)
        )
        self.up = nn.ModuleList(_block(a + b, a) for a, b in zip(WIDTHS, WIDTHS[1:], strict=False))
        answer = nn.Conv2d(24, ANSWERS, 1)
        # Ink is rare and middles are rarer: training begins there, not at one half.
        start = torch.zeros(ANSWERS)
        start[:INK], start[INK] = -2.5, -5.0
        answer.bias = nn.Parameter(start)
        self.last = nn.Sequential(_block(WIDTHS[0], 24), answer)
        self.name = nn.Sequential(_block(WIDTHS[NAMED_AT], 64), nn.Conv2d(64, 10, 1))

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return the answers for pictures `(n, 3, h, w)`, sides multiples of `STRIDE`.

        Returns:
            `(n, 2, h, w)` logits of a digit's ink and of a sign's; and at half the size
            `(n, ...)` logits of a digit's middle, `(n, 2, ...)` the way there in sizes of the
            digit, `(n, ...)` the logarithm of that size, `(n, 10, ...)` logits of the classes.
        """
        seen = [self.first(pictures)]
        for down in self.down:
            seen.append(down(seen[-1]))
        found = seen.pop()
        for level in reversed(range(len(self.up))):
            larger = nn.functional.interpolate(found, scale_factor=2.0, mode="nearest")
            found = self.up[level](torch.cat([seen.pop(), larger], dim=1))
            if level == NAMED_AT:
                named = self.name(found)
        answers = self.last(found)
        ink = nn.functional.pixel_shuffle(answers[:, :INK], 2)
        size = answers[:, INK + 3] + float(torch.log(torch.tensor(USUAL_SIZE)))
        classes = nn.functional.interpolate(
            named, scale_factor=2.0**NAMED_AT, mode="bilinear", align_corners=False
        )
        return ink, answers[:, INK], answers[:, INK + 1 : INK + 3], size, classes
