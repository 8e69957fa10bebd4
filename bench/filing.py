"""Filing: by API, and through the form pages."""

import json
import re
import uuid
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench import load

BODY = {
    "kind": "report",
    "region": "64.71",
    "act": "likes",
    "incident_date": "2026-11-18",
    "known_date": "2026-11-19",
    "place": "Media sosial",
    "narrative": "DATA CONTOH. " + "Terlapor menyukai dan mengomentari unggahan tim pemenangan. " * 8,
    "contest": "unknown",
    "favoured": "pair",
    "capacity": "voter",
    "respondents": [{"name": "Contoh Meranti", "status": "pns", "employer": "pemkot-balikpapan", "position": "Guru"}],
    "witnesses": [{"name": "Contoh Saksi", "address": "Jalan Contoh 2", "phone": "081200000000"}],
    "reporter": {
        "name": "Contoh Pelapor",
        "birth_place": "Balikpapan",
        "birth_date": "1990-05-04",
        "sex": "female",
        "occupation": "Pedagang",
        "citizenship": "Indonesia",
        "address": "Jalan Contoh 1, Balikpapan",
        "email": "contoh@contoh.invalid",
    },
}


def by_api(_number: int) -> Iterator[load.Request]:
    """Complete reports, each under a key of its own."""
    body = json.dumps(BODY).encode()
    while True:
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        yield "POST", "/api/v1/reports/", body, headers


def form_page(_number: int) -> Iterator[load.Request]:
    """The first page a citizen opens."""
    while True:
        yield "GET", "/lapor/", None, {}


class Browser:
    """A person with cookies who fills in the pages of /lapor/ without JavaScript."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        """Open a page, following redirects."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a form with the token the cookie holds."""
        token = ("csrfmiddlewaretoken", self.cookies.get("csrftoken", ""))
        return self._ask("POST", path, urlencode([token, *fields]).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> str:
        for _hop in range(5):
            status, location, content = self._once(method, path, body)
            if status not in {301, 302, 303}:
                if status >= 400:
                    raise RuntimeError(f"{method} {path}: {status} {re.sub(r'<[^>]+>', ' ', content)[:300]}")
                return content
            method, path, body = "GET", location, None
        raise RuntimeError(f"{path}: too many redirects")

    def _once(self, method: str, path: str, body: bytes | None) -> tuple[int, str, str]:
        connection = load.http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        content = response.read().decode()
        for header, value in response.getheaders():
            if header.lower() == "set-cookie":
                for morsel in SimpleCookie(value).values():
                    self.cookies[morsel.key] = morsel.value
        connection.close()
        return response.status, response.getheader("Location") or "", content
