"""The virus scanner: what it is shown, what its answers lead to, and that nothing passes it while it is silent."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from netralitas.env import Env, EnvError
from services.evidence import copies, scanning
from services.evidence.models import Copy, CopyState
from tests.evidence.test_copies import photo
from tests.factories.evidence import original

# The industry's harmless test file, in two halves so that no scanner minds this source.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.ThreadingUnixStreamServer):
    """Speaks clamd's INSTREAM: takes the pieces, keeps what it saw, and answers as clamd does."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), Talk)
        self.seen: list[bytes] = []
        self.says = b""  # another answer than the file deserves
        self.longest = 10_000_000


class Talk(socketserver.BaseRequestHandler):
    """One file."""

    server: Clamd

    def handle(self) -> None:
        assert self._take(10) == b"zINSTREAM\0"
        whole = b""
        while length := struct.unpack("!I", self._take(4))[0]:
            whole += self._take(length)
            if len(whole) > self.server.longest:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(whole)
        verdict = b"stream: Eicar-Signature FOUND\0" if EICAR in whole else b"stream: OK\0"
        self.request.sendall(self.server.says or verdict)

    def _take(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            got += self.request.recv(size - len(got)) or b"\0" * size
        return got


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[Clamd]:
    server = Clamd(tmp_path / "clamd")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLAMAV = str(tmp_path / "clamd")
    yield server
    server.shutdown()
    server.server_close()


def test_a_clean_file_is_shown_whole_and_then_copied(db: None, clamd: Clamd) -> None:
    content = photo(size=(400, 300), quality=100)
    copy = Copy.objects.get(pk=original(content).pk)

    assert copies.make(5) == 1

    copy.refresh_from_db()
    assert copy.state == CopyState.READY
    assert clamd.seen == [content]


def test_a_harmful_file_gets_no_copy_and_the_next_one_does(db: None, clamd: Clamd) -> None:
    harmful = Copy.objects.get(pk=original(photo() + EICAR).pk)
    harmless = Copy.objects.get(pk=original(photo()).pk)

    assert copies.make(5) == 2

    harmful.refresh_from_db()
    harmless.refresh_from_db()
    assert (harmful.state, harmful.reason, bytes(harmful.sealed_key)) == (CopyState.MANUAL, "harmful", b"")
    assert harmless.state == CopyState.READY


def test_while_the_scanner_is_silent_files_wait_and_lose_no_try(
    db: None, clamd: Clamd, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    copy = Copy.objects.get(pk=original(photo()).pk)
    address, settings.CLAMAV = settings.CLAMAV, settings.CLAMAV + "-gone"

    for _time in range(copies.MOST_TRIES + 2):
        assert copies.make(5) == 0

    copy.refresh_from_db()
    assert (copy.state, copy.tries, copy.tried_at) == (CopyState.WAITING, 0, None)
    assert "the virus scanner does not answer, so files wait: FileNotFoundError" in caplog.text
    settings.CLAMAV = address
    assert copies.make(5) == 1
    copy.refresh_from_db()
    assert copy.state == CopyState.READY


@pytest.mark.parametrize("answer", [b"stream: Can't allocate memory ERROR\0", b"hello\0", b"\0"])
def test_an_answer_that_is_none_is_silence(clamd: Clamd, answer: bytes) -> None:
    clamd.says = answer

    with pytest.raises(scanning.ScannerDown):
        scanning.look([b"x"])


def test_a_file_longer_than_the_scanner_takes_is_left_to_a_person(db: None, clamd: Clamd) -> None:
    clamd.longest = 100
    copy = Copy.objects.get(pk=original(photo(size=(400, 300))).pk)

    assert copies.make(5) == 1

    copy.refresh_from_db()
    assert (copy.state, copy.reason) == (CopyState.MANUAL, "unscanned")


def test_without_a_scanner_nothing_is_asked(settings: Any) -> None:
    assert settings.CLAMAV == ""

    scanning.look(iter(()))


@pytest.mark.parametrize("value", ["clamav", ":3310", "clamav:0", "clamav:70000", "clamav:x"])
def test_an_address_that_is_none_is_named_with_its_remedy(value: str) -> None:
    with pytest.raises(EnvError, match="Write host:port, or the path of a socket"):
        Env({"CLAMAV": value}).address("CLAMAV")


def test_addresses_are_taken_as_they_are() -> None:
    assert [Env({"CLAMAV": value}).address("CLAMAV") for value in ("", "clamav:3310", "/run/clamd")] == [
        "", "clamav:3310", "/run/clamd",
    ]  # fmt: skip
