"""The house's rules: which part may import which, and how large files may grow."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import clever_engine

ROOT = Path(__file__).resolve().parents[1]
ENGINE = sorted((ROOT / "clever_engine").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py")) + [ROOT / "app.py"]


def imports_of(path: Path) -> set[str]:
    """Top-level packages a file imports anywhere, functions included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_engine_knows_no_page(path):
    assert not imports_of(path) & {"streamlit", "pages", "app"}


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_plotly_only_in_figures(path):
    if "figures" not in path.parts:
        assert "plotly" not in imports_of(path)


@pytest.mark.parametrize("path", [*ENGINE, *PAGES], ids=name)
def test_torch_stays_out_of_figures_fits_and_pages(path):
    if "figures" in path.parts or path.name == "extreme_value.py" or path in PAGES:
        assert "torch" not in imports_of(path)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_state_and_caches_have_one_home_each(path):
    text = path.read_text(encoding="utf-8")
    names = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
    if path != ROOT / "pages" / "shared" / "state.py":
        assert "session_state" not in names
    if not ("shared" in path.parts and path.name == "services.py"):
        assert not {"cache_data", "cache_resource"} & names


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


@pytest.mark.parametrize("path", [*ENGINE, *PAGES], ids=name)
def test_files_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 260
