"""`python -m clever_engine train NAME`: train a network of the catalogue by its recipe."""

import argparse
import time
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from clever_engine.errors import InputError
from clever_engine.shipped import MODELS
from clever_engine.training.data import LabelledImages, data_folder
from clever_engine.zoo.catalogue import find_entry, load_module, store
from clever_engine.zoo.recipes import Recipe


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("train", help="train a network by its recipe in the catalogue")
    parser.add_argument("name", help="a name from models/catalogue.json")
    parser.add_argument("--data", type=Path, help="folder holding MNIST/raw/; else CLEVER_DATA")
    parser.add_argument("--download", action="store_true", help="fetch MNIST into that folder")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="of the CPU")
    parser.add_argument(
        "--benchmark", action="store_true", help="measure it beside the others afterwards"
    )
    parser.add_argument("--models", type=Path, default=MODELS, help="the catalogue's folder")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train, measure on the test digits and store weights and figures."""
    from clever_engine.training.data import load_set
    from clever_engine.training.loop import Checkpoints, accuracy, train

    if options.threads < 1:
        raise InputError(f"Expected --threads of at least 1; got {options.threads}.")
    entry = find_entry(options.name, options.models)
    recipe = entry.recipe
    folder = _folder(options, recipe.data)
    torch.set_num_threads(options.threads)
    training_set = load_set(recipe.data, folder, train=True, download=options.download)
    if recipe.drawn:
        training_set = _with_drawn(training_set, recipe)
    start = None
    if recipe.start_from:
        start = load_module(find_entry(recipe.start_from, options.models), options.models)
    checkpoints = Checkpoints(options.models / ".training", entry.name)
    begun = time.perf_counter()
    with tqdm(unit="batch", desc=entry.name) as bar:

        def show(stage: str, done: int, total: int, loss: float) -> None:
            bar.total, bar.n = total, done
            bar.set_description(f"{entry.name}, {stage}", refresh=False)
            bar.set_postfix_str(f"loss {loss:.4f}", refresh=False)
            bar.update(0)

        module = train(recipe, training_set, show, start=start, checkpoints=checkpoints)
    test_set = load_set(recipe.data, folder, train=False, download=options.download)
    share = accuracy(module, test_set)
    seconds = time.perf_counter() - begun
    store(entry, module, test_accuracy=share, seconds=seconds, folder=options.models)
    checkpoints.clear()
    print(f"{entry.name}: {share:.2%} of the test digits read rightly, {seconds:.0f} s.")
    if options.benchmark:
        _measure(options)


def _with_drawn(data: LabelledImages, recipe: Recipe) -> LabelledImages:
    """Return a training set with digits drawn by strokes behind it."""
    from clever_engine.sheets.singles import draw_singles

    drawn = draw_singles("train", recipe.drawn, seed=recipe.seed)
    return LabelledImages(
        images=torch.cat([data.images, drawn.images]), labels=torch.cat([data.labels, drawn.labels])
    )


def _measure(options: argparse.Namespace) -> None:
    """Measure what the benchmark beside the weights lacks: what was just trained."""
    from clever_engine.cli import benchmark

    arguments = ["benchmark", "--out", str(options.models / benchmark.OUT.name)]
    arguments += ["--data", str(options.data)] if options.data else []
    parser = argparse.ArgumentParser()
    benchmark.add_to(parser.add_subparsers())
    benchmark.run(parser.parse_args([*arguments, "--processes", str(options.threads)]))


def _folder(options: argparse.Namespace, data: str) -> Path | None:
    """Return the folder of the data set, if it needs one."""
    if data == "digits-8x8":
        return None
    if options.data and (options.download or data != "mnist"):
        return Path(options.data)
    return data_folder(options.data)
