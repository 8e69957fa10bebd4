"""The counting of refusals is itself tested: a server that stumbles before it answers is found out."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.proofs import refusals
from tests.proofs.refusals import Seen


@pytest.fixture
def stumbling(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that says 503, 500, cuts the line, and only then files."""
    monkeypatch.setattr(refusals, "PAUSE", 0.0)
    steps = iter((503, 500, 0, 201))

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status = next(steps)
            if status:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps({"receipt": "AAAA"}).encode())

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_every_refusal_on_the_way_counts_although_the_filing_succeeds(stumbling: int) -> None:
    seen = Seen()
    seen.file(stumbling, "kunci-contoh-0123456789")
    assert seen.receipts == ["AAAA"]
    assert seen.refused == {"503": 1, "500": 1, refusals.CUT: 1}
