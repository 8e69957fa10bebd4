"""make bench: every figure of the design's budgets, beside the ceiling of the same run.

`python -m bench [--sizes 10000 100000 1000000] [--base 500] [--seconds 4] [--one-login] [--no-start] [--suite]`

The engine makes `--base` cases, or as many as the smallest size if that is less; each size is grown from them in SQL
(`bench.grow`). Processes run under their database roles, as in production, unless `--one-login` is given.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from pathlib import Path

from bench import cold, counting, delivery, desk, filing, load, publishing, start, suite, yardstick
from bench.database import NAME, Portal, Used, address, base, recreate, sized, used
from bench.server import ROOT, cpu_seconds, family, gunicorn, memory
from bench.table import Row, Table

SIZES = [10_000, 100_000, 1_000_000]
FILING, COST = "file one complaint by API, 4 clients", "the same, processor time"
PER_CASE = 60.0  # CPU-ms: 10,000 cases in five minutes on two cores


@dataclass(frozen=True)
class Run:
    """One size under measurement."""

    table: Table
    ceiling: dict[str, float]
    seconds: float
    size: str  # as it stands in the table

    def rate(self, operation: str, result: load.Result, target: float, ceiling: str) -> None:
        """A row of answers per second with its latencies; refused requests are said, never hidden."""
        note = f"p50 {result.p50:.1f} ms, p95 {result.p95:.1f} ms, {result.answers} answers"
        note += f", {result.failed} FAILED" if result.failed else ""
        name = f"{operation}, {self.size}"
        self.table.add(Row(name, result.per_second, "/s", target, ceiling=self.ceiling[ceiling], note=note))

    def load(self, port: int, stream: load.Stream, *, clients: int) -> load.Result:
        """The middle one of three runs."""
        return load.median_of_three(port, stream, clients=clients, seconds=self.seconds)


def main() -> None:
    """Measure at each size and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", type=some, nargs="+", default=SIZES, help="cases in the database, one run each")
    options.add_argument(
        "--base", type=some, default=500, help="cases that the engine makes; the sizes are grown from them"
    )
    options.add_argument("--seconds", type=float, default=4.0, help="of one run under load; there are three of each")
    options.add_argument("--one-login", action="store_true", help="without database roles")
    options.add_argument("--no-start", action="store_true", help="leave out the start of a fresh clone")
    options.add_argument("--suite", action="store_true", help="time the test suite as well")
    given = options.parse_args()
    table = Table()
    print(f"  {yardstick.said()}", flush=True)
    ceiling = ceilings(given.seconds)
    with (
        tempfile.TemporaryDirectory(prefix="netralitas-bench-") as folder,
        base(made := first_size(given.base, given.sizes), Path(folder)) as (first, seeding),
    ):
        seeded(table, made, seeding)
        for cases in given.sizes:
            with sized(first, cases, roles=not given.one_login) as (portal, there):
                measure(Run(table, ceiling, given.seconds, f"{there:,}"), portal)
    growth(table)
    if not given.no_start:
        fresh, second = start.fresh_and_second()
        table.add(Row("fresh clone → first page, make run", fresh, "s", 60, at_least=False))
        table.add(Row("second start", second, "s", 10, at_least=False))
    if given.suite:
        per_second, said = suite.tests_per_second()
        table.add(Row("test suite on PostgreSQL and Redis", per_second, "tests/s", 20, note=said))
    print("\n" + table.markdown())


def some(value: str) -> int:
    """A number of cases; there is nothing to measure without one."""
    number = int(value)
    if number < 1:
        raise ValueError
    return number


def first_size(base: int, sizes: list[int]) -> int:
    """How many cases the engine makes: no more than the smallest size, since growing takes none away."""
    return min(base, *sizes)


def seeded(table: Table, cases: int, seeding: Used) -> None:
    """What a case costs the engine, and what that makes of ten thousand."""
    each = seeding.total / cases * 1000
    note = f"{seeding.seconds:.0f} s for {cases}; of each {seeding.server / cases * 1000:.0f} in PostgreSQL"
    table.add(Row("seed_demo, one case", each, "CPU-ms", PER_CASE, at_least=False, note=note))


def growth(table: Table) -> None:
    """What filing costs at the last size against the first: in processor time, which a busy machine distorts least."""
    costs = [row.figure for row in table.rows if row.operation.startswith(COST)]
    rates = [row.figure for row in table.rows if row.operation.startswith(FILING)]
    if len(costs) > 1:
        note = f"by answers per second {rates[0] / rates[-1]:.2f}"
        name = "filing at the last size against the first, processor time"
        table.add(Row(name, costs[-1] / costs[0], "times", 1.1, at_least=False, note=note))


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


def measure(run: Run, portal: Portal) -> None:
    """All figures at one size of the database."""
    publishing.row(run.table, portal, run.size)
    run.table.add(Row(f"public statistics, cold, {run.size}", cold.milliseconds(portal), "ms", 30, at_least=False))
    with gunicorn("netralitas.wsgi", portal.process("staff")) as (port, pid):
        desks(run, port, portal)
        run.table.add(Row(f"memory per staff worker, {run.size}", memory(pid), "MB", 100, at_least=False))
    with gunicorn("netralitas.wsgi", portal.process("public")) as (port, pid):
        window(run, port)
        filings(run, port, pid, portal)
        delivered(run, port, portal)
        run.table.add(Row(f"memory per web worker after load, {run.size}", memory(pid), "MB", 100, at_least=False))


def window(run: Run, port: int) -> None:
    """Form page and public statistics."""
    run.rate("form page", run.load(port, filing.form_page, clients=2), 500, "page")
    weight, requests = page_weight(port, "/lapor/")
    note = f"{requests} requests"
    run.table.add(Row("filing page, all resources, gzipped", weight / 1024, "KB", 25, at_least=False, note=note))
    flow = weight + sum(len(gzip.compress(page, 6)) for page in filing.pages_of_one(port))
    run.table.add(Row("whole text flow of a filing, gzipped", flow / 1024, "KB", 120, at_least=False))
    stream = partial(_same, ("GET", "/statistik/", None, {}))
    run.rate("public statistics, warm", run.load(port, stream, clients=2), 1500, "page")


def desks(run: Run, port: int, portal: Portal) -> None:
    """Queue and case page, and what each of them and a filing cost in statements."""
    opened = desk.streams(port, portal.var_dir)
    run.rate("staff queue, 50 rows, filtered", run.load(port, opened.queue, clients=2), 60, "list")
    run.rate("case page", run.load(port, opened.case, clients=2), 150, "one")
    counting.rows(run.table, portal, opened, run.size)


def filings(run: Run, port: int, pid: int, portal: Portal) -> None:
    """Filing by API and through the pages; the processor time of one by API grows with nothing."""
    run.rate(FILING, run.load(port, filing.by_api, clients=4), 250, "file")
    web = sum(map(cpu_seconds, family(pid)))
    with used(portal.database) as server:
        result = load.run(port, filing.by_api, clients=4, seconds=run.seconds)
    web = (sum(map(cpu_seconds, family(pid))) - web) / result.answers * 1000
    note = f"web {web:.1f}, PostgreSQL {server.server / result.answers * 1000:.1f}"
    each = web + server.server / result.answers * 1000
    run.table.add(Row(f"{COST}, {run.size}", each, "CPU-ms", note=note))
    run.rate("whole filing through the form pages", run.load(port, filing.through_pages, clients=4), 100, "flow")


def delivered(run: Run, port: int, portal: Portal) -> None:
    """Filing by API while the worker delivers."""
    found = delivery.measure(port, portal, seconds=run.seconds * 2)
    note = f"{found.filings} filings, last letter {found.seconds_after:.1f} s after the last filing"
    name, ceiling = f"the same with the worker delivering, {run.size}", run.ceiling["file"]
    run.table.add(Row(name, found.per_second, "/s", 120, ceiling=ceiling, note=note))
    note = f"vault beside it {found.vault_ms:.1f} ms"
    run.table.add(Row(f"worker per complaint, {run.size}", found.worker_ms, "CPU-ms", 6, at_least=False, note=note))


def _same(request: load.Request, _number: int) -> Iterator[load.Step]:
    return repeat(request)


def page_weight(port: int, path: str) -> tuple[int, int]:
    """Gzipped bytes and number of requests of a page with all it links."""
    page = load.send(port, ("GET", path, None, {})).content
    links = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
    bodies = [page, *(load.send(port, ("GET", link.decode(), None, {})).content for link in links)]
    return sum(len(gzip.compress(body, 6)) for body in bodies), len(bodies)


if __name__ == "__main__":
    main()
