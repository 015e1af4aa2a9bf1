"""The result of a run as Markdown tables."""

from typing import Any

TARGETS = {
    "mlp": {"seeds": (0.015, 0.04), "spearman": 0.985, "weakest": 0.95, "share": 0.6},
    "cnn": {"seeds": (0.03, 0.08), "spearman": 0.93, "weakest": 0.75, "share": 0.4},
}
"""What this project asked of itself, by kind of network; for L2 and the default."""

ENOUGH = 30
"""Intervals without which a coverage says nothing."""

FASTER, FIVE_DIGITS, MEMORY, WITHIN, COVERAGE = 100.0, 2.0, 1024.0, 0.95, (0.85, 0.97)


def markdown(result: dict[str, Any]) -> str:
    """Return all tables, and which targets were missed."""
    lines = [
        f"Mode {result['mode']}, {result['date']}, {result['seconds']:.0f} s. {result['machine']}. "
        f"{result['digits']}, read rightly.",
        "",
        *(_speed(result["speed"]) if result["speed"] else []),
    ]
    for norm in _norms(result):
        lines += ["", *_quality(result, norm)]
    collapsed, runs = result["collapses"]
    lines += ["", f"Scores of the default that collapsed: {collapsed} of {runs}."]
    missed = list(misses(result))
    lines += ["", "Targets missed:" if missed else "All targets met."]
    return "\n".join([*lines, *(f"- {line}" for line in missed)])


def misses(result: dict[str, Any]) -> list[str]:
    """Return a sentence for each target the default missed."""
    found = []
    for name, values in result["speed"].items():
        target = TARGETS[_kind(name)]
        share, faster = values["throughput"]["share"], values["times_faster_than_art"]
        five, memory = values["five_digits_seconds"], _peak(values)
        checks = [
            (share >= target["share"], f"share of sgemm {share:.0%}, wanted {target['share']:.0%}"),
            (faster >= FASTER, f"{faster:.0f} times faster than ART, wanted {FASTER:.0f}"),
            (five <= FIVE_DIGITS, f"five digits in {five:.1f} s, wanted {FIVE_DIGITS:.0f}"),
            (memory <= MEMORY, f"peak memory {memory:.0f} MB, wanted {MEMORY:.0f}"),
        ]
        found += [f"{name}: {words}." for met, words in checks if not met]
    for name, norms in result["networks"].items():
        for norm, values in norms.items():
            default = values["contenders"]["default"]
            found += [f"{name}, {norm}: {words}." for words in _short(default, name, norm)]
    return found


def _short(default: dict[str, Any], name: str, norm: str) -> list[str]:
    target = TARGETS[_kind(name)]
    median, p90 = target["seeds"]
    checks: list[tuple[bool, str]] = [(default["collapses"] == 0, "a score collapsed")]

    def check(key: str, met: Any, words: str) -> None:
        value = default[key]
        if value is not None:
            checks.append((met(value), f"{words.format(value)}"))

    check("seeds_median", lambda v: v <= median, f"seeds differ by {{:.1%}}, wanted {median:.1%}")
    check("seeds_p90", lambda v: v <= p90, f"seeds differ by {{:.1%}} (90th), wanted {p90:.0%}")
    check("within", lambda v: v >= WITHIN, f"within 0.7 - 1: {{:.0%}}, wanted {WITHIN:.0%}")
    check(
        "spearman",
        lambda v: v >= target["spearman"],
        f"Spearman {{:.3f}}, wanted {target['spearman']}",
    )
    check(
        "weakest",
        lambda v: v >= target["weakest"],
        f"weakest {{:.0%}}, wanted {target['weakest']:.0%}",
    )
    if default["intervals"] >= ENOUGH:
        least, most = COVERAGE
        words = f"coverage {{:.0%}}, wanted {least:.0%} to {most:.0%}"
        check("coverage", lambda v: least <= v <= most, words)
    return [words for met, words in checks if not met]


def _speed(speeds: dict[str, Any]) -> list[str]:
    lines = [
        "| network | default, s a digit | ART, s a digit | times faster | five digits, s "
        "| points/s, nine classes | of sgemm | in bfloat16 | sgemm, Gflop/s "
        "| paper's batches: s and peak MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, values in speeds.items():
        plain, short = values["throughput"], values["throughput_bfloat16"]
        memory = ", ".join(
            f"{batches}: {seconds:.0f} s {peak:.0f} MB"
            for batches, (seconds, peak) in values["paper_batch_memory"].items()
        )
        lines.append(
            f"| {name} | {values['default_seconds']:.3f} | {values['art_seconds']:.1f} "
            f"| {values['times_faster_than_art']:.0f} | {values['five_digits_seconds']:.2f} "
            f"| {plain['points_per_second']:.0f} | {plain['share']:.0%} | {short['share']:.0%} "
            f"| {plain['sgemm_gflops']:.0f} | {memory} |"
        )
    return lines


def _quality(result: dict[str, Any], norm: str) -> list[str]:
    lines = [
        f"**{norm}**",
        "",
        "| network | estimate | digits | seeds differ, median / 90 % | Spearman "
        "| score / attack, median (least - greatest) | within 0.7 - 1 | above "
        "| weakest: right / said | fitted / passes | coverage | collapses | s a digit |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, norms in result["networks"].items():
        for contender, row in norms.get(norm, {"contenders": {}})["contenders"].items():
            median, low, high = row["ratio"]
            lines.append(
                f"| {name} | {contender} | {row['digits']} | {_percent(row['seeds_median'])} / "
                f"{_percent(row['seeds_p90'])} | {_number(row['spearman'])} "
                f"| {median:.2f} ({low:.2f} - {high:.2f}) | {row['within']:.0%} "
                f"| {row['above']:.0%} "
                f"| {_percent(row['weakest'], 0)} / {_percent(row['claimed'], 0)} "
                f"| {_percent(row['fitted'], 0)} / {_percent(row['passes'], 0)} "
                f"| {_percent(row['coverage'], 0)} | {row['collapses']} of {row['runs']} "
                f"| {row['seconds']:.2g} |"
            )
    return lines


def _norms(result: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(norm for norms in result["networks"].values() for norm in norms))


def _kind(name: str) -> str:
    return "mlp" if name.startswith("mlp") else "cnn"


def _peak(values: dict[str, Any]) -> float:
    return max(peak for _, peak in values["paper_batch_memory"].values())


def _percent(share: float | None, places: int = 1) -> str:
    return "-" if share is None else f"{share:.{places}%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
