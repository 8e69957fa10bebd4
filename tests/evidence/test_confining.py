"""Inside the sandbox: no network, no look at the process that started it, no growth, nothing inherited.

A hostile decoder (`breakout`) is run by the launcher that runs the real one, and confines itself as that does.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from services.evidence import sandbox

REFUSED = "[Errno 1] Operation not permitted"


def tried(wish: str) -> str:
    """What the hostile decoder says, or the reason why it said nothing."""
    try:
        with sandbox._worked(["tests.evidence.breakout", wish], [b"file"], 30) as made:
            return made.kind
    except sandbox.GivenUp as trouble:
        return f"given up: {trouble.reason}"


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("inet", REFUSED),
        ("inet6", REFUSED),
        ("unix", REFUSED),
        ("child", f"PermissionError: {REFUSED}"),
        ("parent", "Operation not permitted"),
        ("memory", "given up: too_large"),
        ("size", "given up: broken"),
        ("files", "given up: broken"),
        ("environment", "OMP_NUM_THREADS PYTHONDONTWRITEBYTECODE"),
        ("privileges", "1"),
        ("limits", "cpu 60 core 0"),
    ],
)
def test_a_hostile_decoder_gets_nothing(wish: str, said: str) -> None:
    assert tried(wish) == said


# What runs in a process of its own before the walls go up: a system that refuses some of what the walls need.
POOR = """
import ctypes, os, socket
from services.evidence import confining, rebuilding
system = ctypes.CDLL(None, use_errno=True)
system.prctl(confining.NO_NEW_PRIVILEGES, 1, 0, 0, 0)
machine = confining.CALLS[os.uname().machine][0]
assert confining.refuse(system, machine, {refused})
"""
CONNECT = """
try:
    socket.create_connection(("127.0.0.1", {port}), 5)
    print("connected")
except OSError as refused:
    print(refused.strerror)
"""
UNSHARE, PRCTL = (97, 167) if os.uname().machine == "aarch64" else (272, 157)


def run(program: str) -> tuple[int, str]:
    """Exit code and words of a program of its own."""
    done = subprocess.run([sys.executable, "-c", program], cwd=sandbox.ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout.strip() + done.stderr.strip()


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Somebody who can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        yield listening


def never_reached(server: socket.socket) -> bool:
    server.setblocking(False)
    try:
        server.accept()
    except BlockingIOError:
        return True
    return False


def test_in_a_usual_container_the_filter_alone_keeps_connections_from_being_made(server: socket.socket) -> None:
    connect, poor = CONNECT.format(port=server.getsockname()[1]), POOR.format(refused=[UNSHARE])

    assert run(f"{poor}assert confining.confine('jpeg'){connect}") == (0, "Operation not permitted")

    assert never_reached(server)


def test_the_server_of_these_tests_can_be_reached_without_walls(server: socket.socket) -> None:
    connect, poor = CONNECT.format(port=server.getsockname()[1]), POOR.format(refused=[])

    assert run(f"{poor}{connect}") == (0, "connected")

    server.accept()[0].close()


def test_where_neither_wall_can_be_built_nothing_is_drawn() -> None:
    poor = POOR.format(refused=[UNSHARE, PRCTL])

    assert run(f"{poor}raise SystemExit(rebuilding.confined('jpeg', lambda: print('drawn') or 'jpeg'))") == (
        3,
        "no_sandbox",
    )
