"""Import torchvision beside a CPU build of torch.

torchvision from the package index is built for CUDA torch. Beside a CPU torch its C++ operators do
not load, and `import torchvision` stops with "operator torchvision::nms does not exist" because it
registers fake kernels for operators nobody declared. Declaring the two schemas first is enough;
none of the project's code calls them.
"""

import importlib
from types import ModuleType

import torch

_SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_kept: list[torch.library.Library] = []  # a library that is collected takes its schemas with it


def import_torchvision(submodule: str = "torchvision") -> ModuleType:
    """Return torchvision, or one of its submodules, importable beside any build of torch."""
    try:
        return importlib.import_module(submodule)
    except (RuntimeError, ImportError):
        if not _kept:
            library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
            for name, schema in _SCHEMAS.items():
                if not hasattr(torch.ops.torchvision, name):
                    library.define(schema)  # type: ignore[no-untyped-call]
            _kept.append(library)
        return importlib.import_module(submodule)
