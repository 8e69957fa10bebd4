"""Somebody who fills in the pages of /lapor/ as a browser without JavaScript does. All names invented."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

INCIDENT = {
    "kind": "report",
    "district": "64.71.05",
    "place": "Grup percakapan warga",
    "incident_date": "2024-09-28",
    "known_date": "2024-09-30",
    "act": "likes",
    "narrative": "Terlapor berkali-kali menyukai dan mengomentari unggahan pasangan calon dengan dukungan.",
    "contest": "regent_mayor",
    "favoured": "pair",
}
RESPONDENT = {"respondents.0.position": "Guru Contoh", "respondents.0.employer": "Pemerintah Kota Balikpapan"}
WITNESS = {"witnesses.0.name": "Saksi Contoh", "links": "https://contoh.invalid/unggahan/1"}
REPORTER = {
    "kind": "report",
    "reporter.name": "Pelapor Contoh",
    "reporter.address": "Jalan Contoh 1",
    "reporter.email": "pelapor@contoh.invalid",
    "capacity": "voter",
}
TRUTH = {"truth": "1", "action": "submit"}
PAGES = {"kejadian": INCIDENT, "terlapor": RESPONDENT, "bukti": WITNESS, "pelapor": REPORTER}


class Citizen:
    """A browser and what its owner does with it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @property
    def code(self) -> str:
        """The code this browser holds."""
        return self.client.cookies["kode"].value

    def open(self, page: str) -> HttpResponse:
        """Open a page of the form."""
        return self.client.get(f"/lapor/{page}/")

    def read(self, page: str) -> str:
        """The text of a page of the form."""
        return self.open(page).content.decode()

    def send(self, page: str, answers: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
        """Send a page, with its usual answers unless others are given."""
        given = PAGES.get(page, {}) if answers is None else answers
        return self.client.post(f"/lapor/{page}/", {**given, **more})

    def fill_in(self, until: str = "tinjau") -> None:
        """Send every page before `until`."""
        for page in ("kejadian", "terlapor", "bukti", "pelapor"):
            if page == until:
                return
            response = self.send(page)
            assert response.status_code == 302, response.content.decode()

    def submit(self) -> HttpResponse:
        """Press the last button."""
        return self.send("tinjau", TRUTH)

    def track(self, code: str) -> HttpResponse:
        """Type a code on /lacak/."""
        return self.client.post("/lacak/", {"code": code})


def page(client: Client) -> str:
    """The status page as text."""
    return client.get("/lacak/status/").content.decode()
