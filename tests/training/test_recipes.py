"""Every way of training does what its recipe says, on a hundred made-up pictures."""

import json
from dataclasses import replace

import pytest
import torch

from clever_engine import CleverError
from clever_engine.__main__ import main
from clever_engine.training.constraints import SpectralCap
from clever_engine.training.data import (
    LabelledImages,
    load_set,
    load_small_digits,
    with_wrong_labels,
)
from clever_engine.training.loop import Checkpoints, accuracy, train
from clever_engine.zoo.architectures import ARCHITECTURES, build
from clever_engine.zoo.catalogue import find_entry, read_catalogue, read_sweeps, sweep_entries
from clever_engine.zoo.layers import Quantise
from clever_engine.zoo.recipes import Recipe

PLAIN = Recipe(architecture="lenet-5", epochs=3, seed=0, batch_size=20)
WAYS = {
    "plain": PLAIN,
    "noise": replace(PLAIN, noise=0.3),
    "wrong labels": replace(PLAIN, wrong_labels=0.5),
    "spectral": replace(PLAIN, spectral_cap=1.5),
    "distilled": replace(PLAIN, distilled=True, temperature=20.0),
    "l2": replace(PLAIN, adversarial_epsilon=1.0, adversarial_steps=2),
    "linf": replace(PLAIN, adversarial_epsilon=0.1, adversarial_steps=2, adversarial_norm="linf"),
    "trades": replace(
        PLAIN,
        adversarial_epsilon=0.1,
        adversarial_steps=2,
        adversarial_norm="linf",
        trades_beta=6.0,
    ),
}


def pictures(count: int = 100) -> LabelledImages:
    """Bright squares in one of four corners; the corner is the label."""
    generator = torch.Generator().manual_seed(0)
    images = 0.2 * torch.rand(count, 1, 28, 28, generator=generator)
    labels = torch.arange(count) % 4
    for image, label in zip(images, labels, strict=True):
        row, column = 14 * (int(label) // 2), 14 * (int(label) % 2)
        image[0, row : row + 14, column : column + 14] += 0.7
    return LabelledImages(images=images, labels=labels)


def quiet(*_):
    pass


def same_weights(one, other):
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


class Stopped(Exception):
    pass


@pytest.mark.parametrize("way", WAYS)
def test_a_stopped_training_goes_on_to_the_same_weights(way, tmp_path):
    recipe, data = WAYS[way], pictures()
    whole = train(recipe, data, quiet)
    calls = []

    def stop_in_the_second_pass(stage, done, total, loss):
        calls.append((stage, done))
        if stage != "teacher" and done == 8:
            raise Stopped

    kept = Checkpoints(tmp_path / ".training", "tiny")
    with pytest.raises(Stopped):
        train(recipe, data, stop_in_the_second_pass, checkpoints=kept)
    calls.clear()

    def note(stage, done, total, loss):
        calls.append((stage, done))

    again = train(recipe, data, note, checkpoints=kept)
    assert same_weights(whole, again)
    assert calls[0][1] == 6, "the first pass of five batches is not made again"
    assert not any(stage == "teacher" for stage, _ in calls)
    if way != "plain":
        assert not same_weights(train(PLAIN, data, quiet), whole), "the key changes the training"


def test_a_checkpoint_of_another_recipe_is_left_alone(tmp_path):
    kept = Checkpoints(tmp_path, "tiny")
    train(PLAIN, pictures(), quiet, checkpoints=kept)
    assert kept.load("training", PLAIN)["epochs_done"] == 3
    assert kept.load("training", replace(PLAIN, seed=1)) is None
    kept.clear()
    assert kept.load("training", PLAIN) is None


def test_a_damaged_checkpoint_says_what_to_do(tmp_path):
    kept = Checkpoints(tmp_path, "tiny")
    kept.path("training").write_bytes(b"no state")
    with pytest.raises(CleverError, match="Delete it"):
        kept.load("training", PLAIN)


def test_training_can_begin_with_given_weights():
    data = pictures()
    first = train(replace(PLAIN, epochs=30, augment=False), data, quiet)
    assert accuracy(first, data) == 1.0
    little = replace(PLAIN, epochs=2, seed=5, learning_rate=1e-5)
    assert accuracy(train(little, data, quiet, start=first), data) == 1.0
    assert accuracy(train(little, data, quiet), data) < 0.9


@pytest.mark.parametrize("name", ["lenet-5", "mlp-2", "depthwise"])
def test_the_cap_holds_every_layer_by_its_exact_norm(name):
    torch.manual_seed(0)
    module = build(name)
    for part in module.modules():
        if isinstance(part, torch.nn.Linear | torch.nn.Conv2d):
            part.weight.data *= 4
    cap = SpectralCap(module, 1.5, input_shape=(1, 28, 28))
    for _ in range(60):
        cap.project()
    values = torch.zeros(1, 1, 28, 28)
    for part in module:
        shape = values.shape
        values = part(values)
        if (
            isinstance(part, torch.nn.Linear | torch.nn.Conv2d)
            and values.numel() * shape.numel() < 4e6
        ):

            def linear(x, part=part, shape=shape):
                return (part(x.view(shape)) - part(torch.zeros(shape))).flatten()

            matrix = torch.func.jacrev(linear)(torch.zeros(shape.numel()))
            assert float(torch.linalg.matrix_norm(matrix.detach(), 2)) <= 1.5 * 1.01


def test_wrong_labels_are_the_wanted_share_and_all_wrong():
    data = pictures(1000)
    spoilt = with_wrong_labels(data, 0.5, seed=3)
    assert int((spoilt.labels != data.labels).sum()) == 500
    assert set(spoilt.labels.tolist()) == {0, 1, 2, 3}
    assert torch.equal(spoilt.labels, with_wrong_labels(data, 0.5, seed=3).labels)
    assert not torch.equal(spoilt.labels, with_wrong_labels(data, 0.5, seed=4).labels)


def test_the_quantiser_rounds_and_has_no_gradient():
    values = torch.tensor([[0.0, 0.1, 0.4, 0.6, 1.0]], requires_grad=True)
    rounded = Quantise(4)(values)
    assert torch.allclose(rounded, torch.tensor([[0.0, 0.0, 1 / 3, 2 / 3, 1.0]]))
    (gradient,) = torch.autograd.grad(rounded.sum(), values)
    assert torch.equal(gradient, torch.zeros_like(gradient))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_gives_ten_logits_a_picture_alone_as_in_a_batch(name):
    torch.manual_seed(0)
    module = build(name).double().eval()
    images = torch.rand(3, 1, 28, 28, dtype=torch.float64)
    together = module(images)
    assert together.shape == (3, 10)
    assert torch.allclose(module(images[1:2]), together[1:2], atol=1e-10)


def test_small_digits_ship_with_their_package_and_lie_as_mnist_does():
    train_part, test_part = load_small_digits(train=True), load_small_digits(train=False)
    assert (len(train_part.labels), len(test_part.labels)) == (1257, 540)
    images = test_part.images
    assert images.shape == (540, 1, 28, 28)
    assert float(images.min()) == 0
    assert float(images.max()) == 1
    assert float(images[:, :, :4].max()) == 0, "a margin of four pixels"
    assert set(test_part.labels.tolist()) == set(range(10))


def test_fashion_mnist_is_read_where_it_lies(tmp_path):
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    pixels = bytes(range(256)) * 3 + bytes(16)
    for part in ("train", "t10k"):
        head = b"\x00\x00\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (1, 28, 28))
        (raw / f"{part}-images-idx3-ubyte").write_bytes(head + pixels)
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(
            b"\x00\x00\x08\x01" + (1).to_bytes(4, "big") + b"\x07"
        )
    data = load_set("fashion-mnist", tmp_path, train=False)
    assert data.labels.tolist() == [7]
    assert float(data.images[0, 0, 0, 10]) == pytest.approx(10 / 255)
    assert data.images.shape == (1, 1, 28, 28)


@pytest.mark.parametrize(
    ("name", "folder", "said"),
    [("mnist", None, "folder"), ("letters", "here", "out of mnist, fashion-mnist, digits-8x8")],
)
def test_unknown_sets_and_missing_folders_are_refused(name, folder, said, tmp_path):
    with pytest.raises(CleverError, match=said):
        load_set(name, tmp_path if folder else None, train=True)


def test_the_command_trains_on_the_digits_that_ship(tmp_path, capsys):
    values = {
        "name": "small",
        "title": "Small",
        "summary": "Quick.",
        "recipe": {
            "architecture": "lenet-5",
            "epochs": 12,
            "seed": 0,
            "batch_size": 32,
            "data": "digits-8x8",
        },
    }
    (tmp_path / "catalogue.json").write_text(json.dumps({"networks": [values]}))
    threads = torch.get_num_threads()
    assert main(["train", "small", "--models", str(tmp_path)]) == 0
    torch.set_num_threads(threads)
    assert find_entry("small", tmp_path).test_accuracy > 0.8
    assert "of the test digits read rightly" in capsys.readouterr().out
    assert not list((tmp_path / ".training").glob("*.pt")), "nothing unfinished is left"


def test_every_sweep_varies_one_key_of_a_network_of_the_zoo():
    assert len(read_sweeps()) == 2
    zoo = {entry.name for entry in read_catalogue() if entry.group == "zoo"}
    assert len(zoo) >= 18
    for sweep in read_sweeps():
        settings = sweep_entries(sweep)
        assert sweep.base in zoo
        assert settings[0][1].name == sweep.base
        assert len({setting for setting, _ in settings}) == len(settings) >= 5
