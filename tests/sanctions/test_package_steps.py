"""The steps on a person's page: taken, refused at the field, announced, recorded from a letter."""

from datetime import date

import pytest
from django.urls import reverse

from procedures.enums import State
from procedures.models import Letter, LetterRecord
from reports.models.package import PackageLeg
from sanctions import decisions, recommendations
from sanctions.models.catalogue import SanctionKind
from sanctions.models.count import Count
from sanctions.models.decision import Decision
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation
from tests.factories import sanctions as make
from tests.sanctions.desks import LETTER, bawaslu, bkn, bkpsdm, decree, file_of, recommendation, step_of, words

pytestmark = pytest.mark.usefixtures("kinds")


class TestStep:
    def test_the_form_is_shown_and_nothing_is_done(self) -> None:
        leg = make.oversight_leg()
        before = make.standing()
        response = bkn().get(step_of(leg, "recommend"))
        assert response.status_code == 200
        assert 'name="version" value="1"' in response.content.decode()
        after = make.standing()
        assert {**after, "audit": 0} == {**before, "audit": 0}

    def test_a_recommendation_is_saved(self) -> None:
        leg = make.oversight_leg()
        response = bkn().post(step_of(leg, "recommend"), recommendation(leg), follow=True)
        assert response.redirect_chain == [(file_of(leg), 302)]
        assert "Tersimpan: Rekomendasikan kepada PPK." in words(response)
        leg.proceeding.refresh_from_db()
        assert (leg.proceeding.state, Recommendation.objects.count()) == (State.RECOMMENDED, 1)

    @pytest.mark.parametrize(("event", "state"), [("find_not_proven", "not_proven"), ("reject", "rejected")])
    def test_the_overseer_ends_a_leg(self, event: str, state: str) -> None:
        leg = make.oversight_leg()
        typed = {"version": 1, "dated_on": "2024-10-03", "reason": "Bukti tidak cukup."}
        assert bkn().post(step_of(leg, event), typed).status_code == 302
        leg.proceeding.refresh_from_db()
        assert (leg.proceeding.state, Ending.objects.get().reason) == (state, "Bukti tidak cukup.")

    def test_a_decree_is_saved_and_executed(self) -> None:
        leg = make.personnel_leg()
        client = bkpsdm()
        assert client.post(step_of(leg, "decide"), decree(leg)).status_code == 302
        page = words(client.get(file_of(leg)))
        assert "Pemotongan tunjangan kinerja 25 persen selama 6 bulan" in page
        assert "24 Oktober 2024 sampai 23 April 2025" in page
        typed = {"version": 2, "executed_on": "2024-10-03", "reported_on": "", "note": ""}
        assert client.post(step_of(leg, "execute"), typed).status_code == 302
        leg.proceeding.refresh_from_db()
        assert leg.proceeding.state == State.CARRIED_OUT
        assert client.post(step_of(leg, "report_back"), {"version": 3, "reported_on": "2024-10-03"}).status_code == 302
        leg.proceeding.refresh_from_db()
        assert leg.proceeding.state == State.EXECUTED
        assert "3 Oktober 2024, dilaporkan 3 Oktober 2024" in words(client.get(file_of(leg)))

    @pytest.mark.parametrize(("event", "state"), [("decline", "no_sanction"), ("record_leaving", "left_service")])
    def test_the_employer_ends_a_leg(self, event: str, state: str) -> None:
        leg = make.personnel_leg()
        typed = {"version": 1, "dated_on": "2024-10-03", "reason": "Pensiun."}
        assert bkpsdm().post(step_of(leg, event), typed).status_code == 302
        leg.proceeding.refresh_from_db()
        assert leg.proceeding.state == state

    def test_bad_input_comes_back_with_all_that_was_typed_and_sentences_at_the_fields(self) -> None:
        leg = make.oversight_leg()
        before = make.standing()
        typed = recommendation(leg, number="", dated_on="2024-10-04", text="<b>Isi</b> yang panjang")
        response = bkn().post(step_of(leg, "recommend"), typed)
        assert response.status_code == 422
        page = response.content.decode()
        assert "&lt;b&gt;Isi&lt;/b&gt; yang panjang" in page
        assert 'value="2024-10-04"' in page
        assert words(response).count("Tanggal ini belum tiba.") == 2  # in the summary and at the field
        assert 'id="id_dated_on_error"' in page
        assert {**make.standing(), "audit": 0} == {**before, "audit": 0}

    @pytest.mark.parametrize("typed", ["31/31/2024", "2024-13-01", "0001-01-01", "kemarin", "2024-10-03T10:00"])
    def test_a_day_that_is_none_is_refused_at_the_field(self, typed: str) -> None:
        leg = make.oversight_leg()
        response = bkn().post(step_of(leg, "recommend"), recommendation(leg, due_on=typed))
        assert response.status_code == 422
        assert not Recommendation.objects.exists()

    @pytest.mark.parametrize("name", ["number", "text"])
    def test_a_forged_sign_is_refused_at_the_field(self, name: str) -> None:
        leg = make.oversight_leg()
        response = bkn().post(step_of(leg, "recommend"), recommendation(leg, **{name: "R\x00-7"}))
        assert response.status_code == 422
        assert not Recommendation.objects.exists()

    def test_an_unusual_sanction_asks_for_its_reason_and_keeps_what_was_typed(self) -> None:
        leg = make.personnel_leg()
        client = bkpsdm()
        response = client.post(step_of(leg, "decide"), decree(leg, kind="L2"))
        assert response.status_code == 422
        assert "Teguran tertulis tidak lazim untuk pelanggaran kelas disiplin" in words(response)
        assert '<option value="L2" selected>' in response.content.decode()
        assert not Decision.objects.exists()
        typed = decree(leg, kind="L2", mismatch_reason="Tim menilai ringan.")
        assert client.post(step_of(leg, "decide"), typed).status_code == 302
        assert Decision.objects.get().mismatch_reason == "Tim menilai ringan."

    def test_a_decree_before_the_recommendation_is_refused_at_the_field(self) -> None:
        leg = make.oversight_leg()
        recommendations.recommend(
            leg, by=make.acting(), number="R", dated_on=make.TODAY, violation_class="discipline", text="x"
        )
        follow_up = PackageLeg.objects.get(respondent=leg.respondent, proceeding__procedure="personnel")
        typed = decree(follow_up, decree_date="2024-10-02")
        response = bkpsdm().post(step_of(follow_up, "decide"), typed)
        assert response.status_code == 422
        assert words(response).count("Keputusan mendahului rekomendasi, 3 Oktober 2024.") == 2
        assert 'value="800/1/CONTOH"' in response.content.decode()
        assert not Decision.objects.exists()

    def test_a_stale_page_keeps_what_was_typed_and_says_what_happened(self) -> None:
        leg = make.personnel_leg()
        seen = leg.proceeding.version
        decisions.decide(
            leg, by=make.acting("bkpsdm", "bkpsdm-balikpapan"), kind=SanctionKind.objects.get(pk="M1"),
            decree_number="1", decree_date=make.TODAY, starts_on=make.TODAY, signatory="Wali Kota",
            reply="answer", replied_on=make.TODAY,
        )  # fmt: skip
        client = bkpsdm()
        typed = {"version": seen, "dated_on": "2024-10-03", "reason": "Sudah pensiun."}
        response = client.post(step_of(leg, "record_leaving"), typed)
        assert response.status_code == 409
        assert "3 Oktober 2024: PPK mengeluarkan surat keputusan." in words(response)
        assert "Sudah pensiun." in response.content.decode()
        assert not Ending.objects.exists()
        assert 'name="version" value="2"' in response.content.decode()
        assert client.post(step_of(leg, "record_leaving"), {**typed, "version": 2}).status_code == 302

    def test_a_step_that_has_closed_meanwhile_gives_the_text_back_and_no_button(self) -> None:
        leg = make.oversight_leg()
        typed = recommendation(leg, text="Isi yang panjang.")
        recommendations.reject(leg, by=make.acting(), reason="Bukan ASN.")
        response = bkn().post(step_of(leg, "recommend"), typed)
        assert response.status_code == 409
        page = response.content.decode()
        assert "Badan Kepegawaian Negara (BKN) menolak penerusan." in words(response)
        assert "Isi yang panjang." in page
        assert ">Simpan</button>" not in page
        assert not Recommendation.objects.exists()

    @pytest.mark.parametrize("event", ["receive", "escalate", "close", "execute", "no-such-event"])
    def test_an_event_without_a_form_or_of_another_procedure_is_not_found(self, event: str) -> None:
        leg = make.oversight_leg()
        client = bkn()
        assert client.get(step_of(leg, event)).status_code == 404
        assert client.post(step_of(leg, event), {"version": 1}).status_code == 404

    def test_extra_fields_change_nothing(self) -> None:
        leg = make.oversight_leg()
        typed = recommendation(leg, state="rejected", recorded_by="x", addressee="Bapak Contoh", respondent="1")
        assert bkn().post(step_of(leg, "recommend"), typed).status_code == 302
        assert Recommendation.objects.get().addressee == "Pjs. Wali Kota Balikpapan"


class TestAnnouncement:
    def test_an_office_records_that_it_has_announced_what_it_recommended(self) -> None:
        leg = make.oversight_leg()
        client = bkn()
        client.post(step_of(leg, "recommend"), recommendation(leg, dated_on="2024-10-01"))
        assert "Rekomendasi dikeluarkan: belum dicatat sebagai diumumkan" in words(client.get(file_of(leg)))
        typed = {"version": 2, "stage": "recommended", "on": "2024-10-02"}
        assert client.post(step_of(leg, "announce"), typed).status_code == 302
        assert Count.objects.get().announced_on == date(2024, 10, 2)
        assert "Rekomendasi dikeluarkan: diumumkan 2 Oktober 2024" in words(client.get(file_of(leg)))
        assert client.get(step_of(leg, "announce")).status_code == 404

    @pytest.mark.parametrize(("on", "status"), [("2024-09-30", 409), ("2024-10-04", 422), ("", 422)])
    def test_not_before_it_happened_nor_in_the_future(self, on: str, status: int) -> None:
        leg = make.oversight_leg()
        client = bkn()
        client.post(step_of(leg, "recommend"), recommendation(leg, dated_on="2024-10-01"))
        response = client.post(step_of(leg, "announce"), {"version": 2, "stage": "recommended", "on": on})
        assert response.status_code == status
        assert Count.objects.get().announced_on is None

    def test_each_office_announces_what_it_has_said_itself(self) -> None:
        leg = make.oversight_leg()
        recommendations.recommend(
            leg, by=make.acting(), number="R", dated_on=make.TODAY, violation_class="discipline", text="x"
        )
        follow_up = leg.respondent.legs.get(procedure="personnel")
        client = bkpsdm()
        assert "Catat pengumuman kantor" not in words(client.get(file_of(follow_up)))
        assert client.get(step_of(follow_up, "announce")).status_code == 404
        client.post(step_of(follow_up, "decide"), decree(follow_up))
        page = client.get(step_of(follow_up, "announce"))
        assert "Keputusan dijatuhkan" in words(page)
        assert "Rekomendasi dikeluarkan" not in words(page)
        typed = {"version": 2, "stage": "recommended", "on": "2024-10-03"}
        assert client.post(step_of(follow_up, "announce"), typed).status_code == 422
        assert not Count.objects.filter(announced_on__isnull=False).exists()

    def test_there_is_nothing_to_announce_before_something_was_said(self) -> None:
        assert bkn().get(step_of(make.oversight_leg(), "announce")).status_code == 404


class TestByLetter:
    def test_bawaslu_records_a_recommendation_from_a_letter(self) -> None:
        leg = make.oversight_leg()
        client = bawaslu()
        assert "menurut surat" in words(client.get(step_of(leg, "recommend")))
        typed = {**recommendation(leg), **LETTER, "kembali": "/admin/"}
        response = client.post(step_of(leg, "recommend"), typed)
        assert (response.status_code, response["Location"]) == (302, "/admin/")
        record = LetterRecord.objects.get()
        page = reverse("admin:reports_packagerespondent_letter", args=[leg.respondent_id, leg.pk, record.pk])
        assert bawaslu("leader").post(page, {"confirm": "1"}).status_code == 302
        letter = Letter.objects.get()
        assert (letter.number, letter.sender, letter.dated_on) == ("S-12/CONTOH", "BKN", date(2024, 10, 2))
        assert Recommendation.objects.get().letter == letter

    def test_without_the_letter_nothing_is_recorded(self) -> None:
        leg = make.oversight_leg()
        response = bawaslu().post(step_of(leg, "recommend"), recommendation(leg))
        assert response.status_code == 422
        assert not Recommendation.objects.exists()
        assert not Letter.objects.exists()

    def test_a_refused_step_leaves_no_letter_behind(self) -> None:
        leg = make.personnel_leg()
        typed = {"version": 1, "dated_on": "2024-10-03", "reply": "absence", "text": "", **LETTER}
        response = bawaslu().post(step_of(leg, "examine"), typed)
        assert response.status_code == 409
        assert "Ketidakhadiran baru tercatat setelah panggilan kedua" in words(response)
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(("role", "office"), [("leader", "bawaslu-balikpapan"), ("operator", "bawaslu-kukar")])
    def test_leaders_and_other_offices_do_not_record(self, role: str, office: str) -> None:
        leg = make.oversight_leg()
        assert bawaslu(role, office).get(step_of(leg, "recommend")).status_code == 404

    @pytest.mark.parametrize("back", ["https://contoh.example/", "//contoh.example", "/lapor/", "javascript:x"])
    def test_the_way_back_stays_inside_the_staff_room(self, back: str) -> None:
        leg = make.oversight_leg()
        typed = {**recommendation(leg), **LETTER, "kembali": back}
        response = bawaslu().post(step_of(leg, "recommend"), typed)
        assert response["Location"] == reverse("admin:index")
