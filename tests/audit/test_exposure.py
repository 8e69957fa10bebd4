"""Whose identity or case was exposed to whom: the command, the page, the file, and who may ask."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from services.audit import exposure, log
from services.audit.exposure import ACTIONS, Kind
from services.audit.models import Entry
from tests.factories import accounts

pytestmark = pytest.mark.django_db
PAGE = "/admin/audit/entry/exposure/"
ONE, TWO = UUID(int=1), UUID(int=2)
SPAN = {"since": "2024-10-03T08:00", "until": "2024-10-03T12:00"}  # WITA


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def seen(action: str, subject: object, actor: str, hour: int) -> None:
    """One entry on 3 October at this hour of WITA."""
    log.record(action, subject=str(subject), actor=actor, at=datetime(2024, 10, 3, hour - 8, tzinfo=UTC))


@pytest.fixture
def morning() -> str:
    """Three looks at one identity by one officer, one of them too late; a case, a list, and what is no exposure."""
    actor = f"user:{accounts.officer('verifier', full_name='Petugas Pembaca').pk}"
    for hour in (8, 9, 12):
        seen("identity:shown", ONE, actor, hour)
    seen("case:read", TWO, actor, 10)
    seen("case:listed", "list", actor, 11)
    seen("case:assign", TWO, actor, 10)
    seen("identity:requested", ONE, actor, 9)
    return actor


def told(**options: str) -> list[list[str]]:
    out = io.StringIO()
    call_command("who_saw", since="2024-10-03T08:00", until="2024-10-03T12:00", stdout=out, **options)
    return list(csv.reader(out.getvalue().splitlines()))


def auditor() -> Client:
    return accounts.signed_in(accounts.officer("auditor", "bawaslu-ri"))


def test_the_command_names_each_exposure_once_with_first_and_last(morning: str) -> None:
    assert told() == [
        ["kind", "action", "subject", "actor", "times", "first", "last"],
        ["identity", "identity:shown", str(ONE), morning, "2", "2024-10-03T00:00:00+00:00",
         "2024-10-03T01:00:00+00:00"],
        ["case", "case:read", str(TWO), morning, "1", "2024-10-03T02:00:00+00:00", "2024-10-03T02:00:00+00:00"],
        ["list", "case:listed", "list", morning, "1", "2024-10-03T03:00:00+00:00", "2024-10-03T03:00:00+00:00"],
    ]  # fmt: skip


def test_a_kind_or_a_subject_narrows_it(morning: str) -> None:
    assert [row[1] for row in told(kind="identity")[1:]] == ["identity:shown"]
    assert [row[1] for row in told(subject=str(TWO))[1:]] == ["case:read"]
    assert told(subject=str(UUID(int=3))) == [list(exposure.HEADINGS)]


def test_nobody_saw_anything_is_said() -> None:
    err = io.StringIO()
    call_command("who_saw", since="2024-10-03", until="2024-10-04", stdout=io.StringIO(), stderr=err)
    assert err.getvalue() == "nobody saw anything of the kind in that time\n"


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [("2024-10-03", "2024-10-03", "later than"), ("3 Oktober", "2024-10-04", "is no moment")],
)
def test_a_span_that_cannot_be_read_is_refused(since: str, until: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("who_saw", since=since, until=until)


def test_the_page_resolves_names_and_records_that_it_was_asked(morning: str) -> None:
    browser = auditor()
    page = browser.get(PAGE, SPAN)
    assert page.status_code == 200
    assert [(row.kind, row.who, row.times) for row in page.context["rows"]] == [
        ("Identitas pelapor", "Petugas Pembaca", 2),
        ("Perkara, laporan, atau berkas", "Petugas Pembaca", 1),
        ("Daftar atau unduhan", "Petugas Pembaca", 1),
    ]
    entry = Entry.objects.get(action="audit:exposure_asked")
    assert entry.detail == {
        "since": "2024-10-03T08:00:00+08:00",
        "until": "2024-10-03T12:00:00+08:00",
        "kind": "",
    }


def test_the_page_says_where_nothing_was_seen_and_what_is_wrong() -> None:
    browser = auditor()
    assert "rows" not in browser.get(PAGE).context
    assert "Tidak ada yang terlihat oleh siapa pun" in browser.get(PAGE, SPAN).content.decode()
    wrong = browser.get(PAGE, {**SPAN, "until": "2024-10-03T08:00", "subject": "x"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"until": ["Saat kedua harus sesudah saat pertama."]}
    assert 'value="x"' in wrong.content.decode()
    assert Entry.objects.filter(action="audit:exposure_asked").count() == 1


def test_the_file_holds_ids_only_and_no_formula(morning: str) -> None:
    seen("case:read", "-1+1", "user:x", 9)
    answer = auditor().post(PAGE, SPAN)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(content.splitlines()))
    assert rows[0] == ["# DATA CONTOH: semua nama dan peristiwa karangan"]
    assert [row[2] for row in rows[2:]] == ["'-1+1", str(ONE), str(TWO), "list"]
    assert "Petugas Pembaca" not in content
    assert Entry.objects.filter(action="audit:exposure_exported").count() == 1


@pytest.mark.parametrize("role", ["operator", "verifier", "leader", "bkpsdm", "bkn", "custodian", "sysadmin"])
def test_nobody_but_an_auditor_asks(role: str, morning: str) -> None:
    browser = accounts.signed_in(accounts.officer(role))
    before = Entry.objects.filter(action__startswith="audit:").count()
    assert [browser.get(PAGE, SPAN).status_code, browser.post(PAGE, SPAN).status_code] == [403, 403]
    assert Entry.objects.filter(action__startswith="audit:").count() == before


def test_each_kind_has_acts() -> None:
    assert set(ACTIONS.values()) == set(Kind)
