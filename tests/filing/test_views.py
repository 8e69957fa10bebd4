"""The five pages of /lapor/: doors, code and cookies, from the start page to the last."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from reports import drafts, receipts
from reports.models.report import Draft
from tests.filing.citizen import INCIDENT, Citizen

pytestmark = pytest.mark.django_db


def test_the_start_page_sets_no_cookie_and_may_be_cached(client: Client) -> None:
    response = client.get("/lapor/")
    assert response.status_code == 200
    assert response.cookies == {}
    assert response["Cache-Control"] == "public, max-age=60"


def test_the_start_page_tells_the_truth_before_anything_is_typed(client: Client) -> None:
    page = client.get("/lapor/").content.decode()
    for sentence in (
        "Secara hukum ini bukan laporan.",
        "Identitas dapat diketahui pihak lain bila perkara sampai klarifikasi atau sidang.",
        "Belum diterima Bawaslu secara resmi",
        "Pemegang kunci identitas",
        "Hadir di kampanye hanya untuk mendengarkan",
    ):
        assert sentence in page


def test_opening_the_first_page_issues_a_code_that_no_script_can_read_and_writes_nothing(citizen: Citizen) -> None:
    response = citizen.open("kejadian")
    cookie = response.cookies["kode"]
    assert receipts.read(cookie.value) == cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["expires"] == cookie["max-age"] == ""
    assert response["Cache-Control"] == "no-store, private"
    assert Draft.objects.count() == 0


def test_the_code_stands_in_no_page_before_the_first_save(citizen: Citizen) -> None:
    page = citizen.read("kejadian")
    assert receipts.grouped(citizen.code) not in page


def test_the_first_save_makes_a_draft_that_only_the_code_opens_and_shows_the_code(citizen: Citizen) -> None:
    response = citizen.send("kejadian")
    assert (response.status_code, response["Location"]) == (302, "/lapor/terlapor/")
    assert receipts.grouped(citizen.code) in citizen.read("terlapor")
    draft = Draft.objects.get()
    assert draft.receipt_hash == receipts.digest(citizen.code)
    assert b"menyukai" not in bytes(draft.ciphertext)
    assert drafts.load(citizen.code)["body"]["narrative"] == INCIDENT["narrative"]  # type: ignore[index]


def test_the_tip_door_opens_the_same_page_without_a_name(citizen: Citizen) -> None:
    page = citizen.read("informasi-awal")
    assert 'name="kind" value="tip"' in page
    assert "Anda memberi informasi awal, tanpa nama." in page


def test_the_whole_filing_leaves_no_session_and_two_cookies(citizen: Citizen, client: Client) -> None:
    citizen.fill_in()
    citizen.submit()
    citizen.read("selesai")
    assert Session.objects.count() == 0
    assert set(client.cookies) == {"kode", "csrftoken"}


def test_the_english_pages_stay_english_from_page_to_page(citizen: Citizen, client: Client) -> None:
    response = client.post("/en/lapor/kejadian/", INCIDENT)
    assert response["Location"] == "/en/lapor/terlapor/"
    assert '<html lang="en">' in client.get("/en/lapor/terlapor/").content.decode()


def test_the_form_pages_stay_within_their_budget_of_bytes_and_requests(citizen: Citizen) -> None:
    page = citizen.read("kejadian")
    assert page.count('<link rel="stylesheet"') + page.count("<script ") == 2
    assert "style=" not in page
    assert "onclick" not in page
