"""Requests of two people in turn, in two languages and with two codes: each gets their own alone (threat T-30)."""

import random
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from reports.models.case import Case
from services.audit.models import Entry
from tests.factories import accounts, reports
from tests.filing.conftest import clock  # noqa: F401  (a day of the campaign)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@dataclass(frozen=True)
class Visitor:
    """Who asks, in which language, for what; `own` stands on their pages, and on nobody else's."""

    browser: Client
    pages: tuple[str, ...]
    own: str
    language: str


def holder(number: int, language: str) -> Visitor:
    """A reporter behind a code, who has written something that only their page shows."""
    code, _case = reports.filed(reports.submission(place=f"Lapangan {number}"))
    reports.relayed()
    browser, own = Client(REMOTE_ADDR=f"192.0.2.{number}"), f"Kabar nomor {number} dari warga"
    browser.post("/lacak/", {"code": code})
    browser.post("/lacak/pesan/", {"text": own})
    before = "" if language == "id" else f"/{language}"
    return Visitor(browser, (f"{before}/lacak/status/",), own, language)


def officer(office: str, region: str) -> Visitor:
    """An officer with one case of their own office."""
    _code, case = reports.filed(reports.submission(region=region, place=f"Aula {office}"))
    browser = accounts.signed_in(accounts.officer("leader", office))
    return Visitor(browser, (f"/admin/reports/case/{case.pk}/change/",), f"Aula {office}", "id")


def stranger(language: str) -> Visitor:
    before = "" if language == "id" else f"/{language}"
    return Visitor(Client(REMOTE_ADDR="192.0.2.99"), (f"{before}/lacak/", f"{before}/panduan/"), "", language)


def crossings(*, requests: int) -> None:
    cache.clear()
    visitors = [
        holder(1, "id"), holder(2, "en"), stranger("id"), stranger("en"),
        officer("bawaslu-balikpapan", "64.71"), officer("bawaslu-kotim", "62.02"),
    ]  # fmt: skip
    words = {one.own for one in visitors if one.own}
    assert len(words) == 4
    choose, entries = random.Random(30), Entry.objects.filter(action="case:read").count()  # noqa: S311
    read = 0
    for _number in range(requests):
        who = choose.choice(visitors)
        page = choose.choice(who.pages)
        response = who.browser.get(page)
        said = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{who.language}"' in said
        assert {word for word in words if word in said} == ({who.own} if who.own else set())
        assert who.own == "" or "no-store" in response["Cache-Control"]
        read += page.startswith("/admin/")
    assert Entry.objects.filter(action="case:read").count() - entries == read
    assert Case.objects.count() == 4


def test_sixty_requests_in_turn_cross_nowhere() -> None:
    crossings(requests=60)


@pytest.mark.proof
def test_five_hundred_requests_in_turn_cross_nowhere() -> None:
    crossings(requests=500)
