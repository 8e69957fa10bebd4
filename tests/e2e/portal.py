"""The whole portal as a person starts it, on a database, a Redis number and a VAR_DIR of its own.

`travel` stops it as Ctrl-C does and starts it again at another moment on the same data.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from uuid import uuid4

import psycopg2
import redis
from psycopg2 import sql

from tests.e2e.waiting import until

ROOT = Path(__file__).resolve().parents[2]
CASES = 25
REDIS_NUMBERS = range(15, 7, -1)
MARK = "netralitas-e2e"  # says in an otherwise empty Redis number that a run is using it


class Portal:
    """Web, worker, scheduler and vault, started by the same command as `make run`."""

    def __init__(self) -> None:
        self.var_dir = Path(tempfile.mkdtemp(prefix="netralitas-e2e-"))
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.now: datetime | None = None
        self.database = _own_database(os.environ.get("DATABASE_URL", ""))
        self.redis_url = _own_redis(os.environ.get("REDIS_URL", ""))
        self._process: subprocess.Popen[bytes] | None = None
        self._log = self.var_dir / "portal.log"

    @property
    def environment(self) -> dict[str, str]:
        """What the portal's processes and its management commands see."""
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        services = {"DATABASE_URL": self.database, "REDIS_URL": self.redis_url}
        return {
            **kept,
            **{name: address for name, address in services.items() if address},
            "DJANGO_SETTINGS_MODULE": "netralitas.settings.demo",
            "PORT": str(self.port),
            "VAR_DIR": str(self.var_dir),
            "DEMO": "1",
            "DEMO_CASES": str(CASES),
            "DEMO_NOW": self.now.isoformat() if self.now else "",
        }

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        """The demo accounts by username."""
        listed = json.loads((self.var_dir / "demo-accounts.json").read_text(encoding="utf-8"))
        return {account["username"]: account for account in listed}

    def travel(self, moment: datetime) -> bool:
        """Be at a moment; says whether the portal was started anew for it."""
        if self._process and self.now == moment:
            return False
        self.stop()
        self.now = moment
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "netralitas.launch", "run"]
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until(self._is_ready, seconds=120, what=lambda: f"the portal is ready\n{self.log()}")
        return True

    def stop(self) -> None:
        """End it as Ctrl-C does; no process of it may remain."""
        if self._process is None:
            return
        os.kill(self._process.pid, signal.SIGINT)
        self._process.wait(timeout=30)
        group, self._process = self._process.pid, None
        until(lambda: _is_gone(group), seconds=10, what=lambda: "every process has ended")

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the portal, with its environment; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def ask_worker(self, task: str) -> None:
        """Send a task to the worker by name, as the scheduler does on its own time."""
        command = [sys.executable, "-m", "celery", "-A", "netralitas", "call", task]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def is_quiet(self) -> bool:
        """Whether nothing is owed to anybody now, as the figures for operators say."""
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        open_rows = [line for line in lines if line.startswith("netralitas_owed_open{")]
        return not [line for line in open_rows if float(line.split()[-1]) and 'kind="purge"' not in line]

    def log(self) -> str:
        """The last lines the portal wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:] if self._log.exists() else ""

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        self.stop()
        if self.redis_url:
            with redis.Redis.from_url(self.redis_url) as numbered:
                numbered.flushdb()
        if self.database.startswith("postgres"):
            _on_server(self.database, "DROP DATABASE IF EXISTS {} WITH (FORCE)", urlparse(self.database).path[1:])
        shutil.rmtree(self.var_dir, ignore_errors=True)

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log()
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                report: dict[str, Any] = json.load(answer)
        except (urllib.error.URLError, OSError):
            return False
        return bool(report["status"] == "ok")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def _own_database(address: str) -> str:
    """A fresh database on the same server; empty for the embedded default."""
    if not address.startswith("postgres"):
        return ""
    parsed = urlparse(address)
    name = f"{parsed.path.lstrip('/')[:40]}_e2e_{uuid4().hex[:8]}"
    _on_server(address, "CREATE DATABASE {}", name)
    return parsed._replace(path=f"/{name}").geturl()


def _on_server(address: str, statement: str, name: str) -> None:
    """One statement about a database, sent to the server it is on; outside any transaction."""
    server = psycopg2.connect(urlparse(address)._replace(path="/postgres").geturl())
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
    server.close()


def _own_redis(address: str) -> str:
    """An unused number of the same Redis; empty for the embedded default."""
    if not address:
        return ""
    for number in REDIS_NUMBERS:
        numbered = urlparse(address)._replace(path=f"/{number}").geturl()
        with redis.Redis.from_url(numbered) as found:
            if found.dbsize() == 0 and found.set(MARK, "1", nx=True):
                return numbered
    message = f"Redis has no empty number between {REDIS_NUMBERS[-1]} and {REDIS_NUMBERS[0]}. Empty one"
    raise RuntimeError(message)
