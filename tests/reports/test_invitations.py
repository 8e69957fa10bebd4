"""Who did not appear was invited; BKN is asked first; links are preserved on the day they came."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from reports import exhibits, facts, hearings
from reports.models.case import Case
from reports.models.hearing import Answer, Invitation, Preservation
from services.audit.models import Entry
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def filed() -> Case:
    """A case that came two days ago."""
    with time_machine.travel("2024-10-03T09:00:00+08:00", tick=False):
        return made.filed()[1]


def invite(case: Case, number: str = "1/UND", *, dated_on: date = date(2024, 10, 3), on: date = TODAY) -> Invitation:
    return hearings.invite(case.respondents.get(), number=number, dated_on=dated_on, hearing_on=on, by=made.desk(case))


def absent(case: Case) -> Answer:
    return hearings.record_reply(case.respondents.get(), kind="absence", on=TODAY, by=made.desk(case))


def test_absence_is_recorded_after_an_invitation_whose_day_has_come():
    case = filed()
    for later in (None, date(2024, 10, 6)):
        if later:
            invite(case, "0/UND", on=later)
        with pytest.raises(hearings.Unsound) as caught:
            absent(case)
        assert caught.value.faults == {
            "kind": "Ketidakhadiran dicatat setelah 1 undangan tertulis yang hari klarifikasinya sudah lewat."
        }
    assert not Answer.objects.exists()
    invite(case)
    absent(case)
    assert "right_of_reply" in {str(fact) for fact in facts.gather(case.leg()).present}


def test_in_a_pemilu_only_a_second_invitation_makes_an_absence():
    case = filed()
    Case.objects.update(rule_set="PEMILU")
    case.refresh_from_db()
    invite(case)
    with pytest.raises(hearings.Unsound, match="setelah 2 undangan"):
        absent(case)
    invite(case, "2/UND")
    assert absent(case).kind == "absence"


def test_an_invitation_goes_out_a_day_before_and_once_per_letter():
    case = filed()
    with pytest.raises(hearings.Unsound) as caught:
        invite(case, dated_on=TODAY)
    assert set(caught.value.faults) == {"hearing_on"}
    invite(case)
    with pytest.raises(hearings.Unsound, match="sudah dicatat"):
        invite(case)
    assert Invitation.objects.count() == 1
    assert Entry.objects.filter(action="case:invitation").count() == 1


def test_the_employer_is_asked_only_after_bkn():
    case = filed()
    person = case.respondents.get()
    with pytest.raises(hearings.Unsound) as caught:
        hearings.record_status_check(person, known=True, on=TODAY, by=made.desk(case), source="employer")
    assert set(caught.value.faults) == {"bkn_asked_on"}
    assert case.respondents.get().checked_on is None
    hearings.record_status_check(
        person, known=True, on=TODAY, by=made.desk(case), source="employer", bkn_asked_on=date(2024, 10, 4)
    )
    stored = case.respondents.get()
    assert (stored.check_source, stored.bkn_asked_on) == ("employer", date(2024, 10, 4))


def test_every_link_is_a_task_of_the_day_it_came_ticked_off_once_with_a_note():
    code, case = made.filed()
    for number in range(2):
        exhibits.accept_link(code, f"https://contoh.example/unggahan/{number}")
    made.relayed()
    tasks = list(Preservation.objects.order_by("pk"))
    assert [(task.case_id, task.due_on, task.done_on) for task in tasks] == [(case.pk, TODAY, None)] * 2
    made.relayed()
    assert Preservation.objects.count() == 2

    by = made.desk(case)
    hearings.preserve(tasks[0], note="Dicetak, berkas 3", on=TODAY, by=by)
    hearings.preserve(tasks[0], note="Lain", on=date(2024, 10, 6), by=made.desk(case))
    stored = Preservation.objects.get(pk=tasks[0].pk)
    assert (stored.done_on, stored.done_by, stored.note) == (TODAY, by.user, "Dicetak, berkas 3")
    assert Entry.objects.filter(action="case:preserve").count() == 1
