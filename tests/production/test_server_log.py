"""PostgreSQL's own log: a statement that fails carries what somebody typed, and the server is told to write none."""

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from django.core import checks
from django.db import connection
from pytest_django import Settings

from netralitas import serverlog
from tests.attack import detector, places
from tests.production import cluster, shape
from tests.production.cluster import Cluster

LIKE_THE_COMPOSE_FILE = shape.compose()["services"]["postgres"]["command"][1:]
OWED = "INSERT INTO notifications_owed (kind, ref, key, not_before, attempts, trouble)"
TWO_ROWS = "SELECT 'step', '', 'dead' || n, now(), 0, '' FROM generate_series(1, 2) n ON CONFLICT DO NOTHING"
# Every way in which a statement with a typed word fails: the error's name → what is sent, one after the other.
FAILURES = {
    "NotNullViolation": f"{OWED} VALUES ('step', '{{word}}', 'a', NULL, 0, '')",
    "CheckViolation": f"{OWED} VALUES ('step', '{{word}}', 'b', now(), -1, '')",
    "UniqueViolation": f"{OWED} SELECT 'step', '1', '{{word}}', now(), 0, '' FROM generate_series(1, 2)",  # noqa: S608
    "StringDataRightTruncation": f"{OWED} VALUES ('{{word}}{'x' * 50}', '1', 'd', now(), 0, '')",
    "SyntaxError": "INSERT INTO notifications_owed VALUE ('{word}')",
    "UndefinedTable": "INSERT INTO nowhere VALUES ('{word}')",
    "UntranslatableCharacter": """SELECT '{{"narrative": "{word}\\u0000"}}'::jsonb""",
    "QueryCanceled": "SET statement_timeout = 50; SELECT pg_sleep(5), '{word}'",
    "DivisionByZero": "PREPARE one (text) AS SELECT $1, 1 / length(''); EXECUTE one ('{word}')",
}


def words() -> dict[str, str]:
    """A planted word for each failure."""
    names = [*FAILURES, "dead"]
    return {name: f"kenari{number:02}" + "qzxvbnmkjh"[number] * 4 for number, name in enumerate(names)}


def fail(server: Cluster) -> int:
    """Let every statement fail, and two lock each other out; says how many errors there were."""
    planted = words()
    for name, statement in FAILURES.items():
        with pytest.raises(psycopg2.Error) as failed, server.connect() as fresh, fresh.cursor() as cursor:
            cursor.execute(statement.format(word=planted[name]))
        assert type(failed.value).__name__ == name
    lock_each_other_out(server, planted["dead"])
    return len(FAILURES) + 1


def lock_each_other_out(server: Cluster, word: str) -> None:
    """Two transactions that wait for each other, of which the server ends one: it names the statements of both."""
    with server.connect() as setting, setting.cursor() as cursor:
        cursor.execute(f"{OWED} {TWO_ROWS}")
    statement = "UPDATE notifications_owed SET ref = %s WHERE key = %s"
    errors: list[str] = []
    both = threading.Barrier(2)

    def lock(first: str, second: str) -> None:
        with server.connect(autocommit=False) as one, one.cursor() as cursor:
            cursor.execute(statement, [word, first])
            both.wait()
            try:
                cursor.execute(statement, [word, second])
            except psycopg2.Error as error:
                errors.append(type(error).__name__)

    threads = [threading.Thread(target=lock, args=pair) for pair in (("dead1", "dead2"), ("dead2", "dead1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == ["DeadlockDetected"]


@pytest.fixture(scope="module")
def folder(django_db_setup: None) -> Iterator[Path]:
    """A cluster with the portal's tables, empty."""
    tables = places.dump("--schema-only", "--no-owner", "--no-privileges")
    with cluster.made() as made:
        with cluster.running(made) as server:
            server.load(tables)
        yield made


@pytest.mark.slow
@pytest.mark.postgres
def test_what_fails_is_in_the_log_by_its_kind_and_without_a_typed_word(folder: Path) -> None:
    with cluster.running(folder, LIKE_THE_COMPOSE_FILE) as server:
        failed = fail(server)
        assert faults(server) == {}
        time.sleep(0.2)  # the log is a file of another process
        said = server.log()
    assert said.count(b"ERROR:") == failed
    assert detector.found(said, words().values()) == set()
    assert not {b"STATEMENT:", b"DETAIL:", b"CONTEXT:"} & set(said.split())


@pytest.mark.slow
@pytest.mark.postgres
def test_with_the_servers_own_settings_the_same_failures_are_written_down(folder: Path) -> None:
    """The proof that the test above looks in the right place."""
    with cluster.running(folder) as server:
        fail(server)
        assert set(faults(server)) == {
            "log_min_error_statement", "log_error_verbosity", "log_parameter_max_length",
        }  # fmt: skip
        time.sleep(0.2)
        assert detector.found(server.log(), words().values()) == set(words().values())


def faults(server: Cluster) -> dict[str, str]:
    """What the check at start finds wrong with this server."""
    with server.connect() as one, one.cursor() as cursor:
        return serverlog.read(cursor)


@pytest.mark.django_db
def test_migrate_warns_where_the_server_would_write_statements_down(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(serverlog, "unfit", lambda _alias: {"log_min_error_statement": "error"})
    assert serverlog.the_server_writes_no_statement_down(databases=["default"]) == []  # a demo
    settings.DEMO = False
    (warning,) = checks.run_checks(databases=["default"], tags=[checks.Tags.database])
    assert warning.id == "netralitas.W003"
    assert "log_min_error_statement = error" in warning.msg
    assert "log_min_error_statement = panic" in warning.hint
    assert checks.run_checks(tags=[checks.Tags.database]) == []  # nobody asked to look into a database


@pytest.mark.django_db
def test_the_check_reads_the_settings_of_this_server() -> None:
    found = serverlog.unfit()
    assert set(found) <= set(serverlog.WANTED)
    if connection.vendor != "postgresql":
        assert found == {}


def test_every_setting_is_judged_by_its_value() -> None:
    def given(**values: str) -> Any:
        rows = [(name, values.get(name, wanted)) for name, (wanted, _fit) in serverlog.WANTED.items()]
        return SimpleNamespace(execute=lambda *_asked: None, fetchall=lambda: rows)

    assert serverlog.read(given()) == {}
    for name, value in (
        ("log_min_error_statement", "error"), ("log_error_verbosity", "default"), ("log_statement", "mod"),
        ("log_parameter_max_length_on_error", "-1"), ("log_min_duration_statement", "500ms"),
        ("log_min_duration_sample", "0"), ("log_transaction_sample_rate", "0.5"), ("log_parameter_max_length", "-1"),
    ):  # fmt: skip
        assert serverlog.read(given(**{name: value})) == {name: value}


def test_pg_dump_and_the_server_are_programs_of_one_installation() -> None:
    said = {
        name: subprocess.run([places.program(name), "--version"], capture_output=True, check=True).stdout.split()[2]
        for name in ("pg_dump", "postgres", "initdb")
    }
    assert len(set(said.values())) == 1
