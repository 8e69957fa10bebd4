"""The steps in between as people take them: at the desks of BKN and BKPSDM, and at Bawaslu from a letter."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from procedures.enums import State
from procedures.models import Letter
from reports.models.package import PackageLeg
from sanctions import decisions, documents, recommendations
from sanctions.admin import panels
from sanctions.models.catalogue import SanctionKind
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from services.accounts import access
from services.evidence.models import Original
from tests.factories import accounts, reports
from tests.factories import sanctions as make
from tests.sanctions.desks import LETTER, LIST, bawaslu, bkn, bkpsdm, file_of, recorded, step_of, words

pytestmark = pytest.mark.usefixtures("kinds")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
BACK = "/admin/reports/case/x/change/"


def state(leg: PackageLeg) -> str:
    leg.proceeding.refresh_from_db()
    return leg.proceeding.state


def recommended() -> tuple[PackageLeg, PackageLeg]:
    leg = make.oversight_leg()
    recommendations.recommend(
        leg, by=make.acting(), number="R-1", dated_on=make.TODAY, violation_class="discipline", text="Sedang."
    )
    return leg, PackageLeg.objects.get(respondent=leg.respondent, procedure="personnel")


def decided(leg: PackageLeg, code: str = "M1") -> None:
    leg.proceeding.refresh_from_db()
    decisions.decide(
        leg, by=make.acting("bkpsdm", "bkpsdm-balikpapan"), kind=SanctionKind.objects.get(pk=code),
        decree_number="800/1", decree_date=make.TODAY, starts_on=make.TODAY, signatory="Wali Kota", reply="answer",
        replied_on=make.TODAY, mismatch_reason="Alasan contoh.",
    )  # fmt: skip


def offered(client: Client, leg: PackageLeg) -> list[str]:
    page = client.get(file_of(leg)).content.decode()
    return [one for one in re.findall(rf"{leg.respondent_id}/{leg.pk}/(\w+)/", page) if one != "announce"]


def panel(leg: PackageLeg, role: str = "verifier") -> str:
    """What Bawaslu's case page shows of what followed."""
    request = RequestFactory().get(BACK)
    request.user = accounts.officer(role, "bawaslu-balikpapan")
    access.standings(request)
    return str(panels.follow_up(request, [leg.respondent.package], BACK).html)


def at_bawaslu(leg: PackageLeg, role: str = "verifier") -> list[str]:
    """The steps that Bawaslu's case page offers on a leg."""
    found = re.findall(rf"{leg.respondent_id}/{leg.pk}/(\w+)/", panel(leg, role))
    return [one for one in found if one != "announce"]


def refused_with(leg: PackageLeg, client: Client, event: str, typed: dict[str, Any], status: int = 422) -> str:
    """What a refused form says; nothing was changed and nothing sent."""
    before, at = make.standing(), state(leg)
    response = client.post(step_of(leg, event), typed)
    assert response.status_code == status
    assert ({**make.standing(), "audit": 0}, state(leg)) == ({**before, "audit": 0}, at)
    return words(response)


class TestOversight:
    def test_the_overseer_asks_and_bawaslu_answers_from_its_case_page(self) -> None:
        leg = make.of_case(make.oversight_leg(), reports.filed()[1])
        asked = {"version": 1, "dated_on": "2024-10-03", "text": "Apakah unggahan masih ada?"}
        assert bkn().post(step_of(leg, "ask_validation"), asked).status_code == 302
        assert offered(bkn(), leg) == []
        assert at_bawaslu(leg) == ["confirm", "correct"]
        assert "Langkah kantor Anda sendiri:" in panel(leg)
        assert "Catat isi surat dari kantor ini" not in panel(leg)  # it answers in its own name
        assert at_bawaslu(leg, "operator") == at_bawaslu(leg, "leader") == []
        form = bawaslu("verifier").get(step_of(leg, "confirm")).content.decode()
        assert 'name="letter_number"' not in form  # in its own name, from no letter
        answered = {"version": 2, "dated_on": "2024-10-03", "text": "Masih ada."}
        assert bawaslu("verifier").post(step_of(leg, "confirm"), answered).status_code == 302
        page = words(bkn().get(file_of(leg)))
        for said in (
            "Pertanyaan kepada Bawaslu 3 Oktober 2024",
            "Apakah unggahan masih ada?",
            "Fakta dipastikan Bawaslu 3 Oktober 2024",
            "Fakta divalidasi, menunggu hasil",
        ):
            assert said in page
        assert offered(bkn(), leg) == ["recommend", "find_not_proven", "reject", "cancel"]

    def test_not_proven_records_that_the_respondent_was_told(self) -> None:
        leg = make.oversight_leg()
        typed = {
            "version": 1, "dated_on": "2024-10-03", "reason": "Bukti tidak cukup.",
            "respondent_told_on": "2024-10-03",
        }  # fmt: skip
        early = {**typed, "respondent_told_on": "2024-10-02"}
        said = refused_with(leg, bkn(), "find_not_proven", early)
        assert said.count("Terlapor tidak dapat diberi tahu sebelum tanggal itu.") == 2
        assert bkn().post(step_of(leg, "find_not_proven"), typed).status_code == 302
        assert Ending.objects.get().respondent_told_on == make.TODAY
        assert "Terlapor diberi tahu 3 Oktober 2024" in words(bkn().get(file_of(leg)))

    def test_who_is_no_civil_servant_goes_on_to_an_office_that_answers_at_its_desk(self) -> None:
        leg = make.oversight_leg()
        typed = {"version": 1, "dated_on": "2024-10-03", "reason": "Tidak ada di SIASN.", "cause": "not_asn"}
        assert refused_with(leg, bkn(), "cancel", typed).count("Pilih status terlapor sebenarnya.") == 2
        assert bkn().post(step_of(leg, "cancel"), {**typed, "found_status": "honorer"}).status_code == 302
        page = words(bkn().get(file_of(leg)))
        assert "Sebab Terlapor bukan ASN Status terlapor sebenarnya Honorer atau tenaga non-ASN" in page
        onward = PackageLeg.objects.get(respondent=leg.respondent, procedure="external")
        assert offered(bkpsdm(), onward) == ["answer"]
        answer = {"version": 1, "dated_on": "2024-10-03", "answer": "sanctioned", "text": "Kontrak diakhiri."}
        assert bkpsdm().post(step_of(onward, "answer"), answer).status_code == 302
        assert state(onward) == State.ANSWERED
        assert "Sanksi atau pembinaan dijatuhkan" in words(bkpsdm().get(file_of(onward)))

    def test_a_warning_a_block_and_its_end(self) -> None:
        leg, answer = recommended()
        assert offered(bkn(), leg) == ["warn"]
        typed = {"version": 2, "number": "T-1", "dated_on": "2024-10-03", "due_on": "2024-10-03"}
        said = refused_with(leg, bkn(), "warn", typed)
        assert said.count("Batas jawaban harus sesudah tanggal teguran.") == 2
        assert bkn().post(step_of(leg, "warn"), {**typed, "due_on": "2024-10-06"}).status_code == 302
        assert "Teguran kepada PPK T-1, 3 Oktober 2024" in words(bkn().get(file_of(leg)))
        assert offered(bkn(), leg) == ["block"]
        block = {"version": 3, "number": "B-1", "dated_on": "2024-10-02"}
        said = refused_with(leg, bkn(), "block", block)
        assert said.count("Tanggal ini mendahului surat sebelumnya, 3 Oktober 2024.") == 2
        assert bkn().post(step_of(leg, "block"), {**block, "dated_on": "2024-10-03"}).status_code == 302
        assert offered(bkn(), leg) == []  # nothing lifts it before the appointing authority acts
        decided(answer)
        assert offered(bkn(), leg) == ["unblock"]
        lifted = {"version": 4, "number": "B-2", "dated_on": "2024-10-03"}
        assert bkn().post(step_of(leg, "unblock"), lifted).status_code == 302
        page = words(bkn().get(file_of(leg)))
        assert "Badan Kepegawaian Negara (BKN) membuka blokir data kepegawaian. 3 Oktober 2024" in page

    def test_what_others_must_answer_is_watched_with_their_term(self, clock: time_machine.Traveller) -> None:
        leg, answer = recommended()
        client = bkn()
        assert file_of(leg) not in client.get(LIST).content.decode()
        page = client.get(LIST, {"work": "watch"})
        assert file_of(leg) in page.content.decode()
        assert "17 Oktober 2024, 22.59 WIB" in words(page)
        assert "1 menunggu pihak lain" in words(client.get(LIST))
        clock.move_to("2024-10-20T02:00:00+00:00")
        client = bkn()
        assert "lewat 3 hari" in words(client.get(LIST, {"work": "watch"}))
        decided(answer)
        assert file_of(leg) in client.get(LIST, {"work": "watch"}).content.decode()


class TestPersonnel:
    def test_summons_team_examination_decree_objection_and_report(self) -> None:
        leg, client = make.personnel_leg(), bkpsdm()
        far = {"version": 1, "number": "P-1", "dated_on": "2024-10-03", "happens_on": "2024-10-15", "text": ""}
        said = refused_with(leg, client, "summon", far)
        assert (
            said.count("Hari kerja ketujuh adalah 14 Oktober 2024. Tulis alasan memanggil untuk hari sesudahnya.") == 2
        )
        said = refused_with(leg, client, "summon", {**far, "happens_on": "2024-10-02"})
        assert said.count("Pemeriksaan tidak boleh mendahului surat panggilan.") == 2
        assert client.post(step_of(leg, "summon"), {**far, "happens_on": "2024-10-03"}).status_code == 302
        assert offered(client, leg) == [
            "summon_again", "form_team", "examine", "decide", "decline", "record_leaving",
        ]  # fmt: skip
        team = {"version": 2, "number": "TIM-1", "dated_on": "2024-10-03", "text": "Atasan langsung."}
        assert client.post(step_of(leg, "form_team"), team).status_code == 302
        minutes = {"version": 3, "dated_on": "2024-10-03", "reply": "absence", "text": ""}
        said = refused_with(leg, client, "examine", minutes, status=409)
        assert "Ketidakhadiran baru tercatat setelah panggilan kedua; catat panggilan itu dahulu." in said
        assert client.post(step_of(leg, "examine"), {**minutes, "reply": "answer"}).status_code == 302
        form = client.get(step_of(leg, "decide")).content.decode()
        assert 'value="2024-10-03"' in form  # the day of the examination stands there already
        decided(leg)
        assert offered(client, leg) == ["object", "execute", "record_leaving"]
        objection = {"version": 5, "dated_on": "2024-10-03", "text": "Terlalu berat."}
        assert client.post(step_of(leg, "object"), objection).status_code == 302
        ruling = {"version": 6, "number": "K-1", "dated_on": "2024-10-03", "kind": "L2", "starts_on": "2024-10-03"}
        said = refused_with(leg, client, "change", ruling)
        assert said.count("Tulis alasannya, atau pilih sanksi lain.") == 2
        ruling = {**ruling, "kind": "M2", "starts_on": "2024-10-04"}
        assert client.post(step_of(leg, "change"), ruling).status_code == 302
        page = words(client.get(file_of(leg)))
        assert "4 Oktober 2024 sampai 3 Juli 2025" in page
        done = {"version": 7, "executed_on": "2024-10-03", "reported_on": "", "note": ""}
        assert client.post(step_of(leg, "execute"), done).status_code == 302
        assert offered(client, leg) == ["report_back", "record_leaving"]
        assert client.post(step_of(leg, "report_back"), {"version": 8, "reported_on": "2024-10-03"}).status_code == 302
        assert state(leg) == State.EXECUTED

    def test_a_dismissal_offers_the_appeal_and_no_objection(self) -> None:
        leg, client = make.personnel_leg(), bkpsdm()
        decided(leg, "H3")
        assert offered(client, leg) == ["appeal", "execute", "record_leaving"]
        assert client.post(step_of(leg, "appeal"), {"version": 2, "dated_on": "2024-10-03"}).status_code == 302
        page = words(client.get(file_of(leg)))
        assert "Banding, menunggu tanggapan PPK" in page
        assert "Keputusan BPASN atas banding" in page

    def test_an_execution_precedes_neither_the_decree_nor_its_report(self) -> None:
        leg, client = make.personnel_leg(), bkpsdm()
        decided(leg)
        typed = {"version": 2, "executed_on": "2024-10-02", "reported_on": "", "note": ""}
        said = refused_with(leg, client, "execute", typed)
        assert said.count("Pelaksanaan mendahului keputusan, 3 Oktober 2024.") == 2


class TestByLetter:
    @pytest.mark.parametrize(
        ("event", "typed"),
        [
            ("summon", {"number": "P-1", "dated_on": "2024-10-03", "happens_on": "2024-10-04"}),
            ("form_team", {"number": "TIM", "dated_on": "2024-10-03"}),
            ("examine", {"dated_on": "2024-10-03", "reply": "answer"}),
        ],
    )
    def test_bawaslu_records_each_step_from_a_letter(self, event: str, typed: dict[str, str]) -> None:
        leg = make.personnel_leg()
        assert event in at_bawaslu(leg, "operator")
        if event == "form_team":  # it moves nothing: one hand records it
            assert bawaslu().post(step_of(leg, event), {"version": 1, **typed, **LETTER}).status_code == 302
        else:
            recorded(leg, event, {"version": 1, **typed})
        letter = Document.objects.get().letter
        assert letter is not None
        page = words(bkpsdm().get(file_of(leg)))
        assert page.count("menurut surat BKN nomor S-12/CONTOH, 2 Oktober 2024") == 2

    def test_a_letter_need_not_be_typed_twice(self) -> None:
        leg, _answer = recommended()
        typed = {"version": 2, "number": "", "dated_on": "", **LETTER, "letter_dated_on": "2024-10-03"}
        recorded(leg, "warn", typed)
        row = Document.objects.get()
        assert (row.number, row.dated_on) == ("S-12/CONTOH", make.TODAY)
        early = {**typed, "version": 3, "letter_dated_on": "2024-10-02"}
        said = refused_with(leg, bawaslu(), "block", early)
        assert said.count("Tanggal ini mendahului surat sebelumnya, 3 Oktober 2024.") == 2

    def test_the_scan_of_a_letter_is_sealed_and_said_so(self) -> None:
        leg = make.personnel_leg()
        typed = {"version": 1, "number": "TIM", "dated_on": "2024-10-03", **LETTER}
        scan = SimpleUploadedFile("surat rahasia.pdf", PDF, content_type="application/pdf")
        assert bawaslu().post(step_of(leg, "form_team"), {**typed, "letter_scan": scan}).status_code == 302
        original = Original.objects.get()
        assert (Letter.objects.get().scan, original.received_on) == (original.pk, make.TODAY)
        page = words(bkpsdm().get(file_of(leg)))
        assert "menurut surat BKN nomor S-12/CONTOH, 2 Oktober 2024; pindaiannya disegel" in page
        assert "surat rahasia" not in page

    def test_a_file_that_is_no_scan_is_refused_at_the_field(self) -> None:
        leg = make.personnel_leg()
        typed = {"version": 1, "number": "TIM", "dated_on": "2024-10-03", **LETTER}
        wrong = SimpleUploadedFile("surat.exe", b"MZ\x90\x00" * 64)
        said = refused_with(leg, bawaslu(), "form_team", {**typed, "letter_scan": wrong})
        assert said.count("Jenis berkas ini belum didukung") == 2
        assert not Letter.objects.exists()
        assert not Original.objects.exists()

    def test_a_reminder_is_bawaslus_own_letter(self) -> None:
        leg = make.external_leg(make.respondent(status="tni", employer=""), office="tni")
        assert at_bawaslu(leg, "operator") == ["remind", "answer"]  # the office's own step, then what it may record
        form = bawaslu().get(step_of(leg, "remind")).content.decode()
        assert 'name="letter_sender" value="Bawaslu Kota Balikpapan"' in form
        typed = {
            "version": 1, "letter_number": "ING-1", "letter_dated_on": "2024-10-03",
            "letter_sender": "Bawaslu Kota Balikpapan", "text": "",
        }  # fmt: skip
        early = {**typed, "letter_dated_on": "2024-09-29"}
        page = refused_with(leg, bawaslu(), "remind", early)
        assert page.count("Tanggal ini mendahului diterimanya perkara ini, 30 September 2024.") == 2
        assert bawaslu().post(step_of(leg, "remind"), typed).status_code == 302
        row = Document.objects.get()
        assert (row.event, row.dated_on, row.letter and row.letter.number) == ("remind", date(2024, 10, 3), "ING-1")
        assert state(leg) == State.WITH_AUTHORITY

    def test_an_authority_that_never_signs_in_answers_by_letter(self) -> None:
        leg = make.external_leg(make.respondent(status="kades"), office="pemkab-kukar")
        typed = {"version": 1, "dated_on": "2024-10-03", "answer": "not_pursued", "text": "Masa jabatan habis."}
        recorded(leg, "answer", typed)
        assert state(leg) == State.ANSWERED


def test_the_overseers_class_and_a_document_cost_no_more_queries_than_none(django_assert_num_queries: Any) -> None:
    leg = make.personnel_leg()
    by = make.acting("bkpsdm", "bkpsdm-balikpapan")
    client = bkpsdm()
    client.get(file_of(leg))
    for number in range(3):
        with django_assert_num_queries(13):
            client.get(file_of(leg))
        documents.form_team(leg, by=by, number=f"TIM-{number}", dated_on=make.TODAY)
