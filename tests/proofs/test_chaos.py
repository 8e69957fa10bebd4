"""Filing while PostgreSQL connections are cut: every complaint once, every code opens, nothing half done."""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlparse

import psycopg2
import pytest

from bench.filing import BODY
from bench.server import ROOT, gunicorn

pytestmark = [pytest.mark.proof, pytest.mark.postgres]

FILINGS, CLIENTS, CUTS = 200, 3, 40


def server_address() -> str:
    return os.environ["DATABASE_URL"]


def execute(database: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(urlparse(server_address())._replace(path=f"/{database}").geturl())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """An empty portal of its own: name of its database and environment."""
    name = f"netralitas_chaos_{uuid.uuid4().hex[:8]}"
    execute("postgres", f'CREATE DATABASE "{name}"')
    address = urlparse(server_address())._replace(path=f"/{name}").geturl()
    environment = {
        "DATABASE_URL": address,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "netralitas.settings.demo",
    }
    for command in ("migrate", "load_reference"):
        subprocess.run(
            [sys.executable, "manage.py", command, "-v0"], cwd=ROOT, env={**os.environ, **environment}, check=True
        )
    yield name, environment
    execute("postgres", f'DROP DATABASE "{name}" WITH (FORCE)')


def ask(port: int, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, response.read()


def file_until_answered(port: int, key: str) -> str:
    """What a careful client does: the same key again until there is an answer."""
    body = json.dumps(BODY)
    for _try in range(60):
        try:
            status, answer = ask(port, "/api/v1/reports/", body, {"Idempotency-Key": key})
        except (OSError, http.client.HTTPException):
            status, answer = 0, b""
        if status == 201:
            return str(json.loads(answer)["receipt"])
        assert status == 0 or status >= 500, answer
        time.sleep(0.2)
    raise AssertionError("no answer after sixty tries")


def opens(port: int, receipt: str) -> bool:
    return ask(port, "/api/v1/reports/status/", json.dumps({"receipt": receipt}), {})[0] == 200


def test_two_hundred_filings_through_forty_cuts_are_two_hundred_cases(
    portal: tuple[str, dict[str, str]],
) -> None:
    name, environment = portal
    keys = [f"chaos-{number:04}-{uuid.uuid4().hex}" for number in range(FILINGS)]
    receipts: list[str] = []
    with gunicorn("netralitas.wsgi", environment) as (port, _pid):

        def client(mine: list[str]) -> None:
            receipts.extend(file_until_answered(port, key) for key in mine)

        threads = [threading.Thread(target=client, args=(keys[n::CLIENTS],)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        choose = random.Random(3)  # noqa: S311  (a repeatable rhythm)
        for _cut in range(CUTS):
            time.sleep(choose.uniform(0.02, 0.2))
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            execute("postgres", others, name)
        for thread in threads:
            thread.join()
        assert (len(receipts), len(set(receipts))) == (FILINGS, FILINGS)
        assert sum(opens(port, receipt) for receipt in receipts) == FILINGS
    counted = {
        table: execute(name, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608  (names from the line below)
        for table in ("reports_report", "reports_case", "procedures_proceeding", "procedures_step", "reports_standing")
    }
    assert counted == dict.fromkeys(counted, FILINGS)
    assert execute(name, "SELECT count(*) FROM notifications_owed WHERE kind = 'step'") == [(FILINGS,)]
    checked = subprocess.run(
        [sys.executable, "manage.py", "check_invariants"], cwd=ROOT, env={**os.environ, **environment}, check=False
    )
    assert checked.returncode == 0
