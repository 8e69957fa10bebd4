"""The databases of a run: one that the engine fills, and one per size that is grown from it."""

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import psycopg2

from bench import grow
from bench.server import ROOT, cpu_seconds

NAME = "netralitas_bench"
LOOK = 0.3  # seconds between two looks at what the server's processes have used


@dataclass(frozen=True)
class Portal:
    """Where the processes under measurement find everything, and whether each has its database role."""

    database: str
    var_dir: Path
    roles: bool

    def process(self, role: str = "") -> dict[str, str]:
        """The variables of a process with this database role; of the owner without one."""
        return {
            "DATABASE_URL": address(self.database),
            "VAR_DIR": str(self.var_dir),
            "DJANGO_SETTINGS_MODULE": "netralitas.settings.demo",
            **({"DATABASE_ROLE": role} if self.roles and role else {}),
        }


@dataclass
class Used:
    """Processor seconds: of the commands that were run, and of the server's processes for a database."""

    commands: float = 0.0
    server: float = 0.0
    seconds: float = 0.0

    @property
    def total(self) -> float:
        """Both together."""
        return self.commands + self.server


@contextmanager
def base(cases: int, folder: Path) -> Iterator[tuple[Portal, Used]]:
    """A database with so many cases by the engine, and what that took; dropped on the way out, like its keys."""
    portal = Portal(f"{NAME}_base", folder, roles=False)
    recreate(portal.database)
    for command in (["migrate", "-v0"], ["load_reference", "-v0"]):
        manage(command, portal)
    with used(portal.database) as found:
        manage(["seed_demo", "--cases", str(cases), "--seed", "7", "-v0"], portal)
    try:
        yield portal, found
    finally:
        execute("postgres", f'DROP DATABASE "{portal.database}" WITH (FORCE)')


@contextmanager
def sized(first: Portal, cases: int, *, roles: bool) -> Iterator[tuple[Portal, int]]:
    """A portal with about so many cases, and how many; dropped on the way out, with its roles."""
    portal = Portal(f"{NAME}_{cases}", first.var_dir, roles)
    recreate(portal.database, like=first.database)
    shutil.rmtree(portal.var_dir / "outbox", ignore_errors=True)
    there = grow.grow(address(portal.database), cases)
    if roles:
        manage(["database_roles"], portal)
    try:
        yield portal, there
    finally:
        if roles:
            manage(["database_roles", "--drop"], portal)
        execute("postgres", f'DROP DATABASE "{portal.database}" WITH (FORCE)')


@contextmanager
def used(database: str) -> Iterator[Used]:
    """Count the processor time of what is run in the block; the server's where it runs on this machine."""
    found, ended = Used(), threading.Event()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, first, last = time.monotonic(), _server(database), dict[int, float]()

    def watch() -> None:
        while not ended.wait(LOOK):
            last.update(_server(database))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()
        last.update(_server(database))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.commands = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
        found.server = sum(seconds - first.get(pid, 0.0) for pid, seconds in last.items())
        found.seconds = time.monotonic() - began


def _server(database: str) -> dict[int, float]:
    """What the server's processes for a database have used so far."""
    connection = psycopg2.connect(address("postgres"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [database])
        pids = [pid for (pid,) in cursor.fetchall()]
    connection.close()
    found = {}
    for pid in pids:
        with suppress(OSError):
            found[pid] = cpu_seconds(pid)
    return found


def manage(command: list[str], portal: Portal, role: str = "") -> None:
    """Run one management command."""
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **portal.process(role)}, check=True
    )


def address(database: str) -> str:
    """The address of a database beside the one that DATABASE_URL names."""
    return urlparse(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def recreate(database: str, *, like: str = "template0") -> None:
    """A new database of this name, empty or like another."""
    execute("postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    execute("postgres", f'CREATE DATABASE "{database}" TEMPLATE "{like}"')


def execute(database: str, *statements: str) -> None:
    """Run statements outside a transaction."""
    connection = psycopg2.connect(address(database))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()
