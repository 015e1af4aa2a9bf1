"""`python -m clever_engine train NAME`: train a network of the catalogue by its recipe."""

import argparse
import time
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from clever_engine.errors import InputError
from clever_engine.zoo.catalogue import MODELS, find_entry, store


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("train", help="train a network by its recipe in the catalogue")
    parser.add_argument("name", help="a name from models/catalogue.json")
    parser.add_argument("--data", type=Path, help="folder holding MNIST/raw/; else CLEVER_DATA")
    parser.add_argument("--download", action="store_true", help="fetch MNIST into that folder")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="of the CPU")
    parser.add_argument("--models", type=Path, default=MODELS, help="the catalogue's folder")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train, measure on the test digits and store weights and figures."""
    from clever_engine.training.data import data_folder, load_mnist
    from clever_engine.training.loop import accuracy, train

    if options.threads < 1:
        raise InputError(f"Expected --threads of at least 1; got {options.threads}.")
    entry = find_entry(options.name, options.models)
    folder = options.data if options.download and options.data else data_folder(options.data)
    torch.set_num_threads(options.threads)
    training_set = load_mnist(folder, train=True, download=options.download)
    start = time.perf_counter()
    with tqdm(unit="batch", desc=entry.name) as bar:

        def show(stage: str, done: int, total: int, loss: float) -> None:
            bar.total, bar.n = total, done
            bar.set_description(f"{entry.name}, {stage}", refresh=False)
            bar.set_postfix_str(f"loss {loss:.4f}", refresh=False)
            bar.update(0)

        module = train(entry.recipe, training_set, show)
    share = accuracy(module, load_mnist(folder, train=False))
    seconds = time.perf_counter() - start
    store(entry, module, test_accuracy=share, seconds=seconds, folder=options.models)
    print(f"{entry.name}: {share:.2%} of the test digits read rightly, {seconds:.0f} s.")
