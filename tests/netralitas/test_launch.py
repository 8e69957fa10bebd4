"""`make run` as a person uses it: one command, one foreground group, nothing left behind."""

import ast
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from netralitas import launch
from netralitas.foreground import ROOT, Stop

slow = pytest.mark.slow
LONG = 150.0  # seconds for a start on a busy machine
STOPS_WITHIN = 12.0  # seconds; ten are promised, and asking takes its time too
ROLES = ["operator", "verifier", "leader", "bkpsdm", "bkn", "custodian", "auditor", "sysadmin"]


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


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as an earlier start left it."""
    folder = tmp_path_factory.mktemp("run") / "var"
    command = [sys.executable, "-m", "netralitas.prepare"]
    environment = {**Portal(folder).environment, "DJANGO_SETTINGS_MODULE": "netralitas.settings.demo"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return folder


@pytest.fixture
def portal(filled: Path) -> Iterator[Portal]:
    made = Portal(filled)
    yield made
    made.end()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Portal]:
    made = Portal(tmp_path / "var")
    yield made
    made.end()


def counted(folder: Path) -> list[int]:
    """Demo accounts in the list, and cases and published figures in the database."""
    with sqlite3.connect(f"file:{folder / 'netralitas.sqlite3'}?mode=ro", uri=True) as database:
        tables = ("reports_case", "transparency_publication")
        rows = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608
    return [len(json.loads((folder / "demo-accounts.json").read_text())), *rows]


@slow
def test_port_opens_when_accounts_cases_and_figures_exist_and_ctrl_c_ends_all(fresh: Portal) -> None:
    fresh.start()
    wait_for(lambda: fresh.answers() or fresh.ended(), LONG, fresh.said)
    accounts, cases, figures = counted(fresh.folder)
    assert accounts >= 30
    assert cases >= 6
    assert figures >= 1

    fresh.wait_until_open()
    lines = fresh.said().splitlines()
    assert [line for line in lines if not re.match(r"(netralitas|vault|worker|beat|web) *\| ", line)] == []
    listed = json.loads((fresh.folder / "demo-accounts.json").read_text())
    first = {account["role"]: account for account in reversed(listed)}
    table = lines.index("netralitas | one demo account per role, to sign in at /admin/login/:") + 2
    shown = [line.split("|")[1].split()[:3] for line in lines[table : table + len(ROLES)]]
    assert shown == [[role, first[role]["username"], first[role]["password"]] for role in ROLES]
    assert f"netralitas | all {accounts} accounts: {fresh.folder / 'demo-accounts.json'}" in lines
    assert f"netralitas | open http://127.0.0.1:{fresh.port}/ " in fresh.said()
    assert fresh.folder.stat().st_mode & 0o777 == 0o700

    assert fresh.process
    os.killpg(fresh.process.pid, signal.SIGINT)
    fresh.is_gone()
    assert "netralitas | stopped" in fresh.said()


@slow
def test_killed_worker_is_started_again_and_sigterm_ends_all(portal: Portal) -> None:
    portal.start().wait_until_open()
    assert portal.said().count("cases exist already") == 1
    worker = portal.pid("netralitas worker")
    os.kill(worker, signal.SIGKILL)
    again = "worker ended with code -9 and is started again"
    wait_for(lambda: again in portal.said(), 20, portal.said)
    wait_for(lambda: any("netralitas worker" in c for p, c in portal.alive().items() if p != worker), 20, portal.said)
    browser = HTTPConnection("127.0.0.1", portal.port, timeout=20)
    browser.request("GET", "/healthz")
    assert browser.getresponse().read() == b"ok\n"

    os.kill(portal.pid("netralitas.launch run"), signal.SIGTERM)
    portal.is_gone()  # though the browser has not hung up
    browser.close()


@slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux is asked for it")
def test_killed_launcher_leaves_no_process(portal: Portal) -> None:
    portal.start().wait_until_open()
    os.kill(portal.pid("netralitas.launch run"), signal.SIGKILL)
    portal.is_gone()


@slow
def test_what_is_still_being_prepared_ends_too(fresh: Portal) -> None:
    fresh.start()
    wait_for(lambda: "demo accounts and" in fresh.said() or fresh.ended(), LONG, fresh.said)
    os.kill(fresh.pid("netralitas.launch run"), signal.SIGTERM)
    fresh.is_gone()
    assert "Traceback" not in fresh.said()
    assert "open http" not in fresh.said()


@slow
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_same_command_runs_on_postgresql_and_redis(tmp_path: Path) -> None:
    at = connection.settings_dict
    name, port = f"{at['NAME'].removeprefix('test_')}_launch_{os.getpid()}", free_port()
    server = psycopg2.connect(
        host=at["HOST"], port=at["PORT"] or None, user=at["USER"], password=at["PASSWORD"], dbname="postgres"
    )
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    address = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{name}"
    portal = Portal(tmp_path / "var", DATABASE_URL=address, REDIS_URL=f"redis://127.0.0.1:{port}/0", DEMO_CASES="6")
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],  # noqa: S607
        stdout=subprocess.DEVNULL,
    )
    try:
        portal.start().wait_until_open()
        with psycopg2.connect(address) as own, own.cursor() as cursor:

            def beats() -> bool:
                cursor.execute("SELECT count(*) FROM netralitas_pulse")
                return cursor.fetchone() == (1,)

            own.autocommit = True
            wait_for(beats, 60, portal.said)
            cursor.execute("SELECT count(*) FROM reports_case")
            assert cursor.fetchone()[0] >= 3  # type: ignore[index]
        assert not (portal.folder / "netralitas.sqlite3").exists()
    finally:
        portal.end()
        redis.terminate()
        redis.wait(10)
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.close()


WRONG = {
    "PORT=eighty": "PORT is 'eighty'. Write a number from 1 to 65535, as in: make run PORT=8001",
    "PORT=²": "PORT is '²'. Write a number from 1 to 65535, as in: make run PORT=8001",
    "VAR_DIR=/dev/null/var": "VAR_DIR: cannot be written (Not a directory). Name a folder that this account may write",
    "DEMO=yes": "DEMO: is 'yes'. Write 1 (yes) or 0 (no)",
    "DEMO_NOW=yesterday": "DEMO_NOW: is 'yesterday'. Write a moment with its offset, as 2024-10-03T09:00+08:00",
    "DEMO_CASES=many": "DEMO_CASES is 'many'. Write a whole number",
    "DATABASE_URL=mysql://root:geheim@db/x": "DATABASE_URL: is 'mysql://db/x'. "
    "Write an address that starts with postgres or postgresql or sqlite://",
    "DATABASE_URL=postgres://nobody@127.0.0.1:1/none": "the database cannot be reached (connection to server at "
    '"127.0.0.1", port 1 failed: Connection refused). Start it or correct DATABASE_URL',
    "DATABASE_URL=sqlite:///dev/null/none": "the database cannot be reached (unable to open database file). "
    "Start it or correct VAR_DIR, or DATABASE_URL",
    "REDIS_URL=redis://127.0.0.1:1/0": "Redis cannot be reached (Error 111 connecting to 127.0.0.1:1. Connection "
    "refused). Start it, or correct REDIS_URL or leave it out",
    "REDIS_URL=there": "REDIS_URL: is 'there'. Write an address that starts with redis or rediss or unix://",
}


@pytest.mark.parametrize("change", WRONG)
def test_wrong_value_ends_in_one_line_with_its_remedy(change: str, tmp_path: Path) -> None:
    name, _, value = change.partition("=")
    portal = Portal(tmp_path / "var")
    done = subprocess.run(
        [sys.executable, "-m", "netralitas.launch", "run"],
        cwd=ROOT, env=portal.environment | {name: value}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout + done.stderr).splitlines() == [f"netralitas | cannot go on: {WRONG[change]}"]
    assert done.returncode == 2


def test_port_in_use_is_told(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "var")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", portal.port))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "-m", "netralitas.launch", "run"],
            cwd=ROOT, env=portal.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    said = f"port {portal.port} cannot be used (Address already in use). Choose another: make run PORT=8001"
    assert (done.returncode, done.stdout, done.stderr) == (2, f"netralitas | cannot go on: {said}\n", "")
    assert not portal.folder.exists()


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 9, 2), (2, 7, 18)])
def test_old_python_is_told_which_one_to_install(version: tuple[int, int, int]) -> None:
    with pytest.raises(Stop) as stop:
        launch.check_python(version)
    number = ".".join(map(str, version))
    assert str(stop.value) == (
        f"Python {number} is too old. Install Python 3.11 or newer and run: make run PYTHON=python3.11"
    )


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1)])
def test_new_python_is_taken(version: tuple[int, int, int]) -> None:
    launch.check_python(version)


@pytest.mark.parametrize("name", ["launch", "foreground"])
def test_an_old_python_can_read_what_tells_it_so(name: str) -> None:
    ast.parse((ROOT / "netralitas" / f"{name}.py").read_text(), feature_version=(3, 8))
    assert (ROOT / "netralitas" / "__init__.py").read_text() == ""


def test_development_packages_hold_all_of_the_others() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.\[\]-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
