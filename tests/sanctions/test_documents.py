"""The steps in between, one road after the other, through the real verbs."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from procedures import transitions
from procedures.enums import Event, State
from procedures.transitions import NotYours, Unmet, WrongState
from procedures.vocabulary import SYSTEM, Facts
from regions.days import end_of
from reports.models.package import PackageLeg
from sanctions import decisions, documents, invariants, recommendations
from sanctions.models.count import Count
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from services.accounts.enums import Role
from tests.factories import sanctions as make
from tests.sanctions.verbs import bawaslu, bkn, bkpsdm, confirmed, decided, recommended, refused, running, state

pytestmark = pytest.mark.usefixtures("kinds")


class TestValidation:
    def test_bawaslu_is_asked_and_confirms_in_its_own_name(self) -> None:
        leg = make.oversight_leg()
        documents.ask_validation(leg, by=bkn(), dated_on=make.TODAY, text="Apakah unggahan itu masih ada?")
        assert (state(leg), leg.proceeding.holder) == (State.VALIDATION, "bawaslu")
        assert leg.proceeding.desk_id == "bawaslu-balikpapan"
        assert running(leg) == {"validation": end_of(date(2024, 10, 8), leg.proceeding.zone)}  # 4, 7, 8 October
        row = documents.confirm(leg, by=bawaslu(), dated_on=make.TODAY, text="Masih ada.")
        assert (state(leg), row.letter, row.text) == (State.VALIDATED, None, "Masih ada.")
        assert leg.proceeding.desk_id == "bkn"
        assert leg.proceeding.steps.last().agency_id == "bawaslu-balikpapan"

    def test_a_correction_says_what_was_wrong(self) -> None:
        leg = make.oversight_leg()
        documents.ask_validation(leg, by=bkn(), dated_on=make.TODAY, text="Tanggal kejadian?")
        sentences = refused(leg, documents.correct, by=bawaslu(), dated_on=make.TODAY, text=" ")
        assert sentences == ("Belum ada: Alasan tertulis.",)
        documents.correct(leg, by=bawaslu(), dated_on=make.TODAY, text="Kejadian 27 September, bukan 28.")
        assert state(leg) == State.VALIDATED
        recommendations.recommend(
            leg, by=bkn(), number="R", dated_on=make.TODAY, violation_class="discipline", text="x"
        )
        assert state(leg) == State.RECOMMENDED

    @pytest.mark.parametrize(
        ("role", "agency"), [(Role.VERIFIER, "bawaslu-kukar"), (Role.BKN, "bkn"), (Role.BKPSDM, "bkpsdm-balikpapan")]
    )
    def test_nobody_but_the_referring_bawaslu_answers(self, role: str, agency: str) -> None:
        leg = make.oversight_leg()
        documents.ask_validation(leg, by=bkn(), dated_on=make.TODAY, text="?")
        before = make.standing()
        with pytest.raises(NotYours):
            documents.confirm(leg, by=make.acting(role, agency), dated_on=make.TODAY)
        assert make.standing() == before

    def test_without_a_question_nobody_is_asked(self) -> None:
        sentences = refused(make.oversight_leg(), documents.ask_validation, by=bkn(), dated_on=make.TODAY, text="")
        assert sentences == ("Belum ada: Pertanyaan tertulis dan bertanggal.",)


class TestSilence:
    def test_a_warning_a_block_and_its_end_when_the_authority_acts(self, clock: time_machine.Traveller) -> None:
        leg, answer = recommended()
        clock.move_to("2024-10-21T02:00:00+00:00")
        documents.warn(leg, by=bkn(), number="T-1", dated_on=date(2024, 10, 21), due_on=date(2024, 10, 24))
        assert running(leg) == {"warning_answer": end_of(date(2024, 10, 24), leg.proceeding.zone)}
        clock.move_to("2024-10-28T02:00:00+00:00")
        documents.block(leg, by=bkn(), number="B-1", dated_on=date(2024, 10, 28))
        assert (state(leg), leg.proceeding.ended_at) == (State.BLOCKED, None)
        assert refused(leg, documents.unblock, by=bkn(), number="B-2", dated_on=date(2024, 10, 28)) == (
            "Blokir dibuka setelah PPK memutuskan; keputusannya belum tercatat.",
        )
        decided(answer, decree_date=date(2024, 10, 28), starts_on=date(2024, 10, 28))
        documents.unblock(leg, by=bkn(), number="B-2", dated_on=date(2024, 10, 28))
        assert state(leg) == State.RECOMMENDED
        stages = ["recommended", "warned", "blocked", "decided", "unblocked"]
        assert list(Count.objects.order_by("pk").values_list("stage", flat=True)) == stages
        assert {name for name, count in invariants.counts().items() if count} == set()

    def test_each_is_recorded_from_the_overseers_letter_too(self) -> None:
        leg, answer = recommended()
        for way in (documents.warn, documents.block):
            row = way(leg, by=confirmed(leg, way.event), letter=make.letter(), number="T", dated_on=make.TODAY)
            assert row.letter is not None
        decisions.decline(answer, by=bkpsdm(), reason="Tidak cukup bukti.")
        row = documents.unblock(
            leg, by=confirmed(leg, "unblock"), letter=make.letter(), number="B", dated_on=make.TODAY
        )
        assert (row.letter is not None, state(leg)) == (True, State.RECOMMENDED)

    def test_nobody_is_warned_for_what_was_done_or_without_a_number(self) -> None:
        leg, answer = recommended()
        assert refused(leg, documents.warn, by=bkn(), dated_on=make.TODAY) == (
            "Belum ada: Surat teguran bernomor dan bertanggal.",
        )
        decided(answer)
        assert refused(leg, documents.warn, by=bkn(), number="T", dated_on=make.TODAY) == (
            "PPK sudah memutuskan; tidak ada yang perlu ditegur atau diblokir.",
        )

    def test_a_warning_precedes_neither_the_recommendation_nor_its_own_term(self) -> None:
        leg, _answer = recommended()
        assert refused(leg, documents.warn, by=bkn(), number="T", dated_on=date(2024, 10, 2)) == (
            "Isi tanggalnya; tanggal ini tidak boleh mendahului surat pada langkah sebelumnya.",
        )
        assert refused(leg, documents.warn, by=bkn(), number="T", dated_on=make.TODAY, due_on=make.TODAY) == (
            "Batas jawaban harus sesudah tanggal surat.",
        )
        assert refused(leg, documents.warn, by=bkn(), number="T", dated_on=date(2024, 10, 4)) == (
            "Tanggal ini belum tiba.",
        )

    def test_a_block_needs_the_warning_first(self) -> None:
        leg, _answer = recommended()
        before = make.standing()
        with pytest.raises(WrongState):
            documents.block(leg, by=bkn(), number="B", dated_on=make.TODAY)
        assert make.standing() == before

    def test_the_system_closes_what_has_been_watched_to_its_end(self) -> None:
        leg, answer = recommended()
        acted = Facts(values={"authority": "acted"})
        with pytest.raises(Unmet):
            transitions.advance(leg.proceeding, Event.CLOSE, by=SYSTEM)
        decisions.decline(answer, by=bkpsdm(), reason="Tidak cukup bukti.")
        transitions.advance(leg.proceeding, Event.CLOSE, by=SYSTEM, facts=acted)
        assert state(leg) == State.CLOSED
        assert {name for name, count in invariants.counts().items() if count} == set()


class TestCancelling:
    def test_the_overseer_cancels_with_a_reason(self) -> None:
        leg = make.oversight_leg()
        row = recommendations.cancel(leg, by=bkn(), cause="overseer", reason="Sudah diperiksa sebelumnya.")
        assert (state(leg), row.cause, row.stage) == (State.CANCELLED, "overseer", "cancelled")
        assert list(leg.respondent.legs.values_list("procedure", flat=True)) == ["oversight"]

    @pytest.mark.parametrize(
        ("status", "office"), [("kades", "pemkot-balikpapan"), ("honorer", "bkpsdm-balikpapan"), ("tni", "tni")]
    )
    def test_who_is_no_civil_servant_goes_on_to_their_own_authority(self, status: str, office: str) -> None:
        leg = make.oversight_leg()
        row = recommendations.cancel(
            leg, by=bkn(), cause="not_asn", found_status=status, reason="Tidak tercatat di SIASN."
        )
        assert (state(leg), row.found_status) == (State.CANCELLED, status)
        onward = PackageLeg.objects.get(respondent=leg.respondent, procedure="external")
        assert (onward.proceeding.state, onward.proceeding.agency_id) == (State.WITH_AUTHORITY, office)
        assert onward.by_letter is (status != "honorer")
        assert onward.proceeding.sender_id == "bawaslu-balikpapan"
        assert {name for name, count in invariants.counts().items() if count} == set()

    @pytest.mark.parametrize("status", ["", "pns", "unknown"])
    def test_no_civil_servant_is_said_what_they_are(self, status: str) -> None:
        sentences = refused(
            make.oversight_leg(), recommendations.cancel, by=bkn(), cause="not_asn", found_status=status, reason="x"
        )
        assert sentences == (
            "Sebutkan apa status terlapor sebenarnya; perkaranya diteruskan kepada instansi yang berwenang.",
        )
        assert not Ending.objects.exists()

    def test_a_cancellation_needs_its_cause_and_its_reason(self) -> None:
        leg = make.oversight_leg()
        assert refused(leg, recommendations.cancel, by=bkn(), cause="overseer", reason=" ") == (
            "Belum ada: Alasan tertulis.",
        )
        assert refused(leg, recommendations.cancel, by=bkn(), cause="tired", reason="x") == (
            "Sebutkan sebab pembatalan.",
        )


class TestAuthority:
    def test_an_authority_answers_by_letter(self) -> None:
        leg = make.external_leg(make.respondent(status="kades"), office="pemkab-kukar")
        row = documents.answer(
            leg, by=confirmed(leg, "answer"), letter=make.letter("Bupati"), dated_on=make.TODAY, answer="sanctioned"
        )
        assert (state(leg), row.answer) == (State.ANSWERED, "sanctioned")
        assert list(Count.objects.values_list("stage", flat=True)) == ["answered"]
        assert {name for name, count in invariants.counts().items() if count} == set()

    def test_the_office_of_honorary_staff_answers_at_its_desk(self) -> None:
        leg = make.external_leg(make.respondent(status="honorer"))
        documents.answer(leg, by=bkpsdm(), dated_on=make.TODAY, answer="no_sanction")
        assert state(leg) == State.ANSWERED

    def test_a_reminder_is_a_letter_and_leaves_the_clock_running(self) -> None:
        leg = make.external_leg(make.respondent(status="tni"), office="tni")
        before = running(leg)
        assert refused(leg, documents.remind, by=bawaslu(), dated_on=make.TODAY) == (
            "Belum ada: Surat bernomor dan bertanggal.",
        )
        documents.remind(leg, by=bawaslu(), letter=make.letter("Bawaslu"), dated_on=make.TODAY)
        assert (state(leg), running(leg), len(before)) == (State.WITH_AUTHORITY, before, 1)

    def test_an_answer_says_what_was_done_and_follows_the_referral(self) -> None:
        leg = make.external_leg(make.respondent(status="tni"), office="tni")
        letter = make.letter("TNI")
        assert refused(leg, documents.answer, by=bawaslu(), letter=letter, dated_on=make.TODAY) == (
            "Belum ada: Jawaban instansi yang bertanggal.",
        )
        early = {"dated_on": date(2024, 9, 29), "answer": "sanctioned"}
        assert refused(leg, documents.answer, by=bawaslu(), letter=letter, **early) == (
            "Tanggal ini mendahului diterimanya perkara ini, 30 September 2024.",
        )

    def test_nothing_of_the_asn_law_is_asked(self) -> None:
        leg = make.external_leg(make.respondent(status="honorer"))
        with pytest.raises(WrongState):
            decided(leg)


@pytest.mark.parametrize(
    "changes", [{"due_on": make.TODAY}, {"happens_on": date(2024, 10, 2)}, {"starts_on": make.TODAY}]
)
def test_the_database_refuses_impossible_days(changes: dict[str, Any]) -> None:
    leg = make.personnel_leg()
    documents.form_team(leg, by=bkpsdm(), number="SK", dated_on=make.TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(**changes)
