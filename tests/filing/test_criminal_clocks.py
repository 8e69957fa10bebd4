"""The criminal leg on the status page: its clocks stand beside those of the other legs, as long as they run."""

from datetime import date

import pytest
import time_machine

from procedures import transitions
from procedures.enums import Event, Procedure
from procedures.models import Letter, Proceeding
from reports import handling, status
from reports.models.case import Case
from services.accounts.enums import Role
from tests.factories import procedures
from tests.factories import reports as made
from tests.filing.citizen import Citizen

CRIMINAL = {"joint_review", "second_joint_review", "police", "prosecution"}
FIFTH = "2024-10-05T09:00:00+08:00"
TODAY = date(2024, 10, 5)


@pytest.fixture
def found(citizen: Citizen) -> tuple[str, Case]:
    """A registered case, on the fifth of October, in which a plenary has found elements of a crime."""
    with time_machine.travel(FIFTH, tick=False):
        code, case = made.filed()
        handling.register(case, number="001", by=made.desk(case))
        made.minutes(case, held_on=TODAY)
        made.relayed()
    return code, case


def go_on(case: Case, event: Event) -> None:
    """The joint desk takes a step, which Bawaslu records from its letter."""
    leg = Proceeding.objects.get(subject=case.pk, procedure=Procedure.GAKKUMDU)
    letter = Letter.objects.create(number="9", dated_on=TODAY, received_on=TODAY, sender="Sentra Gakkumdu")
    by = procedures.confirmed(leg, event, made.desk(case))
    transitions.advance(leg, event, by=by, letter=letter, note="Contoh")


def kinds(code: str) -> set[str]:
    read = status.read(code)
    assert read is not None
    return {term["kind"] for term in read.deadlines}


def test_the_first_discussion_has_its_clock_beside_the_study_s(citizen: Citizen, found: tuple[str, Case]) -> None:
    code, case = found
    with time_machine.travel(FIFTH, tick=False):
        before = kinds(code)
        assert before & CRIMINAL == set()
        handling.find_crime(case, by=made.desk(case, Role.LEADER))
        made.relayed()
        assert kinds(code) == before | {"joint_review"}
        term = next(term for term in status.read(code).deadlines if term["kind"] == "joint_review")  # type: ignore[union-attr]
        assert (term["due_at"], term["zone"]) == ("2024-10-06T16:00:00+00:00", "Asia/Makassar")
        citizen.track(code)
        page = citizen.client.get("/lacak/status/").content.decode()
    assert "Pembahasan pertama Gakkumdu" in page
    assert "1×24 jam sejak registrasi" in page
    assert "6 Oktober 2024, 23.59 WITA" in page


def test_one_clock_gives_way_to_the_next_and_none_outlives_its_leg(found: tuple[str, Case]) -> None:
    code, case = found
    with time_machine.travel(FIFTH, tick=False):
        handling.find_crime(case, by=made.desk(case, Role.LEADER))
        seen = []
        for event in (Event.CONTINUE, Event.HAND_TO_POLICE, Event.PROSECUTE, Event.CLOSE):
            go_on(case, event)
            made.relayed()
            seen.append(kinds(code) & CRIMINAL)
    assert seen == [{"second_joint_review"}, {"police"}, {"prosecution"}, set()]
