from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from procedures.enums import Procedure, State
from procedures.models import Deadline, Proceeding
from procedures.transitions import NotYours, Refused, Stale, Unmet, WrongState
from regions.days import end_of
from reports.models.package import PackageLeg
from sanctions import recommendations
from sanctions.models.count import Count
from sanctions.models.oversight import Recommendation
from services.accounts.enums import Role
from services.notifications.models import Owed
from tests.factories import sanctions as make

pytestmark = pytest.mark.django_db


def paper(**changes: Any) -> Any:
    plain = {
        "number": "R-7/CONTOH/X/2024",
        "dated_on": make.TODAY,
        "violation_class": "discipline",
        "text": "Hukuman disiplin sedang.",
    }
    return {**plain, **changes}


def follow_up_of(leg: PackageLeg) -> Proceeding:
    return Proceeding.objects.get(package_leg__respondent=leg.respondent, procedure=Procedure.PERSONNEL)


def test_a_recommendation_leaves_the_overseer_watching_and_opens_the_follow_up() -> None:
    leg = make.oversight_leg()
    by = make.acting()
    row = recommendations.recommend(leg, by=by, **paper())
    leg.proceeding.refresh_from_db()
    assert (leg.proceeding.state, leg.proceeding.holder) == (State.RECOMMENDED, "receiver")
    assert (row.number, row.dated_on, row.recorded_by) == ("R-7/CONTOH/X/2024", make.TODAY, by.user)
    assert row.addressee == recommendations.addressee(leg.respondent, make.TODAY)
    follow_up = follow_up_of(leg)
    assert (follow_up.state, follow_up.agency_id, follow_up.sender_id) == (
        State.FOLLOW_UP,
        "bkpsdm-balikpapan",
        "bawaslu-balikpapan",
    )


def test_the_letter_is_addressed_to_the_title_of_the_office_on_that_day() -> None:
    leg = make.oversight_leg(make.respondent(employer="pemkot-balikpapan"))
    assert recommendations.addressee(leg.respondent, make.TODAY) == "Pjs. Wali Kota Balikpapan"
    assert recommendations.addressee(leg.respondent, date(2023, 5, 1)) == "Wali Kota Balikpapan"


def test_an_employer_that_was_typed_is_addressed_by_the_typed_name() -> None:
    leg = make.oversight_leg(make.respondent(employer="", employer_text="Badan Contoh"))
    assert recommendations.addressee(leg.respondent, make.TODAY) == "Badan Contoh"
    recommendations.recommend(leg, by=make.acting(), **paper())
    assert follow_up_of(leg).agency_id == "instansi-lain"


def test_a_provincial_employee_is_followed_up_by_the_governors_office() -> None:
    of = make.package(region="74.71", sender="bawaslu-kendari")
    leg = make.oversight_leg(make.respondent(of=of, employer="pemprov-sultra"))
    recommendations.recommend(leg, by=make.acting(), **paper())
    assert follow_up_of(leg).agency_id == "bkd-sultra"


def test_whom_their_own_circle_would_judge_is_followed_up_one_level_up_by_letter() -> None:
    leg = make.oversight_leg(make.respondent(conflicted=True))
    row = recommendations.recommend(leg, by=make.acting(), **paper())
    follow_up = follow_up_of(leg)
    assert (follow_up.agency_id, follow_up.package_leg.by_letter) == ("pemprov-kaltim", True)
    assert row.addressee == "Gubernur Kalimantan Timur"


def test_the_day_the_letter_sets_is_the_deadline_of_the_follow_up() -> None:
    leg = make.oversight_leg()
    recommendations.recommend(leg, by=make.acting(), **paper(due_on=date(2024, 10, 17)))
    deadline = Deadline.objects.get(proceeding=follow_up_of(leg), kind="follow_up")
    assert (deadline.due_at, deadline.target) == (end_of(date(2024, 10, 17), "Asia/Makassar"), False)


def test_without_a_day_in_the_letter_the_target_of_fourteen_days_runs() -> None:
    leg = make.oversight_leg()
    recommendations.recommend(leg, by=make.acting(), **paper())
    deadline = Deadline.objects.get(proceeding=follow_up_of(leg), kind="follow_up")
    assert (deadline.due_at, deadline.target) == (end_of(date(2024, 10, 17), "Asia/Makassar"), True)


def test_a_follow_up_that_has_begun_is_not_opened_twice() -> None:
    leg = make.oversight_leg()
    begun = make.personnel_leg(leg.respondent)
    recommendations.recommend(leg, by=make.acting(), **paper())
    assert follow_up_of(leg) == begun.proceeding


def test_bawaslu_records_a_recommendation_from_a_letter() -> None:
    leg = make.oversight_leg()
    letter = make.letter()
    by = make.acting(Role.OPERATOR, "bawaslu-balikpapan")
    make.confirmed(leg, "recommend", by)
    row = recommendations.recommend(leg, by=by, letter=letter, **paper())
    assert row.letter == letter
    assert leg.proceeding.steps.last().letter == letter


def test_one_step_is_owed_for_the_recommendation_and_one_for_the_new_leg() -> None:
    leg = make.oversight_leg()
    before = Owed.objects.filter(kind="step").count()
    recommendations.recommend(leg, by=make.acting(), **paper())
    assert Owed.objects.filter(kind="step").count() == before + 2


def test_the_person_is_counted_once_without_name_or_office() -> None:
    leg = make.oversight_leg()
    recommendations.recommend(leg, by=make.acting(), **paper(announced_on=make.TODAY))
    row = Count.objects.get()
    assert (row.stage, row.region, row.election, row.on, row.announced_on, row.sanction_level) == (
        "recommended",
        "64.71",
        "pilkada-2024",
        make.TODAY,
        make.TODAY,
        "",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dated_on": make.TODAY + timedelta(days=1)}, "Tanggal ini belum tiba."),
        ({"due_on": make.TODAY}, "Batas jawaban harus sesudah tanggal rekomendasi."),
        (
            {"announced_on": make.TODAY - timedelta(days=1)},
            "Tanggal pengumuman harus sesudah atau sama dengan tanggal surat, dan tidak di masa depan.",
        ),
    ],
)
def test_a_paper_whose_days_contradict_each_other_is_refused(changes: dict[str, date], sentence: str) -> None:
    leg = make.oversight_leg()
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        recommendations.recommend(leg, by=make.acting(), **paper(**changes))
    assert refusal.value.sentences == (sentence,)
    assert make.standing() == before


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        (Role.BKPSDM, "bkpsdm-balikpapan"),
        (Role.OPERATOR, "bawaslu-balikpapan"),  # without a letter
        (Role.OPERATOR, "bawaslu-kukar"),
        (Role.LEADER, "bawaslu-balikpapan"),
        (Role.BKN, "kasn"),  # the office has ended
        (Role.AUDITOR, "bkn"),
    ],
)
def test_nobody_else_recommends(role: str, agency: str) -> None:
    leg = make.oversight_leg()
    before = make.standing()
    with pytest.raises((NotYours, Unmet)):
        recommendations.recommend(leg, by=make.acting(role, agency), **paper())
    assert make.standing() == before


def test_another_bawaslu_does_not_record_the_letter() -> None:
    leg = make.oversight_leg()
    letter = make.letter()
    before = make.standing()
    with pytest.raises(NotYours):
        recommendations.recommend(leg, by=make.acting(Role.OPERATOR, "bawaslu-kukar"), letter=letter, **paper())
    assert make.standing() == before


def test_a_second_recommendation_is_refused() -> None:
    leg = make.oversight_leg()
    recommendations.recommend(leg, by=make.acting(), **paper())
    before = make.standing()
    with pytest.raises(WrongState):
        recommendations.recommend(leg, by=make.acting(), **paper(number="R-8"))
    assert make.standing() == before


def test_a_page_from_before_somebody_elses_step_is_stale() -> None:
    leg = make.oversight_leg()
    seen = leg.proceeding.version
    other = PackageLeg.objects.get(pk=leg.pk)
    recommendations.find_not_proven(other, by=make.acting(), reason="Bukti tidak cukup.")
    before = make.standing()
    with pytest.raises(Stale) as refusal:
        recommendations.recommend(leg, by=make.acting(), expected_version=seen, **paper())
    assert refusal.value.current.state == State.NOT_PROVEN
    assert make.standing() == before
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize(
    ("verb", "state", "stage"),
    [
        (recommendations.find_not_proven, State.NOT_PROVEN, "not_proven"),
        (recommendations.reject, State.REJECTED, "rejected"),
    ],
)
def test_a_leg_ends_without_a_recommendation(verb: Any, state: str, stage: str) -> None:
    leg = make.oversight_leg()
    row = verb(leg, by=make.acting(), reason=" Alasan contoh. ", dated_on=date(2024, 10, 2))
    leg.proceeding.refresh_from_db()
    assert leg.proceeding.state == state
    assert (row.stage, row.reason, row.dated_on) == (stage, "Alasan contoh.", date(2024, 10, 2))
    assert leg.proceeding.steps.last().note == ""
    assert list(Count.objects.values_list("stage", "on")) == [(stage, date(2024, 10, 2))]
    assert not PackageLeg.objects.filter(proceeding__procedure=Procedure.PERSONNEL).exists()


@pytest.mark.parametrize("verb", [recommendations.find_not_proven, recommendations.reject])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_an_end_without_a_reason_is_refused(verb: Any, reason: str) -> None:
    leg = make.oversight_leg()
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        verb(leg, by=make.acting(), reason=reason)
    assert refusal.value.sentences == ("Belum ada: Alasan tertulis.",)
    assert make.standing() == before


def test_kasn_recommends_before_the_change_and_bkn_for_it_afterwards(clock: time_machine.Traveller) -> None:
    clock.move_to("2024-07-01T02:00:00+00:00")
    early, late = make.oversight_leg(), make.oversight_leg()
    assert early.proceeding.agency_id == "kasn"
    with pytest.raises(Refused):
        recommendations.recommend(early, by=make.acting(agency="bkn"), **paper(dated_on=date(2024, 7, 1)))
    recommendations.recommend(early, by=make.acting(agency="kasn"), **paper(dated_on=date(2024, 7, 1)))
    clock.move_to("2024-09-03T16:59:00+00:00")  # 23.59 in Jakarta on the last day
    with pytest.raises(NotYours):
        recommendations.recommend(late, by=make.acting(agency="bkn"), **paper(dated_on=date(2024, 9, 3)))
    clock.move_to("2024-09-03T17:00:00+00:00")
    recommendations.recommend(late, by=make.acting(agency="bkn"), **paper(dated_on=date(2024, 9, 4)))
    assert Recommendation.objects.count() == 2
