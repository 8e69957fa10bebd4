"""The desks of BKN, an employer and Bawaslu, their addresses, and what is typed there."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from procedures.models import LetterRecord
from reports.models.package import PackageLeg
from tests.factories import accounts

LIST = "/admin/reports/packagerespondent/"


def recorded(leg: PackageLeg, event: str, typed: dict[str, Any]) -> None:
    """A step that an operator types in from a letter and a leader confirms."""
    assert bawaslu().post(step_of(leg, event), {**LETTER, **typed}).status_code == 302
    row = LetterRecord.objects.get(state="waiting")
    page = reverse("admin:reports_packagerespondent_letter", args=[leg.respondent_id, leg.pk, row.pk])
    assert bawaslu("leader").post(page, {"confirm": "1"}).status_code == 302


def bkn() -> Client:
    return accounts.signed_in(accounts.officer("bkn", "bkn"))


def bkpsdm(office: str = "bkpsdm-balikpapan") -> Client:
    return accounts.signed_in(accounts.officer("bkpsdm", office))


def bawaslu(role: str = "operator", office: str = "bawaslu-balikpapan") -> Client:
    return accounts.signed_in(accounts.officer(role, office))


def file_of(leg: PackageLeg) -> str:
    return f"{LIST}{leg.respondent_id}/change/"


def step_of(leg: PackageLeg, event: str) -> str:
    return f"{LIST}{leg.respondent_id}/{leg.pk}/{event}/"


def recommendation(leg: PackageLeg, **changes: Any) -> dict[str, Any]:
    return {
        "version": leg.proceeding.version,
        "number": "R-7/CONTOH/2024",
        "dated_on": "2024-10-03",
        "violation_class": "discipline",
        "text": "Hukuman disiplin sedang.",
        "due_on": "",
        "announced_on": "",
        **changes,
    }


def decree(leg: PackageLeg, **changes: Any) -> dict[str, Any]:
    return {
        "version": leg.proceeding.version,
        "decree_number": "800/1/CONTOH",
        "decree_date": "2024-10-03",
        "signatory": "Wali Kota",
        "kind": "M1",
        "mismatch_reason": "",
        "starts_on": "2024-10-24",
        "reply": "answer",
        "replied_on": "2024-10-01",
        "announced_on": "",
        **changes,
    }


LETTER = {
    "letter_number": "S-12/CONTOH",
    "letter_dated_on": "2024-10-02",
    "letter_sender": "BKN",
    "letter_received_on": "2024-10-03",
}


def words(response: Any) -> str:
    """What a reader sees: tags away, spaces evened out."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())
