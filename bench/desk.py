"""The staff queue and the case page, as a signed-in verifier of Balikpapan opens them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import load, sign_in

QUEUE = "/admin/reports/case/?state=review"
CASE = re.compile(r'href="(/admin/reports/case/[0-9a-f-]{36}/change/)')

Stream = Callable[[int], Iterator[load.Request]]


@dataclass(frozen=True)
class Opened:
    """What a signed-in officer asks for, over and over."""

    queue: Stream
    case: Stream


def streams(port: int, var_dir: Path) -> Opened:
    """Requests for the filtered queue and for the pages of the cases on it."""
    browser = sign_in.officer(port, var_dir, role="verifier", agency="Balikpapan")
    headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items())}
    pages = sorted(set(CASE.findall(browser.get("/admin/reports/case/"))))
    if not pages:
        raise SystemExit("the queue of the demo officer is empty; nothing to measure")

    def queue(_number: int) -> Iterator[load.Request]:
        while True:
            yield "GET", QUEUE, None, headers

    def case(number: int) -> Iterator[load.Request]:
        while True:
            for path in pages[number % len(pages) :] + pages[: number % len(pages)]:
                yield "GET", path, None, headers

    return Opened(queue, case)
