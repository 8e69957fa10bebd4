"""Reports of one act in one case; linking and unlinking again changes nothing but the history."""

from datetime import date

import pytest
import time_machine

from reports import handling, linking, status
from reports.models.case import Case, CaseReport
from reports.models.report import Report, Standing
from tests.factories import reports as made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def stands() -> list[object]:
    links = CaseReport.objects.filter(unlinked_at__isnull=True).order_by("report").values_list("case", "report")
    tables = (Case, Report, Standing)
    return [list(links), *(list(model.objects.order_by("pk").values()) for model in tables)]


def test_a_linked_report_stands_where_its_new_case_stands():
    code, own = made.filed()
    _other, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.relayed()
    linking.link(made.report_of(code), case, by=made.desk(case), reason="Perbuatan yang sama.")
    assert made.case_of(code) == case
    assert status.read(code).stage == "registered"
    own.refresh_from_db()
    case.refresh_from_db()
    assert (own.report_count, case.report_count) == (0, 2)
    assert (
        CaseReport.objects.get(report=made.report_of(code), unlinked_at__isnull=True).reason == "Perbuatan yang sama."
    )


def test_linking_and_unlinking_changes_nothing():
    code, own = made.filed()
    _other, case = made.filed()
    made.relayed()
    before = stands()
    linking.link(made.report_of(code), case, by=made.desk(case))
    assert stands() != before
    assert linking.unlink(made.report_of(code), by=made.desk(case)) == own
    assert stands() == before
    assert CaseReport.objects.filter(report=made.report_of(code)).count() == 3


def test_every_reporter_of_a_case_is_told():
    codes = [made.filed()[0] for _number in range(2)]
    case = made.case_of(codes[0])
    linking.link(made.report_of(codes[1]), case, by=made.desk(case))
    case.refresh_from_db()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.relayed()
    assert [status.read(code).steps[-1].code for code in codes] == ["bawaslu:register"] * 2


@pytest.mark.parametrize("wrong", ["same", "other_office", "other_actor"])
def test_what_cannot_be_linked_stays_where_it_is(wrong):
    code, own = made.filed()
    _other, case = made.filed(made.submission(region="64.72" if wrong == "other_office" else "64.71"))
    by = made.officer("verifier", "bawaslu-kukar") if wrong == "other_actor" else made.desk(own)
    before = stands()
    with pytest.raises(linking.NotLinkable):
        linking.link(made.report_of(code), own if wrong == "same" else case, by=by)
    assert stands() == before


def test_a_report_in_its_own_case_cannot_be_unlinked():
    code, case = made.filed()
    with pytest.raises(linking.NotLinkable):
        linking.unlink(made.report_of(code), by=made.desk(case))
    assert date(2024, 10, 5) == case.received_on
