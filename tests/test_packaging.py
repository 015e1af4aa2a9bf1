"""`pip install .` brings the `clever` command and the engine with its data, from any folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "assets" / "examples" / "measure.png"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds what an installation does, without what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder), str(ROOT)]
    subprocess.run(command, check=True, cwd=folder, timeout=100)
    return folder


def ran(installed: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    run = subprocess.run(
        [sys.executable, *command],
        cwd=installed.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_command_scores_a_picture_with_what_was_installed(installed):
    command = str(installed / "bin" / "clever")
    answer = json.loads(ran(installed, command, "score", str(PICTURE), "--as-is", "--json"))
    assert [digit["label"] for digit in answer["digits"]] == [5, 0, 9, 8, 6]
    assert all(digit["score"] > 0 for digit in answer["digits"])


def test_the_engine_finds_its_data_where_it_was_installed(installed):
    code = (
        "import clever_engine, clever_engine.shipped as shipped\n"
        "from clever_engine.handwriting.sets import load_handwriting\n"
        "load_handwriting()\n"
        "print(clever_engine.__file__, shipped.MODELS, shipped.ASSETS, sep='\\n')"
    )
    lines = ran(installed, "-c", code).splitlines()
    assert len(lines) == 3
    assert all(Path(line).is_relative_to(installed) for line in lines)


def test_no_page_is_installed(installed):
    assert not (installed / "pages").exists()
    assert not (installed / "app.py").exists()
