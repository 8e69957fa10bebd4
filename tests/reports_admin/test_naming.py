"""One name for each piece of evidence in a case, on every page of the office that speaks of one."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from reports import exhibits, linking, messages
from reports.models.case import Case
from reports.models.report import Message
from services.notifications.models import Owed
from tests.evidence.test_copies import photo
from tests.factories import accounts, reports
from tests.factories.packages import built, case_with
from tests.reports_admin.conftest import HOME, Desk, page, verb, version
from tests.sanctions.desks import bkn
from tests.sanctions.test_package_files import around, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def three() -> tuple[list[str], Case]:
    """The codes of three reports of one act, with a photo and a link each, and their case."""
    found = [case_with(photo(), links=(f"https://contoh.example/{number}",)) for number in range(3)]
    case = found[0][1]
    for code, _case in found[1:]:
        linking.link(reports.report_of(code), case, by=reports.desk(case))
    case.refresh_from_db()
    return [code for code, _case in found], case


def text(client: Client, address: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())


def pieces(shown: str) -> list[str]:
    """Each name that begins a line about a piece of evidence."""
    return re.findall(r"Bukti ([A-Z]*\d+) —", shown)


def test_the_case_of_one_report_says_the_name_here_and_the_number_there(desk: Desk) -> None:
    code, case = reports.filed()
    exhibits.accept_link(code, "https://contoh.example/1")
    for address in (page(case), reverse("admin:reports_report_change", args=[reports.report_of(code).pk])):
        shown = text(desk("leader"), address)
        assert pieces(shown) == ["A1"]
        assert "Bukti A1 di sini adalah Bukti 1 bagi pelapor, dan seterusnya" in shown


def test_no_name_stands_twice_in_a_case_of_three_reports(desk: Desk, three: tuple[list[str], Case]) -> None:
    codes, case = three
    client = desk("leader")
    assert pieces(text(client, page(case))) == ["A1", "A2", "B1", "B2", "C1", "C2"]
    for code, letter in zip(codes, "ABC", strict=True):
        shown = text(client, reverse("admin:reports_report_change", args=[reports.report_of(code).pk]))
        assert pieces(shown) == [f"{letter}1", f"{letter}2"]
        assert f"Bukti {letter}1 di sini adalah Bukti 1 bagi pelapor, dan seterusnya" in shown


def test_a_clean_copy_and_an_original_bear_the_name(desk: Desk, three: tuple[list[str], Case]) -> None:
    codes, case = three
    client = desk("leader")
    file = exhibits.listed(codes[1])[0]
    assert "Bukti B1 — foto," in text(client, reverse("admin:reports_case_evidence", args=[case.pk, file.pk]))
    shown = client.get(reverse("admin:reports_case_original", args=[case.pk, file.pk])).content.decode()
    assert "<h1>Berkas asli bukti B1</h1>" in shown


def test_a_message_offers_each_report_with_its_letter_and_takes_none(desk: Desk, three: tuple[list[str], Case]) -> None:
    codes, case = three
    client, address = desk("verifier"), verb(case, "message")
    shown = text(client, address)
    assert [f"bukti {letter}" in shown for letter in "ABCD"] == [True, True, True, False]
    assert "tulis “Bukti 2”, bukan “Bukti B2”" in shown
    before = Owed.objects.count()
    values = {"version": version(client, case, "message"), "report": str(reports.report_of(codes[1]).pk)}
    refused = client.post(address, {**values, "text": "Bukti B2 tidak terbaca."})
    assert refused.status_code == 422
    assert "Pesan menyebut bukti dengan huruf kasus" in refused.content.decode()
    assert (Message.objects.count(), Owed.objects.count()) == (0, before)
    assert client.post(address, {**values, "text": "Bukti 2 tidak terbaca."}).status_code == 302
    assert Message.objects.get().text == "Bukti 2 tidak terbaca."


def test_the_form_of_a_package_lists_evidence_in_the_order_of_its_numbers(
    desk: Desk, three: tuple[list[str], Case]
) -> None:
    _codes, case = three
    client = desk("verifier")
    shown = text(client, verb(case, "package"))
    names = pieces(shown)
    assert sorted(names) == ["A1", "A2", "B1", "B2", "C1", "C2"]
    assert [name[1:] for name in names] == ["1", "1", "1", "2", "2", "2"]
    assert "dinomori ulang 1, 2, 3, … menurut urutan daftar ini, tanpa huruf" in shown
    package = built(case)
    inside = text(client, reverse("admin:reports_case_package", args=[case.pk, package.pk]))
    assert re.findall(r"Bukti (\d) — .*?\(dalam kasus: Bukti (\w+)\)", inside) == [
        (str(number), name) for number, name in enumerate(names, 1)
    ]
    picture = text(client, reverse("admin:reports_case_blacken", args=[case.pk, package.pk, 1, 1]))
    assert f"Bukti 1, foto, gambar 1 dari 1 (dalam kasus: Bukti {names[0]})" in picture


def test_neither_a_desk_nor_a_reporter_reads_a_letter(three: tuple[list[str], Case]) -> None:
    codes, case = three
    messages.from_office(reports.report_of(codes[2]), "Bukti 2 tidak terbaca.", by=reports.desk(case))
    person = sent(case)
    client = bkn()
    for address in (reverse("admin:reports_packagerespondent_change", args=[person.pk]), around(person)):
        assert re.findall(r"[Bb]ukti [A-Z]{1,2}\d", text(client, address)) == []
    shown = text(client, reverse("admin:reports_packagerespondent_change", args=[person.pk]))
    assert re.findall(r"Bukti (\w+), (?:foto|tautan)", shown) == ["1", "2", "3", "4", "5", "6"]
    reporter = Client(REMOTE_ADDR="192.0.2.1")
    reporter.cookies["kode"] = codes[2]
    for address in ("/lacak/status/", "/lacak/tanda-terima/"):
        assert re.findall(r"[Bb]ukti [A-Z]{1,2}\d", text(reporter, address)) == []
    assert "Bukti 1, berkas" in text(reporter, "/lacak/tanda-terima/")


@pytest.mark.parametrize("linked", [0, 2])
def test_pages_cost_the_same_with_one_report_and_with_three(
    linked: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    code, case = reports.filed()
    exhibits.accept_link(code, "https://contoh.example/1")
    for _each in range(linked):
        linking.link(reports.report_of(reports.filed()[0]), case, by=reports.desk(case))
    client = accounts.signed_in(accounts.officer("leader", HOME))
    client.get(page(case))
    with django_assert_num_queries(7):
        client.get(page(case))
    address = reverse("admin:reports_report_change", args=[reports.report_of(code).pk])
    with django_assert_num_queries(10):
        client.get(address)
