"""How robust the networks are beside each other: measuring, the file, and what it shows."""

from clever_engine.benchmark.file import read_benchmark, write_benchmark
from clever_engine.benchmark.findings import (
    Kind,
    Statement,
    pareto,
    statements,
)
from clever_engine.benchmark.rows import (
    BUDGETS,
    MEASURES,
    Benchmark,
    NetworkRow,
    Scores,
)

__all__ = [
    "BUDGETS",
    "MEASURES",
    "Kind",
    "NetworkRow",
    "Scores",
    "Statement",
    "Benchmark",
    "pareto",
    "read_benchmark",
    "statements",
    "write_benchmark",
]
