"""Blue and orange as text needs them: bright on a dark page."""

from clever_engine.figures.theme import SAFE, SAFE_LIGHT, UNSAFE, UNSAFE_LIGHT


def safe_and_unsafe(*, dark: bool) -> tuple[str, str]:
    """Return the two colours for a light or a dark page."""
    return (SAFE_LIGHT, UNSAFE_LIGHT) if dark else (SAFE, UNSAFE)
