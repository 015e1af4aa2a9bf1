"""Train the network that finds digits.

Run `python -m clever_engine.sheets.training --data FOLDER`. The weights and how they were made are
written to `models/digit-finder.safetensors` and `.json`. Every sheet is drawn once and never
again; those it is measured on come from other digits, writers and papers.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader

from clever_engine.digits.finder_network import FinderNetwork
from clever_engine.digits.looking import WEIGHTS
from clever_engine.sheets.windows import Sample, Windows
from clever_engine.training.data import data_folder

BATCH = 32

PACE = 3e-3
"""Highest learning rate of AdamW, in the middle of one cycle."""


def loss_of(answers: tuple[torch.Tensor, ...], wanted: Sample) -> dict[str, torch.Tensor]:
    """Return the parts of the loss, each a mean over the batch."""
    ink, heat, way, size, classes = answers
    weight = wanted["weight"]
    digits = weight.sum().clamp(min=1)
    crossed = functional.binary_cross_entropy_with_logits(ink, wanted["ink"])
    probability = ink.sigmoid()
    both = (probability * wanted["ink"]).sum(dim=(0, 2, 3))
    either = probability.sum(dim=(0, 2, 3)) + wanted["ink"].sum(dim=(0, 2, 3))
    named = functional.cross_entropy(classes, wanted["label"], reduction="none")
    return {
        "ink": 4 * crossed + (1 - (2 * both + 100) / (either + 100)).mean(),
        "heat": 0.5 * _focal(heat, wanted["heat"]),
        "way": 4 * ((way - wanted["way"]).abs().sum(dim=1) * weight).sum() / digits,
        "size": ((size - wanted["size"]).abs() * weight).sum() / digits,
        "class": (named * weight).sum() / digits,
    }


def _focal(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the loss of middles, a mean over them (Law and Deng 2018, eq. 1)."""
    probability = logits.sigmoid().clamp(1e-4, 1 - 1e-4)
    is_peak = wanted >= 1
    hit = (1 - probability) ** 2 * probability.log()
    missed = (1 - wanted) ** 4 * probability**2 * (1 - probability).log()
    return -torch.where(is_peak, hit, missed).sum() / is_peak.sum().clamp(min=1)


def fit(
    sheets: DataLoader[Sample],
    *,
    steps: int,
    seed: int,
    pace: float,
    start: Path | None = None,
    out: Path = WEIGHTS,
) -> FinderNetwork:
    """Return the finder trained on `steps` batches, in evaluation mode.

    It goes on from the weights in `start` if they are given. Weights are written now and then, so
    that they can be looked at before the end.
    """
    torch.manual_seed(seed)
    module = FinderNetwork()
    if start:
        module.load_state_dict(load_file(start))
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(module.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=pace, total_steps=steps, pct_start=0.05 if start else 0.3
    )
    begun, told = time.perf_counter(), dict[str, float]()
    for step, batch in zip(range(1, steps + 1), sheets, strict=False):
        picture = batch["picture"].contiguous(memory_format=torch.channels_last)
        parts = loss_of(module(picture), batch)
        loss = torch.stack(list(parts.values())).sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(module.parameters(), 2.0)
        optimizer.step()
        schedule.step()
        for name, value in parts.items():
            told[name] = 0.98 * told.get(name, float(value)) + 0.02 * float(value)
        if step % 50 == 0:
            words = " ".join(f"{name} {value:.3f}" for name, value in told.items())
            print(f"{step}/{steps} {time.perf_counter() - begun:.0f} s {words}", flush=True)
        if step % 500 == 0:
            write(module, {"steps_so_far": step}, out)
    return module.eval()


def main() -> None:
    """Train the finder and write it with its report."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", help="folder holding MNIST/raw/; CLEVER_DATA if left out")
    parser.add_argument("--steps", type=int, default=3000, help=f"batches of {BATCH} windows")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw sheets")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="file of the weights")
    parser.add_argument("--pace", type=float, default=PACE, help="highest learning rate")
    options = parser.parse_args()
    data = Windows(data_folder(options.data), seed=options.seed, part="train")
    loader = DataLoader(data, batch_size=BATCH, num_workers=options.workers, prefetch_factor=4)
    module = fit(
        loader,
        steps=options.steps,
        seed=options.seed,
        pace=options.pace,
        start=options.start,
        out=options.out,
    )
    recipe = {"steps": options.steps, "batch": BATCH, "seed": options.seed, "pace": options.pace}
    write(module, {"recipe": recipe}, options.out)


def write(module: nn.Module, report: dict[str, Any], out: Path) -> None:
    """Write the weights, and their checksum with the report beside them."""
    raw = save({name: values.contiguous() for name, values in module.state_dict().items()})
    out.write_bytes(raw)
    report = {"sha256": hashlib.sha256(raw).hexdigest(), **report}
    out.with_suffix(".json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
