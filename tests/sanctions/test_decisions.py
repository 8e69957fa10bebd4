from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from procedures.enums import Fact, State
from procedures.models import Deadline
from procedures.transitions import NotYours, Refused, Stale, Unmet, WrongState
from regions.days import end_of
from reports.models.package import PackageLeg
from sanctions import decisions, facts, followed
from sanctions.models.catalogue import SanctionKind
from sanctions.models.count import Count
from sanctions.models.decision import Decision
from sanctions.models.oversight import Recommendation
from services.accounts.enums import Role
from tests.factories import sanctions as make

pytestmark = pytest.mark.usefixtures("kinds")
OFFICE = "bkpsdm-balikpapan"


def decree(code: str = "M1", **changes: Any) -> Any:
    plain = {
        "kind": SanctionKind.objects.get(pk=code),
        "decree_number": "800/12/CONTOH/2024",
        "decree_date": make.TODAY,
        "starts_on": date(2024, 10, 24),
        "signatory": "Pjs. Wali Kota Balikpapan",
        "reply": "answer",
        "replied_on": date(2024, 10, 1),
    }
    return {**plain, **changes}


def bkpsdm() -> Any:
    return make.acting(Role.BKPSDM, OFFICE)


def recommended(leg: PackageLeg, dated_on: date, violation_class: str = "discipline") -> None:
    Recommendation.objects.create(
        respondent=leg.respondent,
        leg=make.oversight_leg(leg.respondent).proceeding,
        number="R-1/CONTOH",
        dated_on=dated_on,
        violation_class=violation_class,
        text="Contoh.",
        addressee="Wali Kota",
        recorded_by=make.acting().user,
    )


def test_a_decree_is_recorded_with_its_computed_end() -> None:
    leg = make.personnel_leg()
    by = bkpsdm()
    row = decisions.decide(leg, by=by, **decree())
    leg.proceeding.refresh_from_db()
    assert leg.proceeding.state == State.SANCTIONED
    assert (row.kind_id, row.starts_on, row.ends_on) == ("M1", date(2024, 10, 24), date(2025, 4, 24))
    assert (row.reply, row.replied_on, row.recorded_by, row.letter) == ("answer", date(2024, 10, 1), by.user, None)
    delivery = Deadline.objects.get(proceeding=leg.proceeding, kind="decree_delivery", ended_at=None)
    assert delivery.due_at == end_of(date(2024, 10, 23), "Asia/Makassar")  # 14 working days
    assert list(Count.objects.values_list("stage", "sanction_level", "on")) == [("decided", "medium", make.TODAY)]


def test_legs_in_hand_are_not_read_again_until_one_of_them_moves(django_assert_num_queries: Any) -> None:
    person = make.personnel_leg().respondent
    legs = followed.rulings_on(person)
    leg = legs[0]
    leg.respondent = person
    by, given = bkpsdm(), decree()
    with followed.in_hand(leg.respondent, legs):
        with django_assert_num_queries(0):
            assert Fact.DECREE not in facts.gather(leg).present
        decisions.decide(leg, by=by, **given)
        with django_assert_num_queries(2):
            assert Fact.DECREE in facts.gather(leg).present
    with django_assert_num_queries(2):
        assert Fact.DECREE in facts.gather(leg).present


def test_bawaslu_records_a_decree_from_a_letter() -> None:
    leg = make.personnel_leg()
    letter = make.letter("BKPSDM Kota Balikpapan")
    by = make.acting(Role.VERIFIER, "bawaslu-balikpapan")
    make.confirmed(leg, "decide", by)
    assert decisions.decide(leg, by=by, letter=letter, **decree()).letter == letter


def test_a_decree_may_bear_the_day_of_the_recommendation_but_not_an_earlier_one() -> None:
    leg = make.personnel_leg()
    recommended(leg, make.TODAY)
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        decisions.decide(leg, by=bkpsdm(), **decree(decree_date=date(2024, 10, 2)))
    assert refusal.value.sentences == ("Isi tanggal keputusan; keputusan tidak boleh mendahului rekomendasi.",)
    assert make.standing() == before
    decisions.decide(leg, by=bkpsdm(), **decree())
    assert Decision.objects.count() == 1


def test_without_the_right_of_reply_nothing_is_decided() -> None:
    leg = make.personnel_leg()
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        decisions.decide(leg, by=bkpsdm(), **decree(reply="", replied_on=None))
    assert refusal.value.sentences == (
        "Belum ada: Jawaban terlapor, ketidakhadiran tercatat, atau pelepasan hak jawab.",
    )
    assert make.standing() == before


@pytest.mark.parametrize("reply", ["answer", "absence", "waiver"])
def test_each_way_to_meet_the_right_of_reply_counts(reply: str) -> None:
    assert decisions.decide(make.personnel_leg(), by=bkpsdm(), **decree(reply=reply)).reply == reply


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"decree_date": make.TODAY + timedelta(days=1)},
            "Tanggal ini belum tiba.",
        ),
        (
            {"starts_on": make.TODAY - timedelta(days=1)},
            "Sanksi tidak dapat berlaku sebelum tanggal surat keputusan.",
        ),
        (
            {"replied_on": make.TODAY, "decree_date": make.TODAY - timedelta(days=1)},
            "Hak jawab terlapor harus dipenuhi paling lambat pada tanggal surat keputusan.",
        ),
        (
            {"replied_on": make.TODAY + timedelta(days=1), "decree_date": make.TODAY},
            "Tanggal ini belum tiba.",
        ),
        (
            {"replied_on": date(2019, 1, 1)},
            "Tanggal ini mendahului diterimanya perkara ini, 30 September 2024.",
        ),
        (
            {"decree_date": date(2020, 1, 1), "replied_on": None},
            "Tanggal ini mendahului diterimanya perkara ini, 30 September 2024.",
        ),
    ],
)
def test_a_decree_whose_days_contradict_each_other_is_refused(changes: dict[str, date], sentence: str) -> None:
    leg = make.personnel_leg()
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        decisions.decide(leg, by=bkpsdm(), **decree(**changes))
    assert refusal.value.sentences == (sentence,)
    assert make.standing() == before


def test_an_unusual_kind_needs_a_reason_and_is_then_recorded_with_it() -> None:
    leg = make.personnel_leg()
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        decisions.decide(leg, by=bkpsdm(), **decree("L2", mismatch_reason="  "))
    assert refusal.value.sentences == (
        "Teguran tertulis tidak lazim untuk pelanggaran kelas disiplin (PP 94/2021 Pasal 8). "
        "Tulis alasan memilih sanksi ini.",
    )
    assert make.standing() == before
    row = decisions.decide(leg, by=bkpsdm(), **decree("L2", mismatch_reason="Tim pemeriksa menilai ringan."))
    assert (row.kind_id, row.ends_on, row.mismatch_reason) == ("L2", None, "Tim pemeriksa menilai ringan.")


def test_the_overseers_class_decides_what_is_usual() -> None:
    leg = make.personnel_leg()
    with pytest.raises(Unmet):
        decisions.decide(leg, by=bkpsdm(), **decree("MORAL_OPEN"))
    recommended(leg, make.TODAY, violation_class="ethics")
    assert decisions.decide(leg, by=bkpsdm(), **decree("MORAL_OPEN")).mismatch_reason == ""


def test_a_kind_of_the_former_law_can_still_be_recorded_with_a_reason() -> None:
    reason = "Tunjangan kinerja belum dibayarkan di instansi ini."
    row = decisions.decide(make.personnel_leg(), by=bkpsdm(), **decree("OLD_KGB_1Y", mismatch_reason=reason))
    assert (row.ends_on, row.mismatch_reason) == (date(2025, 10, 24), reason)


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        (Role.BKPSDM, "bkpsdm-kukar"),
        (Role.BKN, "bkn"),
        (Role.OPERATOR, "bawaslu-balikpapan"),  # without a letter
        (Role.LEADER, "bawaslu-balikpapan"),
    ],
)
def test_nobody_else_decides(role: str, agency: str) -> None:
    leg = make.personnel_leg()
    before = make.standing()
    with pytest.raises((NotYours, Unmet)):
        decisions.decide(leg, by=make.acting(role, agency), **decree())
    assert make.standing() == before


def test_a_second_decree_is_refused() -> None:
    leg = make.personnel_leg()
    decisions.decide(leg, by=bkpsdm(), **decree())
    before = make.standing()
    with pytest.raises(WrongState):
        decisions.decide(leg, by=bkpsdm(), **decree("H1"))
    assert make.standing() == before


def test_a_page_from_before_somebody_elses_step_is_stale() -> None:
    leg = make.personnel_leg()
    seen = leg.proceeding.version
    decisions.decline(PackageLeg.objects.get(pk=leg.pk), by=bkpsdm(), reason="Sudah dibina.")
    before = make.standing()
    with pytest.raises(Stale):
        decisions.decide(leg, by=bkpsdm(), expected_version=seen, **decree())
    assert make.standing() == before


@pytest.mark.parametrize(
    ("verb", "state", "stage"),
    [
        (decisions.decline, State.NO_SANCTION, "no_sanction"),
        (decisions.record_leaving, State.LEFT_SERVICE, "left_service"),
    ],
)
def test_a_leg_ends_without_a_sanction(verb: Any, state: str, stage: str) -> None:
    leg = make.personnel_leg()
    row = verb(leg, by=bkpsdm(), reason="Alasan contoh.")
    leg.proceeding.refresh_from_db()
    assert leg.proceeding.state == state
    assert (row.stage, row.reason, row.dated_on) == (stage, "Alasan contoh.", make.TODAY)
    assert list(Count.objects.values_list("stage", "on")) == [(stage, make.TODAY)]


@pytest.mark.parametrize("verb", [decisions.decline, decisions.record_leaving])
def test_an_end_without_a_reason_or_in_the_future_is_refused(verb: Any) -> None:
    leg = make.personnel_leg()
    before = make.standing()
    with pytest.raises(Unmet):
        verb(leg, by=bkpsdm(), reason=" ")
    with pytest.raises(Unmet):
        verb(leg, by=bkpsdm(), reason="Alasan contoh.", dated_on=make.TODAY + timedelta(days=1))
    assert make.standing() == before


def test_a_person_who_leaves_after_the_decree_keeps_the_decree_in_the_file() -> None:
    leg = make.personnel_leg()
    decisions.decide(leg, by=bkpsdm(), **decree())
    decisions.record_leaving(leg, by=bkpsdm(), reason="Pensiun.")
    leg.proceeding.refresh_from_db()
    assert (leg.proceeding.state, Decision.objects.count()) == (State.LEFT_SERVICE, 1)


def test_the_system_records_no_document() -> None:
    leg = make.personnel_leg()
    with pytest.raises(Refused):
        decisions.decide(leg, by=make.Actor(Role.SYSTEM), **decree())
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": date(2024, 10, 24)},
        {"starts_on": date(2024, 10, 2), "ends_on": None},
        {"replied_on": date(2024, 10, 4)},
    ],
)
def test_the_database_refuses_impossible_days(changes: dict[str, Any]) -> None:
    row = decisions.decide(make.personnel_leg(), by=bkpsdm(), **decree())
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(**changes)
