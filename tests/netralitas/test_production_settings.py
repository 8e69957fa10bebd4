"""Production holds real cases: it refuses what belongs to a demo, and values that would be guesses."""

import os
import subprocess
import sys

import pytest

from netralitas.foreground import ROOT
from netralitas.launch import sample_production

SHOW = "import netralitas.settings.production as p; print(p.DEMO, 'rehearsal' in p.INSTALLED_APPS)"
REFUSED = {
    "DEMO_NOW=2024-10-03T09:00+08:00": "DEMO_NOW: is set. Case time may travel in a demo only; remove the variable",
    "DEMO_NOW=yesterday": "DEMO_NOW: is set. Case time may travel in a demo only; remove the variable",
    "DEMO=1": "DEMO: is 1. Production holds no demo data; remove the variable or set it to 0",
    "DEMO=yes": "DEMO: is 'yes'. Write 1 (yes) or 0 (no)",
    "SECRET_KEY=short": "SECRET_KEY: has fewer than 32 characters. Make one with: openssl rand -base64 48, "
    "and keep it in the file that SECRET_KEY_FILE names",
    "DATABASE_URL=": "DATABASE_URL: is not set. Set DATABASE_URL, or DATABASE_URL_FILE to a file that holds it",
    "DATABASE_URL=sqlite:///srv/x.sqlite3": "DATABASE_URL: is 'sqlite:///srv/x.sqlite3'. "
    "Write an address that starts with postgres or postgresql://",
    "DATABASE_URL=postgres://db": "DATABASE_URL: names no database by 1 to 63 characters. "
    "Write postgres://user:password@host:5432/name",
    "REDIS_URL=": "REDIS_URL: is not set. Set REDIS_URL, or REDIS_URL_FILE to a file that holds it",
    "DATABASE_ROLE=anybody": "DATABASE_ROLE: is 'anybody'. Write one of public, staff, worker, owner",
}


def started(**changes: str) -> "subprocess.CompletedProcess[str]":
    """What reading the production settings ends in."""
    environment = {"PATH": os.environ["PATH"], **sample_production(), **changes}
    command = [
        sys.executable,
        "-c",
        "import netralitas.settings.production as p; print(p.DEMO, 'rehearsal' in p.INSTALLED_APPS)",
    ]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("change", REFUSED)
def test_production_refuses(change: str) -> None:
    name, _, value = change.partition("=")
    done = started(**{name: value})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == f"netralitas.env.EnvError: {REFUSED[change]}"


@pytest.mark.parametrize("changes", [{}, {"DEMO": "0"}, {"DEMO_NOW": ""}])
def test_production_is_no_demo(changes: dict[str, str]) -> None:
    done = started(**changes)
    assert (done.returncode, done.stdout) == (0, "False False\n"), done.stderr
