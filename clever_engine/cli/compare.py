"""`python -m clever_engine compare BEFORE [AFTER]`: is the second more robust than the first?"""

import argparse
import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np

from clever_engine.attacks import STEPS
from clever_engine.classifiers import load_classifier
from clever_engine.cli.bar import shown
from clever_engine.cli.method import add_device, add_settings, typed_settings
from clever_engine.comparison.defenses import DEFENSES
from clever_engine.comparison.paired import Digits, comparison_steps, side_classifier
from clever_engine.comparison.records import comparison_csv, to_json
from clever_engine.comparison.results import WORDS, Change, Comparison, Side, side_titles
from clever_engine.errors import InputError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.norms import parse_norm
from clever_engine.score.settings import check_seed


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "compare", help="compare two networks, or one with and without a defense"
    )
    add = parser.add_argument
    names = ", ".join(defense.name for defense in DEFENSES)
    add("before", metavar="BEFORE", help="network: a name or FILE.onnx")
    add("after", metavar="AFTER", nargs="?", help="the other network; the same by default")
    add("--norm", default="l2", help="l1, l2 or linf; default l2")
    add("--defense-before", default="none", metavar="D", help=f"one of {names}")
    add("--defense-after", default="none", metavar="D", help="the same for AFTER")
    add("--digits", type=int, default=20, help="how many to compare on; default 20")
    add("--accuracy-digits", type=int, default=1000, help="how many to read; default 1000, 0: none")
    add("--data", type=Path, help="folder holding MNIST/raw/; else CLEVER_DATA, else own digits")
    add("--seed", type=int, default=0, help="of the choice of digits, points and noise")
    add("--attack-steps", type=int, default=STEPS, help=f"default {STEPS}; 0: no attack")
    add_settings(parser)
    add_device(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print a line a digit and side")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure both sides and print what changed."""
    for name in ("digits", "accuracy_digits", "attack_steps"):
        least = int(name == "digits")
        if getattr(options, name) < least:
            option = name.replace("_", "-")
            raise InputError(
                f"Expected --{option} of at least {least}; got {getattr(options, name)}."
            )
    check_seed(options.seed)
    result = _measure(options)
    if options.json:
        print(json.dumps(to_json(result), allow_nan=False))
    elif options.csv:
        print(comparison_csv(result), end="")
    else:
        print(report(result))


def _measure(options: argparse.Namespace) -> Comparison:
    name, every = load_digits(options.data)
    norm = parse_norm(options.norm)
    sides = [
        Side(model=model, defense=defense, norm=norm, data=name)
        for model, defense in (
            (options.before, options.defense_before),
            (options.after or options.before, options.defense_after),
        )
    ]
    digits = chosen(every, options.digits, options.seed)
    steps = comparison_steps(
        sides,
        [
            side_classifier(side, options.seed, load_classifier(side.model, options.device))
            for side in sides
        ],
        digits.images,
        digits.labels,
        settings=typed_settings(options),
        seed=options.seed,
        attack=options.attack_steps > 0,
        attack_steps=max(1, options.attack_steps),
        accuracy_set=chosen(every, options.accuracy_digits, options.seed)
        if options.accuracy_digits
        else None,
    )
    return shown(steps, unit="point")


def load_digits(folder: Path | None) -> tuple[str, Digits]:
    """Return MNIST's test digits where they are, else the handwriting that ships; with its name.

    Raises:
        DataError: a folder is named that does not hold MNIST.
    """
    if folder or os.environ.get("CLEVER_DATA"):
        from clever_engine.training.data import data_folder, load_mnist

        mnist = load_mnist(data_folder(folder), train=False)
        return "MNIST test", Digits(images=mnist.images, labels=mnist.labels.numpy())
    images = load_handwriting().images
    labels = np.tile(np.arange(10), len(images))
    return "handwriting", Digits(images=images.reshape(-1, 1, 28, 28), labels=labels)


def chosen(every: Digits, count: int, seed: int) -> Digits:
    """Return `count` of the digits, or all where there are fewer, chosen by the seed."""
    assert every.labels is not None  # both of our sets have them
    picks = np.random.default_rng(seed).permutation(len(every.images))[:count]
    return Digits(images=every.images[picks], labels=np.asarray(every.labels)[picks])


def report(result: Comparison) -> str:
    """Return the comparison as lines for people."""
    lines = []
    titles = side_titles(result.sides)
    for pair in result.pairs:
        before, after = result.scores[pair.before], result.scores[pair.after]
        norm, n = result.sides[pair.after].norm, len(before.values)
        lines += [
            f"{titles[pair.after]}, compared with {titles[pair.before]}: {WORDS[pair.verdict]}",
            f"  measured on {n} digits ({result.sides[pair.after].data}), {norm}, "
            f"by the method {result.settings.method}, 90 % intervals",
            f"  CLEVER    {before.mean:.3g} -> {after.mean:.3g}: {_change(pair.clever)}",
        ]
        if pair.attack is not None:
            lines += [
                f"  attack    {before.attack_mean:.3g} -> {after.attack_mean:.3g}: "
                f"{_change(pair.attack)}",
                f"  the attack says: {WORDS[pair.attack.verdict]}"
                + {True: ", as CLEVER does", False: ", unlike CLEVER", None: ""}[pair.agrees],
            ]
        if result.accuracy is not None:
            lines.append(f"  accuracy  {_accuracy(result, pair.after)}")
        if before.misread or after.misread:
            lines.append(
                f"  misread   {before.misread} -> {after.misread} of the {n}; "
                "their robustness counts as 0"
            )
    if result.findings:
        lines.append(f"  findings  {', '.join(result.findings)}")
    return "\n".join([*lines, "", "An estimate of a bound is not a bound."])


def _change(change: Change) -> str:
    counts = f"{change.improved} improved, {change.worsened} worsened, {change.same} the same"
    if change.left_out:
        counts += f", {change.left_out} left out"
    if not math.isfinite(change.difference):
        return counts
    low, high = change.interval
    text = f"{change.difference:+.3g} ({low:+.3g} to {high:+.3g})"
    if math.isfinite(change.ratio):
        low, high = change.ratio_interval
        text += f", times {change.ratio:.3g} ({low:.3g} to {high:.3g})"
    return f"{text}; {counts}"


def _accuracy(result: Comparison, after: int) -> str:
    assert result.accuracy is not None
    shares, sizes = result.accuracy.shares, result.accuracy.sizes
    low, high = result.accuracy.intervals[after - 1]
    return (
        f"{shares[0]:.2%} -> {shares[after]:.2%} of {sizes[after]} digits: "
        f"{result.accuracy.differences[after - 1]:+.2%} ({low:+.2%} to {high:+.2%})"
    )
