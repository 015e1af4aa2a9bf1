import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverError, load_classifier
from tests.conftest import linear_classifier


def test_logits_of_torch_and_numpy():
    classifier = linear_classifier()
    images = torch.rand(3, 20)
    logits = classifier.logits(images)
    assert logits.shape == (3, 4)
    assert not logits.requires_grad
    torch.testing.assert_close(logits, classifier.module(images).detach())
    assert torch.equal(logits, classifier.logits(images.numpy()))
    assert classifier.class_names == ("0", "1", "2", "3")


@pytest.mark.parametrize("shape", [(20,), (3, 19), (3, 4, 5)])
def test_wrong_shape(shape):
    with pytest.raises(CleverError, match=r"Expected images of shape \(n, 20\); got"):
        linear_classifier().logits(torch.zeros(shape))


@pytest.mark.parametrize("value", [-0.2, 1.2, float("nan"), float("inf")])
def test_outside_the_bounds(value):
    with pytest.raises(CleverError, match="Expected pixel values from 0 to 1; got"):
        linear_classifier().logits(np.full((1, 20), value, dtype=np.float32))


def test_module_that_does_not_fit():
    with pytest.raises(
        CleverError, match=r"Expected a network that takes inputs of shape \(2, 7\)"
    ):
        Classifier.from_module(nn.Linear(5, 3), input_shape=(7,))


@pytest.mark.parametrize("module", [nn.Linear(5, 1), nn.Unflatten(1, (5, 1))])
def test_module_without_logits(module):
    with pytest.raises(CleverError, match="Expected logits of shape"):
        Classifier.from_module(module, input_shape=(5,))


def test_bad_bounds_and_names():
    with pytest.raises(CleverError, match="low < high"):
        Classifier.from_module(nn.Linear(5, 3), input_shape=(5,), bounds=(1.0, 1.0))
    with pytest.raises(CleverError, match="Expected 3 class names"):
        Classifier.from_module(nn.Linear(5, 3), input_shape=(5,), class_names=["a"])


def test_float64_network_takes_float32_images():
    classifier = linear_classifier(dtype=torch.float64)
    assert classifier.logits(torch.rand(2, 20)).dtype == torch.float64


def test_unknown_network_names_those_there_are():
    with pytest.raises(CleverError, match=r"Expected a network out of mlp-1024, .*; got 'foo'"):
        load_classifier("foo")


def test_onnx_round_trip(tmp_path):
    onnx = pytest.importorskip("onnx")
    rng = np.random.default_rng(0)
    weight, bias = rng.normal(size=(3, 784)).astype("f"), rng.normal(size=3).astype("f")
    helper = onnx.helper
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Gemm", ["flat", "w", "b"], ["y"], transB=1),
        ],
        "linear",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n", 3])],
        [onnx.numpy_helper.from_array(weight, "w"), onnx.numpy_helper.from_array(bias, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    path = tmp_path / "own.onnx"
    onnx.save(model, str(path))
    classifier = load_classifier(path)
    images = rng.random((4, 1, 28, 28), dtype=np.float32)
    expected = images.reshape(4, -1) @ weight.T + bias
    np.testing.assert_allclose(classifier.logits(images).numpy(), expected, rtol=1e-4, atol=1e-4)
    assert classifier.input_shape == (1, 28, 28)


def test_onnx_that_is_none(tmp_path):
    with pytest.raises(CleverError, match="does not exist"):
        load_classifier(tmp_path / "missing.onnx")
    path = tmp_path / "text.onnx"
    path.write_text("no network")
    with pytest.raises(CleverError, match=r"Expected a network in ONNX format; text\.onnx"):
        load_classifier(path)
