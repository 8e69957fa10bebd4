"""`make run` as a person uses it: one command, one foreground group, nothing left behind."""

import ast
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from netralitas import launch
from netralitas.foreground import ROOT, Stop
from tests.netralitas.starting import LONG, Portal, free_port, wait_for

slow = pytest.mark.slow
ROLES = ["operator", "verifier", "leader", "bkpsdm", "bkn", "custodian", "auditor", "sysadmin"]


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
def test_without_a_demo_it_starts_empty_and_nothing_says_sample(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "var", DEMO="0")
    try:
        portal.start().wait_until_open()
        said = portal.said()
        assert "demo account" not in said
        assert "DATA CONTOH" not in said
        assert not (portal.folder / "demo-accounts.json").exists()
        with sqlite3.connect(f"file:{portal.folder / 'netralitas.sqlite3'}?mode=ro", uri=True) as database:
            tables = ("accounts_user", "reports_case", "reports_report")
            assert [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0, 0, 0]  # noqa: S608
            assert database.execute("SELECT count(*) FROM regions_region").fetchone() == (5,)
        asked = HTTPConnection("127.0.0.1", portal.port, timeout=20)
        for path, status in (("/", 200), ("/lapor/kejadian/", 200), ("/statistik/", 200), ("/kotak-surat/", 404)):
            asked.request("GET", path)
            answer = asked.getresponse()
            page = answer.read().decode()
            assert (path, answer.status, "DATA CONTOH" in page) == (path, status, False)
            assert answer.getheader("X-Sample-Data") is None
        asked.close()
        os.kill(portal.pid("netralitas.launch run"), signal.SIGTERM)
        portal.is_gone()
    finally:
        portal.end()


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


def test_what_a_check_promises_is_in_it() -> None:
    first = [" ".join(step) for step in launch.CHECKS]
    promised = ["ruff format --check", "ruff check", "lint-imports", "mypy", "pytest --quiet tests/architecture"]
    assert [one for one in promised if not any(step.startswith(one) for step in first)] == []
    assert "python manage.py makemigrations --check --dry-run" in first
    sizes_and_words = {"test_sizes.py", "test_glossary.py"}
    assert sizes_and_words <= {path.name for path in (ROOT / "tests" / "architecture").iterdir()}


@slow
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        (
            {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
            "PostgreSQL cannot be reached on 127.0.0.1:1. Start it, or set DATABASE_URL, "
            "as in DATABASE_URL=postgres://postgres@127.0.0.1:5432/netralitas",
        ),
        (
            {"DATABASE_URL": "postgres:///socket", "REDIS_URL": "redis://127.0.0.1:1/0"},
            "Redis cannot be reached on 127.0.0.1:1. Start it, or set REDIS_URL, "
            "as in REDIS_URL=redis://127.0.0.1:6379/5",
        ),
        (
            {"DATABASE_URL": "postgres://u:geheim@127.0.0.1:abc/n"},
            "DATABASE_URL is no address that can be read. Write it as postgres://postgres@127.0.0.1:5432/netralitas",
        ),
    ],
)
def test_without_services_the_embedded_tests_run_and_the_end_is_no_success(
    changes: dict[str, str], missing: str
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")} | changes
    command = [sys.executable, "-m", "netralitas.launch", "test", "tests/netralitas/test_secret_files.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert done.returncode == 2
    assert lines[0] == f"netralitas | the embedded default alone: {missing}"
    assert any("[100%]" in line for line in lines)
    assert lines[-1] == (
        "netralitas | cannot go on: the embedded default passed, and the whole suite could not run. " + missing
    )
