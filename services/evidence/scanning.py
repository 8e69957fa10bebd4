"""The virus scanner beside the worker, where the installation has one: clamd over INSTREAM.

It finds known harm; it is no proof of safety, and nothing rests on it: people see copies that the sandbox
draws anew in any case. Where `CLAMAV` names a scanner, no copy is made before it has looked.
"""

import socket
import struct
from collections.abc import Iterable

from django.conf import settings

PATIENCE = 60.0  # seconds for one step of the exchange
MOST_SAID = 4096  # bytes of an answer


class ScannerDown(Exception):
    """The scanner does not answer, or not sensibly; the file waits. The text holds nothing of the file."""


class Harmful(Exception):
    """The scanner knows the file as harmful. What it calls it is not kept."""


class TooLong(Exception):
    """The file is longer than the scanner takes (its StreamMaxLength)."""


def look(content: Iterable[bytes]) -> None:
    """Let the scanner see a file; raises `Harmful`, `TooLong` and `ScannerDown`. Without a scanner nothing happens."""
    if not settings.CLAMAV:
        return
    try:
        with _connected(settings.CLAMAV) as connection:
            answer = _exchange(connection, content)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    if answer.endswith("FOUND"):
        raise Harmful
    if "size limit exceeded" in answer:
        raise TooLong
    if answer != "stream: OK":
        raise ScannerDown("unknown answer")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _exchange(connection: socket.socket, content: Iterable[bytes]) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        for chunk in content:
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return _answer(connection)  # it has heard enough: the answer says why
    return _answer(connection)


def _answer(connection: socket.socket) -> str:
    said = b""
    while len(said) < MOST_SAID and not said.endswith(b"\0") and (part := connection.recv(1024)):
        said += part
    return said.rstrip(b"\0\n").decode("ascii", "replace")
