"""The list of calls for help: leaders and custodians see it, say that they have a call, and nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from procedures.models import Proceeding
from reports import distress
from reports import messages as said
from reports.models.case import Case
from reports.models.distress import DistressCall
from services.audit.models import Entry
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


ABOVE = "bawaslu-kaltim"


@pytest.fixture
def past(db: None) -> DistressCall:
    """A call past the leader of the office, which waits at the level above; the reporter has written before."""
    code, _case = reports.filed()
    said.from_reporter(code, "Saya punya rekaman.")
    return distress.call(code, past_the_leader=True)


def received(desk: Desk, past: DistressCall) -> Client:
    client = desk("leader", ABOVE)
    assert "Saya punya rekaman." not in client.get(address(past)).content.decode()
    assert client.post(address(past), {"version": "-", "note": "Diajak bicara.", "sure": "on"}).status_code == 302
    return client


def at(past: DistressCall, name: str) -> str:
    return reverse(f"admin:reports_distresscall_{name}", args=[past.pk])


def test_the_leader_told_reads_and_answers_from_the_call_on_record(desk: Desk, past: DistressCall) -> None:
    client = received(desk, past)
    shown = client.get(address(past)).content.decode()
    assert "Saya punya rekaman." in shown
    assert "Cari laporan dengan tiket ini" not in shown
    assert reports.NARRATIVE not in shown
    entry = Entry.objects.filter(action="report:call_read").last()
    assert entry is not None
    assert (entry.subject, entry.detail) == (str(past.report_id), {"call": str(past.pk), "messages": 1})

    empty = client.post(at(past, "message"), {"version": "-", "text": ""})
    assert empty.status_code == 422
    assert client.post(at(past, "message"), {"version": "-", "text": "Apakah Anda aman?"})["Location"] == address(past)
    assert "Apakah Anda aman?" in client.get(address(past)).content.decode()
    case = past.report.links.get().case
    for role in ("leader", "verifier"):
        office = desk(role).get(page(case)).content.decode()
        assert "Saya punya rekaman." in office
        assert "Apakah Anda aman?" not in office


def test_the_leader_told_takes_the_case_over_without_its_reference(desk: Desk, past: DistressCall) -> None:
    case = past.report.links.get().case
    client = received(desk, past)
    assert at(past, "take_over") in client.get(address(past)).content.decode()
    assert case.reference not in client.get(at(past, "take_over")).content.decode()
    letter = {"version": "-", "number": "1/K", "dated_on": "2024-10-04"}

    unreasoned = client.post(at(past, "take_over"), letter)
    assert (unreasoned.status_code, list(unreasoned.context["form"].errors)) == (422, ["note"])
    early = client.post(at(past, "take_over"), {**letter, "dated_on": "2019-01-01", "note": "Pelapor ditekan."})
    assert (early.status_code, list(early.context["form"].errors)) == (422, ["dated_on"])
    assert "Pelapor ditekan." in early.content.decode()
    case.refresh_from_db()
    assert case.handler_id == HOME

    done = client.post(at(past, "take_over"), {**letter, "note": "Pelapor ditekan."})
    assert done["Location"] == page(case)
    case.refresh_from_db()
    assert case.handler_id == ABOVE
    assert reports.NARRATIVE in client.get(page(case)).content.decode()


def test_what_cannot_be_taken_over_any_more_says_so_and_keeps_what_was_typed(desk: Desk, past: DistressCall) -> None:
    client = received(desk, past)
    Case.objects.update(state="referred")
    Proceeding.objects.update(state="referred")
    values = {"version": "-", "number": "1/K", "dated_on": "2024-10-04", "note": "Pelapor ditekan."}
    refused = client.post(at(past, "take_over"), values)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "tidak dapat mengambil alih" in shown or "tidak dapat dilakukan" in shown
    assert "Pelapor ditekan." in shown
    assert Case.objects.get().handler_id == HOME


def test_a_call_is_closed_with_a_tick(desk: Desk, past: DistressCall) -> None:
    client = received(desk, past)
    assert client.post(at(past, "close"), {"version": "-"}).status_code == 422
    assert client.post(at(past, "close"), {"version": "-", "sure": "on"})["Location"] == LIST
    assert "Saya punya rekaman." not in client.get(address(past)).content.decode()
    assert client.get(at(past, "message")).status_code == 404


@pytest.mark.parametrize(
    ("role", "agency"),
    [("leader", HOME), ("verifier", HOME), ("verifier", ABOVE), ("custodian", "bawaslu-ri"), ("leader", "bawaslu-ri")],
)
def test_nobody_else_finds_these_pages(desk: Desk, past: DistressCall, role: str, agency: str) -> None:
    received(desk, past)
    client = desk(role, agency)
    values = {"version": "-", "text": "Halo.", "sure": "on", "number": "1", "dated_on": "2024-10-04", "note": "x"}
    for name in ("message", "close", "take_over"):
        assert client.get(at(past, name)).status_code in {403, 404}
        assert client.post(at(past, name), values).status_code in {403, 404}
    shown = client.get(address(past))
    assert "Saya punya rekaman." not in shown.content.decode()
    assert Case.objects.get().handler_id == HOME


def test_a_custodian_is_led_to_what_a_custodian_may_do(desk: Desk, past: DistressCall) -> None:
    shown = desk("custodian", "bawaslu-ri").get(address(past)).content.decode()
    assert reverse("admin:reports_opening_changelist") in shown
    assert "Sebagai pemegang kunci identitas" in shown
    assert "Bicaralah dengannya" not in shown


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
