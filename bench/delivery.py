"""Filing while a worker works off and delivers everything the filings owe."""

import time
from dataclasses import dataclass

import psycopg2

from bench import filing, load
from bench.database import Portal, address
from bench.server import beside, cpu_seconds

OPEN = "SELECT count(*) FROM notifications_owed WHERE done_at IS NULL AND not_before <= now()"
LONGEST = 300.0  # seconds until everything must have left
WORKER = ("celery", "--quiet", "-A", "netralitas", "worker", "--pool=threads", "--concurrency=4", "--loglevel=ERROR",
          "--without-gossip", "--without-mingle")  # fmt: skip
VAULT = ("netralitas.vaultd",)
BEAT = ("celery", "--quiet", "-A", "netralitas", "beat", "--loglevel=ERROR", "--pidfile=")


@dataclass(frozen=True)
class Delivered:
    """Filings per second until the last letter had left, and milliseconds of processor per filing."""

    per_second: float
    worker_ms: float
    vault_ms: float
    filings: int
    seconds_after: float  # from the last filing to the last letter


def measure(port: int, portal: Portal, *, seconds: float) -> Delivered:
    """File with four clients for some seconds while worker, vault and scheduler run; wait for the last letter."""
    database, works = address(portal.database), portal.process("worker")
    beat = (*BEAT, f"--schedule={portal.var_dir}/bench-beat")
    with beside((VAULT, portal.process("vault")), (WORKER, works), (beat, works)) as (vault, worker, _beat):
        _until_none_is_owed(database)  # what was filed before, without a worker
        before = cpu_seconds(worker), cpu_seconds(vault)
        began = time.monotonic()
        result = load.run(port, filing.by_api, clients=4, seconds=seconds)
        filed = time.monotonic()
        _until_none_is_owed(database)
        ended = time.monotonic()
        used = cpu_seconds(worker) - before[0], cpu_seconds(vault) - before[1]
    if result.failed:
        raise SystemExit(f"{result.failed} of {result.answers} filings were refused")
    return Delivered(
        per_second=result.answers / (ended - began),
        worker_ms=used[0] / result.answers * 1000,
        vault_ms=used[1] / result.answers * 1000,
        filings=result.answers,
        seconds_after=ended - filed,
    )


def _until_none_is_owed(database: str) -> None:
    connection = psycopg2.connect(database)
    connection.autocommit = True
    end = time.monotonic() + LONGEST
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(OPEN)
            if cursor.fetchone() == (0,):
                connection.close()
                return
            time.sleep(0.2)
    raise SystemExit("letters are still owed after five minutes")
