"""Elements of a crime: a plenary opens the criminal leg beside the other, and each ends by itself."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from procedures import transitions
from procedures.enums import Event, Procedure, State
from procedures.models import Deadline, Letter, Proceeding, Step
from reports import handling
from reports.models.case import Case
from services.accounts.enums import Role
from tests.factories import procedures
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def studied() -> Case:
    _code, case = made.filed()
    handling.register(case, number="001", by=made.desk(case))
    return case


def criminal(case: Case) -> Proceeding:
    return Proceeding.objects.get(subject=case.pk, procedure=Procedure.GAKKUMDU)


def test_a_plenary_opens_the_criminal_leg_and_the_study_goes_on(studied):
    made.minutes(studied, held_on=TODAY)
    due = Case.objects.get(pk=studied.pk).due_at
    handling.find_crime(studied, by=made.desk(studied, Role.LEADER))
    leg = criminal(studied)
    assert (leg.state, leg.agency_id, leg.sender_id) == (
        State.JOINT_REVIEW, "gakkumdu-balikpapan", "bawaslu-balikpapan",
    )  # fmt: skip
    stands = Case.objects.get(pk=studied.pk)
    assert (stands.state, stands.due_at) == (State.STUDY, due)
    assert Deadline.objects.filter(proceeding=leg, ended_at__isnull=True).count() == 1
    made.relayed()
    assert Proceeding.objects.filter(subject=studied.pk).count() == 2


def test_without_a_plenary_nothing_is_opened(studied):
    with pytest.raises(transitions.Unmet, match="Belum ada: Berita acara rapat pleno"):
        handling.find_crime(studied, by=made.desk(studied, Role.LEADER))
    assert not Proceeding.objects.filter(procedure=Procedure.GAKKUMDU).exists()


def test_a_case_has_one_criminal_leg_and_a_second_finding_changes_nothing(studied):
    for number in range(2):
        made.minutes(studied, held_on=TODAY)
        if number == 0:
            handling.find_crime(studied, by=made.desk(studied, Role.LEADER))
    before = Step.objects.count()
    with pytest.raises(transitions.Unmet, match="sudah ada di Sentra Gakkumdu"):
        handling.find_crime(studied, by=made.desk(studied, Role.LEADER))
    assert Step.objects.count() == before
    assert Case.objects.get(pk=studied.pk).version == Case.objects.get(pk=studied.pk).leg().version


def test_the_minutes_of_the_finding_carry_no_second_decision(studied):
    made.minutes(studied, held_on=TODAY)
    handling.find_crime(studied, by=made.desk(studied, Role.LEADER))
    with pytest.raises(transitions.Unmet, match="Belum ada: Berita acara rapat pleno"):
        handling.dismiss(studied, note="Unsur tidak terpenuhi", by=made.desk(studied, Role.LEADER))


def test_a_criminal_leg_that_fails_leaves_the_other_and_the_case_waits_for_both(studied):
    made.minutes(studied, held_on=TODAY)
    handling.find_crime(studied, by=made.desk(studied, Role.LEADER))
    made.heard(studied, on=TODAY)
    made.referred(studied, on=TODAY)
    assert Proceeding.objects.filter(subject=studied.pk, procedure=Procedure.GAKKUMDU).count() == 1
    [overseen] = made.legs(studied)
    letter = Letter.objects.create(number="9", dated_on=TODAY, received_on=TODAY, sender="BKN")
    transitions.advance(
        overseen,
        Event.REJECT,
        by=procedures.confirmed(overseen, Event.REJECT, made.desk(studied)),
        letter=letter,
        note="Bukan ASN",
        facts=transitions.NOTHING,
    )
    made.relayed()
    assert Case.objects.get(pk=studied.pk).state == State.REFERRED  # the criminal leg still runs

    stopped = Letter.objects.create(number="10", dated_on=TODAY, received_on=TODAY, sender="Sentra Gakkumdu")
    leg = criminal(studied)
    by = procedures.confirmed(leg, Event.STOP, made.desk(studied))
    transitions.advance(leg, Event.STOP, by=by, letter=stopped, note="Tidak cukup bukti")
    made.relayed()
    assert Case.objects.get(pk=studied.pk).state == State.CLOSED
