import hashlib
import json
import shutil

import pytest

from clever_engine import CleverError, load_classifier
from clever_engine.shipped import MODELS
from clever_engine.zoo.catalogue import (
    find_entry,
    load_module,
    read_catalogue,
    weights_file,
)

ENTRIES = tuple(entry for entry in read_catalogue() if entry.sha256)
NOT_HERE = {"lenet-5-fashion"}
"""Networks whose data set has to be fetched first."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_network_has_verified_weights_that_load(entry):
    raw = weights_file(entry).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == entry.sha256
    module = load_module(entry)
    assert sum(p.numel() for p in module.parameters()) == entry.parameters
    classifier = load_classifier(entry.name)
    assert classifier.input_shape == (1, 28, 28)
    assert len(classifier.class_names) == 10


def test_accuracies_of_the_first_four():
    wanted = {"mlp-1024": 0.98, "cnn-7": 0.99, "cnn-7-distilled": 0.99, "cnn-7-robust": 0.99}
    found = {entry.name: entry.test_accuracy for entry in ENTRIES}
    assert all(found[name] >= least for name, least in wanted.items())


def test_the_zoo_is_whole_small_and_reads_well():
    names = {entry.name for entry in ENTRIES}
    assert {entry.name for entry in read_catalogue()} - names <= NOT_HERE
    zoo = [entry for entry in ENTRIES if entry.group == "zoo"]
    assert len(zoo) >= 18
    assert all(entry.test_accuracy >= 0.97 for entry in zoo)
    assert sum(weights_file(entry).stat().st_size for entry in ENTRIES) < 30e6


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_stated_accuracy_is_the_measured_one(entry, data_root):
    from clever_engine.training.data import LabelledImages, load_set
    from clever_engine.training.loop import accuracy

    test_set = load_set(entry.recipe.data, data_root, train=False)
    # The whole set of all networks takes minutes: a fifth of it, within three standard errors.
    step = 5 if len(test_set.labels) > 2000 else 1
    part = LabelledImages(images=test_set.images[::step], labels=test_set.labels[::step])
    error = (entry.test_accuracy * (1 - entry.test_accuracy) / len(part.labels)) ** 0.5
    measured = accuracy(load_module(entry), part)
    assert measured == pytest.approx(entry.test_accuracy, abs=3 * error if step > 1 else 2e-4)


def test_damaged_weights_are_refused(tmp_path):
    shutil.copy(MODELS / "catalogue.json", tmp_path)
    entry = find_entry("mlp-1024", tmp_path)
    raw = bytearray(weights_file(entry).read_bytes())
    raw[-1] ^= 1
    weights_file(entry, tmp_path).write_bytes(raw)
    with pytest.raises(CleverError, match=r"Expected mlp-1024\.safetensors with SHA-256"):
        load_module(entry, tmp_path)


def test_missing_weights_say_how_to_train(tmp_path):
    shutil.copy(MODELS / "catalogue.json", tmp_path)
    with pytest.raises(CleverError, match="python -m clever_engine train mlp-1024"):
        load_module(find_entry("mlp-1024", tmp_path), tmp_path)


def test_damaged_catalogue(tmp_path):
    (tmp_path / "catalogue.json").write_text(json.dumps({"nets": []}))
    with pytest.raises(CleverError, match="required field `networks`"):
        read_catalogue(tmp_path)
