"""What steps and reminders owe is worked off once, however often a worker tries."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from procedures import reminders
from procedures.enums import Event, Procedure, State
from procedures.models import Proceeding, Reminder, ReminderState, Step
from reports import exhibits, handling, relay, status
from reports.enums import Channel
from reports.models.case import Case
from reports.models.count import Count
from reports.models.package import PackageCopy, PackageLeg, ReferralPackage
from reports.models.report import Standing, StatusLine
from sanctions import recommendations
from services.accounts import access
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Message, Owed
from tests.factories import accounts, sanctions
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
NOW = "2024-10-05T09:00:00+08:00"
TODAY = date(2024, 10, 5)
TABLES = (Message, Owed, Count, StatusLine, PackageLeg, PackageCopy, Proceeding, Step, Entry)


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel(NOW, tick=False):
        yield


def everything() -> list[list[dict[str, object]]]:
    rows = [list(model.objects.order_by("pk").values()) for model in TABLES if model is not Owed]
    return [*rows, list(Standing.objects.order_by("pk").values()), list(Owed.objects.order_by("pk").values("key"))]


def again() -> None:
    """Let everything that was done be owed once more, as after a worker died before marking it."""
    Owed.objects.exclude(kind="message").update(done_at=None, lease_until=None)


def on_its_way() -> tuple[str, Case]:
    """A referral with its package gone out and one recommendation."""
    code, case = made.filed()
    exhibits.accept_link(code, "https://a.example/1")
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    leg = PackageLeg.objects.get(procedure=Procedure.OVERSIGHT)
    recommendations.recommend(
        leg,
        by=made.officer(Role.BKN, "bkn"),
        number="1",
        dated_on=TODAY,
        violation_class="discipline",
        text="Hukuman disiplin.",
    )
    made.relayed()
    return code, case


def test_a_filing_tells_reporter_and_office_and_counts_report_case_and_person():
    code, _case = made.filed()
    assert made.relayed() == 1
    report = made.report_of(code)
    assert set(Message.objects.values_list("letter", "reference")) == {
        ("reporter_received", f"envelope:{report.subject}"),
        ("office_new_case", "agency:bawaslu-balikpapan"),
    }
    assert sorted(Count.objects.values_list("unit", "stage", "region", "election", "on", "announced_on")) == [
        (unit, "received", "64.71", "pilkada-2024", TODAY, None) for unit in ("case", "person", "report")
    ]
    assert [(line.code, line.label) for line in status.read(code).steps] == [
        ("report:received", "Kiriman Anda diterima portal ini."),
        ("bawaslu:receive", "Bawaslu Kota Balikpapan diberi tahu dan memeriksanya."),
    ]
    assert status.read(code).stage == "in_review"


def test_letters_say_nothing_about_the_case():
    _code, case = on_its_way()
    for message in Message.objects.all():
        assert set(message.context) <= {"office", "due"}
        assert case.reference not in str(message.context)


def test_without_an_address_no_letter_to_the_reporter_is_owed():
    made.filed(made.submission(reporter=made.reporter(email="")))
    made.filed(made.tip())
    made.relayed()
    assert not Message.objects.filter(letter__startswith="reporter").exists()


def test_running_twice_leaves_the_same_rows():
    on_its_way()
    before = everything()
    again()
    made.relayed()
    assert everything() == before


def test_a_step_told_late_tells_how_the_case_stands_now():
    code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.relayed()
    again()
    Owed.objects.filter(ref=Step.objects.get(event=Event.REGISTER).pk).update(done_at=timezone.now())
    made.relayed()  # the older step alone, after the newer one
    assert status.read(code).stage == "registered"


def test_one_step_that_fails_holds_up_no_other(monkeypatch):
    codes = [made.filed()[0] for _number in range(3)]
    broken = Step.objects.order_by("pk")[1]
    sound = relay.notices.posts

    def posts(story, terms=()):
        if story.step.pk == broken.pk:
            raise RuntimeError
        return sound(story, terms)

    monkeypatch.setattr(relay.notices, "posts", posts)
    assert relay.run() == 2
    assert [status.read(code).stage for code in codes] == ["in_review", "received", "in_review"]
    owed = Owed.objects.get(ref=broken.pk, kind="step")
    assert (owed.done_at, owed.attempts, owed.trouble) == (None, 1, "RuntimeError")
    monkeypatch.setattr(relay.notices, "posts", sound)
    Owed.objects.update(lease_until=None)
    made.relayed()
    assert status.read(codes[1]).stage == "in_review"


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_costs_the_same_whatever_its_size(number, django_assert_max_num_queries):
    for _filing in range(number):
        made.filed()
    with django_assert_max_num_queries(30):
        assert relay.run() == number


def test_outside_a_demo_packages_leave_at_the_end_of_the_day(settings):
    settings.DEMO = False
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    assert (case.state, PackageLeg.objects.count()) == (State.REFERRED, 0)
    with time_machine.travel("2024-10-05T23:59:59+08:00", tick=False):
        assert made.relayed() == 0
    with time_machine.travel("2024-10-06T00:00:00+08:00", tick=False):
        assert made.relayed() > 0
        assert ReferralPackage.objects.get().released_on == date(2024, 10, 6)
        assert PackageLeg.objects.get().proceeding.agency_id == "bkn"


def test_a_case_closes_with_its_last_leg_and_not_before():
    people = tuple(made.respondent(position=f"Staf {number}") for number in range(2))
    code, case = made.filed(made.submission(respondents=people))
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    made.relayed()
    by = made.officer(Role.BKN, "bkn")
    first, second = PackageLeg.objects.order_by("pk")
    recommendations.find_not_proven(first, by=by, reason="Tidak cukup bukti.")
    made.relayed()
    assert Case.objects.get(pk=case.pk).state == State.REFERRED
    recommendations.reject(second, by=by, reason="Bukan ASN.")
    made.relayed()
    case.refresh_from_db()
    assert (case.state, case.holder, case.closed_at) == (State.CLOSED, "nobody", timezone.now())
    assert (status.read(code).stage, status.read(code).steps[-1].code) == ("closed", "bawaslu:close")
    assert Step.objects.filter(event=Event.CLOSE).count() == 1


def test_the_case_stands_where_the_furthest_person_is():
    people = tuple(made.respondent(position=f"Staf {number}") for number in range(2))
    code, case = made.filed(made.submission(respondents=people))
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    made.relayed()
    assert status.read(code).stage == "referred"
    by = made.officer(Role.BKN, "bkn")
    first, second = PackageLeg.objects.order_by("pk")
    recommendations.find_not_proven(first, by=by, reason="Tidak cukup bukti.")
    made.relayed()
    assert status.read(code).stage == "not_proven"
    recommendations.recommend(
        second, by=by, number="1", dated_on=TODAY, violation_class="discipline", text="Hukuman disiplin."
    )
    made.relayed()
    assert status.read(code).stage == "recommended"


def test_only_those_who_were_referred_are_counted_as_referred():
    people = tuple(made.respondent(position=f"Staf {number}") for number in range(3))
    _code, case = made.filed(made.submission(respondents=people))
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.minutes(case, held_on=TODAY)
    made.package(case, letter_date=TODAY, respondents=[case.respondents.first().pk])
    handling.refer(case, by=made.desk(case, Role.LEADER))
    made.relayed()
    counted = Count.objects.filter(unit="person").values_list("stage", flat=True)
    assert sorted(counted) == ["received", "received", "received", "referred"]


def test_what_the_system_did_stands_in_the_queue_row_and_the_reporter_s_page():
    code, case = made.filed()
    handling.return_for_completion(case, missing=["evidence"], by=made.desk(case))
    made.relayed()
    with time_machine.travel("2024-10-08T00:00:00+08:00", tick=False):
        reminders.scan(has_officer=lambda _code: True)
        assert Case.objects.get(pk=case.pk).version != case.leg().version
        made.relayed()
        case.refresh_from_db()
        assert (case.state, case.version, case.holder) == ("review", case.leg().version, "bawaslu")
        assert status.read(code).steps[-1].code == "bawaslu:take_back"


def test_reminders_go_to_whoever_has_the_next_move_and_are_marked():
    code, case = made.filed()
    officer = made.desk(case).user
    handling.assign(case, officer=officer, by=made.desk(case))
    made.relayed()
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        assert reminders.scan(has_officer=lambda _code: True).reminded == 1
        made.relayed()
    assert set(Message.objects.filter(letter="office_due").values_list("reference", flat=True)) == {
        "agency:bawaslu-balikpapan", f"user:{officer}"
    }  # fmt: skip
    assert Message.objects.filter(letter="office_due")[0].context == {
        "office": "Bawaslu Kota Balikpapan", "due": "7 Oktober 2024, 23.59 WITA",
    }  # fmt: skip
    assert set(Reminder.objects.values_list("state", flat=True)) <= {ReminderState.SENT, ReminderState.SUPERSEDED}
    handling.return_for_completion(case, missing=["evidence"], by=made.desk(case))
    made.relayed()
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        reminders.scan(has_officer=lambda _code: True)
        made.relayed()
    assert set(Message.objects.filter(letter="reporter_completion").values_list("reference", flat=True)) == {
        f"envelope:{made.report_of(code).subject}"
    }


def test_several_clocks_near_their_end_are_one_letter_to_each_person():
    cases = [made.filed()[1] for _number in range(3)]
    officer = made.desk(cases[0]).user
    for case in cases[:2]:
        handling.assign(case, officer=officer, by=made.desk(case))
    made.relayed()
    Message.objects.all().delete()
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        assert reminders.scan(has_officer=lambda _code: True).reminded == 3
        made.relayed()
        assert reminders.scan(has_officer=lambda _code: True).reminded == 0
        made.relayed()
    found = {one.reference: (one.letter, one.context.get("number")) for one in Message.objects.all()}
    assert found == {
        "agency:bawaslu-balikpapan": ("office_digest", "3"),
        f"user:{officer}": ("office_digest", "2"),
    }
    assert Message.objects.get(reference=f"user:{officer}").context == {
        "office": "Bawaslu Kota Balikpapan", "number": "2", "today": "2", "due": "7 Oktober 2024, 23.59 WITA",
    }  # fmt: skip
    assert set(Reminder.objects.filter(rung="due").values_list("state", flat=True)) == {ReminderState.SENT}


def test_one_letter_gathers_what_several_batches_of_a_worker_would_have_split():
    for _number in range(5):
        made.filed()
    made.relayed()
    Message.objects.all().delete()
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        reminders.scan(has_officer=lambda _code: True)
        while relay.run(1):
            pass
    assert [(one.letter, one.context["number"]) for one in Message.objects.all()] == [("office_digest", "5")]


def test_what_is_overdue_comes_on_its_own():
    for _number in range(2):
        made.filed()
    made.relayed()
    Message.objects.all().delete()
    with time_machine.travel("2024-10-08T09:00:00+08:00", tick=False):
        reminders.scan(has_officer=lambda _code: True)
        made.relayed()
    assert [one.letter for one in Message.objects.all()] == ["office_overdue"] * 2


def test_an_officer_who_left_is_missed_at_once_by_the_leader():
    _code, case = made.filed()
    leader = accounts.officer("leader", case.handler_id)
    handling.assign(case, officer=uuid4(), by=made.desk(case))
    made.relayed()
    Message.objects.all().delete()
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        reminders.scan(has_officer=access.has_officer, attending=access.attending)
        made.relayed()
    told = Message.objects.filter(letter="office_unattended").values_list("reference", flat=True)
    assert f"user:{leader.pk}" in told


def test_a_reminder_that_was_cancelled_meanwhile_is_not_sent():
    _code, case = made.filed()
    made.relayed()
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        reminders.scan(has_officer=lambda _code: True)
        handling.register(case, number="001/Reg", by=made.desk(case))
        made.relayed()
    assert not Message.objects.filter(letter="office_due").exists()


def test_nobody_is_written_to_about_their_own_act():
    _code, case = made.filed()
    by = made.desk(case)
    handling.assign(case, officer=by.user, by=by)
    made.relayed()
    handling.register(case, number="001/Reg", by=by)
    made.relayed()
    assert not Message.objects.filter(letter="office_step").exists()


def test_a_leg_that_belongs_to_no_case_of_ours_tells_its_office_and_nobody_else():
    sanctions.oversight_leg()
    assert made.relayed() == 1
    assert list(Message.objects.values_list("letter", "reference")) == [("office_referral", "agency:bkn")]
    assert not Count.objects.exists()


def test_lines_say_when_they_rest_on_a_letter():
    code, _case = on_its_way()
    StatusLine.objects.filter(code="oversight:recommend").update(by_letter=True)
    [said] = [line.label for line in status.read(code).steps if line.by_letter]
    assert said.endswith("mengeluarkan rekomendasi kepada pejabat pembina kepegawaian (menurut surat).")


def test_open_deadlines_of_the_leg_stand_on_the_reporter_s_page():
    code, case = made.filed()
    made.relayed()
    assert [due["kind"] for due in status.read(code).deadlines] == ["initial_review", "filing"]
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.relayed()
    assert [due["kind"] for due in status.read(code).deadlines] == ["handling"]
    assert timezone.now() + timedelta(days=2) < Case.objects.get(pk=case.pk).due_at
    assert made.report_of(code).channel == Channel.API
