"""A connection whose health the kernel is asked for, and inserts whose text is composed once."""

import select

from django.db.backends.postgresql import base, operations

SOMETHING_CAME = select.POLLIN | select.POLLRDHUP | select.POLLHUP | select.POLLERR


class DatabaseOperations(operations.DatabaseOperations):
    """Composes statements with the compilers beside this module."""

    compiler_module = "netralitas.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A kept connection is looked at before its first use in a request, without a word to the server."""

    ops_class = DatabaseOperations

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
