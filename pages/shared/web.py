"""Parts of a component's page, style or script, joined."""

from pathlib import Path


def joined(*paths: Path) -> str:
    """Return the texts of files, one after the other: Streamlit takes a script as one module."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)
