"""The house's rules: imports, homes of state and caches, size of files."""

import ast
import subprocess
import sys
from pathlib import Path

import clever_engine

ROOT = Path(__file__).resolve().parents[1]
ENGINE = sorted((ROOT / "clever_engine").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
TEXTS = {path: path.read_text(encoding="utf-8") for path in [*ENGINE, *PAGES, ROOT / "app.py"]}
TREES = {path: ast.parse(text) for path, text in TEXTS.items()}


def breaking(rule) -> list[str]:
    """Files, relative to the root, for which ``rule(path)`` is true."""
    return [str(path.relative_to(ROOT)) for path in TREES if rule(path)]


def attributes(path: Path) -> set[str]:
    return {node.attr for node in ast.walk(TREES[path]) if isinstance(node, ast.Attribute)}


def test_the_arrows_run_one_way():
    """The contracts of pyproject.toml: engine below pages, each part of both below the next."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stdout + run.stderr


def test_state_has_one_home():
    home = ROOT / "pages" / "shared" / "state.py"
    assert breaking(lambda path: path != home and "session_state" in attributes(path)) == []


def test_caches_live_in_services():
    caches = {"cache_data", "cache_resource"}
    assert breaking(lambda path: path.name != "services.py" and caches & attributes(path)) == []


def test_files_stay_small():
    assert breaking(lambda path: TEXTS[path].count("\n") > 260) == []


def test_front_door():
    assert len(clever_engine.__all__) <= 15
    assert all(hasattr(clever_engine, name) for name in clever_engine.__all__)


def test_importing_the_engine_is_light():
    code = (
        "import sys, clever_engine\n"
        "banned = {'plotly', 'torchvision', 'streamlit', 'onnx', 'skimage', 'art'}\n"
        "heavy = banned & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
