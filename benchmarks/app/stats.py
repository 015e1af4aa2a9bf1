"""A handful of times, said in a few numbers."""

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that `share` of the values do not exceed, by the nearest rank.

    It is always one of the values, which may be infinite: what did not come to its end. Not a
    number where there are none.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"Expected a share from 0 to 1; got {share}.")
    ranked = sorted(values)
    if not ranked:
        return math.nan
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def seconds(value: float) -> str:
    """Return a time for a table: in ms below a tenth of a second."""
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "not done"
    return f"{1000 * value:.0f} ms" if value < 0.1 else f"{value:.2f} s"


def line(name: str, values: Sequence[float]) -> list[str]:
    """Return a table's line: name, number, median, 90th percentile, greatest, and who gave up."""
    lost = sum(math.isinf(value) for value in values)
    figures = [seconds(percentile(values, share)) for share in (0.5, 0.9, 1.0)]
    return [name, str(len(values)), *figures, str(lost) if lost else ""]


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, columns as wide as their widest cell."""
    rows = [list(head), *map(list, lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    ruled = [["-" * width for width in widths]]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [*rows[:1], *ruled, *rows[1:]]
    )
