"""The list of calls for help: leaders and custodians see it, say that they have a call, and nobody else does."""

import pytest
from django.urls import reverse

from reports import distress
from reports.models.distress import DistressCall
from tests.factories import reports
from tests.reports_admin.conftest import HOME, Desk, page

pytestmark = pytest.mark.django_db
LIST = "/admin/reports/distresscall/"


@pytest.fixture
def call(db: None) -> DistressCall:
    """A call that waits at home."""
    code, _case = reports.filed()
    return distress.call(code, past_the_leader=False)


def address(call: DistressCall) -> str:
    return reverse("admin:reports_distresscall_change", args=[call.pk])


@pytest.mark.parametrize(("role", "agency"), [("leader", HOME), ("custodian", "bawaslu-ri")])
def test_leaders_and_custodians_find_it_first_on_their_list(
    desk: Desk, call: DistressCall, role: str, agency: str
) -> None:
    client = desk(role, agency)
    shown = client.get(LIST).content.decode()
    assert "Belum diterima (1)" in shown
    assert address(call) in shown
    assert "Pelapor yang ditekan" in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        ("operator", HOME),
        ("verifier", HOME),
        ("bkpsdm", "bkpsdm-balikpapan"),
        ("bkn", "bkn"),
        ("auditor", "bawaslu-ri"),
        ("sysadmin", "bawaslu-ri"),
    ],
)
def test_nobody_else_sees_that_there_is_such_a_list(desk: Desk, call: DistressCall, role: str, agency: str) -> None:
    client = desk(role, agency)
    assert "Pelapor yang ditekan" not in client.get("/admin/").content.decode()
    assert {client.get(LIST).status_code, client.get(address(call)).status_code} <= {403, 404}
    assert client.post(address(call), {"version": "-", "note": "x", "sure": "on"}).status_code in {403, 404}
    call.refresh_from_db()
    assert call.received_on is None


def test_a_leader_of_another_office_finds_an_empty_list_and_no_page(desk: Desk, call: DistressCall) -> None:
    client = desk("leader", "bawaslu-kendari")
    assert "Tidak ada panggilan yang menunggu." in client.get(LIST).content.decode()
    assert client.get(address(call)).status_code == 404


def test_receiving_needs_a_note_and_a_tick_and_is_shown_with_its_day(desk: Desk, call: DistressCall) -> None:
    client = desk("leader")
    refused = client.post(address(call), {"version": "-", "note": "Diajak bicara."})
    assert refused.status_code == 422
    assert "Diajak bicara." in refused.content.decode()
    call.refresh_from_db()
    assert call.received_on is None
    done = client.post(address(call), {"version": "-", "note": "Diajak bicara.", "sure": "on"})
    assert done["Location"] == LIST
    shown = client.get(LIST).content.decode()
    assert "Belum diterima (0)" in shown
    assert "4 Oktober 2024" in shown
    assert "Diajak bicara." in client.get(address(call)).content.decode()
    again = client.post(address(call), {"version": "-", "note": "Lagi.", "sure": "on"})
    assert again.status_code == 422
    assert DistressCall.objects.get().note == "Diajak bicara."


def test_a_custodian_reads_the_ticket_and_no_way_to_the_report(desk: Desk, call: DistressCall) -> None:
    shown = desk("custodian", "bawaslu-ri").get(address(call)).content.decode()
    assert "Cari laporan dengan tiket ini" not in shown
    assert "Cari laporan dengan tiket ini" in desk("leader").get(address(call)).content.decode()


def test_the_case_page_bears_a_flag_for_the_leader_until_the_call_is_received(desk: Desk, call: DistressCall) -> None:
    case = call.report.links.get().case
    leader = desk("leader")
    assert "Pelapor ditekan" in leader.get(page(case)).content.decode()
    assert "Pelapor ditekan" not in desk("verifier").get(page(case)).content.decode()
    leader = desk("leader")
    leader.post(address(call), {"version": "-", "note": "Diajak bicara.", "sure": "on"})
    assert "Pelapor ditekan" not in leader.get(page(case)).content.decode()


def test_a_call_past_the_leader_is_flagged_to_nobody_at_the_office(desk: Desk) -> None:
    code, case = reports.filed()
    distress.call(code, past_the_leader=True)
    assert "Pelapor ditekan" not in desk("leader").get(page(case)).content.decode()
