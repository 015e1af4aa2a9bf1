import json

import pytest
import torch

from clever_engine import load_classifier
from clever_engine.__main__ import main
from clever_engine.errors import ModelError
from clever_engine.training.augmentation import augment
from clever_engine.training.data import load_mnist
from clever_engine.training.losses import pgd
from clever_engine.zoo.catalogue import find_entry, load_module, read_catalogue
from tests.conftest import linear_classifier


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_train_command_stores_a_network_that_loads(tmp_path, data_root, capsys):
    entry = {
        "name": "tiny",
        "title": "Tiny",
        "summary": "One epoch.",
        "recipe": {"architecture": "mlp-1024", "epochs": 1, "seed": 0, "batch_size": 500},
    }
    (tmp_path / "catalogue.json").write_text(json.dumps({"networks": [entry]}))
    threads = torch.get_num_threads()
    assert main(["train", "tiny", "--data", str(data_root), "--models", str(tmp_path)]) == 0
    torch.set_num_threads(threads)
    stored = find_entry("tiny", tmp_path)
    assert stored.test_accuracy > 0.93
    assert stored.parameters == 814_090
    assert f"{stored.test_accuracy:.2%}" in capsys.readouterr().out
    module = load_module(stored, tmp_path)
    images = load_mnist(data_root, train=False).images[:500]
    shipped = load_classifier("mlp-1024").logits(images).argmax(dim=1)
    assert (module(images).argmax(dim=1) == shipped).float().mean() > 0.9


def test_augmentation_keeps_shape_and_range_and_depends_on_the_generator():
    images = torch.rand(16, 1, 28, 28, generator=generator())
    first, again = augment(images, generator(1)), augment(images, generator(1))
    assert first.shape == images.shape
    assert 0 <= float(first.min()) <= float(first.max()) <= 1
    assert torch.equal(first, again)
    assert not torch.equal(first, augment(images, generator(2)))
    assert not torch.equal(first, images)


@pytest.mark.parametrize(("norm", "epsilon", "order"), [("l2", 1.5, 2), ("linf", 0.2, torch.inf)])
def test_pgd_stays_in_the_ball_and_the_bounds_and_raises_the_loss(norm, epsilon, order):
    module = torch.nn.Sequential(torch.nn.Flatten(), linear_classifier(d=784).module)
    images = torch.rand(8, 1, 28, 28, generator=generator())
    labels = module(images).argmax(dim=1)

    def loss(points):
        return torch.nn.functional.cross_entropy(module(points), labels)

    changed = pgd(loss, images, norm=norm, epsilon=epsilon, steps=5, generator=generator())
    sizes = torch.linalg.vector_norm((changed - images).flatten(1), order, dim=1)
    assert float(sizes.max()) <= epsilon * 1.0001
    assert 0 <= float(changed.min()) <= float(changed.max()) <= 1
    assert float(loss(changed).detach()) > float(loss(images).detach())


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ({"architecture": "x"}, r"required field `epochs` - at `\$\.networks\[0\]\.recipe`"),
        ({"architecture": "x", "epochs": 1, "seed": "0"}, r"recipe\.seed"),
        ({"architecture": "x", "epochs": 1, "seed": 0, "magic": 2}, r"not known: .*recipe\.magic"),
    ],
)
def test_bad_recipes_are_refused(recipe, said, tmp_path):
    entry = {"name": "n", "title": "N", "summary": "", "recipe": recipe}
    (tmp_path / "catalogue.json").write_text(json.dumps({"networks": [entry]}))
    with pytest.raises(ModelError, match=said):
        read_catalogue(tmp_path)
