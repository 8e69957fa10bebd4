"""Answers one request twice inside a process of the portal, and says what the second time cost in statements.

`python -m bench.statements METHOD PATH [BODY]` with the session's cookies in BENCH_COOKIES prints
{"all": …, "role": …}: of all, how many only name the database role and the person (ADR 9). With BENCH_SHOW set,
each statement with its time comes first.
"""

import json
import os
import sys
import time
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402  (needs the settings above)
from django.test import Client  # noqa: E402

ROLE = ("SET LOCAL", "SELECT set_config", "SELECT pg_catalog.set_config", "RESET", "SET ROLE")


def main(method: str, path: str, body: str) -> None:
    """Print the two numbers."""
    client = Client(HTTP_HOST="127.0.0.1", HTTP_COOKIE=os.environ.get("BENCH_COOKIES", ""))
    found: list[tuple[str, float]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.append((sql, (time.perf_counter() - began) * 1000))

    for _time in range(2):
        found.clear()
        headers = {"Idempotency-Key": uuid4().hex} if body else {}
        with connection.execute_wrapper(note):
            answer = client.generic(method, path, body, content_type="application/json", headers=headers)
        if answer.status_code not in (200, 201):
            raise SystemExit(f"{method} {path}: {answer.status_code}")
    if os.environ.get("BENCH_SHOW"):
        print("\n".join(f"{milliseconds:7.1f} ms  {sql}" for sql, milliseconds in found))
    print(json.dumps({"all": len(found), "role": sum(sql.startswith(ROLE) for sql, _milliseconds in found)}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
