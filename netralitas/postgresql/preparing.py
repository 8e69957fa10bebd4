"""Statements that come again and again on one connection, planned once by the server.

For whoever repeats few statements very often, such as the demo's season. A portal's own processes do without: a plan
made for any value may be a poor one for a rare value, and what they ask is asked of growing tables for months.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import Jsonb
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from netralitas.postgresql import sending

MOST = 1000  # statements prepared per connection
LONGEST = 40  # values; longer lists are rarely as long again
WORDS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ")
PLACE = re.compile("%s|%%")
# What the server takes each value for where it is written out, so that a prepared statement reads it the same.
TYPES = {
    UUID: "uuid", datetime: "timestamptz", date: "date", bool: "boolean", int: "integer", Jsonb: "jsonb",
    str: "unknown", type(None): "unknown",
}  # fmt: skip
INTEGER = range(-(2**31), 2**31)

Kind = tuple[str, ...]

_numbers = count(1)  # of the names, which no two statements of a process share


class Prepared:
    """What has been prepared on one connection. A new connection begins with nothing."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Kind], str | None] = {}
        self.names: list[str] = []

    def text(self, asking: "Cursor", statement: str, values: Sequence[Any]) -> str:
        """The words that run this statement: its own the first time, then those of a prepared one."""
        kind = _kind(values)
        if kind is None:
            return statement
        key = (statement, kind)
        if key not in self._known:
            if len(self._known) < MOST:
                self._known[key] = None
            return statement
        if (words := self._known[key]) is None:
            name = f"again_{next(_numbers)}"
            asking.plainly(f"PREPARE {name} ({', '.join(kind)}) AS {_numbered(statement)}")
            self.names.append(name)
            words = self._known[key] = f"EXECUTE {name} ({', '.join(['%s'] * len(kind))})"
        return words


class Cursor(sending.Cursor):
    """Runs what comes again as a prepared statement."""

    def __init__(self, prepared: Prepared, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._prepared = prepared

    def execute(self, query: Any, vars: Any = None) -> None:
        """As psycopg2 does."""
        words = str(query).lstrip()
        fits = isinstance(vars, Sequence) and 0 < len(vars) <= LONGEST
        if fits and words.startswith(WORDS) and ";" not in words:  # several statements in one cannot be prepared
            text = self._prepared.text(self, words, vars)
            query = sending.Silent(text) if type(query) is sending.Silent else text
        super().execute(query, vars)

    def plainly(self, query: str) -> None:
        """Run this as it is."""
        super().execute(query)


@contextmanager
def again(raw: Any) -> Iterator[None]:
    """Let cursors that are opened on this connection within the block prepare what comes again."""
    prepared, usual = Prepared(), raw.cursor_factory
    raw.cursor_factory = lambda *given, **named: Cursor(prepared, *given, **named)
    try:
        yield
    finally:
        raw.cursor_factory = usual
        if not raw.closed and raw.info.transaction_status != TRANSACTION_STATUS_INERROR:
            with raw.cursor() as plain:
                for name in prepared.names:
                    plain.execute(f"DEALLOCATE {name}")


def _kind(values: Sequence[Any]) -> Kind | None:
    """The types of the values in the server's words; None where one of them is of no known type."""
    found = []
    for value in values:
        name = TYPES.get(type(value)) or ("unknown" if isinstance(value, str) else None)
        if name is None or (isinstance(value, datetime) and value.tzinfo is None):
            return None
        found.append("bigint" if name == "integer" and value not in INTEGER else name)
    return tuple(found)


def _numbered(statement: str) -> str:
    """The statement with `$1`, `$2` … in the places of its values."""
    numbers = count(1)
    return PLACE.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", statement)
