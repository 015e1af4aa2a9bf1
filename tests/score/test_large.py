"""Photographs and a thousand classes: the peak of memory, in a process of its own.

What takes memory is the input's size, the classes and the rows of a pass, so that the networks here
are small and quick. A large network adds its weights and eight rows of its own values.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clever_engine.score.parted import TOGETHER

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import json, resource, sys
import torch
from torch import nn
from clever_engine import Classifier, CleverSettings, clever_score

classes, sampling, norm, target = int(sys.argv[1]), *sys.argv[2:]
torch.manual_seed(0)
network = nn.Sequential(
    nn.AvgPool2d(16), nn.Flatten(), nn.Linear(588, 64), nn.Tanh(), nn.Linear(64, classes)
)
classifier = Classifier.from_module(network, input_shape=(3, 224, 224))
published = CleverSettings.published(2, 100)
settings = published if sampling == "published" else CleverSettings(n_batches=10, sampling=sampling)
picture = torch.rand(3, 224, 224, generator=torch.Generator().manual_seed(1))
score = clever_score(
    classifier, picture, norm=norm, target=target, settings=settings, radius="auto"
)
unit = 1 << (30 if sys.platform == "darwin" else 20)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
print(json.dumps({"value": score.value, "targets": len(score.per_target), "gigabytes": peak}))
"""


def measured(*arguments):
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("sampling", ["chords", "published"])
def test_ten_nearest_of_a_thousand_classes(sampling):
    found = measured(1000, sampling, "l2", "nearest-10")
    assert found["targets"] == 10
    assert 0 < found["value"] < 100
    assert found["gigabytes"] < 3  # a tile of 128 photographs is drawn at once


def test_walks_to_all_of_many_classes_take_no_more_than_some():
    """A thousand walks together would take 13 GB."""
    assert 3 * TOGETHER < 90 * 3 * 224 * 224
    found = measured(91, "guided", "l2", "untargeted")
    assert found["targets"] == 90
    assert found["gigabytes"] < 2.5
