"""Two tabs of one browser: nothing is overwritten unseen, and a tip and a report never become one filing."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from reports import drafts, exhibits, receipts
from reports.models.case import Case
from reports.models.report import Draft, Report
from services.notifications.models import Owed
from tests.evidence.corpus import pictures
from tests.filing.citizen import INCIDENT, REPORTER, RESPONDENT, TRUTH, WITNESS, Citizen

HIDDEN = re.compile(r'<input type="hidden" name="(draft|seen|mark|door|kind)" value="([^"]*)">')
BOTH = "Halaman ini juga diubah di tab lain"
ELSEWHERE = "Terlapor berdiri di panggung kampanye dan mengajak hadirin memilih pasangan calon itu."


def hidden(page: str) -> dict[str, str]:
    """What an open page says of itself when it is sent."""
    form = page[page.index('id="isian"') :]
    return dict(HIDDEN.findall(form))


class Tab:
    """One page of the form, open in a tab."""

    def __init__(self, citizen: Citizen, name: str, address: str = "") -> None:
        self.citizen, self.name = citizen, name
        self.page = citizen.read(address or name)
        self.hidden = hidden(self.page)

    def send(self, answers: dict[str, Any], **more: Any) -> HttpResponse:
        """Press "next", or the button whose action is given."""
        given = {**answers, **self.hidden, **more}
        return self.citizen.send(self.name, given)


def body(citizen: Citizen) -> dict[str, Any]:
    return (drafts.load(citizen.code) or {})["body"]  # type: ignore[no-any-return]


def sealed() -> list[bytes]:
    return [bytes(row.ciphertext) for row in Draft.objects.order_by("receipt_hash")]


def beside(there: str, here: str) -> str:
    """Two answers as the page sets them side by side."""
    rows = f"<dt>Tersimpan dari tab lain</dt><dd>{there}</dd><dt>Ditulis di sini</dt><dd>{here}</dd>"
    return f'<dl class="facts">{rows}</dl>'


def nothing_filed() -> bool:
    return (Report.objects.count(), Case.objects.count(), Owed.objects.count()) == (0, 0, 0)


def test_a_page_that_another_tab_has_changed_is_shown_with_both_answers_and_writes_nothing(citizen: Citizen) -> None:
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "kejadian")
    assert first.send(INCIDENT).status_code == 302
    before = sealed()
    response = second.send({**INCIDENT, "narrative": ELSEWHERE, "place": ""})
    page = response.content.decode()
    assert response.status_code == 409
    assert BOTH in page
    assert beside(INCIDENT["narrative"], ELSEWHERE) in page
    assert f"<h3>Tempat persisnya</h3>{beside('Grup percakapan warga', 'kosong')}" in page
    assert "<h3>Untuk pemilihan apa?</h3>" not in page  # answered alike
    assert f"\n{ELSEWHERE}</textarea>" in page
    assert sealed() == before
    assert nothing_filed()


def test_what_stands_here_is_taken_where_that_is_chosen(citizen: Citizen) -> None:
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "kejadian")
    first.send(INCIDENT)
    shown = second.send({**INCIDENT, "narrative": ELSEWHERE}).content.decode()
    assert 'form="isian" name="action" value="next"' in shown
    second.hidden = hidden(shown)
    assert second.send({**INCIDENT, "narrative": ELSEWHERE})["Location"] == "/lapor/terlapor/"
    assert body(citizen)["narrative"] == ELSEWHERE


def test_what_the_other_tab_saved_is_one_link_away(citizen: Citizen) -> None:
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "kejadian")
    first.send(INCIDENT)
    shown = second.send({**INCIDENT, "narrative": ELSEWHERE}).content.decode()
    assert '<a class="button second" href="/lapor/kejadian/">Pakai yang dari tab lain</a>' in shown
    page = citizen.read("kejadian")
    assert ELSEWHERE not in page
    assert INCIDENT["narrative"] in page


def test_an_answer_that_both_tabs_gave_alike_is_no_conflict(citizen: Citizen) -> None:
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "kejadian")
    assert first.send(INCIDENT).status_code == 302
    assert second.send(INCIDENT).status_code == 302


def test_other_pages_of_the_same_draft_do_not_get_in_each_others_way(citizen: Citizen) -> None:
    citizen.send("kejadian")
    first, second = Tab(citizen, "terlapor"), Tab(citizen, "bukti")
    assert first.send(RESPONDENT).status_code == 302
    assert second.send(WITNESS).status_code == 302
    assert body(citizen)["respondents"][0]["position"] == "Guru Contoh"
    assert body(citizen)["witnesses"][0]["name"] == "Saksi Contoh"


def test_looking_and_sending_without_a_change_makes_no_other_page_stale(citizen: Citizen) -> None:
    citizen.send("kejadian")
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "kejadian")
    assert first.send(INCIDENT).status_code == 302
    assert second.send({**INCIDENT, "narrative": ELSEWHERE}).status_code == 302
    assert body(citizen)["narrative"] == ELSEWHERE


def test_a_page_may_save_itself_while_typed_in_and_then_be_sent(citizen: Citizen) -> None:
    citizen.send("kejadian")
    tab = Tab(citizen, "kejadian")
    assert tab.send({**INCIDENT, "narrative": "Terlapor"}, action="autosave").status_code == 204
    assert tab.send({**INCIDENT, "narrative": "Terlapor be"}, action="autosave").status_code == 204
    assert tab.send(INCIDENT).status_code == 302


def test_a_stale_page_does_not_save_itself(citizen: Citizen) -> None:
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "kejadian")
    first.send(INCIDENT)
    before = sealed()
    assert second.send({**INCIDENT, "narrative": ELSEWHERE}, action="autosave").status_code == 409
    assert sealed() == before


def test_people_are_compared_one_by_one(citizen: Citizen) -> None:
    citizen.send("kejadian")
    first, second = Tab(citizen, "terlapor"), Tab(citizen, "terlapor")
    first.send({**RESPONDENT, "respondents.1.name": "Contoh Meranti"})
    response = second.send({**RESPONDENT, "respondents.0.status": "pns"})
    page = response.content.decode()
    assert response.status_code == 409
    assert f"<h3>Nama (2)</h3>{beside('Contoh Meranti', 'kosong')}" in page
    assert f"<h3>Status (1)</h3>{beside('kosong', 'PNS')}" in page
    assert [one["name"] for one in body(citizen)["respondents"]] == ["", "Contoh Meranti"]


@pytest.mark.parametrize("action", ["back", "save", "add", "remove.0", "stay.isi"])
def test_no_button_of_a_stale_page_writes(citizen: Citizen, action: str) -> None:
    citizen.send("kejadian")
    first, second = Tab(citizen, "terlapor"), Tab(citizen, "terlapor")
    first.send(RESPONDENT)
    before = sealed()
    assert second.send({"respondents.0.name": "Lain"}, action=action).status_code == 409
    assert sealed() == before


def test_files_of_a_stale_page_are_taken_and_its_words_are_not(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    first, second = Tab(citizen, "bukti"), Tab(citizen, "bukti")
    first.send({"witnesses.0.name": "Saksi Contoh"})
    photo = SimpleUploadedFile("a.jpg", pictures.drawn("JPEG"), content_type="image/jpeg")
    assert second.send({"witnesses.0.name": "Saksi Lain", "files": photo}).status_code == 409
    assert [one.number for one in exhibits.listed(citizen.code)] == [1]
    assert body(citizen)["witnesses"][0]["name"] == "Saksi Contoh"


def test_a_review_of_older_answers_is_shown_again_and_sends_nothing(citizen: Citizen) -> None:
    citizen.fill_in()
    review, change = Tab(citizen, "tinjau"), Tab(citizen, "kejadian")
    change.send({**INCIDENT, "narrative": ELSEWHERE})
    response = review.send(TRUTH)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Isian ini diubah di tab lain sejak halaman ini dibuka." in page
    assert ELSEWHERE in page
    assert nothing_filed()
    review.hidden = hidden(page)
    assert review.send(TRUTH)["Location"] == "/lapor/selesai/"
    assert Report.objects.get().narrative == ELSEWHERE


def test_a_tip_begun_beside_a_report_stays_apart_under_a_code_of_its_own(citizen: Citizen) -> None:
    report, tip = Tab(citizen, "kejadian"), Tab(citizen, "kejadian", "informasi-awal")
    report.send(INCIDENT)
    code, before = citizen.code, sealed()
    response = tip.send({**INCIDENT, "narrative": ELSEWHERE, "kind": "tip"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Di tab lain Anda mengisi laporan resmi" in page
    assert receipts.grouped(code) in page
    assert "Anda memberi informasi awal, tanpa nama." in page
    assert sealed() == before
    tip.hidden = hidden(page)
    assert tip.send({**INCIDENT, "narrative": ELSEWHERE}).status_code == 409  # the usual button mixes nothing either
    assert sealed() == before
    assert tip.send({**INCIDENT, "narrative": ELSEWHERE}, action="apart")["Location"] == "/lapor/terlapor/"
    assert citizen.code != code
    assert (body(citizen)["kind"], body(citizen)["narrative"]) == ("tip", ELSEWHERE)
    kept = (drafts.load(code) or {})["body"]
    assert (kept["kind"], kept["narrative"]) == ("report", INCIDENT["narrative"])


def test_a_later_page_of_the_report_does_not_flow_into_the_tip(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    page = Tab(citizen, "pelapor")
    citizen.client.post("/lapor/baru/", {"door": "tip"})
    Tab(citizen, "kejadian", "informasi-awal").send(INCIDENT)
    before = sealed()
    for _press in range(2):
        response = page.send(REPORTER)
        assert response.status_code == 409
        assert "Keduanya tidak dicampur." in response.content.decode()
        assert "Pelapor Contoh" in response.content.decode()
        page.hidden = hidden(response.content.decode())
    assert sealed() == before


@pytest.mark.parametrize(("unsent", "other"), [("report", "informasi awal")])
def test_the_other_door_asks_before_it_opens(citizen: Citizen, unsent: str, other: str) -> None:
    citizen.send("kejadian", kind=unsent)
    code, before = citizen.code, sealed()
    page = citizen.read("informasi-awal")
    assert "Anda sedang mengisi laporan resmi" in page
    assert receipts.grouped(code) in page
    assert f"Sudah saya catat, mulai {other}" in page
    response = citizen.client.post("/lapor/baru/", {"door": "tip"})
    assert response["Location"] == "/lapor/informasi-awal/"
    assert 'name="kind" value="tip"' in citizen.read("informasi-awal")
    assert citizen.code != code
    assert sealed() == before


def test_the_same_door_goes_on_with_what_is_unsent(citizen: Citizen) -> None:
    citizen.send("kejadian", kind="tip")
    assert INCIDENT["narrative"] in citizen.read("informasi-awal")


def test_an_old_first_page_does_not_undo_a_choice_made_later(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    first = Tab(citizen, "kejadian")
    Tab(citizen, "pelapor").send({"kind": "tip"})
    assert first.send(INCIDENT).status_code == 302
    assert body(citizen)["kind"] == "tip"


def test_a_page_that_was_wrong_says_so_again_when_it_is_come_back_to(citizen: Citizen) -> None:
    assert citizen.send("kejadian", narrative="", place="Gedung Contoh").status_code == 422
    response = citizen.open("kejadian")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<a href="#narrative">Ceritakan kejadiannya: Uraian kejadian wajib diisi.</a>' in page
    assert 'value="Gedung Contoh"' in page
    assert "data-answer" in page
    citizen.send("kejadian")
    assert "data-answer" not in citizen.read("kejadian")


def test_a_page_nobody_has_sent_yet_is_not_called_wrong(citizen: Citizen) -> None:
    citizen.send("kejadian", narrative="", action="autosave")
    citizen.open("kejadian")
    citizen.send("kejadian", narrative="", action="stay.batas-waktu")
    assert "Uraian kejadian wajib diisi." not in citizen.read("kejadian")


def test_a_mistyped_code_is_marked_as_an_answer(client: Client, citizen: Citizen) -> None:
    assert "data-answer" in citizen.track("salah").content.decode()
    assert "data-answer" not in client.get("/lacak/").content.decode()
