"""`make run` in a folder and on a port of its own, for the tests that start it as a person does."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from netralitas.foreground import ROOT

LONG = 150.0  # seconds for a start on a busy machine
STOPS_WITHIN = 12.0  # seconds; ten are promised, and asking takes its time too


def wait_for(what: Callable[[], object], seconds: float, why: Callable[[], object]) -> None:
    limit = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < limit, why()
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Portal:
    """One `make run` in a folder and on a port of its own."""

    def __init__(self, folder: Path, **changes: str) -> None:
        self.folder, self.port = folder, free_port()
        self.log = folder.parent / f"{folder.name}.log"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHON": sys.executable,
            "PORT": str(self.port),
            "VAR_DIR": str(folder),
            "DEMO_CASES": "12",
            **changes,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Portal":
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["make", "--no-print-directory", "run"],  # noqa: S607
                cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        return self

    def wait_until_open(self) -> None:
        wait_for(lambda: "| open http://" in self.said() or self.ended(), LONG, self.said)
        assert not self.ended(), self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def alive(self) -> dict[int, str]:
        """Every process of this portal: all carry its folder in their environment."""
        mark = f"VAR_DIR={self.folder}".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it has just ended
        return found

    def pid(self, words: str) -> int:
        return min(pid for pid, command in self.alive().items() if words in command)

    def is_gone(self) -> None:
        wait_for(lambda: not self.alive(), STOPS_WITHIN, lambda: f"{self.alive()}\n{self.said()}")
        assert not self.answers()

    def end(self) -> None:
        for pid in self.alive():
            os.kill(pid, signal.SIGKILL)
        if self.process:
            self.process.wait(10)


def refused(tmp_path: Path, **changes: str) -> str:
    """What a start says that ends before anything runs: one line, without our prefix."""
    portal = Portal(tmp_path / "var")
    done = subprocess.run(
        [sys.executable, "-m", "netralitas.launch", "run"],
        cwd=ROOT, env=portal.environment | changes, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = (done.stdout + done.stderr).splitlines()
    assert (done.returncode, len(said)) == (2, 1), "\n".join(said)
    return said[0].removeprefix("netralitas | cannot go on: ")
