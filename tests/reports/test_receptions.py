"""A leader records the day of the official reception anew; the former is kept, the reporter reads the new one."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from procedures.transitions import NotYours, Unmet
from procedures.vocabulary import Actor
from reports import handling, soundness, status
from reports.models.case import Case
from reports.models.report import Report
from services.accounts.enums import Role
from services.audit.models import Entry
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
WRONG, RIGHT = date(2024, 10, 5), date(2024, 10, 4)


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def received(db: None) -> tuple[str, Case]:
    """A report of the 3rd that was received officially, as the operator wrote, on the 5th."""
    with time_machine.travel("2024-10-03T09:00:00+08:00", tick=False):
        code, case = made.filed()
    handling.record_official_reception(made.report_of(code), on=WRONG, by=made.desk(case, Role.OPERATOR))
    return code, case


def leader(case: Case) -> Actor:
    return made.desk(case, Role.LEADER)


def official(code: str) -> list[tuple[str, date]]:
    return [(line.code, line.date) for line in status.read(code).steps if "officially" in line.code]


def test_the_new_day_holds_and_the_former_is_kept_with_reason_and_person(received: tuple[str, Case]) -> None:
    code, case = received
    by = leader(case)
    assert official(code) == [(status.OFFICIAL, WRONG)]
    handling.record_reception_anew(made.report_of(code), on=RIGHT, reason=" Salah ketik. ", by=by)
    report = made.report_of(code)
    assert report.officially_received_on == RIGHT
    assert report.former_receptions == [
        {"on": "2024-10-05", "until": "2024-10-05", "by": str(by.user), "reason": "Salah ketik."}
    ]
    assert official(code) == [(status.OFFICIAL_ANEW, RIGHT)]
    assert status.read(code).officially_received
    entry = Entry.objects.get(action="report:reception_anew")
    assert (entry.actor, entry.detail) == (by.reference, {"on": "2024-10-04", "was": "2024-10-05"})


def test_it_may_be_recorded_anew_once_more(received: tuple[str, Case]) -> None:
    code, case = received
    for on in (RIGHT, date(2024, 10, 3)):
        handling.record_reception_anew(made.report_of(code), on=on, reason="Salah.", by=leader(case))
    assert [one["on"] for one in made.report_of(code).former_receptions] == ["2024-10-05", "2024-10-04"]
    assert official(code) == [(status.OFFICIAL_ANEW, date(2024, 10, 3))]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VERIFIER])
def test_only_a_leader_records_it_anew(received: tuple[str, Case], role: str) -> None:
    code, case = received
    with pytest.raises(NotYours):
        handling.record_reception_anew(made.report_of(code), on=RIGHT, reason="Salah.", by=made.desk(case, role))
    assert made.report_of(code).officially_received_on == WRONG


@pytest.mark.parametrize("on", [WRONG, date(2024, 10, 2), date(2024, 10, 6)])
def test_the_day_must_be_another_one_that_can_be(received: tuple[str, Case], on: date) -> None:
    code, case = received
    with pytest.raises(soundness.Unsound) as refused:
        handling.record_reception_anew(made.report_of(code), on=on, reason="Salah.", by=leader(case))
    assert list(refused.value.faults) == ["on"]
    report = made.report_of(code)
    assert (report.officially_received_on, report.former_receptions) == (WRONG, None)
    assert official(code) == [(status.OFFICIAL, WRONG)]


@pytest.mark.parametrize("change", [{"state": "referred"}, {"closed_at": "2024-10-05T00:00:00Z"}])
def test_once_nothing_depends_on_it_the_day_stays(received: tuple[str, Case], change: dict[str, str]) -> None:
    code, case = received
    Case.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(Unmet):
        handling.record_reception_anew(made.report_of(code), on=RIGHT, reason="Salah.", by=leader(case))
    assert Report.objects.get().former_receptions is None


def test_it_is_recorded_the_first_time_once(received: tuple[str, Case]) -> None:
    code, case = received
    with pytest.raises(Unmet, match="sudah dicatat"):
        handling.record_official_reception(made.report_of(code), on=RIGHT, by=made.desk(case))
    assert made.report_of(code).officially_received_on == WRONG
