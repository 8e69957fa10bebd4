"""What PostgreSQL may write into its own log. A statement that fails, or takes long, holds what somebody typed.

`manage.py migrate` and `manage.py check --database default` warn where the server's settings would let it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

# Setting → (what it must be, whether a value is fit). Levels of PostgreSQL at which no statement is written:
SILENT = {"fatal", "panic"}
WANTED: dict[str, tuple[str, Callable[[str], bool]]] = {
    "log_min_error_statement": ("panic", lambda value: value in SILENT),
    "log_error_verbosity": ("terse", lambda value: value == "terse"),
    "log_parameter_max_length_on_error": ("0", lambda value: value in ("0", "0B")),
    "log_parameter_max_length": ("0", lambda value: value in ("0", "0B")),
    "log_statement": ("none", lambda value: value in ("none", "ddl")),
    "log_min_duration_statement": ("-1", lambda value: value == "-1"),
    "log_min_duration_sample": ("-1", lambda value: value == "-1"),
    "log_transaction_sample_rate": ("0", lambda value: float(value) == 0),
}


def unfit(alias: str = "default") -> dict[str, str]:
    """The server's settings that would let it write down what people type, with their values; none on SQLite."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        return read(cursor)


def read(cursor: Any) -> dict[str, str]:
    """The same of the server that this cursor asks; every role may read these settings."""
    cursor.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", [list(WANTED)])
    return {name: value for name, value in cursor.fetchall() if not WANTED[name][1](value)}


@register(Tags.database)
def the_server_writes_no_statement_down(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """W003 for each such setting. Silent for demos: their reports are invented."""
    if settings.DEMO:
        return []
    return [
        Warning(
            f"PostgreSQL has {name} = {value} and may write what reporters type into its log.",
            f"Set {name} = {WANTED[name][0]} in postgresql.conf and reload it (docs/operations.md, PostgreSQL's log).",
            id="netralitas.W003",
        )
        for alias in databases or []
        for name, value in unfit(alias).items()
    ]
