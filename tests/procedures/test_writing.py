"""The engine's plain statements change what they name, and nothing beside it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import writing
from procedures.models import Deadline, Proceeding, Reminder, ReminderState
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, object]]:
    return list(Proceeding.objects.order_by("began_at", "pk").values())


def test_a_proceeding_is_written_as_it_stands_and_no_other_is() -> None:
    leg, other = make.begun(), make.begun()
    before, seen = Proceeding.objects.filter(pk=other.pk).values().get(), leg.version
    leg.state, leg.version, leg.level, leg.officer = "study", seen + 1, 2, make.actor("operator").user
    assert writing.swap(leg, seen=seen) is True
    stored = Proceeding.objects.get(pk=leg.pk)
    assert (stored.state, stored.version, stored.level) == ("study", seen + 1, 2)
    assert (stored.officer, stored.agency_id, stored.ended_at) == (leg.officer, leg.agency_id, None)
    assert Proceeding.objects.filter(pk=other.pk).values().get() == before


def test_a_proceeding_that_has_moved_meanwhile_stays_as_it_is() -> None:
    leg = make.begun()
    before = rows()
    leg.state, leg.version = "study", leg.version + 2
    assert writing.swap(leg, seen=leg.version - 1) is False
    assert rows() == before


def test_clocks_and_what_is_owed_for_them_end_with_their_own_proceeding_alone() -> None:
    leg, other, now = make.begun(), make.begun(), timezone.now().replace(microsecond=0)
    for clock in Deadline.objects.all():
        Reminder.objects.create(deadline=clock, rung="before_due", state=ReminderState.SENT, at=now)
        Reminder.objects.create(deadline=clock, rung="due", state=ReminderState.OWED, at=now)
    running = Deadline.objects.filter(proceeding=leg).count()
    assert (writing.end_all(leg, now), writing.end_all(leg, now + timedelta(days=1))) == (running, 0)
    writing.silence(leg)
    assert set(Deadline.objects.filter(proceeding=leg).values_list("ended_at", flat=True)) == {now}
    assert set(Deadline.objects.filter(proceeding=other).values_list("ended_at", flat=True)) == {None}
    states = {
        one: sorted(Reminder.objects.filter(deadline__proceeding=one).values_list("state", flat=True))
        for one in (leg, other)
    }
    assert (states[leg], states[other]) == (["cancelled", "sent"], ["owed", "sent"])


def test_what_is_owed_for_a_running_clock_stays_owed() -> None:
    leg = make.begun()
    Reminder.objects.create(deadline=Deadline.objects.get(), rung="due", state=ReminderState.OWED, at=leg.began_at)
    writing.silence(leg)
    assert Reminder.objects.get().state == ReminderState.OWED
