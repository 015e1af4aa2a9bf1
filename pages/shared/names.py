"""Names that visitors give themselves, made fit to be shown."""

import unicodedata

LONGEST_NAME = 20


def clean_name(raw: str) -> str:
    """Return one line of at most `LONGEST_NAME` letters that can be seen; empty for none."""
    text = unicodedata.normalize("NFKC", raw)
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(seen.split())[:LONGEST_NAME].strip()
