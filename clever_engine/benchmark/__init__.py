"""How robust the networks are beside each other: measuring, the file, and what it shows."""

from clever_engine.benchmark.file import read_survey, write_survey
from clever_engine.benchmark.findings import (
    Kind,
    Statement,
    pareto,
    statements,
)
from clever_engine.benchmark.rows import (
    BUDGETS,
    MEASURES,
    NetworkRow,
    Scores,
    Survey,
)

__all__ = [
    "BUDGETS",
    "MEASURES",
    "Kind",
    "NetworkRow",
    "Scores",
    "Statement",
    "Survey",
    "pareto",
    "read_survey",
    "statements",
    "write_survey",
]
