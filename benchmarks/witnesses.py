"""`python -m benchmarks.witnesses`: the smallest changes found, by this engine, ART and Foolbox.

The same digits, networks and pixel range for all; a change counts where the network itself predicts
another class there, and its size is measured here in double precision.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks import bench
from clever_engine import Classifier, Norm
from clever_engine.attacks import smallest_attack

NETWORKS = (
    "mlp-1024-fresh",
    "cnn-7-fresh",
    "cnn-7-robust-held-out",
    "cnn-7-distilled-held-out",
)
RESULTS = Path(__file__).parent / "results"
OURS = "clever_engine"
STEPS = 1000
"""Gradients that Foolbox's FMN and DDN take; their defaults are 100, with which they find less."""

CLOSE = 1.01
"""Distances within 1 % count as the same."""

Images = NDArray[np.float32]
Attack = Callable[[Classifier, Images, NDArray[np.int64]], Images]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one attack found on one network in one norm.

    Attributes:
        distances: `(n,)` infinite where the network's prediction stays.
        seconds: per digit.
    """

    network: str
    norm: Norm
    attack: str
    distances: NDArray[np.float64]
    seconds: float


def ours(norm: Norm, effort: str) -> Attack:
    """The one portfolio; "quick" as every page uses it."""

    def attack(classifier: Classifier, images: Images, labels: NDArray[np.int64]) -> Images:
        return smallest_attack(classifier, images, norm=norm, effort=effort).adversarials.numpy()

    return attack


def foolbox_attacks(norm: Norm) -> dict[str, Attack]:
    """Foolbox's minimum-norm attacks of a norm."""
    import foolbox.attacks as fa

    made = {
        Norm.L1: {"FMN": fa.L1FMNAttack(steps=STEPS), "EAD": fa.EADAttack(steps=STEPS // 5)},
        Norm.L2: {
            "FMN": fa.L2FMNAttack(steps=STEPS),
            "DDN": fa.DDNAttack(steps=STEPS),
            "DeepFool": fa.L2DeepFoolAttack(),
        },
        Norm.LINF: {"FMN": fa.LInfFMNAttack(steps=STEPS), "DeepFool": fa.LinfDeepFoolAttack()},
    }
    return {f"Foolbox {name}": _foolbox(attack) for name, attack in made[norm].items()}


def _foolbox(attack: object) -> Attack:
    def run(classifier: Classifier, images: Images, labels: NDArray[np.int64]) -> Images:
        from foolbox import PyTorchModel

        model = PyTorchModel(classifier.module, bounds=classifier.bounds, device="cpu")
        inputs, truth = torch.from_numpy(images), torch.from_numpy(labels)
        changed, _, _ = attack(model, inputs, truth, epsilons=None)  # type: ignore[operator]
        return np.asarray(changed.detach().numpy(), dtype=np.float32)

    return run


def art_attacks(norm: Norm) -> dict[str, Attack]:
    """ART's minimum-norm attacks of a norm."""
    import art.attacks.evasion as ea

    quiet = {"verbose": False, "batch_size": 64}
    search = {"max_iter": 100, "binary_search_steps": 9, **quiet}
    made: dict[Norm, dict[str, Callable[[object], object]]] = {
        Norm.L1: {"ElasticNet": lambda m: ea.ElasticNet(m, decision_rule="L1", **search)},
        Norm.L2: {
            "C&W": lambda m: ea.CarliniL2Method(m, **search),
            "DeepFool": lambda m: ea.DeepFool(m, max_iter=100, **quiet),
        },
        Norm.LINF: {"C&W": lambda m: ea.CarliniLInfMethod(m, max_iter=100, **quiet)},
    }
    return {f"ART {name}": _art(make) for name, make in made[norm].items()}


def _art(make: Callable[[object], object]) -> Attack:
    def run(classifier: Classifier, images: Images, labels: NDArray[np.int64]) -> Images:
        from art.estimators.classification import PyTorchClassifier

        model = PyTorchClassifier(
            classifier.module,
            loss=torch.nn.CrossEntropyLoss(),
            input_shape=classifier.input_shape,
            nb_classes=len(classifier.class_names),
            clip_values=classifier.bounds,
        )
        return np.asarray(make(model).generate(images), dtype=np.float32)  # type: ignore[attr-defined]

    return run


def measure(network: str, norm: Norm, count: int) -> list[Found]:
    """Let every attack of a norm look at the same digits of one network."""
    classifier = bench.network(network)
    images = bench.digits_for(classifier, count).images
    labels = classifier.logits(images).argmax(dim=1).numpy()
    found = []
    own = {OURS: ours(norm, "quick"), f"{OURS}, thorough": ours(norm, "thorough")}
    for name, attack in {**own, **foolbox_attacks(norm), **art_attacks(norm)}.items():
        begun = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            changed = attack(classifier, images.copy(), labels)
        found.append(
            Found(
                network=network,
                norm=norm,
                attack=name,
                distances=distances(classifier, images, labels, changed, norm),
                seconds=(time.perf_counter() - begun) / len(images),
            )
        )
        print(line(found[-1], found[0]), file=sys.stderr)
    return found


def distances(
    classifier: Classifier,
    images: Images,
    labels: NDArray[np.int64],
    changed: Images,
    norm: Norm,
) -> NDArray[np.float64]:
    """Return how far the changed images are `(n,)`; infinite where the prediction is the same.

    Raises:
        ValueError: a pixel has left the range, so the attacks could not be compared.
    """
    low, high = classifier.bounds
    if changed.min() < low - 1e-5 or changed.max() > high + 1e-5:
        raise ValueError(
            f"Expected pixels in [{low}, {high}]; got {changed.min()}, {changed.max()}."
        )
    kept = np.clip(changed, low, high)
    flat = (kept.astype(np.float64) - images).reshape(len(images), -1)
    sizes = np.linalg.norm(flat, ord=norm.order, axis=1)
    same = classifier.logits(kept).argmax(dim=1).numpy() == labels
    return np.where(same, np.inf, sizes)


def line(theirs: Found, own: Found) -> str:
    """Return a row of the table: an attack beside this engine's."""
    both = np.isfinite(theirs.distances) & np.isfinite(own.distances)
    ratios = theirs.distances[both] / own.distances[both]
    missed = int(np.isinf(theirs.distances).sum())
    cells = [theirs.network, theirs.norm.value, theirs.attack, f"{missed} of {len(both)}"]
    if both.any():
        cells += [
            f"{np.exp(np.log(ratios).mean()):.3f}",
            f"{int((ratios > CLOSE).sum())} / {int((ratios < 1 / CLOSE).sum())}",
            f"{ratios.min():.3f}",
        ]
    else:
        cells += ["", "", ""]
    return f"| {' | '.join([*cells, f'{theirs.seconds:.2f}'])} |"


COLUMNS = ["network", "norm", "attack", "missed", "theirs / ours", "farther / nearer", "least"]
HEAD = f"| {' | '.join(COLUMNS)} | s per digit |\n|{'---|' * (len(COLUMNS) + 1)}"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.witnesses", description=__doc__)
    parser.add_argument("--digits", type=int, default=20)
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS))
    parser.add_argument("--norms", nargs="+", type=Norm, default=list(Norm))
    parser.add_argument("--save", type=Path, default=RESULTS / "witnesses.md")
    options = parser.parse_args()
    lines = [f"{bench.machine()}, {date.today()}, {options.digits} digits", "", HEAD]
    for network in options.networks:
        for norm in options.norms:
            found = measure(network, norm, options.digits)
            lines += [line(one, found[0]) for one in found]
    text = "\n".join(lines) + "\n"
    options.save.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
