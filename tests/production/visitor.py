"""Citizens and officers as nginx hands them on: plain HTTP requests with the proxy's headers."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.production.house import HOST, House, filing, key

PATIENCE = 5.0  # seconds: a request that waits for a dead broker or cache to come back takes longer
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Visitor:
    """One browser or program. `address` is what the proxy saw."""

    house: House
    door: str = "web"
    address: str = "203.0.113.7"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of one request."""
        connection = HTTPConnection("127.0.0.1", self.house.ports[self.door], timeout=PATIENCE)
        sent = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **(headers or {}),
        }
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return answer.status, answer.read()
        finally:
            connection.close()

    def submit(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """Open a page and send its form."""
        _status, page = self.ask("GET", path)
        token = TOKEN.search(page.decode())
        assert token, page[:500]
        form = urlencode({"csrfmiddlewaretoken": token.group(1), **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{path}"}
        status, answer = self.ask("POST", path, form, headers)
        return status, answer.decode()

    def file(self, number: int, idempotency_key: str = "") -> dict[str, object]:
        """File the report of this number through the API; what it answered."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key or key()}
        status, answer = self.ask("POST", "/api/v1/reports/", json.dumps(filing(number)).encode(), headers)
        assert status == 201, answer[:2000]
        found: dict[str, object] = json.loads(answer)
        self.house.receipts.add(found["receipt"])
        return found

    def follow(self, receipt: object) -> dict[str, object]:
        """What the code opens."""
        headers = {"Content-Type": "application/json"}
        body = json.dumps({"receipt": receipt}).encode()
        status, answer = self.ask("POST", "/api/v1/reports/status/", body, headers)
        assert status == 200, answer[:2000]
        found: dict[str, object] = json.loads(answer)
        return found
