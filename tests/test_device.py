"""The whole engine on another device, which is pretended (see `elsewhere`).

Every test runs on the processor. It proves that no tensor is forgotten there, and that what is
measured does not depend on where; not that a graphics card has all operations, nor how it rounds.
Where there is a CUDA device, `test_cuda` measures on it.
"""

import json

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverSettings, clever_score, load_classifier, rank_digits
from clever_engine.__main__ import main
from clever_engine.attacks import smallest_attack
from clever_engine.attacks.portfolio import growing_attack
from clever_engine.benchmark.catalogued import entries, named
from clever_engine.benchmark.measuring import attack_distances, read_labels, time_digit
from clever_engine.certificates import certified_radius
from clever_engine.comparison.defenses import DEFENSES, defended
from clever_engine.comparison.paired import Digits, comparison_steps
from clever_engine.comparison.results import Side
from clever_engine.devices import find_device
from clever_engine.digits.files import strip_png
from clever_engine.errors import InputError
from clever_engine.game.readings import read_check
from clever_engine.game.tampering import tamper_steps
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.margins import Forward
from clever_engine.norms import Norm
from clever_engine.score.cost import measured_cost
from clever_engine.steps import run
from tests.conftest import linear_classifier
from tests.elsewhere import MixedDevices, There, pretended_device


def small_network(seed: int = 0, last: type[nn.Module] = nn.ReLU) -> nn.Module:
    """A convolutional network of ten classes, made twice for the two devices."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 4, 5, stride=3),
        last(),
        nn.Flatten(),
        nn.Linear(256, 24),
        nn.Softplus(),
        nn.Linear(24, 10),
    ).requires_grad_(False)


@pytest.fixture
def digit():
    return load_handwriting().images[0, 3]


def here_and_there(module_of=small_network):
    """The same network on the processor and on the pretended device."""
    here = Classifier.from_module(module_of())
    return here, Classifier.from_module(module_of().to(torch.device("meta")))


def scores(**how):
    settings = CleverSettings(**how.pop("settings", {}))

    def measure(classifier, digit):
        score = clever_score(classifier, digit, settings=settings, **how)
        return [score.value, *score.interval, score.radius, *(t.slope for t in score.per_target)]

    return measure


def second(classifier, digit):
    return int(classifier.logits(digit[None])[0].argsort()[-2])


def ink(digit):
    return torch.from_numpy(digit > 0.1)


MEASURES = {
    **{
        f"{sampling} {norm}": scores(
            norm=norm, settings={"n_batches": 20, "sampling": sampling, "stop_width": None}
        )
        for sampling in ("chords", "guided", "uniform")
        for norm in ("l1", "l2", "linf")
    },
    "published": scores(settings={"n_batches": 4, "sampling": "uniform", "estimator": "published"}),
    "second order": scores(settings={"n_batches": 4, "order": 2}),
    "a given radius": scores(radius=0.5, target="runner-up"),
    "ink alone": lambda classifier, digit: scores(mask=ink(digit))(classifier, digit),
    "guided ink": lambda classifier, digit: scores(
        mask=ink(digit), settings={"sampling": "guided", "n_batches": 10}
    )(classifier, digit),
    "the nearest": scores(norm="linf", target="nearest-4", settings={"n_batches": 4}),
    "ranking": lambda classifier, digit: (
        rank_digits(classifier, np.stack([digit, digit[:, ::-1]])).probabilities
    ),
    **{
        f"attack {norm} {effort}": lambda classifier, digit, how=(norm, effort, steps): (
            smallest_attack(
                classifier, digit[None], norm=how[0], effort=how[1], steps=how[2], clip=False
            ).distances.tolist()
        )
        for norm in ("l1", "l2", "linf")
        for effort, steps in (("quick", 40), ("thorough", 4))
    },
    "attack towards a class, ink alone": lambda classifier, digit: smallest_attack(
        classifier,
        digit[None],
        norm="l2",
        targets=[second(classifier, digit)],
        masks=ink(digit).numpy(),
        steps=20,
        clip=False,
    ).distances.tolist(),
    "growing attack": lambda classifier, digit: growing_attack(
        classifier, digit[None], norm="l2", steps=6
    )[:, 0].tolist(),
    "tampering": lambda classifier, digit: [
        tamper.distortion
        for tamper in run(tamper_steps(classifier, digit, 0, [second(classifier, digit)]))
    ],
    "a bank's reading": lambda classifier, digit: read_check(classifier, digit[None]).confidences,
    "benchmark": lambda classifier, digit: (
        attack_distances(
            classifier,
            torch.from_numpy(digit[None].copy()),
            classifier.logits(digit[None]).argmax(dim=1).cpu(),
            norm=Norm.L2,
            steps=20,
        )[0].tolist()
        + read_labels(classifier, digit[None]).tolist()
    ),
    **{
        f"behind {defense.name}": lambda classifier, digit, name=defense.name: scores(
            settings={"n_batches": 4}
        )(defended(classifier, name), digit)
        for defense in DEFENSES
    },
}


@pytest.mark.parametrize("name", MEASURES)
def test_what_is_measured_elsewhere_is_what_is_measured_here(name, digit):
    with pretended_device():
        here, there = here_and_there()
        found = MEASURES[name](there, digit)
        assert isinstance(there.logits(digit[None]), There)
    # Not to the last bit: only the processor takes a chain of layers by hand.
    assert found == pytest.approx(MEASURES[name](here, digit), rel=1e-5)
    assert np.isfinite(found).all()
    assert len(np.ravel(found))


@pytest.mark.parametrize("name", MEASURES)
def test_a_device_without_float64_measures_the_same_to_rounding(name, digit):
    with pretended_device(float64=False):
        here, there = here_and_there()
        found = MEASURES[name](there, digit)
    expected = MEASURES[name](here, digit)
    assert found == pytest.approx(expected, rel=1e-3 if "attack" not in name else 0.1)


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_certificates_of_a_network_elsewhere(norm, digit):
    def sequence():
        torch.manual_seed(0)
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 12), nn.ReLU(), nn.Linear(12, 10))

    with pretended_device():
        here, there = here_and_there(sequence)
        found = certified_radius(there, digit, norm=norm)
    assert found == certified_radius(here, digit, norm=norm)
    assert found.radius > 0


def test_comparison_and_cost_of_networks_elsewhere(digit):
    images = np.stack([digit, digit[:, ::-1]])
    sides = [Side(model="one", norm=Norm.L2), Side(model="other", norm=Norm.L2)]

    def compared(*classifiers):
        steps = comparison_steps(
            sides,
            classifiers,
            images,
            settings=CleverSettings(n_batches=10),
            attack_steps=6,
            accuracy_set=Digits(images=images, labels=[3, 3]),
        )
        return run(steps)

    with pretended_device():
        here, there = here_and_there()
        found = compared(there, there.behind(lambda points: points * 0.5))
        assert measured_cost(there).point > 0
        assert time_digit(there, images) > 0
    expected = compared(here, here.behind(lambda points: points * 0.5))
    for one, other in zip(found.scores, expected.scores, strict=True):
        assert np.array_equal(one.values, other.values)
        assert np.array_equal(one.attack_distances, other.attack_distances)
    assert found.accuracy == expected.accuracy


def test_a_classifier_is_moved_in_place_and_taken_where_it_is(monkeypatch):
    monkeypatch.setattr("clever_engine.devices._present", lambda: ("cpu", "meta"))
    with pretended_device() as place:
        classifier = Classifier.from_module(small_network())
        assert classifier.device.type == "cpu"
        assert classifier.to("auto") is classifier
        assert classifier.device == place
        assert load_classifier("mlp-2", device="meta").device == place
    assert load_classifier("mlp-2").device.type == "cpu"


@pytest.mark.parametrize(
    "command",
    [
        ["score", "STRIP", "--as-is", "--model", "mlp-2", "--json"],
        ["certify", "STRIP", "--as-is", "--model", "mlp-2", "--json", "--sandwich"],
        ["compare", "mlp-2", "--defense-after", "squeeze", "--digits", "2", "--json"],
    ],
)
def test_commands_measure_on_the_device_they_are_told(
    command, monkeypatch, capsys, tmp_path, digit
):
    monkeypatch.setattr("clever_engine.devices._present", lambda: ("cpu", "meta"))
    monkeypatch.delenv("CLEVER_DATA", raising=False)
    strip = tmp_path / "strip.png"
    strip.write_bytes(strip_png(digit[None]))
    arguments = [str(strip) if word == "STRIP" else word for word in command]
    asked = []
    real = Classifier.to
    monkeypatch.setattr(
        Classifier, "to", lambda self, device: asked.append(str(device)) or real(self, device)
    )
    found = []
    for device in ("cpu", "auto"):
        with pretended_device():
            assert main([*arguments, "--device", device]) == 0
        found.append(json.loads(capsys.readouterr().out))
        found[-1].pop("seconds", None)
    assert found[0] == found[1]
    assert asked.count("meta") >= 1


def test_benchmark_measures_on_the_device_it_is_told(monkeypatch):
    monkeypatch.setattr("clever_engine.devices._present", lambda: ("cpu", "meta"))
    with pretended_device() as place:
        (entry,) = named(["mlp-2"], entries("auto"))
        assert entry.load().device == place


# What the pretended device is worth: it refuses what a graphics card refuses.


class Forgetful(nn.Module):
    """A network that makes a tensor without saying where."""

    def __init__(self, made):
        super().__init__()
        self.layer, self.made = nn.Linear(784, 10), made

    def forward(self, points):
        return self.layer(points.flatten(1)) + self.made(len(points))


@pytest.mark.parametrize(
    "made",
    [
        lambda n: torch.zeros(n, 10),
        lambda n: torch.arange(10),
        lambda n: torch.tensor([[1.0] * 10]),
        lambda n: torch.from_numpy(np.ones((n, 10), dtype=np.float32)),
        lambda n: torch.rand(n, 10, generator=torch.Generator().manual_seed(0)),
    ],
)
def test_a_tensor_forgotten_on_the_processor_is_caught(made):
    with pretended_device() as place, pytest.raises(MixedDevices, match="of the processor"):
        Classifier.from_module(Forgetful(made).to(place))
    assert len(Classifier.from_module(Forgetful(made)).class_names) == 10


def test_what_else_a_device_refuses_is_caught(digit):
    with pretended_device() as place:
        tensor = torch.ones(3, 4).to(place)
        with pytest.raises(MixedDevices):
            tensor.gather(1, torch.zeros(3, 1, dtype=torch.long))
        with pytest.raises(MixedDevices):
            tensor[torch.arange(2)] = torch.zeros(2, 4)
        with pytest.raises(MixedDevices):
            torch.where(tensor > 0, tensor, torch.zeros(3, 4))
        with pytest.raises(RuntimeError, match="numpy"):
            tensor.numpy()
        with pytest.raises(RuntimeError, match="numpy"):
            np.asarray(tensor)
        assert tensor.cpu().numpy().sum() == 12
        assert (tensor * torch.tensor(2.0)).tolist()[0][0] == 2  # a single number may come over
        assert tensor[torch.arange(2)].device == place  # and so may an index
    with pretended_device(float64=False) as place, pytest.raises(TypeError, match="float64"):
        torch.ones(3).to(place).double()


def test_an_engine_that_forgot_its_device_would_be_caught(monkeypatch, digit):
    """Broken on purpose: margins stay where they were added up, on the processor."""
    monkeypatch.setattr(
        Forward, "margins", lambda self, plus, minus: self.logits.cpu()[:, plus] * 0.0
    )
    with pretended_device():
        _, there = here_and_there()
        with pytest.raises(MixedDevices):
            clever_score(there, digit)


# Names of devices.


def test_devices_that_are_not_there_are_named_with_those_that_are(monkeypatch):
    with pytest.raises(InputError, match=r"^Expected a device out of auto, cpu.*; got 'tpu'\.$"):
        load_classifier("mlp-2", device="tpu")
    monkeypatch.setattr("clever_engine.devices._present", lambda: ("cpu", "cuda", "cuda:0"))
    with pytest.raises(InputError, match=r"auto, cpu, cuda, cuda:0; got 'cuda:1'\.$"):
        linear_classifier().to("cuda:1")


@pytest.mark.parametrize(
    ("present", "best"),
    [(("cpu",), "cpu"), (("cpu", "cuda", "cuda:0"), "cuda"), (("cpu", "mps"), "mps")],
)
def test_auto_is_the_graphics_card_where_there_is_one(monkeypatch, present, best):
    monkeypatch.setattr("clever_engine.devices._present", lambda: present)
    assert find_device("auto") == torch.device(best)
    assert find_device(torch.device("cpu")) == torch.device("cpu")
