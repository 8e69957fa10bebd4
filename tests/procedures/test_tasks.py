"""The doorway for the scheduler: clocks behind the calendar first, then reminders and escalation."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from procedures import tasks
from procedures.models import Deadline, Proceeding, Reminder
from procedures.vocabulary import Facts
from regions import calendars
from regions.models import Holiday
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2024, 1, 31, 1, 0, tzinfo=UTC)


def test_the_scan_works_out_moved_clocks_before_it_reminds() -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        make.begun(rule_set="PEMILU", facts=Facts(values={"kind": "tip"}))  # ends on 13 February
    Holiday.objects.create(day=date(2024, 2, 12), name="Libur contoh", kind="national", basis="contoh")
    calendars.bump()
    with time_machine.travel(datetime(2024, 2, 13, 16, 30, tzinfo=UTC), tick=False):
        tasks.scan()
    clock = Deadline.objects.get()
    assert clock.due_at == datetime(2024, 2, 15, 16, 0, tzinfo=UTC)
    assert clock.moved_from == datetime(2024, 2, 13, 16, 0, tzinfo=UTC)
    assert not Reminder.objects.filter(rung="overdue").exists()


def test_an_office_without_a_single_officer_is_escalated_by_the_scheduler() -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        make.begun(rule_set="PEMILU")
        tasks.scan()
        tasks.scan()
    assert Proceeding.objects.get().level == 1
    assert Reminder.objects.filter(rung="escalated").count() == 1
