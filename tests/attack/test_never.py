"""Rules without exception that no table of rights can show (N-06, N-10, N-11 of the threat model)."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client

from services.accounts.enums import DataGroup
from services.notifications import delivery
from services.notifications.models import Message
from tests.attack import planting
from tests.attack.crawling import PLACEHOLDER, SLUGS, body, crawl, patterns
from tests.attack.planting import PERSONNEL, Planted, grow
from tests.factories import accounts

pytestmark = pytest.mark.django_db
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
FILED = "2024-10-03T04:37:41+08:00"
# The hour and minute of the filing in every zone of the country and in UTC, as people and as programs write them.
HOURS = re.compile(r"\b(?:03|04|05|20)[.:]37(?:[.:]41)?\b")
DESKS = [("bkpsdm", PERSONNEL), ("bkn", "bkn")]


@pytest.fixture
def planted() -> Iterator[Planted]:
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield grow()


def test_n10_no_address_without_sign_in_takes_the_key_of_a_case_a_file_or_a_person() -> None:
    taken = {address: PLACEHOLDER.findall(address) for address in patterns() if not address.startswith("/admin/")}
    assert {address: keys for address, keys in taken.items() if keys} == {
        "/api/v1/statistics/<slug:name>/": [("slug", "name")],  # a table of public figures
        "/data/<slug:name>.csv": [("slug", "name")],
        "/statistik/<slug:slug>/": [("slug", "slug")],  # a region
        "/lapor/<step:name>/": [("step", "name")],  # a page of the form
        "/bukti/bagian/<uuid:upload>/": [("uuid", "upload")],  # a file on its way, behind the code it belongs to
    }


def test_n11_the_person_reported_stands_in_no_title_address_file_name_or_subject(planted: Planted) -> None:
    named = {word for word, groups in planted.canaries.items() if DataGroup.RESPONDENT_IDENTITY in groups}
    assert len(named) >= 3
    seen = {"titles": 0, "files": 0}
    for user in (planted.people["assigned"], accounts.officer("bkpsdm", PERSONNEL), accounts.officer("bkn", "bkn")):
        browser = accounts.signed_in(user)
        for address, response, content in crawl(browser, {**planted.ids(), **SLUGS}, more=planted.addresses()):
            titles = TITLE.findall(content.decode(errors="replace"))
            file = response.get("Content-Disposition", "")
            said = " ".join((address, response.get("Location", ""), file, *titles)).casefold()
            assert [word for word in named if word.casefold() in said] == [], address
            seen["titles"] += len(titles)
            seen["files"] += bool(file)
    assert (seen["titles"] > 100, seen["files"] > 0) == (True, True)
    while delivery.deliver(100):
        continue
    subjects = [message.subject for message in mail.outbox]
    assert len(subjects) > 5
    assert [word for word in named for subject in subjects if word.casefold() in subject.casefold()] == []
    assert Message.objects.exists()


def test_n06_the_hour_of_a_filing_reaches_no_desk_and_no_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    file = planting._file

    def at_night(planted: Planted) -> None:
        with time_machine.travel(FILED, tick=False):
            file(planted)

    monkeypatch.setattr(planting, "_file", at_night)
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        planted = grow()
    assert planted.report.received_at == datetime.fromisoformat(FILED)
    with time_machine.travel("2024-11-20T11:00:00+08:00", tick=False):
        browsers = [accounts.signed_in(accounts.officer(role, agency)) for role, agency in DESKS]
        pages = 0
        for browser in [*browsers, Client(REMOTE_ADDR="192.0.2.9")]:
            for address, response, content in crawl(browser, {**planted.ids(), **SLUGS}, more=planted.addresses()):
                assert HOURS.findall(content.decode(errors="replace")) == [], address
                pages += response.status_code == 200
        assert pages > 40
        phone = Client()  # and whoever looks over the reporter's shoulder
        phone.post("/lacak/", {"code": planted.code})
        own = body(phone.get("/lacak/status/")).decode()
    assert "3 Oktober 2024" in own
    assert HOURS.findall(own) == []
