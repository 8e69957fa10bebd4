"""A page sent after another tab has handed the same draft in: nothing is taken, nothing that was typed is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from reports import drafts, exhibits, receipts, status
from reports.models.report import Draft, Exhibit, Message, Report
from services.notifications.models import Owed
from services.vault.models import Envelope
from tests.evidence.corpus import pictures
from tests.filing.citizen import INCIDENT, REPORTER, RESPONDENT, TRUTH, WITNESS, Citizen
from tests.filing.test_tabs import ELSEWHERE, Tab

FILED = "Isian ini sudah dikirim dari tab lain"
LATER = "Ia mengulanginya pada hari Minggu di lapangan."


def rows() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in (Report, Draft, Exhibit, Message, Envelope, Owed)]


def filed_beside(citizen: Citizen, name: str) -> Tab:
    """A page that was open when another tab handed the draft in."""
    citizen.fill_in()
    tab = Tab(citizen, name)
    assert citizen.submit().status_code == 302
    return tab


def shown(response: HttpResponse) -> str:
    assert (response.status_code, response["Cache-Control"]) == (409, "no-store, private")
    return response.content.decode()


def test_what_was_typed_is_shown_whole_and_offered_as_a_message(citizen: Citizen) -> None:
    tab = filed_beside(citizen, "kejadian")
    before = rows()
    page = shown(tab.send({**INCIDENT, "narrative": f"{ELSEWHERE * 10}\n{LATER}"}))
    assert f"<h1>{FILED}</h1>" in page
    assert f"<dt>Ceritakan kejadiannya</dt><dd>{ELSEWHERE * 10}<br>{LATER}</dd>" in page
    assert "<dt>Di mana kejadiannya?</dt><dd>Balikpapan Selatan, Kota Balikpapan</dd>" in page
    assert "<dt>Tanggal kejadian</dt><dd>28 September 2024</dd>" in page
    assert 'action="/lacak/pesan/"' in page
    assert f'name="draft" value="{receipts.digest(citizen.code)[:12]}"' in page
    assert "\nDi mana kejadiannya: Balikpapan Selatan, Kota Balikpapan\n" in page
    assert f"Ceritakan kejadiannya: {ELSEWHERE * 10}\n{LATER}\n" in page
    assert 'href="/lacak/status/"' in page
    assert receipts.grouped(citizen.code) in page
    assert rows() == before


def test_nobody_is_told_this_who_sends_the_review_twice_or_typed_nothing(citizen: Citizen) -> None:
    review = filed_beside(citizen, "tinjau")
    before = rows()
    assert review.send(TRUTH)["Location"] == "/lapor/selesai/"
    assert citizen.send("bukti", {"knowers": "unknown", "links": " "})["Location"] == "/lapor/selesai/"
    assert rows() == before


@pytest.mark.parametrize("page", ["kejadian", "tinjau"])
def test_a_page_that_saves_itself_gets_no_page(citizen: Citizen, page: str) -> None:
    tab = filed_beside(citizen, page)
    before = rows()
    response = tab.send(INCIDENT, action="autosave")
    assert (response.status_code, response.content, response.cookies.keys()) == (409, b"", set())
    assert rows() == before


def test_the_message_goes_to_the_report_once_its_owner_sends_it(citizen: Citizen) -> None:
    tab = filed_beside(citizen, "terlapor")
    page = shown(tab.send({**RESPONDENT, "respondents.0.name": "Contoh Meranti"}))
    assert "Nama (1): Contoh Meranti\nJabatan atau pekerjaan (1): Guru Contoh\n" in page
    assert citizen.client.post("/lacak/pesan/", {"text": "Nama (1): Contoh Meranti"}).status_code == 302
    assert [one.text for one in Message.objects.all()] == ["Nama (1): Contoh Meranti"]


def test_a_text_that_no_message_holds_is_shown_and_not_put_into_one(citizen: Citizen) -> None:
    tab = filed_beside(citizen, "kejadian")
    page = shown(tab.send({**INCIDENT, "narrative": "a" * 4000}))
    assert f"<dd>{'a' * 4000}</dd>" in page
    assert 'action="/lacak/pesan/"' not in page
    assert 'href="/lacak/status/"' in page


@pytest.mark.parametrize(("name", "answers"), [("pelapor", REPORTER), ("bukti", WITNESS)])
def test_who_reports_and_who_saw_it_is_never_put_into_a_message(
    citizen: Citizen, name: str, answers: dict[str, str]
) -> None:
    tab = filed_beside(citizen, name)
    before = rows()
    page = shown(tab.send(answers))
    assert f"<dd>{answers.get('reporter.name') or answers['witnesses.0.name']}</dd>" in page
    assert 'action="/lacak/pesan/"' not in page
    assert "jangan dikirim sebagai pesan: hanya formulir yang menyegelnya." in page
    assert rows() == before


def test_links_are_offered_as_later_evidence_and_files_are_said_to_be_missing(citizen: Citizen) -> None:
    tab = filed_beside(citizen, "bukti")
    before = rows()
    photo = SimpleUploadedFile("a.jpg", pictures.drawn("JPEG"), content_type="image/jpeg")
    page = shown(tab.send({"links": "https://contoh.invalid/unggahan/2", "files": photo}))
    assert 'action="/lacak/bukti/"' in page
    assert "\nhttps://contoh.invalid/unggahan/2</textarea>" in page
    assert "Berkas yang Anda pilih di tab ini tidak ikut terkirim." in page
    assert rows() == before
    assert citizen.client.post("/lacak/bukti/", {"links": "https://contoh.invalid/unggahan/2"}).status_code == 302
    assert [one.link[-1] for one in exhibits.listed(citizen.code)] == ["1", "2"]


@pytest.mark.parametrize("kind", ["report", "tip"])
def test_another_report_begins_with_these_answers_under_a_code_of_its_own(citizen: Citizen, kind: str) -> None:
    tab = filed_beside(citizen, "terlapor")
    first, tab.hidden["door"] = citizen.code, kind
    page = shown(tab.send({**RESPONDENT, "respondents.0.name": "Contoh Meranti & Co"}))
    form = page[page.index("Atau mulai laporan lain") :]
    assert 'name="respondents.0.name" value="Contoh Meranti &amp; Co"' in form
    assert f'name="kind" value="{kind}"' in form
    before = rows()[0]
    answers = {"kind": kind, **RESPONDENT, "respondents.0.name": "Contoh Meranti & Co", "action": "apart"}
    assert citizen.send("terlapor", answers)["Location"] == "/lapor/bukti/"
    body = (drafts.load(citizen.code) or {})["body"]
    assert (body["kind"], body["respondents"][0]["name"]) == (kind, "Contoh Meranti & Co")
    assert citizen.code != first
    assert status.read(first) is not None
    assert rows()[0] == before


def test_a_page_of_another_draft_is_not_offered_to_the_report_that_was_handed_in(citizen: Citizen) -> None:
    citizen.send("kejadian")
    other, before = Tab(citizen, "terlapor"), rows()[1]
    citizen.client.post("/lapor/baru/")
    citizen.fill_in()
    citizen.submit()
    page = shown(other.send(RESPONDENT))
    assert "<h1>Peramban ini memegang laporan lain yang sudah dikirim</h1>" in page
    assert "<dd>Guru Contoh</dd>" in page
    assert 'action="/lacak/pesan/"' not in page
    assert 'href="/lacak/"' in page
    assert rows()[1] == before
    assert Message.objects.count() == 0


def test_it_is_said_in_english_too(citizen: Citizen) -> None:
    tab = filed_beside(citizen, "kejadian")
    page = shown(citizen.client.post("/en/lapor/kejadian/", {**INCIDENT, **tab.hidden}))
    assert "<h1>This form has already been handed in from another tab</h1>" in page
    assert "Or begin another report with these answers" in page
    assert 'action="/en/lacak/pesan/"' in page


def test_what_was_typed_is_text_on_the_page(citizen: Citizen) -> None:
    tab = filed_beside(citizen, "kejadian")
    page = shown(tab.send({**INCIDENT, "narrative": "</textarea><script>alert(1)</script>"}))
    assert "<script>alert" not in page
    assert 'id="isian"' not in page
