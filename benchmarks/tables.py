"""The result of a run as Markdown tables."""

from typing import Any

SHARE = {"mlp": 0.6, "cnn": 0.4}
"""Of sgemm, wanted by kind of network."""

SPEARMAN = {"l2": 0.95, "linf": 0.95, "l1": 0.90}
LEAST = {"within": 0.9, "weakest": 0.75, "fitted": 0.95, "passes": 0.9}
MOST = {"seeds_median": 0.03, "seeds_p90": 0.08, "above": 0.1}
BETWEEN = {"coverage": (0.85, 0.97), "held": (0.85, 0.97)}
"""What is asked of the default on every network, by the names of `quality.Quality`."""

ENOUGH = 30
"""Intervals without which a coverage says nothing."""

FASTER, FIVE_DIGITS, MEMORY, SLOWER = 100.0, 2.0, 1024.0, 2.0
TOGETHER = 120.0
"""Times faster than ART a digit, of a hundred in one go."""

SAME, LOOP = 5.0, 1.2
"""Times faster than ART, and than a plain loop, at the same parameters."""


def markdown(result: dict[str, Any]) -> str:
    """Return all tables, and which targets were missed."""
    lines = [
        f"Mode {result['mode']}, {result['date']}, {result['seconds']:.0f} s. {result['machine']}. "
        f"{result['digits']}, read rightly.",
        *([result["disturbance"]] if result.get("disturbance") else []),
        "",
        *_beside_art(result["speed"]),
        *(_speed(result["speed"]) if result["speed"] else []),
    ]
    for norm in _norms(result):
        lines += ["", *_quality(result, norm)]
    collapsed, runs = result["collapses"]
    lines += ["", f"Scores of the default that collapsed: {collapsed} of {runs}."]
    missed = list(misses(result))
    lines += ["", "Targets missed:" if missed else "All targets met."]
    lines += [f"- {line}" for line in missed]
    return "\n".join([*lines, "", "Targets on a GPU are those of `python -m benchmarks.gpu`."])


def misses(result: dict[str, Any]) -> list[str]:
    """Return a sentence for each target the default missed."""
    found = []
    for name, values in result["speed"].items():
        wanted = SHARE[_kind(name)]
        share, faster = values["throughput"]["share"], values["times_faster_than_art"]
        five, memory = values["five_digits_seconds"], _peak(values)
        same = values["same_parameters"]
        in_one_go = values["art_seconds"] / (values["together_seconds"] / values["together"])
        checks = [
            (
                in_one_go >= TOGETHER,
                f"{in_one_go:.0f} times faster than ART in one go, wanted {TOGETHER:.0f}",
            ),
            (share >= wanted, f"share of sgemm {share:.0%}, wanted {wanted:.0%}"),
            (faster >= FASTER, f"{faster:.0f} times faster than ART, wanted {FASTER:.0f}"),
            (
                max(same["times"], same["leaving_times"]) >= SAME,
                f"at the same parameters {same['times']:.1f} times faster than ART "
                f"({same['leaving_times']:.1f} with classes leaving), wanted {SAME:g}",
            ),
            (
                same["loop_times"] >= LOOP,
                f"{same['loop_times']:.2f} times faster than a plain loop, wanted {LOOP:g}",
            ),
            (five <= FIVE_DIGITS, f"five digits in {five:.1f} s, wanted {FIVE_DIGITS:.0f}"),
            (memory <= MEMORY, f"peak memory {memory:.0f} MB, wanted {MEMORY:.0f}"),
        ]
        found += [f"{name}: {words}." for met, words in checks if not met]
    for name, norms in result["networks"].items():
        for norm, values in norms.items():
            found += [f"{name}, {norm}: {words}." for words in _short(values["contenders"], norm)]
    return found


def _short(contenders: dict[str, Any], norm: str) -> list[str]:
    default = contenders["default"]
    found = ["a score collapsed"] if default["collapses"] else []
    limits = {
        **{key: (least, 1.0) for key, least in {**LEAST, "spearman": SPEARMAN[norm]}.items()},
        **{key: (0.0, most) for key, most in MOST.items()},
        **BETWEEN,
    }
    for key, (least, most) in limits.items():
        value = default[key]
        few = default["intervals"] < ENOUGH if key == "coverage" else default["runs"] < ENOUGH
        if value is None or least <= value <= most or (key in BETWEEN and few):
            continue
        wanted = f"{least:g} to {most:g}" if key in BETWEEN else f"{least or most:g}"
        found.append(f"{key.replace('_', ' ')} {value:.3g}, wanted {wanted}")
    slower = default["seconds"] / contenders["guided"]["seconds"] if "guided" in contenders else 1.0
    if slower > SLOWER:
        found.append(f"{slower:.1f} times as long as guided, wanted {SLOWER:g}")
    return found


def _beside_art(speeds: dict[str, Any]) -> list[str]:
    """Return both comparisons with ART: neither says anything without the other."""
    if not speeds:
        return []
    lines = [
        "**Same parameters**: the published algorithm at ART's (50 x 100 uniform points, radius 5, "
        "all classes), and its points beside a plain PyTorch loop's at its best batch size.",
        "",
        "| network | ART, s a digit | ours, s | times faster | classes leaving, s | times faster "
        "| saved | score and target as with all | loop, points/s (batch) | ours | times faster |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, values in speeds.items():
        same = values["same_parameters"]
        lines.append(
            f"| {name} | {same['art']:.2f} | {same['ours']:.2f} | {same['times']:.1f} "
            f"| {same['leaving']:.2f} | {same['leaving_times']:.1f} | {', '.join(same['saved'])} "
            f"| {'yes' if same['leaving_same'] else 'no'} "
            f"| {same['loop']:.0f} ({same['loop_batch']}) | {same['points']:.0f} "
            f"| {same['loop_times']:.2f} |"
        )
    lines += [
        "",
        "**Same quality**, or better (the tables of quality say so): the default beside ART, digit "
        "by digit and many in one go.",
        "",
        "| network | ART, s a digit | default, s | times faster | digits in one go | s a digit "
        "| times faster |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, values in speeds.items():
        together = values["together_seconds"] / values["together"]
        lines.append(
            f"| {name} | {values['art_seconds']:.2f} | {values['default_seconds']:.3f} "
            f"| {values['times_faster_than_art']:.0f} | {values['together']} | {together:.3f} "
            f"| {values['art_seconds'] / together:.0f} |"
        )
    return [*lines, ""]


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
        "| weakest: right / said | fitted / passes | coverage | range holds the attack "
        "| collapses | s a digit |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
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
                f"| {_percent(row['coverage'], 0)} | {_percent(row['held'], 0)} "
                f"| {row['collapses']} of {row['runs']} "
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
