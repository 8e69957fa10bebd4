"""A draft is put away, saved while typing, found again with its code, and thrown away."""

import pytest
from django.test import Client

from reports import drafts, receipts
from reports.models.report import Draft, Report
from tests.filing.citizen import INCIDENT, Citizen

pytestmark = pytest.mark.django_db


def test_put_away_shows_the_code_and_the_page_is_found_again_with_it(citizen: Citizen, client: Client) -> None:
    citizen.send("kejadian")
    response = citizen.send("terlapor", action="save")
    assert response["Location"] == "/lapor/tersimpan/"
    code = citizen.code
    assert receipts.grouped(code) in client.get("/lapor/tersimpan/").content.decode()
    other = Citizen(Client())
    assert other.track(receipts.grouped(code).lower())["Location"] == "/lapor/terlapor/"
    assert 'value="Guru Contoh"' in other.read("terlapor")


def test_putting_away_asks_for_nothing(citizen: Citizen) -> None:
    response = citizen.send("kejadian", {"narrative": ""}, action="save")
    assert response["Location"] == "/lapor/tersimpan/"


def test_saving_while_typing_answers_without_a_page(citizen: Citizen) -> None:
    citizen.open("kejadian")
    response = citizen.send("kejadian", {"narrative": "Setengah jalan"}, action="autosave")
    assert (response.status_code, response.content) == (204, b"")
    assert drafts.load(citizen.code)["body"]["narrative"] == "Setengah jalan"  # type: ignore[index]


def test_what_a_script_sends_after_the_quick_exit_is_not_kept(citizen: Citizen, client: Client) -> None:
    citizen.open("kejadian")
    client.get("/keluar/", headers={"sec-fetch-site": "same-origin"})
    client.cookies.clear()
    response = citizen.send("kejadian", {"narrative": "Masih diketik"}, action="autosave")
    assert response.status_code == 409
    assert response.cookies == {}
    assert Draft.objects.count() == 0


def test_the_answer_to_what_a_script_saves_sets_no_code_again(citizen: Citizen) -> None:
    citizen.open("kejadian")
    response = citizen.send("kejadian", {"narrative": "Masih diketik"}, action="autosave")
    assert response.status_code == 204
    assert "kode" not in response.cookies


def test_deleting_the_draft_is_asked_about_first(citizen: Citizen) -> None:
    citizen.send("kejadian")
    page = citizen.read("terlapor")
    asked = page.partition("<summary>Hapus isian ini</summary>")[2].partition("</details>")[0]
    assert "tidak dapat dikembalikan" in asked
    assert 'action="/lapor/hapus/"' in asked
    assert "Ya, hapus semuanya" in asked
    assert page.count('action="/lapor/hapus/"') == 1


def test_a_page_of_another_draft_is_shown_again_and_changes_nothing(citizen: Citizen) -> None:
    citizen.send("kejadian")
    response = citizen.send("kejadian", draft="0" * 12, narrative="Dari tab lain yang lama sekali.")
    assert response.status_code == 409
    assert "Dari tab lain yang lama sekali." in response.content.decode()
    assert drafts.load(citizen.code)["body"]["narrative"] == INCIDENT["narrative"]  # type: ignore[index]


def test_the_draft_and_the_code_can_be_thrown_away(citizen: Citizen, client: Client) -> None:
    citizen.fill_in()
    response = client.post("/lapor/hapus/")
    assert response["Location"] == "/lapor/"
    assert response.cookies["kode"].value == ""
    assert Draft.objects.count() == 0


def test_another_report_begins_under_a_new_code(citizen: Citizen, client: Client) -> None:
    citizen.fill_in()
    citizen.submit()
    first = citizen.code
    assert client.post("/lapor/baru/")["Location"] == "/lapor/kejadian/"
    citizen.open("kejadian")
    assert citizen.code != first
    assert Report.objects.count() == 1
