"""The real vault process beside a rehearsal: it opens the envelopes of reporters and sends their letters."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

# What would send mail to a real server, or let the vault look for its key elsewhere.
KEPT_AWAY = ("EMAIL_HOST", "DEMO_NOW", "VAULT_PRIVATE_KEY_FILE", "VAULT_PRIVATE_KEY")
RUNNING = "another vault already runs"  # what the vault says then
PATIENCE = 10.0  # real seconds for it to finish what it has in hand


class NotReady(Exception):
    """The vault did not start; the text is what it said."""


class AlreadyServed(NotReady):
    """A vault runs here already, and so does the portal whose vault it is."""


@contextmanager
def beside() -> Iterator[None]:
    """Run the vault while the block runs; raises `NotReady`, as `AlreadyServed` where a portal runs here."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "netralitas.vaultd"],
            cwd=settings.ROOT,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        usual = signal.signal(signal.SIGTERM, _stop)  # else our end would leave the vault behind
        try:
            _wait_for(process, said)
            yield
        finally:
            signal.signal(signal.SIGTERM, usual)
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in KEPT_AWAY}
    return {
        **kept,
        "DEMO": "1",
        "VAR_DIR": str(settings.VAR_DIR),
        "VAULT_SOCKET": str(settings.VAULT_SOCKET),
        "VAULT_PUBLIC_KEY": settings.VAULT_PUBLIC_KEY,
    }


def _wait_for(process: "subprocess.Popen[str]", said: object) -> None:
    line = process.stdout.readline() if process.stdout else ""
    if line.strip() != "ready":
        process.wait()
        said.seek(0)  # type: ignore[attr-defined]
        told = said.read().strip().rpartition("\n")[2]  # type: ignore[attr-defined]
        raise AlreadyServed(told) if RUNNING in told else NotReady(told)
