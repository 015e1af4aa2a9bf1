"""`python -m clever_engine certify PICTURE`: how far no change can make a digit be misread."""

import argparse
import json
import time
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from clever_engine.certificates import Certificate, certificates_steps
from clever_engine.classifiers import Classifier, load_classifier
from clever_engine.cli.bar import shown
from clever_engine.cli.method import add_device
from clever_engine.digits.files import read_file
from clever_engine.sandwich import Sandwich, sandwiches_steps
from clever_engine.steps import Steps, part

Result = TypeVar("Result")


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("certify", help="prove how far a picture's digits are safe")
    add = parser.add_argument
    add("picture", type=Path, help="a photo, scan or drawing of one or more digits")
    add("--model", default="mlp-1024", metavar="NAME", help="network; default mlp-1024")
    add("--norm", default="l2", help="l1, l2 or linf; default l2")
    add("--tolerance", type=float, default=0.02, help="how near to the best this proof can do")
    add("--sandwich", action="store_true", help="CLEVER's score and an attack's distance as well")
    add("--seed", type=int, default=0, help="of score and attack")
    add_device(parser)
    add("--as-is", action="store_true", help="the picture is a strip of normalised 28x28 digits")
    add("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Find the digits, certify them and print the result."""
    start = time.perf_counter()
    found = read_file(options.picture, as_is=options.as_is)
    classifier = load_classifier(options.model, options.device)
    digits = [
        {"box": list(box), **digit}
        for box, digit in zip(found.boxes, _digits(options, classifier, found.images), strict=True)
    ]
    report = {
        "model": str(options.model),
        "norm": digits[0]["norm"],
        "method": digits[0]["method"],
        "digits": [{k: v for k, v in d.items() if k not in ("norm", "method")} for d in digits],
        "seconds": round(time.perf_counter() - start, 3),
    }
    print(json.dumps(report, allow_nan=False) if options.json else _table(report))


def _digits(
    options: argparse.Namespace, classifier: Classifier, images: Any
) -> list[dict[str, Any]]:
    """Return what is proved of each digit, with what CLEVER and an attack say if asked for."""
    norm, tolerance = options.norm, options.tolerance
    if not options.sandwich:
        proving = certificates_steps(classifier, images, norm=norm, tolerance=tolerance)
        return [_plain(one) for one in _watched(proving, "proof")]
    steps = sandwiches_steps(classifier, images, norm=norm, tolerance=tolerance, seed=options.seed)
    return [_around(one) for one in _watched(steps)]


def _watched(steps: Steps[Result], name: str = "") -> Result:
    """Take all steps, with a bar in hundredths of them all."""
    return shown(part(steps, done=0, units=100, total=100), unit="%", name=name)


def _plain(certificate: Certificate) -> dict[str, Any]:
    return {
        "norm": str(certificate.norm),
        "method": certificate.method,
        "label": certificate.label,
        "certified": certificate.radius,
        "target": certificate.target,
        "per_target": {str(k): radius for k, radius in certificate.per_target.items()},
    }


def _around(sandwich: Sandwich) -> dict[str, Any]:
    """Return all three witnesses; null where the attack found nothing."""
    assert sandwich.certificate is not None
    distance = sandwich.attack if np.isfinite(sandwich.attack) else None
    return {
        **_plain(sandwich.certificate),
        "score": sandwich.score.value,
        "attack": distance,
    }


def _table(report: dict[str, Any]) -> str:
    """Return the report as lines for people."""
    sandwich = "score" in report["digits"][0]
    lines = ["digit  certified  nearest" + ("  CLEVER   attack" if sandwich else "")]
    for digit in report["digits"]:
        line = f"{digit['label']:>5}  {digit['certified']:<9.4g}  {digit['target']:>7}"
        if sandwich:
            attack = "none" if digit["attack"] is None else f"{digit['attack']:.4g}"
            line += f"  {digit['score']:<7.4g}  {attack}"
        lines.append(line)
    lines.append(
        f"\nNo {report['norm']} change up to the certified size makes {report['model']} read "
        f"another digit: a proof by {report['method']}."
    )
    if sandwich:
        lines.append(
            "The true distance lies between the certificate and the attack's; CLEVER estimates it."
        )
    return "\n".join(lines)
