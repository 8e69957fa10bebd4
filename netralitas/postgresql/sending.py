"""What goes over the wire: an INSERT that returns nothing travels with the statement after it, as one message.

Order, locks and outcome are those of two messages; only an error of the INSERT shows at the next statement,
at the end of its `atomic` block at the latest. So an `IntegrityError` is caught around `atomic`, as Django asks
anyway.
"""

from typing import Any

from psycopg2 import extensions

MOST = 100  # inserts in one message, for a loop that writes thousands of rows and asks nothing


class Silent(str):
    """The text of a statement that returns nothing and whose outcome nobody looks at."""

    __slots__ = ()


class Connection(extensions.connection):  # type: ignore[misc]  # the driver has no types
    """Keeps what may wait, until something else is said or the transaction ends."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.waiting: list[bytes] = []

    def take(self) -> bytes:
        """What waits, as the beginning of a message."""
        said, self.waiting = b"".join(self.waiting), []
        return said

    def say(self) -> None:
        """Send what waits."""
        if self.waiting:
            with self.cursor() as cursor:
                extensions.cursor.execute(cursor, self.take())

    def commit(self) -> None:
        """Send what waits, then commit."""
        self.say()
        super().commit()

    def rollback(self) -> None:
        """Forget what waits: it was never sent."""
        self.waiting = []
        super().rollback()


class Cursor(extensions.cursor):  # type: ignore[misc]
    """Sends nothing before what waits."""

    connection: Connection
    own: bytes | None = None  # the statement this cursor was last given, where the message did not consist of it

    def execute(self, query: Any, vars: Any = None) -> None:
        """Keep a `Silent` statement of a transaction; send any other one, with what waits before it."""
        holder = self.connection
        self.own = None
        if type(query) is Silent and not holder.autocommit and len(holder.waiting) < MOST:
            self.own = self.mogrify(query, vars)
            holder.waiting.append(self.own + b";")
        elif holder.waiting and self.name is None:
            self.own = self.mogrify(query, vars)
            super().execute(holder.take() + self.own)
        else:
            holder.say()  # a cursor with a name is declared by a message of its own
            super().execute(query, vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        """One after the other."""
        for vars in vars_list:
            self.execute(query, vars)

    def copy_expert(self, *given: Any, **named: Any) -> None:
        """COPY is a message of its own."""
        self.connection.say()
        super().copy_expert(*given, **named)
