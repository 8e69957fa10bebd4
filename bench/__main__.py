"""make bench: every figure of the design's budgets, beside the ceiling of the same run.

`python -m bench [--sizes 300 10000] [--seconds 4] [--no-start]`
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import repeat
from pathlib import Path
from urllib.parse import urlparse

import psycopg2

from bench import delivery, desk, filing, load, start
from bench.server import ROOT, gunicorn, memory
from bench.table import Row, Table

NAME = "netralitas_bench"


def main() -> None:
    """Measure at each size and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", type=int, nargs="+", default=[300, 10_000])
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--no-start", action="store_true")
    given = options.parse_args()
    table = Table()
    ceiling = ceilings(given.seconds)
    for size in given.sizes:
        measure(table, ceiling, size=size, seconds=given.seconds)
    if not given.no_start:
        fresh, second = start.fresh_and_second()
        table.add(Row("fresh clone → first page, make run", fresh, "s", 60, at_least=False))
        table.add(Row("second start", second, "s", 10, at_least=False))
    print("\n" + table.markdown())


def ceilings(seconds: float) -> dict[str, float]:
    """Answers per second of the bare minimum, on this machine, now."""
    recreate(f"{NAME}_ceiling")
    environment = {"DATABASE_URL": address(f"{NAME}_ceiling")}
    subprocess.run([sys.executable, "-m", "bench.ceiling"], cwd=ROOT, env={**os.environ, **environment}, check=True)
    fields = json.dumps({f"field{number}": "teks contoh " * 5 for number in range(10)}).encode()
    requests = {
        "file": ("POST", "/file", fields, {"Content-Type": "application/json"}),
        "page": ("GET", "/page", None, {}),
        "list": ("GET", "/list", None, {}),
        "one": ("GET", "/one", None, {}),
    }
    found = {}
    with gunicorn("bench.ceiling:application", environment) as (port, _pid):
        for name, request in requests.items():
            clients = 4 if name == "file" else 2
            stream = partial(_same, request)
            found[name] = load.median_of_three(port, stream, clients=clients, seconds=seconds).per_second
            print(f"  ceiling: {name} {found[name]:,.0f} per s", flush=True)
        flow = load.median_of_three(port, lambda _number: repeat(filing.bare), clients=4, seconds=seconds)
        found["flow"] = flow.per_second
        print(f"  ceiling: the requests of a filing through the pages {flow.per_second:,.0f} per s", flush=True)
    return found


def measure(table: Table, ceiling: dict[str, float], *, size: int, seconds: float) -> None:
    """All figures at one size of the database."""
    database = f"{NAME}_{size}"
    recreate(database)
    with tempfile.TemporaryDirectory(prefix="netralitas-bench-") as folder:
        var_dir = Path(folder)
        environment = {
            "DATABASE_URL": address(database),
            "VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "netralitas.settings.demo",
        }
        for command in (["migrate"], ["load_reference"]):
            manage(command, environment)
        began = time.monotonic()
        manage(["seed_demo", "--cases", str(size), "--seed", "7"], environment)
        limit = 300 if size >= 10_000 else None
        table.add(Row(f"seed_demo, {size:,} cases", time.monotonic() - began, "s", limit, at_least=False))
        manage(["publish_statistics"], environment)
        execute(database, "ANALYZE")
        with gunicorn("netralitas.wsgi", environment) as (port, pid):
            window(table, ceiling, port=port, size=size, seconds=seconds)
            desks(table, ceiling, port=port, size=size, seconds=seconds, var_dir=var_dir)
            filings(table, ceiling, port=port, size=size, seconds=seconds)
            delivered(table, ceiling, port=port, size=size, seconds=seconds, environment=environment)
            table.add(Row(f"memory per web worker after load, {size:,}", memory(pid), "MB", 100, at_least=False))


def window(table: Table, ceiling: dict[str, float], *, port: int, size: int, seconds: float) -> None:
    """Form page and public statistics."""
    result = load.median_of_three(port, filing.form_page, clients=2, seconds=seconds)
    table.add(rate(f"form page, {size:,}", result, 500, ceiling["page"]))
    weight, requests = page_weight(port, "/lapor/")
    note = f"{requests} requests"
    table.add(Row("filing page, all resources, gzipped", weight / 1024, "KB", 25, at_least=False, note=note))
    flow = weight + sum(len(gzip.compress(page, 6)) for page in filing.pages_of_one(port))
    table.add(Row("whole text flow of a filing, gzipped", flow / 1024, "KB", 120, at_least=False))
    stream = partial(_same, ("GET", "/statistik/", None, {}))
    result = load.median_of_three(port, stream, clients=2, seconds=seconds)
    table.add(rate(f"public statistics, warm, {size:,}", result, 1500, ceiling["page"]))


def desks(table: Table, ceiling: dict[str, float], *, port: int, size: int, seconds: float, var_dir: Path) -> None:
    """Queue and case page."""
    queue, case = desk.streams(port, var_dir)
    result = load.median_of_three(port, queue, clients=2, seconds=seconds)
    table.add(rate(f"staff queue, 50 rows, filtered, {size:,}", result, 60, ceiling["list"]))
    result = load.median_of_three(port, case, clients=2, seconds=seconds)
    table.add(rate(f"case page, {size:,}", result, 150, ceiling["one"]))


def filings(table: Table, ceiling: dict[str, float], *, port: int, size: int, seconds: float) -> None:
    """Filing by API and through the pages."""
    result = load.median_of_three(port, filing.by_api, clients=4, seconds=seconds)
    table.add(rate(f"file one complaint by API, 4 clients, {size:,}", result, 250, ceiling["file"]))
    result = load.median_of_three(port, filing.through_pages, clients=4, seconds=seconds)
    table.add(rate(f"whole filing through the form pages, {size:,}", result, 100, ceiling["flow"]))


def delivered(
    table: Table, ceiling: dict[str, float], *, port: int, size: int, seconds: float, environment: dict[str, str]
) -> None:
    """Filing by API while the worker delivers."""
    found = delivery.measure(port, environment["DATABASE_URL"], environment, seconds=seconds * 2)
    note = f"{found.filings} filings, last letter {found.seconds_after:.1f} s after the last filing"
    table.add(
        Row(
            f"the same with the worker delivering, {size:,}",
            found.per_second,
            "/s",
            120,
            ceiling=ceiling["file"],
            note=note,
        )
    )
    note = f"vault beside it {found.vault_ms:.1f} ms"
    table.add(Row(f"worker per complaint, {size:,}", found.worker_ms, "CPU-ms", 6, at_least=False, note=note))


def rate(operation: str, result: load.Result, target: float, ceiling: float) -> Row:
    """A row of answers per second with its latencies; refused requests are said, never hidden."""
    note = f"p50 {result.p50:.1f} ms, p95 {result.p95:.1f} ms, {result.answers} answers"
    note += f", {result.failed} FAILED" if result.failed else ""
    return Row(operation, result.per_second, "/s", target, ceiling=ceiling, note=note)


def _same(request: load.Request, _number: int) -> Iterator[load.Step]:
    return repeat(request)


def page_weight(port: int, path: str) -> tuple[int, int]:
    """Gzipped bytes and number of requests of a page with all it links."""
    page = load.send(port, ("GET", path, None, {})).content
    links = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
    bodies = [page, *(load.send(port, ("GET", link.decode(), None, {})).content for link in links)]
    return sum(len(gzip.compress(body, 6)) for body in bodies), len(bodies)


def manage(command: list[str], environment: dict[str, str]) -> None:
    """Run one management command."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **environment}, check=True)


def address(database: str) -> str:
    """The address of a database beside the one that DATABASE_URL names."""
    return urlparse(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def recreate(database: str) -> None:
    """An empty database of this name."""
    execute("postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)', f'CREATE DATABASE "{database}"')


def execute(database: str, *statements: str) -> None:
    """Run statements outside a transaction."""
    connection = psycopg2.connect(address(database))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


if __name__ == "__main__":
    main()
