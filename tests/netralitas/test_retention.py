"""Every period of the table, lived through: gone on its day, there on the day before, and no earlier."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from netralitas import invariants
from netralitas.retention import purging, table
from netralitas.retention.table import RULES, SCHEDULE, Fate
from reports import destroying, exhibits, messages, privacy, receipts, status
from reports.models.case import Case
from reports.models.report import Exhibit, Message, Report
from services.audit import ledger
from services.audit.models import Entry
from services.evidence import store
from services.evidence.models import Original
from services.notifications.models import Message as Letter
from services.notifications.models import MessageState, Owed
from services.vault import client
from services.vault.client import VaultDown
from services.vault.models import Envelope
from tests.factories import notifications
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
START = datetime(2024, 10, 4, 2, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def ledger_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "LEDGER", tmp_path / "ledger" / "deletions")
    monkeypatch.setattr(settings, "MAILBOX", tmp_path / "mail")
    return tmp_path


@pytest.fixture(autouse=True)
def vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault's own deletion, without its process."""
    monkeypatch.setattr(client, "purge", lambda subject: Envelope.objects.filter(subject=subject).delete()[0])


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def closed_case() -> tuple[str, Report]:
    """A report with a file and a message, whose case closed at START; its letters have left."""
    with at(START):
        code, case = made.filed()
        exhibits.accept_file(code, io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(64)))
        messages.from_reporter(code, "Pesan contoh.")
        Case.objects.filter(pk=case.pk).update(closed_at=START)
        Letter.objects.update(state=MessageState.SENT, sent_at=START)
        Owed.objects.update(done_at=START)
    return code, made.report_of(code)


def envelopes(report: Report) -> int:
    return Envelope.objects.filter(subject=report.subject).count()


def test_every_rule_that_deletes_has_a_hand_and_no_other_has() -> None:
    deleting = {rule.code for rule in SCHEDULE if rule.fate is Fate.DELETED}
    elsewhere = {"withdrawn", "mailbox"}  # at the moment of withdrawal; files
    assert deleting - elsewhere == set(purging.HANDS)
    assert {group for rule in SCHEDULE for group in rule.groups} == set(table.DataGroup)


def test_who_reported_is_forgotten_five_years_after_the_case_closed_and_not_a_second_before() -> None:
    _code, report = closed_case()
    end = START + timedelta(days=1826)
    with at(end - SECOND):
        assert "identity" not in purging.purge()
        assert (envelopes(report), ledger.read()) == (3, [])
    with at(end):
        assert purging.purge()["identity"] == 1
        assert envelopes(report) == 0
        assert ledger.subjects(ledger.IDENTITY) == [report.subject]
        assert "identity" not in purging.purge()
    report.refresh_from_db()
    assert report.identity_purged_on == end.date()
    assert report.narrative == made.NARRATIVE
    assert Entry.objects.filter(action="report:identity_purged", subject=report.pk).count() == 1


def test_nobody_is_forgotten_while_their_case_is_open() -> None:
    with at(START):
        _code, case = made.filed()
    with at(START + timedelta(days=10_000)):
        purging.purge()
    assert case.closed_at is None
    assert Envelope.objects.count() == 3


def test_an_office_may_set_another_period(monkeypatch: pytest.MonkeyPatch) -> None:
    _code, report = closed_case()
    monkeypatch.setattr(settings, "RETENTION_DAYS", {"identity": 730})
    with at(START + timedelta(days=729)):
        assert "identity" not in purging.purge()
    with at(START + timedelta(days=730)):
        assert purging.purge()["identity"] == 1
    assert envelopes(report) == 0


def test_a_period_nobody_knows_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "RETENTION_DAYS", {"identity": 730, "audit": 1})
    found = table.only_known_periods_are_set(app_configs=None)
    assert [(one.id, one.obj) for one in found] == [("netralitas.E007", "audit")]


def test_while_the_vault_is_down_identities_wait_and_all_else_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    _code, report = closed_case()

    def down(_subject: UUID) -> int:
        raise VaultDown

    monkeypatch.setattr(client, "purge", down)
    with at(START + timedelta(days=1826)):
        done = purging.purge()
        assert ("identity" in done, done["letters"] > 0) == (False, True)
        assert invariants.counts()["retention: identity past their period"] == 1
    report.refresh_from_db()
    assert (envelopes(report), report.identity_purged_on) == (3, None)


def test_letters_and_finished_work_go_after_half_a_year_and_what_waits_stays() -> None:
    with at(START):
        letters = [notifications.letter() for _number in range(3)]
    Letter.objects.filter(pk=letters[0].pk).update(state=MessageState.SENT, sent_at=START)
    Letter.objects.filter(pk=letters[1].pk).update(state=MessageState.DROPPED)
    Owed.objects.exclude(ref=str(letters[2].pk)).update(done_at=START)
    with at(START + timedelta(days=180) - SECOND):
        assert purging.purge() == {}
    with at(START + timedelta(days=180)):
        assert purging.purge() == {"letters": 2, "debts": 2}
    assert Letter.objects.get().pk == letters[2].pk
    assert Owed.objects.get().ref == str(letters[2].pk)


def test_sessions_attempts_and_demo_mails_go_by_real_time(ledger_of_its_own: Path) -> None:
    now = datetime.now(tz=UTC)
    for key, hours in (("ended", -1), ("running", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))
    for name, hours in (("old", 25), ("new", 23)):
        AccessAttempt.objects.create(username=name, ip_address="127.0.0.1", failures_since_start=1)
        AccessAttempt.objects.filter(username=name).update(attempt_time=now - timedelta(hours=hours))
    folder = ledger_of_its_own / "mail"
    folder.mkdir()
    for name, days in (("old", 31), ("new", 29)):
        file = folder / f"{name}.eml"
        file.write_text("")
        os.utime(file, ((now - days * DAY).timestamp(),) * 2)
    assert purging.purge() == {"sessions": 1, "attempts": 1, "mailbox": 1}
    assert Session.objects.get().session_key == "running"
    assert AccessAttempt.objects.get().username == "new"
    assert [file.name for file in folder.iterdir()] == ["new.eml"]


def test_content_is_destroyed_only_with_a_letter_and_only_after_its_period() -> None:
    code, report = closed_case()
    original = Original.objects.get()
    with at(START + timedelta(days=3651)):
        purging.purge()
        assert purging.proposed().count() == 0
        call_command("retention", consent="12/ANRI/2034", closed_before="2034-12-31", stdout=io.StringIO())
    report.refresh_from_db()
    assert (report.narrative, Exhibit.objects.count(), report.destroyed_on) == (made.NARRATIVE, 1, None)
    with at(START + timedelta(days=3652)):
        assert purging.proposed().count() == 1
        purging.purge()
        report.refresh_from_db()
        assert report.narrative == made.NARRATIVE
        call_command("retention", consent="12/ANRI/2034", closed_before="2034-12-31", stdout=io.StringIO())
        assert purging.proposed().count() == 0
    report.refresh_from_db()
    assert (report.narrative, report.place, report.act_id, report.incident_date) == ("", "", None, None)
    assert (Exhibit.objects.count(), Message.objects.count(), Original.objects.count()) == (0, 0, 0)
    assert status.read(code) is None
    assert Report.objects.filter(receipt_hash=receipts.digest(code)).count() == 0
    assert report.kind == "report"
    entry = Entry.objects.get(action="report:destroyed")
    assert (entry.subject, entry.detail) == (str(report.pk), {"letter": "12/ANRI/2034"})
    assert (ledger.subjects(ledger.REPORT), ledger.subjects(ledger.ORIGINAL)) == ([report.pk], [original.pk])


def test_the_file_of_destroyed_evidence_leaves_the_disk(django_capture_on_commit_callbacks) -> None:
    _code, report = closed_case()
    file = store.path(Original.objects.get())
    assert file.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        destroying.wipe(report)
    assert not file.exists()


@pytest.mark.parametrize(
    ("letter", "day", "told"),
    [
        ("12 ANRI", "2034-01-01", "is no number of a letter"),
        ("12/ANRI", "1 Januari", "is no day"),
        ("12/ANRI", "", "belong together"),
        ("", "2034-01-01", "belong together"),
    ],
)
def test_a_consent_that_cannot_be_read_destroys_nothing(letter: str, day: str, told: str) -> None:
    _code, report = closed_case()
    privacy.purge(report, actor="system")
    with at(START + timedelta(days=3652)), pytest.raises(CommandError, match=told):
        call_command("retention", consent=letter, closed_before=day, stdout=io.StringIO())
    report.refresh_from_db()
    assert (report.narrative, report.destroyed_on, Exhibit.objects.count()) == (made.NARRATIVE, None, 1)


def test_after_a_purge_nothing_past_its_period_exists_and_what_stays_is_counted() -> None:
    closed_case()
    with at(START + timedelta(days=1826)):
        assert set(invariants.counts().values()) == {0}  # it was never carried out: a fresh database is no breach
        purging.purge()
        assert set(invariants.counts().values()) == {0}
        notifications.letter()
        Letter.objects.update(created_at=START, state=MessageState.SENT, sent_at=START)
        assert invariants.counts()["retention: letters past their period"] == 1


def test_the_command_tells_the_table_and_what_is_due() -> None:
    closed_case()
    out = io.StringIO()
    with at(START + timedelta(days=1826)):
        call_command("retention", stdout=out)
        lines = out.getvalue().splitlines()
    assert len(lines) == len(SCHEDULE)
    assert lines[list(RULES).index("identity")] == (
        "identity   D1 D2            Identitas dan kontak pelapor, saksi | sejak perkara selesai 1826 days? "
        "| dihapus otomatis | UU 27/2022 Pasal 16(2)g, 42–44 1 past"
    )
    assert Report.objects.filter(identity_purged_on=None).count() == 1
