"""`python -m clever_engine.lesson.twins`: make the twins and the record of how they were made."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from clever_engine.errors import CleverError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.handwriting.shapes import HANDS
from clever_engine.lesson.twins.art_methods import art_version
from clever_engine.lesson.twins.file import FILE, save_twins
from clever_engine.lesson.twins.making import (
    HARDENED,
    MAX_L2,
    MAX_LINF,
    NETWORKS,
    make_twins,
)
from clever_engine.lesson.twins.methods import METHODS
from clever_engine.lesson.twins.storing import LEAD
from clever_engine.shipped import ROOT
from clever_engine.threads import use_one_thread
from clever_engine.zoo.catalogue import find_entry


def main(arguments: list[str] | None = None) -> int:
    """Make the twins; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m clever_engine.lesson.twins")
    parser.add_argument("--out", type=Path, default=FILE, help="the .npz to write")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    use_one_thread()  # sums in another order round differently: the same file on every machine
    try:
        twins = make_twins(load_handwriting(), seed=chosen.seed)
        save_twins(twins, provenance(chosen.seed, chosen.out), chosen.out)
    except CleverError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(twins.twins)} twins in {chosen.out}")
    return 0


def provenance(seed: int, out: Path) -> dict[str, Any]:
    """Return all that decided the twins."""
    handwriting = json.loads((HANDS / "atlas.json").read_text(encoding="utf-8"))
    place = out.resolve()
    shown = place.relative_to(ROOT) if place.is_relative_to(ROOT) else place.name
    return {
        "command": f"python -m clever_engine.lesson.twins --out {shown} --seed {seed}",
        "seed": seed,
        "atlas_sha256": handwriting["sha256"],
        "networks": {name: find_entry(name).sha256 for name in (*NETWORKS, HARDENED)},
        "attacks": {
            method.name: {
                "title": method.title,
                "source": method.source,
                "by": method.by,
                "parameters": dict(method.parameters),
            }
            for method in METHODS.values()
        },
        "versions": {
            "adversarial-robustness-toolbox": art_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
        "limits": {"l2": MAX_L2, "linf": MAX_LINF, "lead": LEAD},
    }


if __name__ == "__main__":
    sys.exit(main())
