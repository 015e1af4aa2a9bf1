"""A network from an .onnx file, as a torch module."""

from pathlib import Path

from torch import nn

from clever_engine._torchvision import import_torchvision
from clever_engine.errors import ModelError

MAX_BYTES = 500_000_000


def load_onnx(path: Path) -> tuple[nn.Module, tuple[int, ...]]:
    """Return the network of an .onnx file and the shape of one input, without the batch.

    A network that takes flat inputs of 784 values is given pictures `(1, 28, 28)`.

    Raises:
        ModelError: no such file, not ONNX, too large, or an operator that cannot be converted.
    """
    if not path.is_file():
        raise ModelError(f"Expected an .onnx file; {path} does not exist.")
    if path.stat().st_size > MAX_BYTES:
        raise ModelError(
            f"Expected an .onnx file of at most {MAX_BYTES / 1e6:.0f} MB; "
            f"{path.name} has {path.stat().st_size / 1e6:.0f} MB."
        )
    import_torchvision()  # onnx2torch imports it
    import onnx  # these imports take a second
    from google.protobuf.message import DecodeError
    from onnx2torch import convert

    try:
        model = onnx.load(str(path))
        onnx.checker.check_model(model)
        module = convert(model)
    except (DecodeError, onnx.checker.ValidationError) as error:
        raise ModelError(f"Expected a network in ONNX format; {path.name} is not one.") from error
    except (NotImplementedError, RuntimeError, ValueError, KeyError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{path.name} cannot be converted to torch: {reason}") from error
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    shape = _input_shape(model, path)
    if shape == (784,):
        return nn.Sequential(nn.Flatten(), module).eval(), (1, 28, 28)
    return module.eval(), shape


def _input_shape(model: object, path: Path) -> tuple[int, ...]:
    """Return the sizes of the first real input, without the batch."""
    graph = model.graph  # type: ignore[attr-defined]
    weights = {initializer.name for initializer in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    if len(inputs) != 1:
        raise ModelError(f"Expected one input in {path.name}; it has {len(inputs)}.")
    sizes = [int(d.dim_value) for d in inputs[0].type.tensor_type.shape.dim]
    if len(sizes) < 2 or any(size < 1 for size in sizes[1:]):
        raise ModelError(f"Expected fixed input sizes after the batch in {path.name}; got {sizes}.")
    return tuple(sizes[1:])
