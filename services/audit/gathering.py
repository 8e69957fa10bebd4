"""Rows that wait for the end of a block of acts in one transaction, to be written with one INSERT."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connection, models, transaction

Row = TypeVar("Row", bound=models.Model)


@dataclass
class Sign:
    """Stands among the connection's callbacks as long as no savepoint has taken back what it stands for."""

    def __call__(self) -> None:
        """Nothing is to be done after the commit."""


@dataclass
class Gathered(Generic[Row]):
    """The rows of one block, in order."""

    _rows: list[tuple[Sign, Row]] = field(default_factory=list)

    def add(self, rows: Iterable[Row]) -> None:
        """Let rows wait; a savepoint that is rolled back takes them with it."""
        sign = Sign()
        transaction.on_commit(sign)
        self._rows += [(sign, row) for row in rows]

    def standing(self) -> list[Row]:
        """What no savepoint has taken back."""
        kept = {id(entry[1]) for entry in connection.run_on_commit}
        return [row for sign, row in self._rows if id(sign) in kept]


@contextmanager
def gathering(into: "ContextVar[Gathered[Row] | None]") -> Iterator[Gathered[Row]]:
    """Gather rows in this block; raises RuntimeError outside a transaction, where nothing could take them back."""
    if not connection.in_atomic_block:
        raise RuntimeError("rows are gathered within a transaction only")
    waiting = Gathered[Row]()
    token: Token[Gathered[Row] | None] = into.set(waiting)
    try:
        yield waiting
    finally:
        into.reset(token)
