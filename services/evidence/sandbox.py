"""Starts the program that draws a file anew, in a process of its own for each file, and takes what it made.

Source and copy lie in anonymous memory (memfd): nothing readable touches a disk. The process gets an empty
environment, limits on memory, time and size, and no network (`confining`).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = {"video": 900, "audio": 900}  # seconds by the clock
USUAL_PATIENCE = 60
CHUNK = 1024 * 1024
REASONS = frozenset({"broken", "encrypted", "too_large", "too_many_pages", "no_tool", "no_sandbox"})


class GivenUp(Exception):
    """No copy can be made of this file by itself; `reason` is a code of `Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Made:
    """A copy as it came out: its kind, and a descriptor of the memory it lies in."""

    kind: str
    descriptor: int

    def chunks(self, size: int) -> Iterator[bytes]:
        """Its bytes, `size` at a time."""
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        while chunk := os.read(self.descriptor, size):
            yield chunk


@contextmanager
def rebuilt(kind: str, content: Iterable[bytes], *, patience: float | None = None) -> Iterator[Made]:
    """The file drawn anew, for as long as the block lasts; raises `GivenUp`."""
    program = ["services.evidence.rebuilding", kind]
    with _worked(program, content, patience or PATIENCE.get(kind, USUAL_PATIENCE)) as made:
        if os.fstat(made.descriptor).st_size == 0:
            raise GivenUp("broken")
        yield made


@contextmanager
def looked_at(way: str, kind: str, content: Iterable[bytes], *, order: str = "{}") -> Iterator[Made]:
    """What `blackening` makes of a clean copy on one of its ways; `kind` is what it said. Raises `GivenUp`."""
    with _worked(["services.evidence.blackening", way, kind, order], content, USUAL_PATIENCE) as made:
        yield made


@contextmanager
def _worked(program: list[str], content: Iterable[bytes], patience: float) -> Iterator[Made]:
    with _memory("original") as source, _memory("copy") as target:
        for chunk in content:
            _write(source, chunk)
        os.lseek(source, 0, os.SEEK_SET)
        yield Made(_run(program, source, target, patience), target)


def _run(program: list[str], source: int, target: int, patience: float) -> str:
    process = subprocess.Popen(
        [sys.executable, "-m", *program, str(source), str(target)],
        cwd=ROOT,
        env={"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(source, target),
        start_new_session=True,
    )
    try:
        said = process.communicate(timeout=patience)[0].decode(errors="replace").strip()
    except subprocess.TimeoutExpired:
        raise GivenUp("too_long") from None
    finally:
        _end(process)
    if process.returncode == 0:
        return said
    raise GivenUp(said if process.returncode == 3 and said in REASONS else "too_heavy")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of the group lives on, whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _write(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


@contextmanager
def _memory(name: str) -> Iterator[int]:
    descriptor = os.memfd_create(name)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
