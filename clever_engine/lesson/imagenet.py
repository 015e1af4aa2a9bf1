"""ResNet-50 of ImageNet, where its weights are: found, loaded, or downloaded when asked for.

Weights are looked for in `models/imagenet/` and where torch keeps its downloads. A file is named as
torchvision names it, `resnet50-HASH.pth`, and its SHA-256 must begin with that hash.
"""

import hashlib
import os
import re
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn

from clever_engine._torchvision import import_torchvision
from clever_engine.classifiers import Classifier
from clever_engine.digits.decoding import decode_picture
from clever_engine.errors import ModelError
from clever_engine.lesson.background import in_background
from clever_engine.steps import Progress, Steps
from clever_engine.zoo.catalogue import MODELS

SIDE = 224
MEGABYTES = 98
"""Size of the download; torchvision says 97.8."""

_NAME = re.compile(r"resnet50-([0-9a-f]{8,64})\.pth")
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_SHORTER = 256 / 224
_PIECE = 1 << 18
_PATIENCE = 20.0
"""Seconds without a byte until a download is given up."""


class Normalised(nn.Module):
    """A network for pictures in [0, 1]: they are normalised as ImageNet's were in training."""

    mean: torch.Tensor
    std: torch.Tensor

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("mean", torch.tensor(_MEAN).view(3, 1, 1))
        self.register_buffer("std", torch.tensor(_STD).view(3, 1, 1))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return logits `(n, classes)` of pictures `(n, 3, h, w)`."""
        logits: torch.Tensor = self.network((pictures - self.mean) / self.std)
        return logits


def weights_folders() -> tuple[Path, ...]:
    """Return where weights are looked for; a download goes to the last."""
    return MODELS / "imagenet", Path(torch.hub.get_dir()) / "checkpoints"


def find_weights(folders: tuple[Path, ...] | None = None) -> Path | None:
    """Return a file of ResNet-50's weights; None where there is none."""
    for folder in weights_folders() if folders is None else folders:
        named = sorted(path for path in folder.glob("resnet50-*.pth") if _NAME.match(path.name))
        if named:
            return named[0]
    return None


def weights_url() -> str:
    """Return where torchvision has its weights from."""
    return str(import_torchvision("torchvision.models").ResNet50_Weights.IMAGENET1K_V1.url)


def load_imagenet(path: Path, *, side: int = SIDE) -> Classifier:
    """Return ResNet-50 with the weights in a file, for pictures `(3, side, side)` in [0, 1].

    Raises:
        ModelError: the file is damaged, or holds other weights.
    """
    _verify(path)
    models = import_torchvision("torchvision.models")
    network = models.resnet50(weights=None)
    try:
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:  # what torch raises for damage differs by where it lies
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"Expected ResNet-50's weights in {path.name}: {reason}") from error
    return Classifier.from_module(
        Normalised(network).eval().requires_grad_(False),
        input_shape=(3, side, side),
        class_names=models.ResNet50_Weights.IMAGENET1K_V1.meta["categories"],
        name="ResNet-50",
    )


def prepare_picture(raw: bytes, *, side: int = SIDE) -> NDArray[np.float32]:
    """Return the middle of a picture file as ImageNet's networks see it, in 256 steps a value.

    Args:
        raw: the bytes of the file.
        side: of the square; the shorter side of the whole picture is scaled to `side * 256 / 224`.

    Returns:
        `(3, side, side)` float32 in [0, 1].

    Raises:
        PictureError: the file is no picture, or damaged.
    """
    whole = Image.fromarray(np.rint(decode_picture(raw) * 255).astype(np.uint8))
    scale = side * _SHORTER / min(whole.size)
    width, height = (max(side, round(length * scale)) for length in whole.size)
    scaled = whole.resize((width, height), Image.Resampling.BILINEAR)
    left, top = (width - side) // 2, (height - side) // 2
    square = np.asarray(scaled.crop((left, top, left + side, top + side)))
    return np.ascontiguousarray(square.transpose(2, 0, 1)).astype(np.float32) / np.float32(255)


def download_steps(url: str | None = None, folder: Path | None = None) -> Steps[Path]:
    """Download ResNet-50's weights and verify them, yielding several times a second.

    Progress counts bytes; its total is 0 while it is not known.

    Args:
        url: where from; torchvision's own address by default.
        folder: where to; torch's folder of downloads by default.

    Raises:
        ModelError: no connection, no room, or another file than expected came.
    """
    url = weights_url() if url is None else url
    folder = weights_folders()[-1] if folder is None else folder
    copied, stopped = [0, 0], threading.Event()
    try:
        return (
            yield from in_background(
                lambda: _download(url, folder, copied, stopped),
                lambda: Progress(done=copied[0], total=copied[1]),
                stopped.set,
            )
        )
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or error
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # it holds the connection
        raise ModelError(f"ResNet-50's weights could not be downloaded: {reason}.") from error


def _download(url: str, folder: Path, copied: list[int], stopped: threading.Event) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / url.rsplit("/", 1)[-1]
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(url, timeout=_PATIENCE) as got:
            _copy(got, file, copied, stopped)
        _verify(Path(name), path.name)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def _copy(source: Any, file: Any, copied: list[int], stopped: threading.Event) -> None:
    copied[1] = int(source.headers.get("Content-Length") or 0)
    while piece := source.read(_PIECE):
        if stopped.is_set():
            raise OSError("stopped")
        file.write(piece)
        copied[0] += len(piece)


def _verify(path: Path, name: str | None = None) -> None:
    match = _NAME.match(name or path.name)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"Expected ResNet-50's weights in {path}: {error.strerror}.") from error
    if match is None or not found.startswith(match[1]):
        raise ModelError(
            f"Expected {name or path.name} with the SHA-256 that its name says; "
            f"found {found[:8]}... The file is damaged; delete it."
        )
