"""Where the portal keeps and leaves things besides its answers: cache, broker, letters, files, lines, database.

Each function gives the bytes of one of these places as somebody finds them who has got at the machine. The crawl
and the seeded leaks look through the same functions.
"""

import glob
import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import redis
from celery import current_app
from django.core import mail
from django.core.cache.backends import locmem
from django.db import connection

from netralitas import logs

COPIED = re.compile(r"^COPY (?:public\.)?\"?(\w+)\"? \((.+)\) FROM stdin;$")
Cell = tuple[str, str]  # table, column


def cached() -> list[bytes]:
    """Keys and values of every cache: the memory of this process, and Redis where there is one."""
    memories = locmem._caches  # type: ignore[attr-defined]
    kept = [part(f"{name} {key}", value) for name, held in memories.items() for key, value in held.items()]
    return [*kept, *in_redis()]


def brokered() -> list[bytes]:
    """Every message that waits for a worker: in Redis, or in the folders of the embedded default."""
    options = current_app.conf.broker_transport_options or {}
    folders = {Path(path) for name, path in options.items() if name.endswith(("_in", "_out", "_folder"))}
    return [*files(*folders), *in_redis()]


def part(name: str, content: bytes) -> bytes:
    """One thing under its name, as the detector takes it."""
    return name.encode() + b"\n\n" + content


def in_redis() -> Iterator[bytes]:
    """Keys and values of the Redis server that REDIS_URL names, read by their type: a dump of it would be packed."""
    if not (address := os.environ.get("REDIS_URL")):
        return
    with redis.Redis.from_url(address) as server:
        for key in server.scan_iter():
            yield from (key + b"\n\n" + value for value in _values(server, key))


def _values(server: Any, key: bytes) -> list[bytes]:
    kind = server.type(key)
    if kind == b"string":
        return [server.get(key) or b""]
    if kind == b"list":
        return list(server.lrange(key, 0, -1))
    if kind == b"hash":
        return [part for pair in server.hgetall(key).items() for part in pair]
    if kind == b"set":
        return list(server.smembers(key))
    assert kind in (b"zset", b"none"), f"{key!r} is of a type that nobody looks into: {kind!r}"
    return list(server.zrange(key, 0, -1)) if kind == b"zset" else []


def letters() -> list[bytes]:
    """Every letter as the mail server gets it, and to whom."""
    return [part(" ".join(one.recipients()), one.message().as_bytes()) for one in mail.outbox]


def files(*folders: Path) -> list[bytes]:
    """Names and content of everything below these folders."""
    found = sorted({path for folder in folders for path in folder.rglob("*")})
    return [part(str(path), path.read_bytes() if path.is_file() else b"") for path in found]


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that any logger writes from here on, as production writes it."""
    written: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(logs.formatter())
    handler.emit = lambda record: written.append(handler.format(record))  # type: ignore[method-assign]
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def stored() -> dict[Cell, bytes]:
    """The content of every column of every table that the database has, join tables and Django's own among them."""
    found: dict[Cell, bytes] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (names of the catalogue)
            names = [column[0] for column in cursor.description]
            for name, values in zip(names, zip(*cursor.fetchall(), strict=True), strict=False):
                found[table, name] = b"\n".join(map(plain, values))
    return found


def plain(value: object) -> bytes:
    """A value of the database as bytes."""
    return bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs; the test fails where it is not installed."""
    beside = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=_version)
    found = beside[-1] if beside else shutil.which(name)
    if not found:
        pytest.fail(f"{name} was not found. Install PostgreSQL's programs (Debian: apt-get install postgresql)")
    return found


def _version(path: str) -> int:
    return int(re.sub(r"\D", "", Path(path).parts[-3]) or 0)


def dump(*options: str) -> bytes:
    """What `pg_dump` writes of the test database, as its owner. Only what is committed stands in it."""
    given = connection.get_connection_params()
    parts = {name: given[name] for name in ("dbname", "host", "port", "user") if given.get(name)}
    address = "postgresql:///?" + urlencode(parts, quote_via=quote)
    environment = {**os.environ, **({"PGPASSWORD": given["password"]} if given.get("password") else {})}
    command = [program("pg_dump"), "--no-password", *options, f"--dbname={address}"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def cells(dumped: bytes) -> dict[Cell, bytes]:
    """The content of every column in a dump; what stands outside of the tables is under ("", "")."""
    found: dict[Cell, list[bytes]] = {}
    table, names = "", [""]
    for line in dumped.split(b"\n"):
        if begins := COPIED.match(line.decode(errors="replace")):
            table, names = begins[1], [name.strip(' "') for name in begins[2].split(",")]
            found.update({(table, name): [] for name in names})
        elif line == rb"\." and table:
            table, names = "", [""]
        else:
            values = line.split(b"\t") if table else [line]
            for name, value in zip(names, values, strict=True):
                found.setdefault((table, name), []).append(value)
    return {cell: b"\n".join(values) for cell, values in found.items()}
