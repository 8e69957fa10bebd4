"""Tests per second of the whole suite on PostgreSQL and Redis, as `make test` runs it first."""

import os
import re
import subprocess
import sys

from bench.server import ROOT

SAID = re.compile(r"(\d+) passed.* in ([\d.]+)s")


def tests_per_second() -> tuple[float, str]:
    """And what pytest said at its end."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "-m",
        "not e2e and not proof",
        "-o",
        "addopts=-p no:cacheprovider",
    ]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "netralitas.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    last = done.stdout.strip().rpartition("\n")[2].strip("= ")
    said = SAID.search(last)
    if said is None or done.returncode != 0:
        raise SystemExit(f"the suite did not pass: {last}")
    return int(said[1]) / float(said[2]), last
