import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from procedures.enums import State
from procedures.models import Letter, LetterRecord
from regions import offices
from regions.models import Unit
from reports.models.package import PackageCopy, PackageExhibit, PackageLeg
from sanctions import decisions, recommendations
from sanctions.models.catalogue import SanctionKind
from sanctions.models.count import Count
from sanctions.models.decision import Decision
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation
from services.audit.models import Entry
from tests.factories import accounts
from tests.factories import sanctions as make

pytestmark = pytest.mark.usefixtures("kinds")
LIST = "/admin/reports/packagerespondent/"
QUERIES_OF_THE_LIST = 9
QUERIES_OF_THE_FILE = 13


def recorded(leg: PackageLeg, event: str, typed: dict[str, Any]) -> None:
    """A step that an operator types in from a letter and a leader confirms."""
    assert bawaslu().post(step_of(leg, event), {**LETTER, **typed}).status_code == 302
    row = LetterRecord.objects.get(state="waiting")
    page = reverse("admin:reports_packagerespondent_letter", args=[leg.respondent_id, leg.pk, row.pk])
    assert bawaslu("leader").post(page, {"confirm": "1"}).status_code == 302


def bkn() -> Client:
    return accounts.signed_in(accounts.officer("bkn", "bkn"))


def bkpsdm(office: str = "bkpsdm-balikpapan") -> Client:
    return accounts.signed_in(accounts.officer("bkpsdm", office))


def bawaslu(role: str = "operator", office: str = "bawaslu-balikpapan") -> Client:
    return accounts.signed_in(accounts.officer(role, office))


def file_of(leg: PackageLeg) -> str:
    return f"{LIST}{leg.respondent_id}/change/"


def step_of(leg: PackageLeg, event: str) -> str:
    return f"{LIST}{leg.respondent_id}/{leg.pk}/{event}/"


def recommendation(leg: PackageLeg, **changes: Any) -> dict[str, Any]:
    return {
        "version": leg.proceeding.version,
        "number": "R-7/CONTOH/2024",
        "dated_on": "2024-10-03",
        "violation_class": "discipline",
        "text": "Hukuman disiplin sedang.",
        "due_on": "",
        "announced_on": "",
        **changes,
    }


def decree(leg: PackageLeg, **changes: Any) -> dict[str, Any]:
    return {
        "version": leg.proceeding.version,
        "decree_number": "800/1/CONTOH",
        "decree_date": "2024-10-03",
        "signatory": "Wali Kota",
        "kind": "M1",
        "mismatch_reason": "",
        "starts_on": "2024-10-24",
        "reply": "answer",
        "replied_on": "2024-10-01",
        "announced_on": "",
        **changes,
    }


LETTER = {
    "letter_number": "S-12/CONTOH",
    "letter_dated_on": "2024-10-02",
    "letter_sender": "BKN",
    "letter_received_on": "2024-10-03",
}


def words(response: Any) -> str:
    """What a reader sees: tags away, spaces evened out."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


class TestList:
    def test_shows_the_legs_of_the_own_desk_and_no_others(self) -> None:
        mine, theirs = make.personnel_leg(), make.personnel_leg(office="bkpsdm-kukar")
        overseen = make.oversight_leg()
        page = bkpsdm().get(LIST).content.decode()
        assert file_of(mine) in page
        assert file_of(theirs) not in page
        assert file_of(overseen) not in page

    def test_orders_by_time_left(self, clock: time_machine.Traveller) -> None:
        late = make.personnel_leg()
        clock.move_to("2024-10-05T02:00:00+00:00")
        early = make.oversight_leg()
        recommendations.recommend(
            early, by=make.acting(), number="R-1", dated_on=date(2024, 10, 5), violation_class="discipline", text="x",
            due_on=date(2024, 10, 8),
        )  # fmt: skip
        page = bkpsdm().get(LIST).content.decode()
        assert page.index(file_of(early)) < page.index(file_of(late))

    def test_says_so_when_nothing_waits(self) -> None:
        assert "Tidak ada berkas yang menunggu di kantor ini." in words(bkpsdm().get(LIST))

    def test_says_so_when_a_filter_hides_everything(self) -> None:
        make.personnel_leg()
        page = words(bkpsdm().get(LIST, {"status": "pppk"}))
        assert "Tidak ada berkas yang cocok dengan saringan ini." in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"state": "follow_up"}, True),
            ({"state": "sanctioned"}, False),
            ({"status": "pns"}, True),
            ({"violation_class": "ethics"}, False),
            ({"region": "64.71"}, True),
            ({"region": "64.02"}, False),
            ({"overdue": "no"}, True),
            ({"overdue": "yes"}, False),
            ({"overdue": "soon"}, False),
            ({"q": "001/CONTOH"}, True),
            ({"q": "999/CONTOH"}, False),
            ({"work": "done"}, False),
        ],
    )
    def test_filters(self, query: dict[str, str], found: bool) -> None:
        leg = make.personnel_leg()
        assert (file_of(leg) in bkpsdm().get(LIST, query).content.decode()) is found

    def test_finds_a_package_by_its_reference_in_any_spelling(self) -> None:
        leg = make.personnel_leg()
        reference = leg.respondent.package.reference
        spelled = " ".join([reference[:4].lower(), reference[4:]])
        assert file_of(leg) in bkpsdm().get(LIST, {"q": spelled}).content.decode()

    def test_counts_what_is_late(self, clock: time_machine.Traveller) -> None:
        leg = make.personnel_leg()
        clock.move_to("2024-10-20T02:00:00+00:00")
        client = bkpsdm()
        page = client.get(LIST)
        assert "1 lewat tenggat" in words(page)
        assert "lewat 3 hari" in words(page)
        assert file_of(leg) in client.get(LIST, {"overdue": "yes"}).content.decode()

    def test_keeps_what_is_finished_in_a_list_of_its_own(self) -> None:
        leg = make.personnel_leg()
        decisions.decline(leg, by=make.acting("bkpsdm", "bkpsdm-balikpapan"), reason="Contoh.")
        client = bkpsdm()
        assert file_of(leg) not in client.get(LIST).content.decode()
        assert file_of(leg) in client.get(LIST, {"work": "done"}).content.decode()

    def test_a_copy_is_there_to_be_read_until_the_follow_up_begins(self) -> None:
        leg = make.oversight_leg()
        PackageCopy.objects.create(package=leg.respondent.package, agency=offices.get("bkpsdm-balikpapan"))
        client = bkpsdm()
        assert file_of(leg) not in client.get(LIST).content.decode()
        assert file_of(leg) in client.get(LIST, {"work": "copy"}).content.decode()
        elsewhere = make.oversight_leg(make.respondent(of=leg.respondent.package, employer="pemprov-kaltim"))
        assert client.get(file_of(elsewhere)).status_code == 404
        page = words(client.get(file_of(leg)))
        assert "Tidak ada langkah yang terbuka untuk Anda pada tahap ini." in page
        assert client.get(step_of(leg, "recommend")).status_code == 404
        assert bkpsdm("bkpsdm-kukar").get(file_of(leg)).status_code == 404
        recommendations.recommend(
            leg, by=make.acting(), number="R", dated_on=make.TODAY, violation_class="discipline", text="x"
        )
        assert file_of(leg) in client.get(LIST).content.decode()
        assert file_of(leg) not in client.get(LIST, {"work": "copy"}).content.decode()

    @pytest.mark.parametrize("query", [{"nama": "x"}, {"state": "gone"}, {"after": "x"}, {"o": "1"}, {"before": "1"}])
    def test_refuses_an_address_it_does_not_understand(self, query: dict[str, str]) -> None:
        leg = make.personnel_leg()
        response = bkpsdm().get(LIST, query)
        assert response.status_code == 400
        page = response.content.decode()
        assert file_of(leg) not in page
        assert next(iter(query)) in page
        assert "<code>overdue</code>" in page

    def test_turns_pages_without_losing_or_repeating_a_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        legs = [make.personnel_leg() for _number in range(5)]
        client, seen, url = bkpsdm(), [], LIST
        monkeypatch.setattr("sanctions.inbox.PAGE", 2)
        monkeypatch.setattr("sanctions.inbox.page.__kwdefaults__", {"after": "", "size": 2})
        while url:
            page = client.get(url).content.decode()
            seen += re.findall(r"packagerespondent/([0-9a-f-]{36})/change", page)
            following = re.search(r'href="([^"]+after=[^"]+)" rel="next"', page)
            url = following.group(1).replace("&amp;", "&") if following else ""
        assert seen == [str(leg.respondent_id) for leg in legs]

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_queries_for_one_row_and_for_three(
        self, number: int, django_assert_num_queries: Any
    ) -> None:
        for _each in range(number):
            make.personnel_leg()
        client = bkpsdm()
        client.get(LIST)
        with django_assert_num_queries(QUERIES_OF_THE_LIST):
            client.get(LIST)


class TestWhoComesIn:
    @pytest.mark.parametrize("role", ["operator", "verifier", "leader", "auditor", "sysadmin", "custodian"])
    def test_other_roles_have_no_list(self, role: str) -> None:
        office = "bawaslu-balikpapan" if role in ("operator", "verifier", "leader") else "bawaslu-ri"
        assert accounts.signed_in(accounts.officer(role, office)).get(LIST).status_code == 403

    def test_a_stranger_is_sent_to_sign_in(self) -> None:
        leg = make.personnel_leg()
        for url in (LIST, file_of(leg), step_of(leg, "decide")):
            assert Client().get(url).status_code == 302

    def test_another_office_gets_the_answer_of_a_file_that_does_not_exist(self) -> None:
        leg = make.personnel_leg()
        client = bkpsdm("bkpsdm-kukar")
        missing = client.get(f"{LIST}5b0d6a8e-4a5e-4a67-9f0e-0f2c8a4f9d11/change/")
        for url in (file_of(leg), step_of(leg, "decide"), f"{LIST}{leg.respondent_id}/cetak/"):
            response = client.get(url)
            assert (response.status_code, len(response.content)) == (404, len(missing.content))
        assert client.post(step_of(leg, "decide"), decree(leg)).status_code == 404
        assert not Decision.objects.exists()

    def test_the_overseer_does_not_decide_and_the_employer_does_not_recommend(self) -> None:
        overseen, followed = make.oversight_leg(), make.personnel_leg()
        assert bkn().get(step_of(followed, "decide")).status_code == 404
        assert bkpsdm().get(step_of(overseen, "recommend")).status_code == 404

    def test_an_officer_of_kasn_has_the_desk_until_it_ends_and_bkn_from_then_on(
        self, clock: time_machine.Traveller
    ) -> None:
        clock.move_to("2024-07-01T02:00:00+00:00")
        leg = make.oversight_leg()
        of_kasn, of_bkn = accounts.officer("bkn", "kasn"), accounts.officer("bkn", "bkn")
        assert accounts.signed_in(of_kasn).get(file_of(leg)).status_code == 200
        assert accounts.signed_in(of_bkn).get(file_of(leg)).status_code == 404
        clock.move_to("2024-09-05T02:00:00+00:00")
        assert accounts.signed_in(of_kasn).get(file_of(leg)).status_code == 302  # no longer staff anywhere
        client = accounts.signed_in(of_bkn)
        assert client.get(file_of(leg)).status_code == 200
        assert client.post(step_of(leg, "recommend"), recommendation(leg, dated_on="2024-09-05")).status_code == 302
        assert leg.proceeding.steps.last().agency_id == "bkn"

    def test_an_officer_never_sees_a_file_about_their_own_unit(self) -> None:
        unit = Unit.objects.create(agency=offices.get("pemkot-balikpapan"), name="Dinas  contoh")
        Unit.objects.filter(pk=unit.pk).update(name="Dinas Contoh")
        leg = make.personnel_leg()
        client = accounts.signed_in(accounts.officer("bkpsdm", "bkpsdm-balikpapan", unit_id=unit.pk))
        assert client.get(file_of(leg)).status_code == 404
        assert file_of(leg) not in client.get(LIST).content.decode()
        assert client.get(step_of(leg, "decide")).status_code == 404


class TestFile:
    def test_shows_the_frozen_package_in_words(self) -> None:
        leg = make.oversight_leg()
        PackageExhibit.objects.create(package=leg.respondent.package, number=1, link="https://contoh.example/unggahan")
        PackageExhibit.objects.create(package=leg.respondent.package, number=2, description="Tangkapan layar")
        page = words(bkn().get(file_of(leg)))
        for said in (
            "Contoh Terlapor",
            "Dinas Contoh",
            "Pemerintah Kota Balikpapan",
            leg.respondent.package.narrative,
            "Bukti 1, tautan (teks, jangan dibuka dari komputer kantor): https://contoh.example/unggahan",
            "Bukti 2, berkasnya tidak disertakan; minta kepada pengirim bila diperlukan (Tangkapan layar)",
            "001/CONTOH/X/2024, 30 September 2024",
            "28 September 2024",
            "Bawaslu Kota Balikpapan",
            "Badan Kepegawaian Negara (BKN) menerima berkas penerusan. 3 Oktober 2024",
            "Verifikasi Satgas Netralitas",
            "10 Oktober 2024, 23.59 WIB",
            "Dihitung sejak 3 Oktober 2024; hari itu sendiri tidak dihitung.",
        ):
            assert said in page

    def test_a_link_is_never_clickable(self) -> None:
        leg = make.oversight_leg()
        PackageExhibit.objects.create(package=leg.respondent.package, number=1, link="https://contoh.example/unggahan")
        assert 'href="https://contoh.example' not in bkn().get(file_of(leg)).content.decode()

    def test_the_page_and_its_title_hold_no_name_in_title_or_address(self) -> None:
        leg = make.oversight_leg()
        page = bkn().get(file_of(leg)).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title
        assert "Contoh Terlapor" not in title.group(1)

    def test_offers_the_steps_of_the_procedure(self) -> None:
        overseen, followed = make.oversight_leg(), make.personnel_leg()
        page = bkn().get(file_of(overseen)).content.decode()
        offered = re.findall(rf"{overseen.respondent_id}/{overseen.pk}/(\w+)/", page)
        assert offered == ["ask_validation", "recommend", "find_not_proven", "reject", "cancel"]
        page = bkpsdm().get(file_of(followed)).content.decode()
        offered = re.findall(rf"{followed.respondent_id}/{followed.pk}/(\w+)/", page)
        assert offered == ["summon", "form_team", "examine", "decide", "decline", "record_leaving"]

    def test_the_employers_desk_reads_the_recommendation_addressed_to_it(self) -> None:
        leg = make.oversight_leg()
        recommendations.recommend(
            leg, by=make.acting(), number="R-7/CONTOH", dated_on=make.TODAY, violation_class="discipline",
            text="Hukuman disiplin sedang.", due_on=date(2024, 10, 17),
        )  # fmt: skip
        page = words(bkpsdm().get(file_of(leg)))
        for said in ("R-7/CONTOH, 3 Oktober 2024", "Hukuman disiplin sedang.", "17 Oktober 2024", "Pjs. Wali Kota"):
            assert said in page

    def test_a_recommendation_from_a_letter_says_so_everywhere(self) -> None:
        leg = make.oversight_leg()
        recommendations.recommend(
            leg, by=make.confirmed(leg, "recommend", make.acting("operator", "bawaslu-balikpapan")),
            letter=make.letter(), number="R-7",
            dated_on=make.TODAY, violation_class="discipline", text="x",
        )  # fmt: skip
        page = words(bkpsdm().get(file_of(leg)))
        assert page.count("menurut surat BKN nomor S-12/CONTOH/2024, 3 Oktober 2024") == 2

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_queries_with_one_paper_and_with_all(
        self, number: int, django_assert_num_queries: Any
    ) -> None:
        leg = make.oversight_leg()
        for each in range(number):
            PackageExhibit.objects.create(package=leg.respondent.package, number=each, link="https://contoh.example")
        if number == 3:
            recommendations.recommend(
                leg, by=make.acting(), number="R", dated_on=make.TODAY, violation_class="discipline", text="x"
            )
        client = bkn()
        client.get(file_of(leg))
        with django_assert_num_queries(QUERIES_OF_THE_FILE):
            client.get(file_of(leg))

    def test_a_read_is_recorded(self) -> None:
        leg = make.oversight_leg()
        user = accounts.officer("bkn", "bkn")
        accounts.signed_in(user).get(file_of(leg))
        entry = Entry.objects.get(action="packagerespondent:read")
        assert (entry.subject, entry.actor) == (str(leg.respondent_id), f"user:{user.pk}")

    def test_on_paper_every_calculation_is_unfolded(self) -> None:
        leg = make.oversight_leg()
        page = bkn().get(f"{LIST}{leg.respondent_id}/cetak/").content.decode()
        assert page.count("<details") == page.count("<details open") == 1

    def test_never_shows_an_hour(self, clock: time_machine.Traveller) -> None:
        clock.move_to("2024-10-03T05:47:00+00:00")
        leg = make.oversight_leg()
        page = bkn().get(file_of(leg)).content.decode()
        for hour in ("05:47", "05.47", "12.47", "12:47", "13.47", "13:47"):
            assert hour not in page


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


class TestNothingOfTheReporter:
    def test_no_page_knows_a_report_a_case_or_a_reporter(self) -> None:
        overseen, followed = make.oversight_leg(), make.personnel_leg()
        visits = [
            (bkn(), overseen, ("recommend", "find_not_proven", "reject")),
            (bkpsdm(), followed, ("decide", "decline", "record_leaving")),
        ]
        for client, leg, events in visits:
            urls = [LIST, file_of(leg), f"{LIST}{leg.respondent_id}/cetak/", *(step_of(leg, one) for one in events)]
            for url in urls:
                page = words(client.get(url)).lower()
                assert re.findall(r"\b(pelapor|laporan|tiket|saksi|kasus|informasi awal)\b", page) == [], url
