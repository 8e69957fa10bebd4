"""Starts gunicorn as the budgets ask (2 sync workers, persistent connections) and watches its memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import load, plain

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(application: str, environment: dict[str, str], *, workers: int = 2) -> Iterator[tuple[int, int]]:
    """(port, pid) of a server with sync workers; ended, with its workers, on the way out."""
    port = free_port()
    command = [plain.python(), "-m", "gunicorn", application, f"--bind=127.0.0.1:{port}", f"--workers={workers}"]
    command += ["--log-level=error", "--no-control-socket"]
    # What it logs is written, as in life, and not shown among the figures.
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def beside(*commands: tuple[Sequence[str], dict[str, str]]) -> Iterator[list[int]]:
    """Pids of Python modules, each with its variables, that run beside the server; ended on the way out, the
    last one first."""
    with ExitStack() as stack:
        pids = []
        for command, environment in commands:
            process = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait, timeout=60)
            stack.callback(process.terminate)
            pids.append(process.pid)
        yield pids


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The workers of a gunicorn."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            load.send(port, ("GET", "/healthz", None, {}))
            return
        except OSError:
            if process.poll() is not None:
                raise SystemExit("the server under measurement did not start") from None
            time.sleep(0.1)
    raise SystemExit("the server under measurement did not answer")


def memory(pid: int) -> float:
    """The largest resident size among the workers of a gunicorn, in MB."""
    sizes = []
    for child in family(pid):
        for line in Path(f"/proc/{child}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                sizes.append(int(line.split()[1]) / 1024)
    return max(sizes, default=0.0)
