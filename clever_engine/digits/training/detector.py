"""Train the network that tells digits from all else.

Run `python -m clever_engine.digits.training.detector --data FOLDER`. The weights and a report of
what they were measured to do are written to `models/digit-detector.safetensors` and `.json`. The
letters come from the fonts installed on the machine, handwriting among them if there is any; the
photos are those that scikit-image ships. The cat, the astronaut and the horse, and every seventh
font, are kept out of training and only measured.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save
from scipy import ndimage
from torch import nn
from torch.nn import functional

from clever_engine.digits.detector import REPORT, WEIGHTS, build_detector
from clever_engine.digits.glyphs import LEAST_STROKE
from clever_engine.digits.normalising import normalise
from clever_engine.digits.training.non_digits import (
    Material,
    bend,
    draw_non_digit,
)
from clever_engine.training.augmentation import augment
from clever_engine.training.data import LabelledImages, data_folder, load_mnist

OTHER = 10
BATCH = 128
PHOTOS = ("coffee", "camera", "rocket", "coins", "brick", "grass", "gravel", "page", "cell")
PHOTOS_KEPT_OUT = ("chelsea", "astronaut", "horse")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts")
SYMBOL_FONTS = ("math", "ancient", "aegean", "symbola", "unidings", "akkadian", "musica", "maya")


def training_set(
    digits: LabelledImages, material: Material, *, size: int, rng: np.random.Generator
) -> LabelledImages:
    """Return `size` digits and as many non-digits, normalised as found digits are."""
    chosen = rng.choice(len(digits.labels), size, replace=size > len(digits.labels))
    real = np.stack([_varied(digits.images[i, 0].numpy(), rng) for i in chosen])
    others = np.stack([_as_found(draw_non_digit(material, rng)) for _ in range(size)])
    images = torch.from_numpy(np.concatenate([real, others]))[:, None]
    labels = torch.cat([digits.labels[chosen], torch.full((size,), OTHER)])
    return LabelledImages(images=images, labels=labels)


def fit(data: LabelledImages, *, epochs: int, seed: int) -> nn.Module:
    """Return the detector trained on `data`, in evaluation mode."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    module = build_detector()
    optimizer = torch.optim.AdamW(module.parameters(), weight_decay=1e-3)
    even = len(data.labels) // BATCH * BATCH
    batches = epochs * even // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=4e-3, total_steps=batches)
    for _ in range(epochs):
        for index in torch.randperm(len(data.labels), generator=generator)[:even].view(-1, BATCH):
            images = data.images[index]
            if torch.rand((), generator=generator) < 0.5:
                images = augment(images, generator)
            loss = functional.cross_entropy(module(images), data.labels[index])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return module.eval()


@torch.no_grad()
def measure(module: nn.Module, data: LabelledImages) -> dict[str, float]:
    """Return the shares of digits doubted and of non-digits noticed, at probability one half."""
    parts = torch.split(data.images, 1000)
    other = torch.cat([module(part).softmax(dim=1)[:, OTHER] for part in parts])
    real = data.labels != OTHER
    return {
        "digits_doubted": round(float((other[real] > 0.5).float().mean()), 4),
        "non_digits_noticed": round(float((other[~real] > 0.5).float().mean()), 4),
    }


def find_fonts() -> list[Path]:
    """Return the installed fonts, without those that hold pictographs only."""
    found = (
        path for folder in FONT_FOLDERS for path in sorted(Path(folder).expanduser().rglob("*"))
    )
    return [
        path
        for path in found
        if path.suffix.lower() in (".ttf", ".otf")
        and not any(word in path.name.lower() for word in SYMBOL_FONTS)
    ]


def read_photos(names: tuple[str, ...]) -> list[NDArray[np.float32]]:
    """Return scikit-image's photos of these names in grey, float32 in [0, 1]."""
    from skimage import color, data

    photos = []
    for name in names:
        photo = np.asarray(getattr(data, name)())
        scale = 255 if photo.dtype == np.uint8 else 1
        grey = color.rgb2gray(photo) if photo.ndim == 3 else photo / scale
        photos.append(grey.astype(np.float32))
    return photos


def _varied(digit: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the digit as it is, or as someone else may have written it."""
    if rng.random() < 0.3:
        return digit
    return _as_found(_bent(digit, rng))


def _bent(digit: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    return bend(np.pad(ndimage.zoom(digit, 3, order=1), 6).astype(np.float32), rng)


def _as_found(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    return normalise(ink, least_stroke=LEAST_STROKE)


def main() -> None:
    """Train the detector and write it with its report."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", help="folder holding MNIST/raw/; CLEVER_DATA if left out")
    parser.add_argument("--size", type=int, default=60_000, help="digits, and as many others")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    folder, fonts = data_folder(options.data), find_fonts()
    train_digits, test_digits = (load_mnist(folder, train=part) for part in (True, False))
    used = [font for number, font in enumerate(fonts) if number % 7]
    seen = Material(
        fonts=used, photos=read_photos(PHOTOS), digits=train_digits.images[:, 0].numpy()
    )
    unseen = Material(
        fonts=fonts[::7],
        photos=read_photos(PHOTOS_KEPT_OUT),
        digits=test_digits.images[:, 0].numpy(),
    )
    rng = np.random.default_rng(options.seed)
    data = training_set(train_digits, seen, size=options.size, rng=rng)
    module = fit(data, epochs=options.epochs, seed=options.seed)
    held_out = training_set(test_digits, unseen, size=5_000, rng=rng)
    recipe = {"size": options.size, "epochs": options.epochs, "seed": options.seed}
    write(module, {"recipe": recipe, "fonts": len(used), "held_out": measure(module, held_out)})


def write(module: nn.Module, report: dict[str, Any]) -> None:
    """Write the weights, and their checksum with the report beside them."""
    raw = save({name: values.contiguous() for name, values in module.state_dict().items()})
    WEIGHTS.write_bytes(raw)
    report = {"sha256": hashlib.sha256(raw).hexdigest(), **report}
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
