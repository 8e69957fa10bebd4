"""Requests as no library would write them: two lengths, folded lines, lines without end."""

import socket

from tests.production.house import HOST, House

PATIENCE = 5.0
# What is smuggled behind a body: where it is answered too, the body's end was read in two ways.
SECOND = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()


def request(*headers: str, body: bytes = b"", line: str = "POST /api/v1/reports/status/ HTTP/1.1") -> bytes:
    """One request with these headers after the usual ones, and a second one behind its body."""
    usual = (f"Host: {HOST}", "X-Forwarded-Proto: https", "Content-Type: application/json")
    return "\r\n".join([line, *usual, *headers, "", ""]).encode("latin-1") + body + SECOND


AMBIGUOUS: dict[str, bytes] = {
    "length and chunks": request("Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "chunks and length": request("Transfer-Encoding: chunked", "Content-Length: 60", body=b"0\r\n\r\n"),
    "two lengths": request("Content-Length: 2", "Content-Length: 60", body=b"{}"),
    "two lengths in one": request("Content-Length: 2, 60", body=b"{}"),
    "a length with a sign": request("Content-Length: +2", body=b"{}"),
    "a length in words": request("Content-Length: two", body=b"{}"),
    "a negative length": request("Content-Length: -2", body=b"{}"),
    "an unknown coding": request("Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
    "chunked twice": request("Transfer-Encoding: chunked, chunked", body=b"0\r\n\r\n"),
    "a coding behind a tab": request("Transfer-Encoding:\x0bchunked", body=b"0\r\n\r\n"),
    "a folded line": request("Content-Length: 2", "X-Any: one\r\n two", body=b"{}"),
    "a space before the colon": request("Content-Length : 2", body=b"{}"),
    "a header without a name": request(": 2", body=b"{}"),
    "a null in a header": request("X-Any: a\x00b", "Content-Length: 2", body=b"{}"),
    "a line of ten thousand": request(line=f"GET /{'a' * 10_000} HTTP/1.1"),
    "a header of ten thousand": request(f"X-Any: {'a' * 10_000}"),
    "two hundred headers": request(*(f"X-Any-{number}: 1" for number in range(200))),
    "no version": request(line="GET /"),
    "an unknown version": request(line="GET / HTTP/9.9"),
}


def answers(house: House, sent: bytes) -> bytes:
    """Everything the web process says to these bytes until it hangs up."""
    said = b""
    with socket.create_connection(("127.0.0.1", house.ports["web"]), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        while part := connection.recv(65536):
            said += part
    return said
