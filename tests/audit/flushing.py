"""How tests with `transaction=True` clean up although the audit refuses DELETE and TRUNCATE.

Django empties the tables with `flush` after such a test. Only that command, and only while tests
run, takes the triggers away and puts them back, in one transaction. Production has no such door.
Every other test keeps the triggers, so code that changes the audit fails in it.
"""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

triggers = importlib.import_module("services.audit.migrations.0002_append_only")


def away() -> list[str]:
    return list(triggers.POSTGRESQL_AWAY if connection.vendor == "postgresql" else triggers.SQLITE_AWAY)


def back() -> list[str]:
    return list(triggers.POSTGRESQL if connection.vendor == "postgresql" else triggers.SQLITE)


@pytest.fixture(scope="session", autouse=True)
def flush_may_empty_the_audit() -> Iterator[None]:
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = plain(self, style, tables, **options)
        return [*away(), *statements, *back()] if "audit_entry" in tables else statements

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield
