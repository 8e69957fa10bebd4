"""No record of a case says that something happened before the case came, or that it will happen."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from procedures.models import Letter
from reports import handling, hearings, packages, plenary, soundness
from reports.models.case import Case
from reports.models.report import Report
from services.accounts.enums import Role
from services.audit.models import Entry
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
CAME, TODAY = date(2024, 10, 3), date(2024, 10, 5)
EARLY = "Tanggal ini mendahului diterimanya perkara ini, 3 Oktober 2024."
LATE = "Tanggal ini belum tiba."


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    """Already the 6th further east, and still the 4th further west."""
    with time_machine.travel("2024-10-05T00:30:00+08:00", tick=False):
        yield


@pytest.fixture
def case(db: None) -> Case:
    """A case of Balikpapan that came two days ago, registered."""
    with time_machine.travel("2024-10-03T09:00:00+08:00", tick=False):
        _code, case = made.filed()
    return case


def _person(case: Case) -> Any:
    return case.respondents.get()


def _letter(case: Case, on: date) -> None:
    letter = Letter(number="1", dated_on=on, sender="Bawaslu Provinsi")
    letter.save()
    handling.take_over(case, letter=letter, note="x", by=made.officer(Role.LEADER, "bawaslu-kaltim"))


def _package(case: Case, on: date) -> None:
    packages.build(case, packages.Contents(made.OFFICIAL, "1", on, [_person(case).pk]), by=made.desk(case))


RECORDS: dict[str, tuple[str, Callable[[Case, date], Any]]] = {
    "reception": (
        "on",
        lambda case, on: handling.record_official_reception(Report.objects.get(), on=on, by=made.desk(case)),
    ),
    "reply": ("on", lambda case, on: hearings.record_reply(_person(case), kind="answer", on=on, by=made.desk(case))),
    "check": (
        "bkn_asked_on",
        lambda case, on: hearings.record_status_check(
            _person(case), known=True, on=TODAY, by=made.desk(case), source="bkn", bkn_asked_on=on
        ),
    ),
    "announcement": ("on", lambda case, on: hearings.announce(case, stage="registered", on=on, by=made.desk(case))),
    "invitation": (
        "dated_on",
        lambda case, on: hearings.invite(
            _person(case), number="1", dated_on=on, hearing_on=on + timedelta(days=1), by=made.desk(case)
        ),
    ),
    "minutes": (
        "held_on",
        lambda case, on: plenary.record(case, made.meeting("1", on), by=made.desk(case, Role.LEADER)),
    ),
    "letter": ("dated_on", _letter),
    "package": ("letter_date", _package),
}  # fmt: skip


def kept(case: Case) -> tuple[object, ...]:
    """What a refusal leaves as it was."""
    return (
        list(Case.objects.values()),
        list(Report.objects.values()),
        list(case.respondents.values()),
        [row.count() for row in (case.decisions, case.announcements, case.origins, _person(case).answers)],
        _person(case).invitations.count(),
        Entry.objects.count(),
    )


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize(
    ("on", "sentence"),
    [(date(2019, 1, 1), EARLY), (CAME - timedelta(days=1), EARLY), (TODAY + timedelta(days=1), LATE)],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(case: Case, record: str, on: date, sentence: str) -> None:
    field, act = RECORDS[record]
    before = kept(case)
    with pytest.raises(soundness.Unsound) as refused:
        act(case, on)
    assert list(refused.value.faults) == [field]
    if record != "minutes" or sentence is LATE:  # minutes say it in words of their own
        assert refused.value.faults[field] == sentence
    assert kept(case) == before


@pytest.mark.parametrize("on", [CAME, TODAY])
@pytest.mark.parametrize("record", [name for name in RECORDS if name not in {"package", "letter"}])
def test_the_first_and_the_last_possible_day_are_taken(case: Case, record: str, on: date) -> None:
    RECORDS[record][1](case, on)


def test_an_invitation_may_call_for_a_day_to_come_but_none_before_its_letter(case: Case) -> None:
    person, by = _person(case), made.desk(case)
    hearings.invite(person, number="1", dated_on=TODAY, hearing_on=date(2024, 11, 5), by=by)
    with pytest.raises(soundness.Unsound) as refused:
        hearings.invite(person, number="2", dated_on=TODAY, hearing_on=CAME, by=by)
    assert list(refused.value.faults) == ["hearing_on"]


def test_a_report_that_came_later_was_not_received_before_it(case: Case) -> None:
    with time_machine.travel("2024-10-04T09:00:00+08:00", tick=False):
        code, other = made.filed()
    with pytest.raises(soundness.Unsound, match="4 Oktober 2024"):
        handling.record_official_reception(made.report_of(code), on=CAME, by=made.desk(other))
