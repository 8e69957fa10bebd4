"""The six reported cases, from filing to their end, at the dates of the time. All names are invented."""

from datetime import date, datetime

import pytest
import time_machine

from procedures import reminders
from procedures.enums import Procedure, Rung, State
from procedures.models import Reminder, ReminderState
from regions import days, offices
from regions.routing import resolve
from reports import exhibits, handling, hearings, intake, receipts, status
from reports.enums import Channel
from reports.models.case import Case
from reports.models.package import PackageCopy, PackageLeg
from reports.submission import Submission
from sanctions import decisions, execution, recommendations
from sanctions.models.catalogue import SanctionKind
from services.accounts.enums import Role
from services.notifications.models import Message
from tests.factories import reports as made

pytestmark = pytest.mark.django_db


def at(moment: str) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def leg_of(case: Case, procedure: str = Procedure.OVERSIGHT) -> PackageLeg:
    return PackageLeg.objects.select_related("proceeding", "respondent__package").get(
        respondent__origin__case=case, procedure=procedure
    )


def told(code: str) -> list[str]:
    found = status.read(code)
    assert found is not None
    return [line.code for line in found.steps]


def letters(name: str) -> list[str]:
    return list(Message.objects.filter(letter=name).order_by("created_at").values_list("reference", flat=True))


def test_samarinda_a_head_of_service_approaches_parties_before_candidates_are_determined():
    filing = made.submission(
        region="64.72",
        act="seeking_nomination",
        incident_date=date(2024, 6, 10),
        known_date=date(2024, 6, 11),
        respondents=(made.respondent(employer="pemkot-samarinda", position="Kepala Dinas Contoh"),),
    )
    with at("2024-06-12T10:00:00+08:00"):
        code, case = made.filed(filing)
        exhibits.accept_link(code, "https://berita.example/pendaftaran")
    assert (case.handler_id, case.rule_set, case.phase, case.offence_id) == (
        "bawaslu-samarinda", "PILKADA", "PRE_NOMINATION", "D-03",
    )  # fmt: skip
    with at("2024-06-13T10:00:00+08:00"):
        handling.reclass(case, office_class="ethics", reason="Belum ada penetapan calon.", by=made.desk(case))
        handling.register(case, number="001/Reg/LP/PW/Kota/VI/2024", by=made.desk(case))
        made.heard(case, on=date(2024, 6, 13))
    with at("2024-06-15T10:00:00+08:00"):
        made.referred(case, on=date(2024, 6, 15))
        made.relayed()
    leg = leg_of(case)
    assert (leg.proceeding.agency_id, leg.respondent.package.violation_class) == ("kasn", "ethics")
    assert (case.violation_class, case.office_class_reason) == ("discipline", "Belum ada penetapan calon.")
    with at("2024-07-01T10:00:00+08:00"):
        recommendations.recommend(
            leg,
            by=made.officer(Role.BKN, "kasn"),
            number="R-1/KASN/2024",
            dated_on=date(2024, 7, 1),
            violation_class="ethics",
            text="Sanksi moral pernyataan terbuka.",
        )
        made.relayed()
    follow_up = leg_of(case, Procedure.PERSONNEL)
    assert follow_up.proceeding.agency_id == "bkpsdm-samarinda"
    with at("2024-07-10T10:00:00+08:00"):
        by = made.officer(Role.BKPSDM, "bkpsdm-samarinda")
        decisions.decide(
            follow_up,
            by=by,
            kind=SanctionKind.objects.filter(level="moral").order_by("order")[0],
            decree_number="800/10/2024",
            decree_date=date(2024, 7, 10),
            starts_on=date(2024, 7, 11),
            signatory="Wali Kota Samarinda",
            reply="answer",
            replied_on=date(2024, 7, 9),
        )
        execution.record(follow_up, by=by, executed_on=date(2024, 7, 10))
        made.relayed()
    case.refresh_from_db()
    assert (case.state, case.holder, case.due_at) == (State.CLOSED, "nobody", None)
    assert told(code) == [
        "report:received", "bawaslu:receive", "bawaslu:register", "bawaslu:refer", "oversight:receive",
        "oversight:recommend", "personnel:receive", "personnel:decide", "personnel:execute", "bawaslu:close",
    ]  # fmt: skip
    assert (status.read(code).stage, status.read(code).deadlines) == ("closed", [])


def test_kukar_four_people_known_by_post_are_one_case_referred_after_the_initial_review():
    posts = ("Camat Contoh", "Kepala Seksi Contoh", "Staf Contoh", "Staf Contoh Kedua")
    filing = made.submission(
        region="64.02",
        contest="president",
        incident_date=date(2024, 1, 20),
        known_date=date(2024, 1, 20),
        respondents=tuple(made.respondent(employer="pemkab-kukar", position=post) for post in posts),
    )
    with at("2024-01-22T10:00:00+08:00"):
        code, case = made.filed(filing)
    assert (case.handler_id, case.rule_set, case.phase, case.respondent_count) == (
        "bawaslu-kukar", "PEMILU", "CAMPAIGN", 4,
    )  # fmt: skip
    assert [person.position for person in case.respondents.all()] == list(posts)
    with at("2024-01-24T10:00:00+08:00"):
        exhibits.accept_link(code, "https://video.example/acara")
        for person in case.respondents.all():
            hearings.record_status_check(person, known=True, on=date(2024, 1, 24), by=made.desk(case))
        made.referred(case, on=date(2024, 1, 24))
        made.relayed()
    case.refresh_from_db()
    assert case.state == State.REFERRED
    assert [(leg.procedure, leg.agency_id, leg.state) for leg in made.legs(case)] == [
        ("oversight", "kasn", "verification")
    ] * 4
    assert letters("office_referral") == ["agency:kasn"] * 4


def test_balikpapan_likes_with_a_link_and_a_reporter_who_wants_mail_only():
    filing = made.submission(act="likes", respondents=(made.respondent(position="Guru"),), witnesses=())
    with at("2024-10-05T10:00:00+08:00"):
        code = receipts.issue()
        receipt = intake.receive(filing, code=code, channel=Channel.API)
        assert [part.code for part in receipt.missing] == ["evidence"]
        exhibits.accept_link(code, "https://medsos.example/kiriman/3")
        made.relayed()
    case, report = made.case_of(code), made.report_of(code)
    assert (case.offence_id, case.violation_class, case.missing) == ("D-06", "discipline", [])
    assert status.read(code).missing == []
    assert letters("reporter_received") == [f"envelope:{report.subject}"]
    assert letters("office_new_case") == ["agency:bawaslu-balikpapan"]


def kotim_tip() -> Submission:
    people = (made.respondent(employer="pemkab-kotim", position="Camat Contoh"),)
    return made.tip(
        region="62.02",
        act="online_campaign",
        incident_date=date(2024, 10, 1),
        known_date=date(2024, 10, 2),
        respondents=people,
    )


def test_kotim_a_tip_twenty_minutes_before_midnight_in_wib_is_inside_the_window():
    with at("2024-10-09T23:40:00+07:00"):
        code, case = made.filed(kotim_tip())
        # The same instant is already the next day in WITA, where the same facts would be late.
        elsewhere, _case = made.filed(made.tip(incident_date=date(2024, 10, 1), known_date=date(2024, 10, 2)))
    assert (case.handler_id, case.late, made.report_of(code).received_on) == ("bawaslu-kotim", False, date(2024, 10, 9))
    assert "late" not in made.report_of(code).missing
    assert (made.report_of(elsewhere).late, made.report_of(elsewhere).received_on) == (True, date(2024, 10, 10))
    window = next(due for due in status.read(code).deadlines if due["kind"] == "filing")
    assert window["due_at"] == "2024-10-09T17:00:00+00:00"
    assert days.spoken(datetime.fromisoformat(window["due_at"]), window["zone"]) == "9 Oktober 2024, 23.59 WIB"


def test_kotim_the_upgrade_next_morning_is_flagged_late_and_the_officer_decides():
    with at("2024-10-09T23:40:00+07:00"):
        code, case = made.filed(kotim_tip())
    with at("2024-10-10T08:00:00+07:00"):
        receipt = intake.upgrade(code, made.submission())
        exhibits.accept_link(code, "https://tangkapan.example/1")
        made.relayed()
    assert (receipt.kind, [part.code for part in receipt.missing]) == ("report", ["late", "evidence"])
    case.refresh_from_db()
    assert (case.kind, case.state, case.late, case.missing) == ("report", "review", True, ["late"])
    with at("2024-10-11T09:00:00+07:00"):
        made.minutes(case, held_on=date(2024, 10, 11))
        handling.refuse(case, missing=["late"], by=made.desk(case, Role.LEADER))
        made.relayed()
    # Lateness alone ends nothing: not registered as a report, the matter goes on as a tip.
    assert (case.state, case.closed_at) == (State.INQUIRY, None)
    assert status.read(code).stage == "inquiry"


def test_kendari_a_provincial_employee_returned_completed_and_registered():
    filing = made.submission(
        region="74.71",
        district="74.71.08",
        incident_date=date(2024, 9, 21),
        known_date=date(2024, 9, 21),
        respondents=(made.respondent(employer="pemprov-sultra"),),
        witnesses=(),
    )
    with at("2024-09-21T15:00:00+08:00"):
        code, case = made.filed(filing)
        made.relayed()
    assert (case.handler_id, case.phase) == ("bawaslu-kendari", "PRE_NOMINATION")
    side = resolve.employer_side(offices.get("pemprov-sultra"))
    assert side.personnel.code == "bkd-sultra"
    with at("2024-09-23T10:00:00+08:00"):
        handling.return_for_completion(case, missing=["evidence"], by=made.desk(case))
        made.relayed()
    found = status.read(code)
    assert (found.stage, [part.code for part in found.missing]) == ("to_complete", ["evidence"])
    assert letters("reporter_completion") == [f"envelope:{made.report_of(code).subject}"]
    assert Message.objects.get(letter="reporter_completion").context == {"due": "25 September 2024, 23.59 WITA"}
    with at("2024-09-24T20:00:00+08:00"):
        exhibits.accept_link(code, "https://rekaman.example/1")
        handling.complete(code, made.tip(region="74.71", narrative=None, respondents=(), place="", incident_date=None))
        made.relayed()
    with at("2024-09-25T10:00:00+08:00"):
        case.refresh_from_db()
        assert (case.state, case.missing) == ("review", [])
        handling.register(case, number="002/Reg/LP/PW/Kota/IX/2024", by=made.desk(case))
        made.relayed()
    assert told(code) == [
        "report:received", "bawaslu:receive", "bawaslu:return", "bawaslu:complete", "bawaslu:register",
    ]  # fmt: skip
    assert letters("office_returned") == ["agency:bawaslu-kendari"]


def test_today_outside_every_stage_a_party_board_member_is_referred_and_the_silent_office_is_escalated():
    filing = made.submission(
        act="party_member", contest="unknown", incident_date=date(2025, 11, 3), known_date=date(2026, 2, 27)
    )
    with at("2026-03-02T09:00:00+08:00"):
        code, case = made.filed(filing)
        made.relayed()
        assert [due["kind"] for due in status.read(code).deadlines] == ["initial_review"]
    with at("2026-03-04T10:00:00+08:00"):
        for person in case.respondents.all():
            hearings.record_status_check(person, known=True, on=date(2026, 3, 4), by=made.desk(case))
        made.referred(case, on=date(2026, 3, 4))
        made.relayed()
    leg = leg_of(case)
    assert (leg.proceeding.agency_id, leg.proceeding.rule_set) == ("bkn", "OUTSIDE_ELECTION")
    assert list(PackageCopy.objects.values_list("agency_id", flat=True)) == ["bkpsdm-balikpapan"]
    assert "agency:bkpsdm-balikpapan" in letters("office_step")
    with at("2026-03-09T10:00:00+07:00"):
        recommendations.recommend(
            leg,
            by=made.officer(Role.BKN, "bkn"),
            number="12/B-AK/2026",
            dated_on=date(2026, 3, 9),
            violation_class="dismissal",
            text="Pemberhentian tidak dengan hormat.",
            due_on=date(2026, 3, 12),
        )
        made.relayed()
    assert letters("office_recommendation") == ["agency:bkpsdm-balikpapan"]
    follow_up = leg_of(case, Procedure.PERSONNEL)
    for moment in ("2026-03-11T09:00:00+08:00", "2026-03-12T09:00:00+08:00", "2026-03-13T09:00:00+08:00"):
        with at(moment):
            reminders.scan(has_officer=lambda _code: True)
            made.relayed()
    assert (
        letters("office_reminder") + letters("office_due") + letters("office_overdue")
        == ["agency:bkpsdm-balikpapan"] * 3
    )
    with at("2026-03-16T09:00:00+08:00"):
        reminders.scan(has_officer=lambda _code: True)
        made.relayed()
    rungs = Reminder.objects.filter(deadline__proceeding=follow_up.proceeding)
    assert set(rungs.values_list("rung", "state")) == {
        (rung, ReminderState.SENT) for rung in (Rung.BEFORE_DUE, Rung.DUE, Rung.OVERDUE, Rung.ESCALATED)
    }
    assert letters("office_escalated") == ["agency:pemkot-balikpapan"]
    follow_up.proceeding.refresh_from_db()
    assert (follow_up.proceeding.state, follow_up.proceeding.agency_id) == ("follow_up", "bkpsdm-balikpapan")
    assert told(code)[-1] == "personnel:escalate"
