"""Build the engine's pages from its docstrings: `.venv/bin/python .ci/pages.py [FOLDER]`."""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
warnings.simplefilter("error")  # a name that does not resolve is a fault

import pdoc  # noqa: E402

import clever_engine  # noqa: E402

ROOMS = """
    classifiers norms errors steps margins codec sandwich attacks certificates benchmark digits
    figures game handwriting.sets zoo.catalogue score.clever score.ranking score.measurement
    score.settings score.results score.estimators score.curvature
    comparison.paired comparison.results comparison.defenses
"""

if __name__ == "__main__":
    modules = ["clever_engine", *(f"clever_engine.{room}" for room in ROOMS.split())]
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/engine")
    for name in clever_engine.__all__:  # they are imported when first asked for
        getattr(clever_engine, name)
    pdoc.render.configure(docformat="google", footer_text="How CLEVER is your digit?")
    pdoc.pdoc(*modules, output_directory=folder)
    print(f"{len(modules)} modules in {folder}")
