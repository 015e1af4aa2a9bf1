"""A ResNet-50 drawn at random, in a file as torchvision's own."""

import hashlib
import io
from pathlib import Path

import torch

from clever_engine._torchvision import import_torchvision


def random_weights(folder: Path) -> Path:
    """Write weights drawn at random into `folder`, named by their hash; return the file."""
    torch.manual_seed(0)
    network = import_torchvision("torchvision.models").resnet50(weights=None)
    out = io.BytesIO()
    torch.save(network.state_dict(), out)
    path = folder / f"resnet50-{hashlib.sha256(out.getvalue()).hexdigest()[:8]}.pth"
    path.write_bytes(out.getvalue())
    return path
