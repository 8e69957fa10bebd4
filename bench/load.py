"""A bounded load on loopback: processes that send requests for some seconds, then report."""

import http.client
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Request = tuple[str, str, bytes | None, dict[str, str]]  # method, path, body, headers
MOST = 60_000  # requests per process, whatever the clock says


@dataclass(frozen=True)
class Result:
    """What a run showed: answers per second, latencies in milliseconds, answers that were refused."""

    per_second: float
    p50: float
    p95: float
    failed: int
    answers: int


def send(port: int, request: Request, keep: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
    """One request on a connection of its own, as sync workers serve it."""
    method, path, body, headers = request
    connection = keep or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body=body, headers={"Host": f"127.0.0.1:{port}", **headers})
    response = connection.getresponse()
    content = response.read()
    if keep is None:
        connection.close()
    return response.status, content


def _worker(
    port: int, seconds: float, number: int, requests: Callable[[int], Iterator[Request]], out: "multiprocessing.Queue"
) -> None:
    latencies, failed = [], 0
    stream = requests(number)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and len(latencies) < MOST:
        began = time.perf_counter()
        status, _content = send(port, next(stream))
        latencies.append((time.perf_counter() - began) * 1000)
        failed += status >= 400
    out.put((latencies, failed))


def run(port: int, requests: Callable[[int], Iterator[Request]], *, clients: int, seconds: float) -> Result:
    """`clients` processes for `seconds` each, all on loopback."""
    out: multiprocessing.Queue = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=_worker, args=(port, seconds, number, requests, out))
        for number in range(clients)
    ]
    for worker in workers:
        worker.start()
    parts = [out.get(timeout=seconds + 60) for _ in workers]
    for worker in workers:
        worker.join()
    latencies = sorted(latency for part, _failed in parts for latency in part)
    return Result(
        per_second=len(latencies) / seconds,
        p50=statistics.median(latencies),
        p95=latencies[int(len(latencies) * 0.95) - 1],
        failed=sum(failed for _part, failed in parts),
        answers=len(latencies),
    )


def median_of_three(port: int, requests: Callable[[int], Iterator[Request]], *, clients: int, seconds: float) -> Result:
    """A short warm-up, then three runs; the one in the middle by answers per second."""
    run(port, requests, clients=clients, seconds=1.0)
    runs = [run(port, requests, clients=clients, seconds=seconds) for _ in range(3)]
    return sorted(runs, key=lambda result: result.per_second)[1]
