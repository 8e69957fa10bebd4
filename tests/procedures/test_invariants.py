"""Each invariant is 0 on sound data and counts what was broken on purpose."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from procedures import invariants
from procedures.enums import Holder, Procedure
from procedures.models import Deadline, Pause, Proceeding, Reminder, Step
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2024, 1, 31, tzinfo=UTC)


def broken() -> dict[str, int]:
    return {name: count for name, count in invariants.counts().items() if count}


def test_fresh_proceedings_of_all_four_kinds_break_nothing() -> None:
    for procedure in Procedure:
        make.begun(procedure)
    assert len(invariants.counts()) == 8
    assert broken() == {}


def test_an_open_proceeding_without_its_clock_is_counted() -> None:
    make.begun()
    Deadline.objects.all().update(ended_at=timezone.now())
    assert broken() == {"open_without_needed_deadline": 1}


def test_a_state_that_no_step_led_to_is_counted() -> None:
    make.begun()
    Step.objects.all().update(to_state="study")
    assert broken() == {"state_without_its_step": 1}


def test_a_leg_nobody_can_record_letters_for_is_counted() -> None:
    leg = make.begun(Procedure.PERSONNEL)
    Proceeding.objects.filter(pk=leg.pk).update(sender=None)
    assert broken() == {"referred_without_sender": 1}


def test_a_clock_that_outlives_its_proceeding_is_counted() -> None:
    leg = make.begun()
    Proceeding.objects.filter(pk=leg.pk).update(state="closed", holder=Holder.NOBODY, ended_at=timezone.now())
    assert broken() == {"clock_runs_after_the_end": 1, "state_without_its_step": 1}


def test_an_overdue_clock_nobody_was_told_of_is_counted() -> None:
    make.begun()
    Deadline.objects.all().update(due_at=LONG_AGO, wake_at=None)
    assert broken() == {"overdue_and_nobody_was_told": 1}
    Reminder.objects.create(deadline=Deadline.objects.get(), rung="overdue", state="sent", at=LONG_AGO)
    assert broken() == {}


def test_a_reminder_for_an_ended_clock_is_counted() -> None:
    make.begun()
    clock = Deadline.objects.get()
    Reminder.objects.create(deadline=clock, rung="due", state="owed", at=LONG_AGO)
    clock.ended_at = LONG_AGO
    clock.save()
    assert broken() == {"open_without_needed_deadline": 1, "reminder_owed_for_an_ended_clock": 1}


def test_a_pause_the_clock_does_not_know_of_is_counted() -> None:
    make.begun()
    clock = Deadline.objects.get()
    Pause.objects.create(deadline=clock, reason="court", since=date(2024, 1, 31), by=uuid4())
    assert broken() == {"pause_and_clock_disagree": 1}
