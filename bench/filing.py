"""Filing: by API, and through the form pages."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench import load

BODY: dict[str, Any] = {
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

PAGES = [
    (
        "kejadian",
        [
            ("kind", "report"),
            ("district", "64.71.05"),
            ("place", BODY["place"]),
            ("incident_date", BODY["incident_date"]),
            ("known_date", BODY["known_date"]),
            ("act", BODY["act"]),
            ("narrative", BODY["narrative"]),
            ("contest", "unknown"),
            ("favoured", "pair"),
        ],
    ),
    ("terlapor", [("respondents.0.position", "Guru"), ("respondents.0.employer", "Pemerintah Kota Balikpapan")]),
    ("bukti", [("witnesses.0.name", "Contoh Saksi"), ("links", "https://contoh.invalid/unggahan/1")]),
    (
        "pelapor",
        [
            ("kind", "report"),
            ("reporter.name", "Contoh Pelapor"),
            ("reporter.address", "Jalan Contoh 1, Balikpapan"),
            ("reporter.email", "contoh@contoh.invalid"),
            ("capacity", "voter"),
        ],
    ),
    ("tinjau", [("truth", "1"), ("action", "submit")]),
]
HANDED_IN = b"/lapor/baru/"  # the last page offers another filing


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


def through_pages(_number: int) -> Iterator[load.Step]:
    """Whole filings by people without JavaScript, each in a fresh browser; one answer is one filing."""
    while True:
        yield _fill_in


def _fill_in(port: int) -> int:
    if HANDED_IN not in pages_of_one(port)[-1]:
        raise RuntimeError("the last page does not say that the filing was handed in")
    return 200


def pages_of_one(port: int) -> list[bytes]:
    """Open the first page and send all five, as a browser does: twelve requests with the redirects."""
    browser = Browser(port)
    opened = [browser.get("/lapor/"), browser.get("/lapor/kejadian/")]
    sent = [browser.post(f"/lapor/{step}/", answers) for step, answers in PAGES]
    return [page.encode() for page in opened + sent]


def bare(port: int) -> int:
    """The requests of `pages_of_one`, to the bare project of `bench.ceiling`; the worst status."""
    fields = urlencode({f"field{number}": "teks contoh " * 5 for number in range(10)}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    statuses = [load.send(port, ("GET", "/page", None, {})).status for _opened in range(2)]
    for _step in PAGES:
        statuses.append(load.send(port, ("POST", "/step", fields, form)).status)
        statuses.append(load.send(port, ("GET", "/page", None, {})).status)
    return max(statuses)


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
            answer = self._once(method, path, body)
            if answer.status >= 400:
                said = re.sub(r"<[^>]+>", " ", answer.content.decode())[:300]
                raise RuntimeError(f"{method} {path}: {answer.status} {said}")
            if answer.status not in {301, 302, 303}:
                return answer.content.decode()
            method, path, body = "GET", next(answer.named("location")), None
        raise RuntimeError(f"{path}: too many redirects")

    def _once(self, method: str, path: str, body: bytes | None) -> load.Answer:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = load.send(self.port, (method, path, body, headers))
        for cookie in answer.named("set-cookie"):
            name, _sign, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer
