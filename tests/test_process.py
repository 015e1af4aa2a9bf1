"""The command as a process: what becomes of Ctrl-C, a closed pipe and a full disk."""

import os
import pty
import signal
import subprocess
import sys
import termios
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from clever_engine.digits.files import strip_png
from clever_engine.handwriting.sets import load_handwriting

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def start(monkeypatch):
    """Start the command as a terminal would: there it may be interrupted, and its output waits."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    with ExitStack() as stack:

        def popen(*arguments, options=(), **streams):
            run = subprocess.Popen(
                [sys.executable, *options, "-m", "clever_engine", *arguments],
                cwd=ROOT,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
                **streams,
            )
            stack.enter_context(run)
            stack.callback(run.kill)
            return run

        yield popen


def test_a_closed_pipe_ends_it_quietly(start):
    """As `clever models | head -1` does; shells show 141."""
    run = start("models", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait() == -signal.SIGPIPE


@pytest.mark.parametrize("argument", ["models", "--help"])
def test_a_full_device_is_one_line(start, argument):
    with Path("/dev/full").open("w") as full:
        run = start(argument, stdout=full, stderr=subprocess.PIPE, text=True)
        _, err = run.communicate()
    assert err == "python -m clever_engine: No space left on device\n"
    assert run.returncode == 1


@pytest.mark.parametrize("imported", ["clever_engine.errors", "torch._C", "scipy.special"])
def test_ctrl_c_while_it_imports_is_one_line(start, imported):
    """Python is asked to report every import, which says where it is better than a clock would."""
    run = start("models", options=["-X", "importtime"], stderr=subprocess.PIPE, text=True)
    for line in run.stderr:
        if line.split("|")[-1].strip() == imported:
            break
    run.send_signal(signal.SIGINT)
    rest = [line for line in run.stderr if not line.startswith("import time:")]
    assert rest == ["Stopped.\n"]
    assert run.wait() == 130


def test_ctrl_c_while_it_measures_is_one_line(start, tmp_path):
    strip = tmp_path / "strip.png"
    strip.write_bytes(strip_png(np.ascontiguousarray(load_handwriting().images[3, [4, 6]])))
    terminal, its_end = pty.openpty()
    termios.tcsetwinsize(its_end, (24, 80))
    endless = ["--stop-width", "0", "--batches", "2000", "--samples", "1000"]
    run = start("score", str(strip), "--as-is", *endless, stderr=its_end)
    os.close(its_end)
    shown = os.read(terminal, 1000)  # a progress bar is drawn as soon as it measures
    assert b"point" in shown
    run.send_signal(signal.SIGINT)
    assert run.wait() == 130
    shown = os.read(terminal, 100_000)
    os.close(terminal)
    assert b"Traceback" not in shown
    assert shown.split(b"\r")[-2:] == [b"Stopped.", b"\n"]
