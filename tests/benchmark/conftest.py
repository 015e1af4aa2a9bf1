"""Processes that are started in these tests begin as in a shell, whatever ran before."""

import sys
import types

import pytest


@pytest.fixture(autouse=True)
def _main_of_its_own(monkeypatch):
    """A page tested before leaves its script as `__main__`, which new processes would run again."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
