"""After a restore nobody who was purged can be read and no letter of the time before leaves by itself."""

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from netralitas.retention import emptying, restoring
from reports.models.case import Respondent
from reports.models.package import ReferralPackage
from services.audit import chain, ledger
from services.audit.models import Entry
from services.notifications import delivery, outbox
from services.notifications.models import Message, MessageState
from services.vault import client
from services.vault.models import Envelope
from tests.factories import closed
from tests.netralitas.drill import Drill

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="pg_dump dumps PostgreSQL"),
    pytest.mark.skipif(shutil.which("pg_dump") is None, reason="the client programs of PostgreSQL are not here"),
]


@pytest.fixture
def to_reporters(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Subjects to whom the vault sent a letter; it deletes envelopes, too."""
    sent: list[UUID] = []

    def send(*, subject: UUID, **_letter: str) -> bool:
        sent.append(subject)
        return True

    monkeypatch.setattr(client, "send_letter", send)
    monkeypatch.setattr(client, "purge", lambda subject: Envelope.objects.filter(subject=subject).delete()[0])
    return sent


@pytest.fixture
def drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to_reporters: list[UUID]) -> Drill:
    monkeypatch.setattr(settings, "LEDGER", tmp_path / "ledger" / "deletions")
    return Drill(tmp_path, people=3)


def test_a_drill(drill: Drill, to_reporters: list[UUID]) -> None:
    check(drill, to_reporters)


@pytest.mark.proof
def test_a_drill_with_a_hundred_people(drill: Drill, to_reporters: list[UUID]) -> None:
    drill.people = 100
    check(drill, to_reporters)


def check(drill: Drill, to_reporters: list[UUID]) -> None:
    people = drill.people
    said = drill.run()
    assert (said["envelopes"], said["reports"], said["files"]) == (3 * people, 0, 0)
    assert (drill.readable(), drill.opened()) == (0, people)
    assert len(ledger.subjects(ledger.IDENTITY)) == people

    gone = len(mail.outbox) + len(to_reporters)
    assert gone >= people
    assert said["letters"] == drill.waiting() >= people
    assert delivery.deliver(1000) == 0
    assert len(mail.outbox) + len(to_reporters) == gone
    chain.seal_all()
    assert chain.verify() is None
    assert Entry.objects.get(action="portal:restored").detail == {**said}
    call_command("check_invariants")


def test_an_emptied_case_stays_empty(drill: Drill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path / "evidence")
    with time_machine.travel(closed.START, tick=False):
        case = closed.ended()
    drill.dump()
    with time_machine.travel(closed.START + timedelta(days=3652), tick=False):
        assert emptying.destroy(timezone.now() - timedelta(days=3652), letter="1", actor="system") == 1
        drill.restore()
        assert Respondent.objects.get(case=case).name == closed.NAME
        assert restoring.restored()["cases"] == 1
    person, package = Respondent.objects.get(case=case), ReferralPackage.objects.get()
    assert (person.name, person.nip, package.narrative, package.exhibits.count()) == ("", "", "", 0)
    call_command("check_invariants")


def test_a_person_lets_held_letters_go_or_discards_them(drill: Drill, to_reporters: list[UUID]) -> None:
    said = drill.run()
    first = outbox.parked().order_by("pk").first()
    assert first is not None
    outbox.parked().filter(pk=first.pk).update(attempts=0)
    assert delivery.deliver(1000) == 1
    assert restoring.discard() == said["letters"] - 1
    assert Message.objects.filter(state=MessageState.DROPPED, trouble="restored").count() == said["letters"] - 1
    gone = len(mail.outbox) + len(to_reporters)
    outbox.unpark()
    assert delivery.deliver(1000) == 0
    assert len(mail.outbox) + len(to_reporters) == gone
    call_command("check_invariants")
