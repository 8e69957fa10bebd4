"""A bounded load on loopback: processes that send requests for some seconds, then report."""

import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Request = tuple[str, str, bytes | None, dict[str, str]]  # method, path, body, headers
Step = Request | Callable[[int], int]  # or something that takes several requests: port in, last status out
Stream = Callable[[int], Iterator[Step]]  # the steps of the client with this number
MOST = 60_000  # requests per process, whatever the clock says


@dataclass(frozen=True)
class Result:
    """What a run showed: answers per second, latencies in milliseconds, answers that were refused."""

    per_second: float
    p50: float
    p95: float
    failed: int
    answers: int


@dataclass(frozen=True)
class Answer:
    """What came back: status, header lines as sent, body."""

    status: int
    headers: tuple[str, ...]
    content: bytes

    def named(self, name: str) -> Iterator[str]:
        """The values of a header."""
        for line in self.headers:
            key, _colon, value = line.partition(":")
            if key.lower() == name:
                yield value.strip()


def send(port: int, request: Request) -> Answer:
    """One request on a connection of its own, as sync workers serve it.

    By hand and in HTTP 1.0, because client and server share the machine: what a comfortable client
    costs would be missing in the figures of the server. Raises `OSError` where nobody answers.
    """
    method, path, body, headers = request
    lines = [f"{method} {path} HTTP/1.0", f"Host: 127.0.0.1:{port}", *(f"{key}: {headers[key]}" for key in headers)]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b""))
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    head, _blank, content = b"".join(parts).partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/"):
        raise ConnectionError("the server closed the connection without an answer")
    return Answer(int(first.split(" ", 2)[1]), tuple(rest), content)


def _worker(port: int, seconds: float, number: int, requests: Stream, out: "multiprocessing.Queue[Any]") -> None:
    latencies, failed = [], 0
    stream = requests(number)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and len(latencies) < MOST:
        began = time.perf_counter()
        step = next(stream)
        status = step(port) if callable(step) else send(port, step).status
        latencies.append((time.perf_counter() - began) * 1000)
        failed += status >= 400
    out.put((latencies, failed))


def run(port: int, requests: Stream, *, clients: int, seconds: float) -> Result:
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


def median_of_three(port: int, requests: Stream, *, clients: int, seconds: float) -> Result:
    """A short warm-up, then three runs; the one in the middle by answers per second."""
    run(port, requests, clients=clients, seconds=1.0)
    runs = [run(port, requests, clients=clients, seconds=seconds) for _ in range(3)]
    return sorted(runs, key=lambda result: result.per_second)[1]
