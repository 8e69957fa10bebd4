"""The scan: each rung once, only the most urgent after an outage, silence climbs, an act silences."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from procedures import deadlines, reminders, transitions
from procedures.enums import Event, PauseReason, Procedure, Rung, State
from procedures.invariants import counts
from procedures.models import Deadline, Proceeding, Reminder, ReminderState, Step
from procedures.reminders import Scan
from procedures.vocabulary import Facts
from regions import offices
from services.accounts.enums import Role
from services.notifications.models import Owed
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db

# A calendar week in WITA: Monday 7 October 2024, 09:00.
MONDAY = datetime(2024, 10, 7, 1, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def somebody(_code: str) -> bool:
    return True


def nobody(_code: str) -> bool:
    return False


def scan(moment: datetime, has_officer: Any = somebody) -> Scan:
    with time_machine.travel(moment, tick=False):
        return reminders.scan(moment, has_officer=has_officer)


def review(moment: datetime = MONDAY, **fields: Any) -> Proceeding:
    """A report received on Monday: the review ends on Wednesday, 23.59 WITA."""
    with time_machine.travel(moment, tick=False):
        return make.begun(**fields)


def rungs() -> list[tuple[str, str]]:
    return list(Reminder.objects.order_by("pk").values_list("rung", "state"))


def act(leg: Proceeding, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        transitions.advance(leg, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())


def test_each_rung_is_reached_in_its_time_and_owed_once() -> None:
    leg = review()
    assert scan(MONDAY + HOUR) == Scan(0, 0)
    assert scan(MONDAY + DAY) == Scan(1, 0)  # Tuesday: the day before the last
    assert scan(MONDAY + DAY + HOUR) == Scan(0, 0)
    assert scan(MONDAY + 2 * DAY) == Scan(1, 0)  # Wednesday: the last day
    assert scan(MONDAY + 3 * DAY) == Scan(1, 0)  # Thursday: overdue
    assert scan(MONDAY + 3 * DAY + HOUR) == Scan(0, 0)
    assert scan(MONDAY + 4 * DAY) == Scan(0, 1)  # Friday: the leader had one working day
    assert scan(MONDAY + 7 * DAY) == Scan(0, 0)
    assert [rung for rung, _state in rungs()] == [Rung.BEFORE_DUE, Rung.DUE, Rung.OVERDUE, Rung.ESCALATED]
    leg.refresh_from_db()
    assert (leg.level, leg.state, leg.agency_id) == (1, State.REVIEW, "bawaslu-samarinda")
    assert Step.objects.filter(event=Event.ESCALATE).count() == 1


def test_a_reminder_owes_one_row() -> None:
    review()
    scan(MONDAY + DAY)
    reminder = Reminder.objects.get()
    assert (reminder.rung, reminder.state, reminder.at) == (Rung.BEFORE_DUE, ReminderState.OWED, MONDAY + DAY)
    owed = Owed.objects.get(kind="reminder")
    assert (owed.ref, owed.key) == (str(reminder.pk), f"reminder:{reminder.pk}")


def test_a_newer_rung_supersedes_one_that_was_never_sent() -> None:
    review()
    scan(MONDAY + DAY)
    scan(MONDAY + 2 * DAY)
    assert rungs() == [(Rung.BEFORE_DUE, ReminderState.SUPERSEDED), (Rung.DUE, ReminderState.OWED)]


def test_a_rung_that_was_sent_stays_sent() -> None:
    review()
    scan(MONDAY + DAY)
    Reminder.objects.update(state=ReminderState.SENT)
    scan(MONDAY + 2 * DAY)
    assert rungs() == [(Rung.BEFORE_DUE, ReminderState.SENT), (Rung.DUE, ReminderState.OWED)]


def test_after_an_outage_only_the_most_urgent_rung_is_owed() -> None:
    review()
    assert scan(MONDAY + 3 * DAY) == Scan(1, 0)
    assert rungs() == [
        (Rung.BEFORE_DUE, ReminderState.SUPERSEDED),
        (Rung.DUE, ReminderState.SUPERSEDED),
        (Rung.OVERDUE, ReminderState.OWED),
    ]


def test_after_a_long_outage_silence_is_escalated_and_says_it_all() -> None:
    review()
    assert scan(MONDAY + 10 * DAY) == Scan(0, 1)
    assert Counter(rungs()) == {
        (Rung.BEFORE_DUE, ReminderState.SUPERSEDED): 1,
        (Rung.DUE, ReminderState.SUPERSEDED): 1,
        (Rung.OVERDUE, ReminderState.SUPERSEDED): 1,
        (Rung.ESCALATED, ReminderState.SENT): 1,
    }
    assert scan(MONDAY + 11 * DAY) == Scan(0, 0)


def test_acting_cancels_what_was_owed_and_looking_does_not() -> None:
    leg = review()
    scan(MONDAY + 2 * DAY)
    with time_machine.travel(MONDAY + 2 * DAY, tick=False):
        transitions.available(leg, by=make.actor(Role.VERIFIER))
    assert Reminder.objects.get(rung=Rung.DUE).state == ReminderState.OWED
    act(leg, MONDAY + 2 * DAY)
    assert {state for _rung, state in rungs()} == {ReminderState.SUPERSEDED, ReminderState.CANCELLED}
    before = Reminder.objects.count()
    scan(MONDAY + 2 * DAY + HOUR)  # the new clock has its own rungs
    assert Reminder.objects.filter(deadline__kind="initial_review").count() == before


def test_nobody_is_reminded_while_the_office_is_closed() -> None:
    review()
    night = datetime(2024, 10, 7, 18, 0, tzinfo=UTC)  # Tuesday 02:00 in WITA
    assert scan(night) == Scan(0, 0)
    assert rungs() == []
    morning = datetime(2024, 10, 8, 0, 30, tzinfo=UTC)  # Tuesday 08:30
    assert scan(morning) == Scan(1, 0)


def test_nobody_is_reminded_on_a_weekend_and_the_leader_gets_one_working_day() -> None:
    friday = MONDAY + 4 * DAY  # the review ends on Sunday
    review(friday)
    assert scan(friday + 2 * DAY) == Scan(0, 0)
    assert scan(friday + 3 * DAY) == Scan(1, 0)  # Monday: overdue since midnight
    assert scan(friday + 3 * DAY + 3 * HOUR) == Scan(0, 0)
    assert scan(friday + 4 * DAY) == Scan(0, 1)  # Tuesday


def test_two_scans_at_the_same_moment_owe_once() -> None:
    review()
    scan(MONDAY + 2 * DAY)
    Deadline.objects.update(wake_at=MONDAY)  # as a second scan would have read it
    assert scan(MONDAY + 2 * DAY) == Scan(0, 0)
    assert Reminder.objects.count() == 2
    assert Owed.objects.filter(kind="reminder").count() == 1


def test_two_scans_escalate_once() -> None:
    review()
    scan(MONDAY + 10 * DAY)
    Deadline.objects.update(wake_at=MONDAY)
    assert scan(MONDAY + 10 * DAY) == Scan(0, 0)
    assert Step.objects.filter(event=Event.ESCALATE).count() == 1


def test_an_office_without_an_officer_is_escalated_at_once() -> None:
    leg = review()
    assert scan(MONDAY + HOUR, nobody) == Scan(0, 1)
    leg.refresh_from_db()
    assert leg.level == 1
    assert rungs() == [(Rung.ESCALATED, ReminderState.SENT)]
    assert scan(MONDAY + DAY, nobody) == Scan(1, 0)  # the rungs go on, the escalation is not repeated


def test_an_officer_who_leaves_is_noticed_within_a_day() -> None:
    with time_machine.travel(MONDAY, tick=False):
        leg = make.begun(facts=Facts(values={"kind": "tip"}))  # seven days: no rung before Friday
    assert scan(MONDAY + HOUR) == Scan(0, 0)
    assert scan(MONDAY + DAY + 2 * HOUR, nobody) == Scan(0, 1)
    leg.refresh_from_db()
    assert leg.level == 1


def left_with_leaders(_code: str) -> dict[UUID, bool]:
    return {uuid4(): False}


def test_an_office_left_with_leaders_tells_them_at_once_and_once() -> None:
    leg = review()
    with time_machine.travel(MONDAY + HOUR, tick=False):
        assert reminders.scan(has_officer=somebody, attending=left_with_leaders) == Scan(1, 0)
        assert reminders.scan(has_officer=somebody, attending=left_with_leaders) == Scan(0, 0)
    assert rungs() == [(Rung.UNATTENDED, ReminderState.OWED)]
    Deadline.objects.update(wake_at=MONDAY)
    with time_machine.travel(MONDAY + DAY, tick=False):
        assert reminders.scan(has_officer=somebody, attending=left_with_leaders) == Scan(1, 0)
    # what the leader is told beside the ladder outruns no rung and is outrun by none
    assert rungs() == [(Rung.UNATTENDED, ReminderState.OWED), (Rung.BEFORE_DUE, ReminderState.OWED)]
    assert Owed.objects.filter(kind="reminder").count() == 2
    leg.refresh_from_db()
    assert leg.level == 0


def test_the_officer_who_holds_the_matter_and_left_is_missed_and_one_who_serves_is_not() -> None:
    leg = review()
    gone, here = uuid4(), uuid4()
    staff = {here: True}
    for officer, found in ((here, Scan(0, 0)), (gone, Scan(1, 0))):
        Proceeding.objects.filter(pk=leg.pk).update(officer=officer)
        Deadline.objects.update(wake_at=MONDAY)
        with time_machine.travel(MONDAY + HOUR, tick=False):
            assert reminders.scan(has_officer=somebody, attending=lambda _code: staff) == found


def test_a_reporter_and_an_office_reached_by_letter_are_never_unattended() -> None:
    with time_machine.travel(MONDAY, tick=False):
        leg = make.begun()
        transitions.advance(leg, Event.RETURN, by=make.actor(Role.OPERATOR), facts=make.facts())
        make.begun(Procedure.PERSONNEL, office="inspektorat-samarinda")
    with time_machine.travel(MONDAY + HOUR, tick=False):
        assert reminders.scan(has_officer=somebody, attending=left_with_leaders) == Scan(0, 0)


def test_an_office_reached_by_letter_is_not_deserted() -> None:
    with time_machine.travel(MONDAY, tick=False):
        make.begun(Procedure.PERSONNEL, office="inspektorat-samarinda")
    assert offices.get("inspektorat-samarinda").letter_only
    assert scan(MONDAY + HOUR, nobody) == Scan(0, 0)


def test_the_successor_of_an_ended_office_is_asked_for_officers() -> None:
    tuesday = datetime(2024, 9, 3, 2, 0, tzinfo=UTC)
    asked = []
    with time_machine.travel(tuesday, tick=False):
        make.begun(Procedure.OVERSIGHT, office="kasn", zone="Asia/Jakarta")

    def note(code: str) -> bool:
        asked.append(code)
        return True

    scan(tuesday + HOUR, note)
    scan(tuesday + 2 * DAY, note)
    assert asked == ["kasn", "bkn"]


def test_the_reporter_is_reminded_and_then_the_office_takes_the_matter_back() -> None:
    leg = review()
    with time_machine.travel(MONDAY, tick=False):
        transitions.advance(leg, Event.RETURN, by=make.actor(Role.OPERATOR), facts=make.facts())
    night = datetime(2024, 10, 7, 18, 0, tzinfo=UTC)  # a reporter has no office hours
    assert scan(night) == Scan(1, 0)
    assert scan(night + DAY) == Scan(1, 0)
    after_midnight = datetime(2024, 10, 9, 16, 1, tzinfo=UTC)
    assert scan(after_midnight) == Scan(0, 1)
    leg.refresh_from_db()
    assert (leg.state, leg.level) == (State.REVIEW, 0)
    assert Step.objects.filter(event=Event.TAKE_BACK).count() == 1
    assert scan(after_midnight) == Scan(0, 0)
    assert [row.kind for row in deadlines.open_deadlines([leg.pk])] == ["initial_review"]


def test_a_clock_that_stands_still_is_not_scanned() -> None:
    leg = review()
    row = deadlines.open_deadlines([leg.pk])[0]
    with time_machine.travel(MONDAY + HOUR, tick=False):
        deadlines.pause(row, reason=PauseReason.COURT, by=uuid4())
    assert scan(MONDAY + 10 * DAY) == Scan(0, 0)
    with time_machine.travel(MONDAY + 7 * DAY, tick=False):
        deadlines.resume(row, by=uuid4())
    # Monday to Sunday stood still: counted are 14 and 15 October
    assert row.due_at == datetime(2024, 10, 15, 16, 0, tzinfo=UTC)
    assert scan(MONDAY + 7 * DAY + HOUR) == Scan(1, 0)
    assert rungs() == [(Rung.BEFORE_DUE, ReminderState.OWED)]


def test_both_clocks_of_one_state_remind_and_escalate_each_once() -> None:
    start = datetime(2024, 7, 1, 2, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        leg = make.begun(Procedure.OVERSIGHT, office="kasn", zone="Asia/Jakarta")
    later = start + 40 * DAY
    while later.weekday() != 2:
        later += DAY
    scan(later)
    scan(later + HOUR)
    leg.refresh_from_db()
    assert leg.level == 2
    assert Counter(rung for rung, _state in rungs())[Rung.ESCALATED] == 2


def test_a_batch_is_scanned_in_few_statements(django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        review()
    with django_assert_max_num_queries(12):
        assert scan(MONDAY + DAY) == Scan(12, 0)


def test_more_than_one_batch_is_scanned_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 4)
    for _ in range(10):
        review()
    assert scan(MONDAY + DAY) == Scan(10, 0)


def test_half_a_day_of_outage_over_many_cases_leaves_every_rung_in_one_state() -> None:
    for hour in range(30):
        review(MONDAY + (hour % 10) * HOUR + (hour // 10) * DAY)
    scan(MONDAY + 3 * DAY)
    scan(MONDAY + 4 * DAY)
    per_rung = Counter(Reminder.objects.values_list("deadline_id", "rung"))
    assert set(per_rung.values()) == {1}
    owed = Reminder.objects.filter(state=ReminderState.OWED)
    assert owed.count() == owed.values("deadline").distinct().count()
    assert {name: count for name, count in counts().items() if count} == {}


def test_a_closed_office_is_looked_at_again_when_it_opens() -> None:
    review(MONDAY + 4 * DAY)
    scan(MONDAY + 5 * DAY)  # Saturday, 09:00
    assert Deadline.objects.get().wake_at == datetime(2024, 10, 14, 0, 0, tzinfo=UTC)  # Monday, 08:00
