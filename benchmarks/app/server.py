"""The app's own server of a checkout, for the time of one scenario."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 120.0
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that answers: where, and which process it is."""

    port: int
    process: int

    def processor_seconds(self) -> float:
        """Return the processor time it has used so far; not a number where nobody says."""
        try:
            line = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii")
        except OSError:
            return float("nan")
        return processor_ticks(line) / os.sysconf("SC_CLK_TCK")


def processor_ticks(line: str) -> int:
    """Return user and system time in ticks from a process's line in `/proc`."""
    values = line.rpartition(")")[2].split()  # the name before may hold spaces
    return int(values[11]) + int(values[12])


@contextmanager
def running(checkout: Path) -> Iterator[Server]:
    """Run the app of a checkout as `streamlit run app.py` does; stop it afterwards.

    Raises:
        RuntimeError: it does not answer in time; the end of its log is in the message.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        environment = {
            **os.environ,
            # This checkout's code, even where another one is installed.
            "PYTHONPATH": str(checkout),
            "PYTHONUNBUFFERED": "1",
            "CLEVER_SCORES": f"sqlite:///{folder}/scores.db",  # not the player's own
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [*command, f"--server.address={HOST}", "--server.headless=true"],
                cwd=checkout,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_healthy(port, process, log)
            yield Server(port=port, process=process.pid)
        finally:
            _stop(process)
            _tell_faults(log)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with direct.open(f"http://{HOST}:{port}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    tail = log.read_text(errors="replace")[-3000:]
    raise RuntimeError(f"Expected the server to answer in {START_SECONDS:.0f} s; its log:\n{tail}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tell_faults(log: Path) -> None:
    """Show what the server complained of: a fault makes its figures meaningless."""
    text = log.read_text(errors="replace")
    if "Traceback" in text:
        print(f"the server's log holds a fault:\n{text[-3000:]}", file=sys.stderr)
