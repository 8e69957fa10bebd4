"""The processes behind `make run`: one group in the foreground, prefixed output, ended together.

Standard library only, and readable by an older Python, as `netralitas.launch`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PATIENCE = 8.0  # seconds a process gets to stop by itself
MOST_FALLS = 5  # in a row, each within `SHORT_LIFE`
SHORT_LIFE = 60.0  # seconds
INTERRUPTED = 130
PR_SET_PDEATHSIG = 1
LINUX = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: not between fork and exec


class Stop(Exception):
    """The start cannot go on; the message says what is wrong and what to do."""


def say(text: str) -> None:
    """One line of our own, told apart from the processes' lines."""
    write("netralitas", text)


def write(name: str, text: str) -> bool:
    """One whole line, whoever else writes; False where nobody reads any more."""
    try:
        sys.stdout.write(f"{name:<10} | {text}\n")
        sys.stdout.flush()
    except OSError:  # the terminal or the pipe is gone
        return False
    return True


def ends_with_parent() -> None:
    """In a new process, on Linux: the kernel ends it when its parent is gone, also by SIGKILL."""
    if LINUX is not None:
        LINUX.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Group:
    """The portal's processes. Use as a context: SIGINT, SIGTERM and SIGHUP end it in order."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.commands: dict[str, list[str]] = {}
        self.falls: dict[str, int] = {}
        self.began: dict[str, float] = {}
        self.ending = threading.Event()
        self.parent = os.getppid()

    def __enter__(self) -> Group:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # under nohup it stays ignored
                signal.signal(number, lambda *_: self.ending.set())
        return self

    def __exit__(self, *_: object) -> None:
        if self.processes:
            self.stop()

    def first(self, module: str) -> int:
        """Run one process to its end before the others; its exit code, or `INTERRUPTED`."""
        process = self._popen([module], own_group=True)
        while process.poll() is None:
            if self._told_to_end(0.05):
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
                return INTERRUPTED
        return process.returncode

    def start(self, name: str, module: str, *flags: str) -> None:
        """Start one lasting process and show its lines under its name."""
        process = self._popen([module, *flags])
        self.commands[name] = [module, *flags]
        self.processes[name] = process
        self.began[name] = time.monotonic()
        threading.Thread(target=self._relay_lines, args=(name, process), daemon=True).start()

    def fallen(self) -> list[str]:
        """Names of the processes that have ended."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def watch(self) -> int:
        """Wait for the end; restart a process that fell, but not one that keeps falling."""
        while not self._told_to_end(0.5):
            for name in self.fallen():
                say(f"{name} ended with code {self.processes[name].returncode} and is started again")
                if time.monotonic() - self.began[name] > SHORT_LIFE:
                    self.falls[name] = 0
                self.falls[name] = self.falls.get(name, 0) + 1
                if self.falls[name] > MOST_FALLS:
                    raise Stop(f"{name} keeps ending; its lines above say why")
                if not self.ending.wait(self.falls[name] * 0.3):
                    self.start(name, *self.commands[name])
        return 0

    def stop(self) -> None:
        """Ask every process to end, then end those that do not."""
        self.ending.set()
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        limit = time.monotonic() + PATIENCE
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        say("stopped")

    def _told_to_end(self, seconds: float) -> bool:
        # A parent that is gone (make, a terminal) cannot tell us; the change of parent does.
        return self.ending.wait(seconds) or os.getppid() != self.parent

    def _popen(self, arguments: list[str], *, own_group: bool = False) -> subprocess.Popen[str]:
        # A group of its own where the process itself shows its progress: it has no pipe to us.
        return subprocess.Popen(
            [str(PYTHON), "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=None if own_group else subprocess.PIPE,
            stderr=None if own_group else subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=own_group,
            preexec_fn=ends_with_parent,
        )

    def _relay_lines(self, name: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            if not write(name, line.rstrip()):
                self.ending.set()
