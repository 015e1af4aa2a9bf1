import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray


def _values(folder: Path, name: str, header: int) -> NDArray[np.uint8]:
    return np.fromfile(folder / "MNIST" / "raw" / name, dtype=np.uint8)[header:]


@pytest.fixture(scope="session")
def mnist() -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """MNIST's test digits `(n, 28, 28)` in [0, 1] and their labels."""
    folder = Path(os.environ.get("CLEVER_DATA", "/nonexistent"))
    if not (folder / "MNIST" / "raw").is_dir():
        pytest.skip("needs MNIST: CLEVER_DATA must name the folder that holds MNIST/raw/")
    images = _values(folder, "t10k-images-idx3-ubyte", 16).reshape(-1, 28, 28)
    return (images / 255).astype(np.float32), _values(folder, "t10k-labels-idx1-ubyte", 8)
