"""Gives each part of the portal that a test runs the database role it has in production.

In production every process has one role from its start (`DATABASE_ROLE`). A test runs all of them in one
process, as the owner of the test database: here a request or a task takes its process's role as it begins.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse

from netralitas.roles import making
from netralitas.roles.table import DbRole
from services.vault import client, mailer
from services.vault.daemon import Vault

# What the worker runs: module and function, as tests call them.
TASKS = (
    ("reports.relay", "run"),
    ("reports.retention", "sweep"),
    ("reports.withdrawing", "forget"),
    ("reports.vaultwatch", "look"),
    ("netralitas.breaches", "run"),
    ("services.notifications.delivery", "deliver"),
    ("services.audit.chain", "seal_all"),
    ("services.audit.chain", "close_day"),
    ("procedures.deadlines", "recompute"),
    ("procedures.reminders", "scan"),
)
# The role up to now, then another one: the inner query is not flattened, so it has been read before.
STEP_INTO = "SELECT before, set_config('role', %s, false) FROM (SELECT current_setting('role') AS before OFFSET 0) now"


@contextmanager
def process(role: DbRole) -> Iterator[None]:
    """Everything within is done as a process of this role does it; the embedded default knows no roles."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(STEP_INTO, [making.name(role)])
        before = cursor.fetchone()[0]
    try:
        yield
    finally:
        if not connection.needs_rollback:  # a rollback brings the former role back by itself
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', %s, false)", [before])


def each_request_has_its_process(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """nginx in short: the staff room is served by one process, everything else by another."""

    def answer(request: HttpRequest) -> HttpResponse:
        with process(DbRole.STAFF if request.path_info.startswith("/admin/") else DbRole.PUBLIC):
            return get_response(request)

    return answer


def separate(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Until the end of the test: one role per process."""
    settings.DATABASE_ROLE = DbRole.STAFF.value
    settings.MIDDLEWARE = [f"{__name__}.{each_request_has_its_process.__name__}", *settings.MIDDLEWARE]
    for module, name in TASKS:
        function = getattr(import_module(module), name)
        monkeypatch.setattr(f"{module}.{name}", run_by(DbRole.WORKER, function))
    monkeypatch.setattr(client, "has_identity_words", run_by(DbRole.VAULT, client.has_identity_words))
    monkeypatch.setattr(mailer, "send", run_by(DbRole.VAULT, mailer.send))
    monkeypatch.setattr(Vault, "answer", run_by(DbRole.VAULT, Vault.answer))


def run_by(role: DbRole, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as a process of this role runs it."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with process(role):
            return function(*args, **kwargs)

    return run
