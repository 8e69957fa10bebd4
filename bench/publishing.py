"""What it takes to publish the figures of the week: seconds, and the memory of the process that does it."""

import os
import subprocess
import sys
import time

from bench.database import Portal
from bench.server import ROOT
from bench.table import Row, Table


def row(table: Table, portal: Portal, size: str) -> None:
    """Publish in a process of its own, and add its memory at the most."""
    command = [sys.executable, "manage.py", "publish_statistics"]
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **portal.process("worker")}, stdout=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit("the figures were not published")
    seconds = time.monotonic() - began
    table.add(
        Row(
            f"publishing the figures, memory, {size}",
            usage.ru_maxrss / 1024,
            "MB",
            200,
            at_least=False,
            note=f"{seconds:.1f} s with the start of the process",
        )
    )
