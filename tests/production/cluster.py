"""A PostgreSQL server of a test's own, so that its settings can be chosen and its log be read."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.attack.places import program

ACCOUNT = "postgres"  # of the system and of the database: PostgreSQL refuses to run as root
STARTS_WITHIN = 20.0  # seconds


@dataclass(frozen=True)
class Cluster:
    """A server that listens on a socket in its folder, and what it has written so far."""

    folder: Path

    @contextmanager
    def connect(self, *, autocommit: bool = True) -> Iterator[Any]:
        """A connection, closed on the way out."""
        connection = psycopg2.connect(host=str(self.folder), user=ACCOUNT, dbname="postgres")
        connection.autocommit = autocommit
        try:
            yield connection
        finally:
            connection.close()

    def log(self) -> bytes:
        """All that the server has written."""
        return (self.folder / "log").read_bytes()

    def load(self, sql: bytes) -> None:
        """Run a script."""
        command = [program("psql"), "--quiet", f"--host={self.folder}", f"--username={ACCOUNT}", "postgres"]
        done = subprocess.run(command, input=sql, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def made() -> Iterator[Path]:
    """The folder of a new cluster that no server runs on yet."""
    folder = Path(tempfile.mkdtemp(prefix="nt-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        make = [program("initdb"), f"--pgdata={folder / 'data'}", "--auth=trust", f"--username={ACCOUNT}", "--no-sync"]
        done = subprocess.run(make, capture_output=True, check=False, cwd=folder, **_account())
        assert done.returncode == 0, done.stderr.decode()
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(folder: Path, options: Sequence[str] = ()) -> Iterator[Cluster]:
    """A server on the cluster, started with these options and with an empty log."""
    command = [program("postgres"), "-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses="]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, *options], stderr=log, stdout=log, cwd=folder, **_account())
        try:
            cluster = Cluster(folder)
            _wait(cluster, process)
            yield cluster
        finally:
            process.send_signal(signal.SIGINT)  # without waiting for who is connected
            process.wait(timeout=STARTS_WITHIN)


def _wait(cluster: Cluster, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            with cluster.connect():
                return
        except psycopg2.OperationalError:
            time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start: {cluster.log().decode()}")


def _account() -> dict[str, Any]:
    return {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
