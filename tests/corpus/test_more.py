"""Bad inputs that need a clock, a socket, a person or a file made for them."""

import json
import re
import socket
from datetime import UTC, datetime, timedelta
from unittest import mock
from urllib import request as urls
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from procedures import deadlines
from regions import offices
from regions.days import local_date
from reports import drafts, requirements
from reports.models.case import Case
from reports.models.report import Exhibit, Report
from services.audit.models import Entry
from services.evidence.models import Original
from tests.architecture.test_sizes import ROOT
from tests.factories import accounts, reports
from tests.filing.citizen import Citizen
from tests.filing.conftest import citizen, client, clock  # noqa: F401  (the person at the browser)
from tests.reports_api.test_filing import body, send

pytestmark = pytest.mark.django_db
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (timedelta(days=7), False),  # the seventh day begins
        (timedelta(days=8, seconds=-1), False),
        (timedelta(days=8), True),
        (timedelta(days=8, minutes=30), True),  # the day before in UTC, in all three zones
    ],
    ids=["seven-days-at-midnight", "a-second-to-midnight", "midnight", "half-past-midnight"],
)
def test_the_seventh_day_ends_with_the_day_of_the_region(zone: str, moment: timedelta, late: bool) -> None:
    known = datetime(2024, 10, 3, tzinfo=ZoneInfo(zone))
    with time_machine.travel(known + moment, tick=False):
        window = deadlines.filing_window(known.date(), rule_set="PILKADA", region="64.71", zone=zone)
        assert requirements.is_late(window, today=local_date(datetime.now(tz=UTC), zone)) is late
        for region in (one for one in ("62.02", "64.71") if offices.region(one).zone == zone):
            given = reports.submission(region=region, known_date=known.date(), incident_date=known.date())
            _code, case = reports.filed(given)
            assert case.received_on == local_date(datetime.now(tz=UTC), zone)
            assert ("late" in case.missing) is late


@pytest.mark.usefixtures("clock")
def test_the_clock_of_the_sender_counts_for_nothing() -> None:
    """A program whose clock is a year behind and that claims another zone is filed on the day of the portal."""
    forged = {"Date": "Mon, 02 Oct 2023 00:00:00 GMT", "X-Timezone": "Asia/Jayapura", "If-Modified-Since": "0"}
    content = body(incident_date="2024-09-28", known_date="2024-09-30")
    response = Client(REMOTE_ADDR="192.0.2.8").post(
        "/api/v1/reports/",
        json.dumps(content),
        content_type="application/json",
        headers={"Idempotency-Key": "kunci-contoh-0123456789", **forged},
    )
    assert response.status_code == 201
    assert Case.objects.get().received_on.isoformat() == "2024-10-03"
    ahead = send("reports/", json.dumps({**content, "incident_date": "2024-10-05"}), key="kunci-contoh-9876543210")
    assert [error["code"] for error in ahead.json()["errors"]] == ["future", "before_incident"]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("http://169.254.169.254/latest/meta-data/", True),
        ("http://127.0.0.1:6379/", True),
        ("http://[::1]/", True),
        ("file:///etc/passwd", False),
        ("gopher://127.0.0.1:25/_HELO", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_link_into_our_own_network_is_text_and_nothing_more(link: str, kept: bool, citizen: Citizen) -> None:  # noqa: F811
    citizen.fill_in(until="bukti")
    with (
        mock.patch.object(socket, "create_connection", side_effect=AssertionError),
        mock.patch.object(urls, "urlopen", side_effect=AssertionError),
    ):
        response = citizen.send("bukti", {"links": link})
    assert response.status_code == (302 if kept else 422)
    assert [one.link for one in Exhibit.objects.all()] == [link] * kept
    assert f'href="{link}' not in citizen.read("bukti")
    if not kept:
        assert link in response.content.decode()


@pytest.mark.parametrize(
    "naming",
    [
        'filename="sidik-satu.pdf"; filename="sidik-dua.jpg"',
        "filename=\"sidik-satu.pdf\"; filename*=UTF-8''sidik-dua%2E.php",
        "filename*=UTF-8''..%2F..%2Fsidik-satu.pdf",
        'filename="sidik-satu.pdf";\r\n filename="sidik-dua.pdf"',
        'filename="C:\\sidik\\sidik-satu.pdf"',
        'filename="sidik-satu.pdf\x00.jpg"',
    ],
)
def test_a_file_with_two_names_keeps_neither(naming: str, citizen: Citizen) -> None:  # noqa: F811
    citizen.fill_in(until="bukti")
    head = f'--tepi\r\nContent-Disposition: form-data; name="files"; {naming}\r\n'
    content = head.encode() + b"Content-Type: application/pdf\r\n\r\n" + PDF + b"\r\n--tepi--\r\n"
    response = citizen.client.post("/lapor/bukti/", content, content_type="multipart/form-data; boundary=tepi")
    assert response.status_code in {302, 400, 422}
    assert Exhibit.objects.count() == Original.objects.count() == (response.status_code == 302)
    held = [*Exhibit.objects.values(), *Original.objects.values(), drafts.load(citizen.code)]
    assert "sidik" not in json.dumps(held, default=str)
    assert b"sidik" not in response.content


FORGED = {"X-Region": "64.71", "X-Role": "leader", "X-Agency": "bawaslu-balikpapan", "X-HTTP-Method-Override": "PATCH"}
CLAIMS = [{"role": "leader", "agency": "bawaslu-balikpapan"}, [{"op": "replace", "path": "/region", "value": "64.71"}]]


@pytest.fixture
def address(db: None) -> str:
    _code, case = reports.filed()
    return f"/admin/reports/case/{case.pk}/"


def test_a_desk_that_claims_to_be_another_gets_what_it_would_get_anyway(address: str) -> None:
    desk = accounts.signed_in(accounts.officer("bkpsdm", "bkpsdm-balikpapan"))
    cases, entries = list(Case.objects.values()), Entry.objects.count()
    for page in ("change/", "take/", "message/"):
        plain = desk.get(address + page)
        claimed = desk.get(address + page, {"role": "leader", "region": "64.71"}, headers=FORGED)
        assert (plain.status_code, claimed.status_code) in {(403, 403), (404, 404)}
        for claim in CLAIMS:
            said = json.dumps(claim)
            for type_ in ("application/json", "application/json-patch+json"):
                for method in ("POST", "PATCH", "PUT"):
                    answer = desk.generic(method, address + page, said, content_type=type_, headers=FORGED)
                    assert answer.status_code in {403, 404, 405}
    assert list(Case.objects.values()) == cases
    assert Entry.objects.exclude(action__startswith="desk:").count() == entries


def test_a_slow_sender_costs_the_proxy_and_no_worker() -> None:
    """The proxy takes a whole request before a worker hears of it, and waits two minutes between two pieces: 2G."""
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    patience = re.search(r"client_body_timeout (\d+)s;", nginx)
    assert patience is not None
    assert 60 <= int(patience[1]) <= 300
    assert "proxy_request_buffering off" not in nginx
    assert "limit_rate" not in nginx


def test_nobody_reads_what_is_answered_to_a_letter() -> None:
    """No process collects mail: an answer, its attachment or a bounce cannot get into a case."""
    names = {name for name in dir(settings) if name.startswith(("EMAIL_", "IMAP", "POP", "DEFAULT_FROM"))}
    assert {name for name in names if "IMAP" in name or "POP" in name} == set()
    read = re.compile(r"^\s*(?:import|from) (?:imaplib|poplib|mailbox|aiosmtpd)\b", re.MULTILINE)
    apps = ("netralitas", "reports", "sanctions", "services")
    programs = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    assert [path.name for path in programs if read.search(path.read_text(encoding="utf-8"))] == []
