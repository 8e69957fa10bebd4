"""Somebody under pressure alerts custodian and leader, or the level above; nobody else learns of it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from procedures.transitions import NotYours, Unmet
from reports import distress, receipts, status, visibility
from reports.models.case import Recusal
from reports.models.distress import DistressCall
from services.accounts.enums import Role
from services.accounts.models import Duty, User
from services.audit.models import Entry
from services.notifications.models import Message as Letter
from tests.factories import accounts
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
HOME, ABOVE, TOP = "bawaslu-balikpapan", "bawaslu-kaltim", "bawaslu-ri"
TODAY = date(2024, 10, 5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def code() -> str:
    code, _case = made.filed()
    made.relayed()
    Letter.objects.all().delete()
    return code


@pytest.fixture
def people(db) -> dict[str, User]:
    """A leader at home, one at the level above, a custodian at the top, and those who must not learn of it."""
    return {
        "leader": accounts.officer("leader", HOME),
        "above": accounts.officer("leader", ABOVE),
        "custodian": accounts.officer("custodian", TOP),
        "verifier": accounts.officer("verifier", HOME),
        "elsewhere": accounts.officer("leader", "bawaslu-kendari"),
        "bkn": accounts.officer("bkn", "bkn"),
        "bkpsdm": accounts.officer("bkpsdm", "bkpsdm-balikpapan"),
        "auditor": accounts.officer("auditor", TOP),
    }


def written_to(people: dict[str, User]) -> set[str]:
    references = set(Letter.objects.filter(letter="office_urgent").values_list("reference", flat=True))
    found = {name for name, user in people.items() if f"user:{user.pk}" in references}
    assert len(references) == len(found)
    return found


def seeing(people: dict[str, User]) -> set[str]:
    return {name for name, user in people.items() if visibility.calls_visible_to(user).exists()}


def test_a_call_alerts_the_leader_of_the_office_and_the_custodian(code, people):
    found = distress.call(code, past_the_leader=False)
    made.relayed()
    assert (found.told_id, found.raised_on, found.received_on) == (HOME, TODAY, None)
    assert written_to(people) == {"leader", "custodian"}
    assert seeing(people) == {"leader", "custodian"}
    assert status.read(code).steps[-1].code == status.DISTRESS


def test_the_custodian_on_call_is_alerted_and_not_their_colleague(code, people):
    colleague = accounts.officer("custodian", TOP)
    now = timezone.now()
    Duty.objects.create(user=colleague, since=now - timedelta(hours=1), until=now + timedelta(hours=1))
    distress.call(code, past_the_leader=False)
    made.relayed()
    assert written_to({**people, "colleague": colleague}) == {"leader", "colleague"}


def test_past_the_leader_the_level_above_is_alerted_and_the_leader_learns_nothing(code, people):
    assert distress.call(code, past_the_leader=True).told_id == ABOVE
    made.relayed()
    assert written_to(people) == {"above", "custodian"}
    assert seeing(people) == {"above", "custodian"}


def test_where_nobody_leads_the_next_level_is_alerted(code):
    above = accounts.officer("leader", ABOVE)
    found = distress.call(code, past_the_leader=False)
    made.relayed()
    found.refresh_from_db()
    assert found.told_id == ABOVE
    assert Letter.objects.get(letter="office_urgent").reference == f"user:{above.pk}"


def test_calling_again_while_it_waits_is_the_same_call_and_one_letter(code, people):
    first = distress.call(code, past_the_leader=False)
    made.relayed()
    assert distress.call(code, past_the_leader=False).pk == first.pk
    made.relayed()
    assert (DistressCall.objects.count(), Letter.objects.filter(letter="office_urgent").count()) == (1, 2)


def test_who_is_not_heard_can_go_past_the_leader(code, people):
    distress.call(code, past_the_leader=False)
    distress.call(code, past_the_leader=True)
    assert sorted(DistressCall.objects.values_list("told_id", flat=True)) == [HOME, ABOVE]


def test_the_letter_and_the_row_hold_nothing_of_the_report(code, people):
    found = distress.call(code, past_the_leader=False)
    made.relayed()
    report = made.report_of(code)
    assert [letter.context for letter in Letter.objects.filter(letter="office_urgent")] == [
        {"office": "Bawaslu Kota Balikpapan"}
    ] * 2
    assert {column.name for column in DistressCall._meta.concrete_fields} == {
        "id", "report", "ticket", "told", "above", "bypasses", "raised_on", "received_on", "received_by", "closed_on",
        "closed_by", "note",
    }  # fmt: skip
    assert found.ticket == report.ticket


def test_a_code_that_opens_nothing_alerts_nobody(people):
    with pytest.raises(distress.Unknown):
        distress.call(receipts.issue(), past_the_leader=False)
    assert (DistressCall.objects.count(), Letter.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", [Role.LEADER, Role.CUSTODIAN])
def test_whoever_receives_it_is_on_record_and_the_reporter_reads_the_day(code, people, clock, role):
    found = distress.call(code, past_the_leader=False)
    made.relayed()
    clock.move_to("2024-10-06T09:00:00+08:00")
    by = made.officer(role, HOME)
    distress.receive(found, note="Diajak bicara lewat pesan.", by=by)
    made.relayed()
    found.refresh_from_db()
    assert (found.received_on, found.received_by, found.note) == (
        date(2024, 10, 6), by.user, "Diajak bicara lewat pesan.",
    )  # fmt: skip
    line = status.read(code).steps[-1]
    assert (line.code, line.date) == (status.DISTRESS_GOT, date(2024, 10, 6))
    assert Entry.objects.filter(action="report:distress_received", actor=by.reference).count() == 1
    assert Letter.objects.filter(letter="reporter_update").count() == 1
    with pytest.raises(Unmet, match="sudah diterima"):
        distress.receive(found, note="Sekali lagi.", by=by)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VERIFIER, Role.BKN, Role.BKPSDM, Role.AUDITOR, Role.SYSADMIN])
def test_nobody_else_receives_it(code, people, role):
    found = distress.call(code, past_the_leader=False)
    with pytest.raises(NotYours):
        distress.receive(found, note="x", by=made.officer(role, HOME))
    found.refresh_from_db()
    assert found.received_on is None


def test_after_it_was_received_a_new_call_can_be_made(code, people):
    found = distress.call(code, past_the_leader=False)
    distress.receive(found, note="Bicara.", by=made.officer(Role.LEADER, HOME))
    assert distress.call(code, past_the_leader=False).pk != found.pk


def test_a_leader_who_stands_aside_or_is_the_one_reported_sees_no_call(code, people):
    distress.call(code, past_the_leader=False)
    case = made.case_of(code)
    Recusal.objects.create(case=case, user=people["leader"].pk, reason="kin", at="2024-10-05T01:00:00Z")
    assert seeing(people) == {"custodian"}
    Recusal.objects.all().delete()
    people["leader"].person_hash = "a" * 64
    people["leader"].save()
    case.respondents.update(person_hash="a" * 64)
    assert seeing(people) == {"custodian"}
