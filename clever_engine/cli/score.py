"""`python -m clever_engine score PICTURE`: the digits of a picture and how CLEVER each is."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from clever_engine.classifiers import load_classifier
from clever_engine.cli.bar import shown
from clever_engine.digits import FoundDigits
from clever_engine.digits.files import read_file
from clever_engine.errors import InputError
from clever_engine.extreme_value import ESTIMATORS
from clever_engine.ranking import DigitRanking, ranking_steps
from clever_engine.records import Record, to_json
from clever_engine.report import ranking_report
from clever_engine.settings import PRECISIONS, SAMPLINGS, CleverSettings


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    default = CleverSettings()
    parser = commands.add_parser("score", help="score the digits of a picture")
    add = parser.add_argument
    add("picture", type=Path, help="a photo, scan or drawing of one or more digits")
    add("--model", default="cnn-7", metavar="NAME|FILE.onnx", help="network; default cnn-7")
    add("--norm", default="l2", help="l1, l2 or linf; default l2")
    add("--target", default="untargeted", help="untargeted, runner-up, least-likely, random, 0-9")
    add("--radius", default="auto", help='of the sampling ball; default "auto"')
    add("--seed", type=int, default=0)
    add("--batches", type=int, default=default.n_batches, help="block maxima")
    add("--samples", type=int, default=default.samples_per_batch, help="points a maximum")
    add("--sampling", default=default.sampling, help=f"one of {', '.join(SAMPLINGS)}")
    add("--estimator", default=default.estimator, help=f"one of {', '.join(ESTIMATORS)}")
    add("--order", type=int, default=default.order, help="1, or 2 for second-order CLEVER")
    add("--precision", default=default.precision, help=f"one of {', '.join(PRECISIONS)}")
    width = default.stop_width or 0
    add(
        "--stop-width",
        type=float,
        default=width,
        metavar="W",
        help="stop at W of the score; 0: never",
    )
    add("--only-ink", action="store_true", help="only pixels that hold ink may change")
    add("--as-is", action="store_true", help="the picture is a strip of normalised 28x28 digits")
    add("--save", type=Path, metavar="FILE", help="keep everything measured, as JSON")
    add("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Find the digits, score them and print the result."""
    start = time.perf_counter()
    settings = CleverSettings(
        n_batches=options.batches,
        samples_per_batch=options.samples,
        sampling=options.sampling,
        estimator=options.estimator,
        order=options.order,
        precision=options.precision,
        stop_width=options.stop_width or None,
    )
    if options.save and (options.save.is_dir() or not options.save.parent.is_dir()):
        raise InputError(f"Expected --save to name a file in a folder; got {options.save}.")
    found = read_file(options.picture, as_is=options.as_is)
    ranking = _measure(options, found, settings)
    report = ranking_report(ranking, found, model=str(options.model))
    if options.save:
        record = Record(model=str(options.model), found=found, ranking=ranking)
        try:
            options.save.write_text(json.dumps(to_json(record), indent=1, allow_nan=False) + "\n")
        except OSError as error:
            raise InputError(f"Expected --save to name a file to write: {error}.") from error
    report["seconds"] = round(time.perf_counter() - start, 3)
    if options.json:
        print(json.dumps(report, allow_nan=False))
    else:
        print(_table(report))


def _measure(
    options: argparse.Namespace, found: FoundDigits, settings: CleverSettings
) -> DigitRanking:
    steps = ranking_steps(
        load_classifier(options.model),
        found.images,
        norm=options.norm,
        target=parse_target(options.target),
        radius=_radius(options.radius),
        settings=settings,
        seed=options.seed,
        masks=found.ink() if options.only_ink else None,
    )
    return shown(steps, unit="point")


def parse_target(text: str) -> str | int:
    """Return a class number as a number, anything else as it is."""
    return int(text) if text.isascii() and text.isdecimal() else text


def _radius(text: str) -> float | str:
    if text == "auto":
        return text
    try:
        return float(text)
    except ValueError:
        raise InputError(f'Expected --radius as a number or "auto"; got {text!r}.') from None


def _table(report: dict[str, Any]) -> str:
    """Return the report as lines for people."""
    lines = ["digit  sure    score   90 % interval     would become  findings"]
    for number, digit in enumerate(report["digits"]):
        low, high = digit["interval"]
        close = ", too close to call" if report["findings"] else ""
        mark = f"  <- the weakest{close}" if number == report["weakest"] else ""
        lines.append(
            f"{digit['label']:>5}  {digit['confidence']:>5.1%}  {digit['score']:<7.4g} "
            f"{low:<7.4g} - {high:<7.4g} {digit['target']:>12}  "
            f"{', '.join(digit['findings']) or 'none'}{mark}"
        )
    lines.append(
        f"\nScores estimate the smallest {report['norm']} change that flips the reading of "
        f"{report['model']} (radius {report['digits'][0]['radius']:.4g}). "
        "An estimate of a bound is not a bound."
    )
    return "\n".join(lines)
