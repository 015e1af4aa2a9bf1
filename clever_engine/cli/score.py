"""`python -m clever_engine score PICTURE`: the digits of a picture and how CLEVER each is."""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from clever_engine.classifiers import Classifier, load_classifier
from clever_engine.cli.bar import shown
from clever_engine.cli.method import add_device, add_settings, typed_settings
from clever_engine.digits.files import read_file
from clever_engine.errors import InputError
from clever_engine.io.records import Record, to_json
from clever_engine.io.report import ranking_report
from clever_engine.options import add_options, from_options
from clever_engine.score.beside import set_beside
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import DigitRanking, ranking_steps
from clever_engine.score.settings import CleverSettings


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("score", help="score the digits of a picture")
    add = parser.add_argument
    add("picture", type=Path, help="a photo, scan or drawing of one or more digits")
    add_options(parser, Measurement)
    add_settings(parser)
    add_device(parser)
    add("--only-ink", action="store_true", help="only pixels that hold ink may change")
    add("--as-is", action="store_true", help="the picture is a strip of normalised 28x28 digits")
    add("--save", type=Path, metavar="FILE", help="keep everything measured, as JSON")
    add("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Find the digits, score them and print the result."""
    start = time.perf_counter()
    settings = typed_settings(options)
    if options.save and (options.save.is_dir() or not options.save.parent.is_dir()):
        raise InputError(f"Expected --save to name a file in a folder; got {options.save}.")
    found = read_file(options.picture, as_is=options.as_is)
    masks = found.ink() if options.only_ink else None
    measurement = from_options(
        Measurement, options, images=found.images, settings=settings, masks=masks
    )
    classifier = load_classifier(measurement.model, options.device)
    ranking = _measure(classifier, measurement)
    record = Record(measurement=measurement, found=found, ranking=ranking)
    report = ranking_report(record.ranking, found, model=measurement.model)
    if options.save:
        try:
            options.save.write_text(json.dumps(to_json(record), indent=1, allow_nan=False) + "\n")
        except OSError as error:
            raise InputError(f"Expected --save to name a file to write: {error}.") from error
    if record.ranking.method == "published":
        report["beside"] = _beside(classifier, record)
    report["seconds"] = round(time.perf_counter() - start, 3)
    if options.json:
        print(json.dumps(report, allow_nan=False))
    else:
        print(_table(report))


def _measure(classifier: Classifier, measurement: Measurement) -> DigitRanking:
    return shown(ranking_steps(classifier, measurement), unit="point")


def _beside(classifier: Classifier, record: Record) -> dict[str, Any]:
    """Return what the default method says of the same digits, which takes a moment."""
    own = _measure(classifier, replace(record.measurement, settings=CleverSettings())).scores
    return {
        "method": own[0].method,
        "scores": [score.value for score in own],
        "difference": set_beside(record.ranking.scores, own).sentence(),
    }


def _plausible(digit: dict[str, Any]) -> str:
    """Return where the smallest change itself lies, in a column."""
    if digit["plausible"] is None:
        return f"{'unknown':<17}"
    low, high = digit["plausible"]
    return f"{low:<7.4g} - {high:<7.4g}"


def _table(report: dict[str, Any]) -> str:
    """Return the report as lines for people."""
    lines = ["digit  sure    score   90 % interval     smallest change   would become  findings"]
    for number, digit in enumerate(report["digits"]):
        low, high = digit["interval"]
        close = ", too close to call" if report["findings"] else ""
        mark = f"  <- the weakest{close}" if number == report["weakest"] else ""
        lines.append(
            f"{digit['label']:>5}  {digit['confidence']:>5.1%}  {digit['score']:<7.4g} "
            f"{low:<7.4g} - {high:<7.4g} {_plausible(digit)} {digit['target']:>12}  "
            f"{', '.join(digit['findings']) or 'none'}{mark}"
        )
    if report["left_out"]:
        boxes = ", ".join(str(tuple(box)) for box in report["left_out"])
        lines.append(f"\nLeft out, as no digits: {len(report['left_out'])} at {boxes}.")
    lines.append(
        f"\nScores estimate the smallest {report['norm']} change that flips the reading of "
        f"{report['model']} (radius {report['digits'][0]['radius']:.4g}), by the method "
        f"{report['method']}. "
        "An estimate of a bound is not a bound. The interval is what other random samples would "
        "give; the smallest change itself lies where its column says, nine times in ten."
    )
    if "beside" in report:
        lines.append(report["beside"]["difference"])
    return "\n".join(lines)
