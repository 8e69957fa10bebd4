"""A connection whose health the kernel is asked for, and inserts that are composed once and sent in company."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base, operations

from netralitas.postgresql import preparing
from netralitas.postgresql.sending import Connection, Cursor

SOMETHING_CAME = select.POLLIN | select.POLLRDHUP | select.POLLHUP | select.POLLERR


class DatabaseOperations(operations.DatabaseOperations):
    """Composes statements with the compilers beside this module."""

    compiler_module = "netralitas.postgresql.compiler"

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """The statement, also where it waits or was part of a longer message."""
        return str(cursor.own.decode() if cursor.own else super().last_executed_query(cursor, sql, params))


class DatabaseWrapper(base.DatabaseWrapper):
    """A kept connection is looked at before its first use in a request, without a word to the server."""

    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        """With our own connection and cursor (`sending`)."""
        return {**super().get_connection_params(), "connection_factory": Connection, "cursor_factory": Cursor}

    def _savepoint_rollback(self, sid: str) -> None:
        # What waits was said after the newest savepoint: opening or releasing one would have sent it.
        self.connection.waiting = []
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # the stubs do not know it

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's; `cursor()` has already asked whether it may be called here, and times always have a zone."""
        if name:
            return super().create_cursor(name)
        cursor = self.connection.cursor()
        cursor.tzinfo_factory = self.tzinfo_factory
        return cursor

    def is_usable(self) -> bool:
        """Whether the connection lives.

        An idle connection has nothing to read. A server that ended, restarted or threw us out has said
        goodbye or hung up, which can be read; only then is it asked, with a statement, what it has to say.
        """
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), SOMETHING_CAME)
        return not socket.poll(0) or super().is_usable()

    @contextmanager
    def repeating(self) -> Iterator[None]:
        """Let the server plan once what is asked again and again in the block, as long as this connection lives."""
        self.ensure_connection()
        with preparing.again(self.connection):
            yield
