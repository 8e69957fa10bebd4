"""The first answer after a publication, from a process that has answered other things but knows no figure yet."""

import statistics
import time
from functools import partial

from bench import load
from bench.database import Portal
from bench.server import gunicorn

STARTS = 5
OTHER_PAGES = ("/lapor/", "/panduan/", "/privasi/", "/data/")


def milliseconds(portal: Portal) -> float:
    """The median of some first answers, each from a server that has just been started."""
    return statistics.median(_first(portal) for _start in range(STARTS))


def _first(portal: Portal) -> float:
    with gunicorn("netralitas.wsgi", portal.process("public"), workers=1) as (port, _pid):
        ask = partial(load.send, port)
        for page in OTHER_PAGES:
            ask(("GET", page, None, {}))
        began = time.perf_counter()
        answer = ask(("GET", "/statistik/", None, {}))
        if answer.status != 200:
            raise SystemExit(f"/statistik/: {answer.status}")
        return (time.perf_counter() - began) * 1000
