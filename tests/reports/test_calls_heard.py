"""A leader told past the office's own hears the author of a call, answers and takes over; the office learns nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from procedures.models import Letter as Paper
from procedures.transitions import NotYours, Unmet
from procedures.vocabulary import Actor
from reports import distress, handling, messages, status, visibility
from reports.admin import reading
from reports.models.case import Case
from reports.models.distress import DistressCall
from reports.models.report import Message
from services.accounts.enums import Role
from services.accounts.models import User
from services.audit.models import Entry
from services.notifications.models import Message as Letter
from tests.factories import accounts
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
HOME, ABOVE = "bawaslu-balikpapan", "bawaslu-kaltim"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def above(db: None) -> User:
    return accounts.officer("leader", ABOVE)


@pytest.fixture
def code(above: User) -> str:
    code, case = made.filed()
    made.relayed()
    messages.from_office(made.report_of(code), "Apakah ada rekaman?", by=made.desk(case))
    messages.from_reporter(code, "Ada.")
    accounts.officer("leader", HOME)
    Letter.objects.all().delete()
    return code


def leading(user: User) -> Actor:
    return Actor(Role.LEADER, user.pk, ABOVE)


def received(code: str, above: User) -> DistressCall:
    found = distress.call(code, past_the_leader=True)
    distress.receive(found, note="Diajak bicara.", by=leading(above))
    made.relayed()
    Letter.objects.all().delete()
    return DistressCall.objects.get(pk=found.pk)


def at_the_office(case: Case) -> list[str]:
    return [one.text for one in reading.read(case).messages]


def heard(above: User, call: DistressCall) -> list[str]:
    return [one.text for one in visibility.messages_heard_by(above, call)]


def test_the_leader_told_hears_and_answers_once_the_call_is_received(code: str, above: User) -> None:
    found = distress.call(code, past_the_leader=True)
    assert heard(above, found) == []
    with pytest.raises(Unmet):
        messages.from_leader(found, "Apakah Anda aman?", by=leading(above))
    distress.receive(found, note="Diajak bicara.", by=leading(above))
    found = DistressCall.objects.get()
    assert heard(above, found) == ["Apakah ada rekaman?", "Ada."]
    said = messages.from_leader(found, "Apakah Anda aman?", by=leading(above))
    messages.from_reporter(code, "Belum.")
    assert heard(above, found) == ["Apakah ada rekaman?", "Ada.", "Apakah Anda aman?", "Belum."]
    assert [word.text for word in status.read(code).messages][-2:] == ["Apakah Anda aman?", "Belum."]
    entry = Entry.objects.filter(action="report:message").last()
    assert entry.detail == {"message": said.pk, "call": str(found.pk)}


def test_the_office_reads_what_was_said_before_and_nothing_of_the_call(code: str, above: User) -> None:
    case = made.case_of(code)
    found = received(code, above)
    messages.from_leader(found, "Apakah Anda aman?", by=leading(above))
    messages.from_reporter(code, "Belum.")
    made.relayed()
    assert at_the_office(case) == ["Apakah ada rekaman?", "Ada."]
    assert set(Letter.objects.values_list("reference", flat=True)) == {
        f"user:{above.pk}", f"envelope:{made.report_of(code).subject}",
    }  # fmt: skip


def test_what_is_said_before_anybody_received_the_call_waits_for_them(code: str, above: User) -> None:
    distress.call(code, past_the_leader=True)
    messages.from_reporter(code, "Pimpinan kantor yang menekan saya.")
    made.relayed()
    assert at_the_office(made.case_of(code)) == ["Apakah ada rekaman?", "Ada."]
    assert not Letter.objects.filter(reference=f"agency:{HOME}").exists()
    assert Letter.objects.filter(letter="office_step", reference=f"user:{above.pk}").count() == 1


def test_a_closed_call_is_heard_no_more_and_its_words_stay_hidden(code: str, above: User) -> None:
    found = received(code, above)
    messages.from_reporter(code, "Belum.")
    distress.close(found, by=leading(above))
    found = DistressCall.objects.get()
    assert (found.closed_on, found.closed_by) == (date(2024, 10, 5), above.pk)
    messages.from_reporter(code, "Ada rekaman lain.")
    assert heard(above, found) == []
    assert at_the_office(made.case_of(code)) == ["Apakah ada rekaman?", "Ada.", "Ada rekaman lain."]
    with pytest.raises(Unmet):
        messages.from_leader(found, "Halo.", by=leading(above))
    assert Entry.objects.filter(action="report:distress_closed").count() == 1


def test_after_the_taking_over_everything_is_the_new_office_s(code: str, above: User) -> None:
    found = received(code, above)
    messages.from_reporter(code, "Belum.")
    case = visibility.case_of_call(above, found)
    assert case == made.case_of(code)
    letter = Paper.objects.create(number="1", dated_on=date(2024, 10, 5), sender="Bawaslu Provinsi")
    handling.take_over(case, letter=letter, note="Pelapor ditekan.", by=leading(above))
    messages.from_reporter(code, "Terima kasih.")
    assert at_the_office(made.case_of(code)) == ["Apakah ada rekaman?", "Ada.", "Belum.", "Terima kasih."]
    assert Message.objects.latest("at").call_id is None
    found.refresh_from_db()
    assert (found.closed_on, found.closed_by) == (date(2024, 10, 5), above.pk)


def test_a_leader_of_the_office_hears_no_more_once_the_case_has_left(code: str, above: User) -> None:
    own = distress.call(code, past_the_leader=False)
    home = accounts.officer("leader", HOME)
    distress.receive(own, note="Diajak bicara.", by=Actor(Role.LEADER, home.pk, HOME))
    assert heard(home, own) == []  # that office reads messages on its case
    found = received(code, above)
    case = visibility.case_of_call(above, found)
    assert case is not None
    letter = Paper.objects.create(number="1", dated_on=date(2024, 10, 5), sender="Bawaslu Provinsi")
    handling.take_over(case, letter=letter, note="Pelapor ditekan.", by=leading(above))
    messages.from_reporter(code, "Terima kasih.")
    assert heard(home, own) == []
    assert visibility.case_of_call(home, own) is None


def test_where_nobody_leads_the_level_above_hears_and_the_office_reads_on(above: User) -> None:
    code, case = made.filed()
    distress.call(code, past_the_leader=False)
    made.relayed()
    found = DistressCall.objects.get()
    assert (found.told_id, found.above, found.bypasses_id) == (ABOVE, True, None)
    distress.receive(found, note="Diajak bicara.", by=leading(above))
    found.refresh_from_db()
    messages.from_leader(found, "Apakah Anda aman?", by=leading(above))
    messages.from_reporter(code, "Belum.")
    assert heard(above, found) == at_the_office(case) == ["Apakah Anda aman?", "Belum."]


def test_a_call_to_the_own_office_changes_nothing_of_who_reads(code: str, above: User) -> None:
    found = distress.call(code, past_the_leader=False)
    messages.from_reporter(code, "Saya ditekan.")
    assert (found.bypasses_id, Message.objects.latest("at").call_id) == (None, None)
    assert at_the_office(made.case_of(code)) == ["Apakah ada rekaman?", "Ada.", "Saya ditekan."]


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        ("leader", HOME),
        ("verifier", HOME),
        ("verifier", ABOVE),
        ("custodian", "bawaslu-ri"),
        ("leader", "bawaslu-kendari"),
    ],
)
def test_nobody_else_hears_answers_or_takes_over(code: str, above: User, role: str, agency: str) -> None:
    found = received(code, above)
    user = accounts.officer(role, agency)
    before = Message.objects.count()
    assert heard(user, found) == []
    assert visibility.case_of_call(user, found) is None
    by = Actor(role, user.pk, agency)
    for act in (lambda: messages.from_leader(found, "Halo.", by=by), lambda: distress.close(found, by=by)):
        with pytest.raises(NotYours):
            act()
    assert Message.objects.count() == before


def test_the_case_of_a_call_is_not_there_before_it_is_received(code: str, above: User) -> None:
    assert visibility.case_of_call(above, distress.call(code, past_the_leader=True)) is None


def test_other_reports_are_not_heard(code: str, above: User, clock: time_machine.Traveller) -> None:
    found = received(code, above)
    other, _case = made.filed()
    messages.from_reporter(other, "Orang lain.")
    assert "Orang lain." not in heard(above, found)


def test_many_words_on_a_call_are_one_letter_to_the_leader(
    code: str, above: User, clock: time_machine.Traveller
) -> None:
    received(code, above)
    for number in range(3):
        messages.from_reporter(code, f"Pesan {number}")
        clock.shift(timedelta(minutes=1))
    made.relayed()
    assert Letter.objects.filter(reference=f"user:{above.pk}").count() == 1
