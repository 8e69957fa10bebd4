"""Reports as filed: a read-only list and page for the office in whose case they lie."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from reports import linking
from reports.models.case import Case
from services.audit.models import Entry
from tests.factories import reports
from tests.reports_admin.conftest import OFFICES, Desk, page

pytestmark = pytest.mark.django_db
LIST = "/admin/reports/report/"


def test_each_office_lists_its_own_reports(desk: Desk) -> None:
    codes = {office: reports.filed(reports.submission(region=code))[0] for office, code in OFFICES.items()}

    for office, code in codes.items():
        rows = desk(agency=office).get(LIST).context["rows"]
        assert [row.ticket.replace("-", "") for row in rows] == [reports.report_of(code).ticket]


def test_a_report_is_found_by_its_ticket_and_by_its_day(desk: Desk) -> None:
    code, _case = reports.filed()
    reports.filed()
    ticket = reports.report_of(code).ticket
    client = desk()

    assert [row.ticket.replace("-", "") for row in client.get(f"{LIST}?q={ticket.lower()}").context["rows"]] == [ticket]
    assert len(client.get(f"{LIST}?received_from=2024-10-04").context["rows"]) == 2
    assert client.get(f"{LIST}?received_to=2024-10-03").context["rows"] == []


@pytest.mark.parametrize("query", ["?kind=tip", "?o=1", "?after=x", "?received_from=soon", "?before=x"])
def test_what_the_list_does_not_know_is_refused(desk: Desk, case: Case, query: str) -> None:
    response = desk().get(LIST + query)

    assert response.status_code == 400
    assert "<code>received_to</code>" in response.content.decode()


def test_the_list_goes_on_by_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        reports.filed()
    monkeypatch.setattr("reports.admin.report.PAGE", 2)
    client, seen, address = desk(), [], LIST

    while address:
        context = client.get(address).context
        seen += [row.ticket for row in context["rows"]]
        address = context["next_url"]

    assert len(seen) == len(set(seen)) == 5


def test_a_report_is_read_as_filed_and_the_reading_recorded(desk: Desk) -> None:
    code, case = reports.filed()
    report = reports.report_of(code)
    client = desk("leader")

    text = client.get(reverse("admin:reports_report_change", args=[report.pk])).content.decode()

    assert reports.NARRATIVE in text
    assert page(case) in text
    assert "Warga Contoh" not in text
    assert report.receipt_hash not in text
    assert "<form" not in text.split('id="content"')[1]
    assert Entry.objects.filter(action="report:read", subject=str(report.pk)).count() == 1


def test_a_linked_report_is_listed_once_under_the_case_it_lies_in(desk: Desk, case: Case) -> None:
    code, _other = reports.filed()
    linking.link(reports.report_of(code), case, by=reports.desk(case))

    rows = desk().get(LIST).context["rows"]

    assert {row.case.replace("-", "") for row in rows} == {case.reference}
    assert len(rows) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_seven_statements(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        reports.filed()
    client = desk()
    client.get(LIST)

    with django_assert_num_queries(7):
        response = client.get(LIST)
    assert len(response.context["rows"]) == count
