"""How many statements one request costs, as rows of the table."""

import json
import os
import subprocess
import sys

from bench import desk, filing, load
from bench.database import Portal
from bench.server import ROOT
from bench.table import Row, Table

MOST = 12


def rows(table: Table, portal: Portal, opened: desk.Opened, size: str) -> None:
    """Filing, queue and case page."""
    body = json.dumps(filing.BODY)
    asked = {
        "file one complaint by API": (portal.process("public"), ("POST", "/api/v1/reports/", body.encode(), {})),
        "staff queue": (portal.process("staff"), next(opened.queue(0))),
        "case page": (portal.process("staff"), next(opened.case(0))),
    }
    for name, (environment, request) in asked.items():
        found = counted(environment, request)
        note = f"and {found['role']} that name role and person" if found["role"] else ""
        table.add(
            Row(f"{name}, statements, {size}", found["all"] - found["role"], "SQL", MOST, at_least=False, note=note)
        )


def counted(environment: dict[str, str], request: load.Request) -> dict[str, int]:
    """Count in a process of its own, which has answered the same once before."""
    method, path, body, headers = request
    command = [sys.executable, "-m", "bench.statements", method, path, (body or b"").decode()]
    cookies = {"BENCH_COOKIES": headers.get("Cookie", "")}
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment, **cookies}, check=True, stdout=subprocess.PIPE
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))
