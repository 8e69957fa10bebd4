"""How an office is reached and what it may receive: the system administrator records it, nobody else, and nothing
besides."""

import re
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from netralitas.admin.regions import REACH
from regions import offices
from regions.models import Agency, OfficeHours, OnlineMandate
from services.accounts.models import MailboxChange
from services.audit.models import Entry
from services.notifications.models import Message, Owed
from tests.factories import accounts, regions

pytestmark = pytest.mark.django_db

HOME = "bawaslu-balikpapan"
ADDRESS = f"/admin/regions/agency/{HOME}/change/"
MANDATE, HOURS = f"/admin/regions/agency/{HOME}/wewenang/", f"/admin/regions/agency/{HOME}/jam/"
KEPT = (*REACH, "email")
TYPED = {"address": "Jalan Contoh 5, Balikpapan", "address_basis": "", "phone": "0542-000000", "email": ""}
DECIDED = {
    "receives": "given", "since": "2026-12-02", "decision": "Keputusan Ketua Bawaslu", "number": "12/2026",
    "dated": "2026-11-20",
}  # fmt: skip
OTHERS = ["operator", "verifier", "leader", "bkn", "auditor", "custodian"]


@pytest.fixture
def december() -> Any:
    with time_machine.travel("2026-12-01T10:00:00+08:00", tick=False):
        yield


def administrator(**more: Any) -> Client:
    return accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri"), **more)


def sent(page: str) -> dict[str, str]:
    """What a browser sends of the page besides the four fields: how many rows stand below them, read-only."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)) | TYPED


def reach() -> tuple[str, ...]:
    return Agency.objects.values_list(*KEPT).get(pk=HOME)


def recorded() -> tuple[int, int, int, int, int]:
    """What a refusal must leave as it was."""
    kinds = ("agency:changed", "agency:mailbox", "agency:mandate", "agency:hours")
    return (
        OnlineMandate.objects.count(), OfficeHours.objects.count(), MailboxChange.objects.count(),
        Entry.objects.filter(action__in=kinds).count(), Message.objects.count() + Owed.objects.count(),
    )  # fmt: skip


def test_the_administrator_writes_down_address_and_telephone_and_pages_know_it() -> None:
    client = administrator()
    page = client.get(ADDRESS).content.decode()
    assert [name for name in KEPT if f'name="{name}"' in page] == list(KEPT)
    assert 'name="name"' not in page
    response = client.post(ADDRESS, sent(page))
    assert response.status_code == 302
    assert reach() == ("Jalan Contoh 5, Balikpapan", "", "0542-000000", "")
    assert offices.get(HOME).phone == "0542-000000"
    entry = Entry.objects.get(action="agency:changed")
    assert (entry.subject, entry.detail) == (HOME, {"fields": ["address", "phone"]})
    assert not Message.objects.exists()


def test_another_mailbox_is_told_to_old_and_new_and_stands_on_the_page_of_the_office() -> None:
    Agency.objects.filter(pk=HOME).update(email="lama@contoh.invalid")
    client = administrator()
    page = client.get(ADDRESS).content.decode()
    response = client.post(ADDRESS, {**sent(page), "email": "baru@contoh.invalid"})
    assert response.status_code == 302
    assert reach() == ("Jalan Contoh 5, Balikpapan", "", "0542-000000", "baru@contoh.invalid")
    row = MailboxChange.objects.get()
    assert (row.former_email, row.email) == ("lama@contoh.invalid", "baru@contoh.invalid")
    assert list(Message.objects.values_list("letter", "reference")) == [("office_mailbox_changed", f"mailbox:{row.pk}")]
    page = client.get(ADDRESS).content.decode()
    assert "lama@contoh.invalid" in page
    assert not Entry.objects.filter(detail__icontains="contoh.invalid").exists()


def test_another_mailbox_needs_a_fresh_code() -> None:
    client = administrator(code_age=600)
    page = client.get(ADDRESS).content.decode()
    before = recorded()
    response = client.post(ADDRESS, {**sent(page), "email": "baru@contoh.invalid"})
    assert response.status_code == 403
    assert 'value="baru@contoh.invalid"' in response.content.decode()
    assert reach() == ("", "", "", "")
    assert recorded() == before


def test_what_is_no_address_is_said_at_its_field_and_kept() -> None:
    client = administrator()
    page = client.get(ADDRESS).content.decode()
    before = recorded()
    answer = client.post(ADDRESS, {**sent(page), "email": "kantor tanpa at"}).content.decode()
    assert 'value="kantor tanpa at"' in answer
    assert "Masukkan alamat email dengan format yang benar." in answer
    assert reach() == ("", "", "", "")
    assert recorded() == before


def test_nothing_else_of_an_office_changes_whatever_is_sent() -> None:
    client = administrator()
    page = client.get(ADDRESS).content.decode()
    before = Agency.objects.values().get(pk=HOME)
    client.post(ADDRESS, {**sent(page), "name": "Lain", "letter_only": "on", "online": "2024-01-01"})
    assert Agency.objects.values().get(pk=HOME) == {**before, **TYPED}


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_the_administrator_writes_it(role: str) -> None:
    client = accounts.signed_in(accounts.officer(role, "bkn" if role == "bkn" else HOME))
    page = client.get(ADDRESS)
    before = recorded()
    assert page.status_code == 200
    assert 'name="address"' not in page.content.decode()
    assert MANDATE not in page.content.decode()
    assert client.post(ADDRESS, TYPED).status_code == 403
    for address in (MANDATE, HOURS):
        assert client.get(address).status_code == 403
        assert client.post(address, {**DECIDED, "confirm": "1"}).status_code == 403
    assert reach() == ("", "", "", "")
    assert recorded() == before


def test_no_office_is_added_or_taken_away() -> None:
    client = administrator()
    before = Agency.objects.count()
    assert client.post("/admin/regions/agency/add/", TYPED).status_code == 403
    assert client.post(f"/admin/regions/agency/{HOME}/delete/", {"post": "yes"}).status_code == 403
    assert Agency.objects.count() == before


@pytest.mark.usefixtures("december")
def test_a_mandate_is_looked_at_once_more_then_recorded_and_stands_on_the_page_of_the_office() -> None:
    client = administrator()
    before = recorded()
    answer = client.post(MANDATE, DECIDED)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Laporan yang masuk lewat portal mulai 2 Desember 2026 langsung diterima secara resmi." in page
    assert recorded() == before
    assert client.post(MANDATE, {**DECIDED, "confirm": "1"}).status_code == 302
    row = OnlineMandate.objects.get()
    assert (row.agency_id, row.since, row.receives) == (HOME, date(2026, 12, 2), True)
    assert (row.decision, row.number, row.dated) == ("Keputusan Ketua Bawaslu", "12/2026", date(2026, 11, 20))
    page = client.get(ADDRESS).content.decode()
    assert "Keputusan Ketua Bawaslu" in page
    assert "diterima resmi" in page


@pytest.mark.usefixtures("december")
def test_from_the_page_that_confirms_one_may_go_back_to_what_was_typed() -> None:
    client = administrator()
    page = client.post(MANDATE, {**DECIDED, "again": "1"}).content.decode()
    assert 'value="12/2026"' in page
    assert "Lanjut: periksa dahulu" in page
    assert not OnlineMandate.objects.exists()


@pytest.mark.usefixtures("december")
def test_recording_a_mandate_needs_a_fresh_code() -> None:
    client = administrator(code_age=600)
    before = recorded()
    response = client.post(MANDATE, {**DECIDED, "confirm": "1"})
    assert response.status_code == 403
    assert 'name="confirm" value="1"' in response.content.decode()
    assert recorded() == before


@pytest.mark.usefixtures("december")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"since": "2026-12-01"}, "Paling cepat mulai 2 Desember 2026: yang sudah diterima tetap seperti adanya."),
        ({"dated": "2026-12-02"}, "Tanggal keputusan belum tiba."),
        ({"number": ""}, "Bidang ini harus diisi."),
        ({"decision": ""}, "Bidang ini harus diisi."),
        ({"dated": ""}, "Bidang ini harus diisi."),
        ({"receives": "ended"}, "Untuk hari itu sudah tercatat demikian."),
    ],
)
def test_a_mandate_without_basis_or_for_a_day_gone_by_is_refused_and_kept_as_typed(
    wrong: dict[str, str], sentence: str
) -> None:
    client = administrator()
    before = recorded()
    typed = {**DECIDED, **wrong}
    answer = client.post(MANDATE, {**typed, "confirm": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert all(f'value="{text}"' in page for text in typed.values() if text)
    assert recorded() == before


@pytest.mark.usefixtures("december")
def test_hours_of_the_form_begin_with_those_of_today_and_a_day_without_is_closed() -> None:
    regions.office_hours(offices.get(HOME), 5, time(9), time(12), valid_until=date(2026, 1, 1))
    client = administrator()
    page = client.get(HOURS).content.decode()
    assert re.findall(r'name="(?:opens|closes)_(?:4|5)"(?: value="([\d:]+)")?', page) == ["08:00", "16:30", "", ""]
    typed = {"since": "2026-12-07", "basis": "SK 4/2026", "opens_0": "09:00", "closes_0": "15:00"}
    assert client.post(HOURS, typed).status_code == 302
    rows = OfficeHours.objects.filter(agency=HOME, valid_from=date(2026, 12, 7))
    assert list(rows.values_list("weekday", "opens", "closes", "basis")) == [(0, time(9), time(15), "SK 4/2026")]


@pytest.mark.usefixtures("december")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"closes_0": ""}, "Isi jam buka dan jam tutup, atau kosongkan keduanya."),
        ({"closes_0": "08:00"}, "Jam tutup harus sesudah jam buka."),
        ({"opens_0": "", "closes_0": ""}, "Isi jam untuk paling sedikit satu hari."),
        ({"since": "2026-12-01"}, "Paling cepat mulai 2 Desember 2026"),
        ({"basis": ""}, "Bidang ini harus diisi."),
    ],
)
def test_hours_that_cannot_be_are_refused_and_kept_as_typed(wrong: dict[str, str], sentence: str) -> None:
    client = administrator()
    before = recorded()
    typed = {"since": "2026-12-07", "basis": "SK 4/2026", "opens_0": "09:00", "closes_0": "15:00", **wrong}
    answer = client.post(HOURS, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert all(f'value="{text}"' in page for text in typed.values() if text)
    assert recorded() == before
