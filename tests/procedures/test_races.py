"""Two at once, on real transactions: one winner each, nothing lost, nothing doubled."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection, connections

from procedures import reminders, transitions
from procedures.enums import Event
from procedures.models import Deadline, Proceeding, Reminder, Step
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import procedures as make

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
ROUNDS = 50
MONDAY = datetime(2024, 10, 7, 1, 0, tzinfo=UTC)


def together(*jobs: Callable[[], None]) -> None:
    """Run the jobs at the same moment, each on its own connection."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        try:
            start.wait(timeout=10)
            job()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)


def test_two_officers_pressing_at_once_have_one_winner_each_time() -> None:
    outcomes: list[str] = []

    def press(leg: Proceeding, event: str, role: str) -> None:
        try:
            transitions.advance(leg, event, by=make.actor(role), facts=make.facts())
            outcomes.append("won")
        except transitions.Stale:
            outcomes.append("told")

    for _ in range(ROUNDS):
        leg = make.begun()
        first, second = Proceeding.objects.get(pk=leg.pk), Proceeding.objects.get(pk=leg.pk)
        together(
            lambda one=first: press(one, Event.REGISTER, Role.VERIFIER),
            lambda one=second: press(one, Event.KEEP_AS_TIP, Role.LEADER),
        )
    assert Counter(outcomes) == {"won": ROUNDS, "told": ROUNDS}
    assert set(Proceeding.objects.values_list("version", flat=True)) == {2}
    assert Step.objects.count() == 2 * ROUNDS
    assert Owed.objects.filter(kind="step").count() == 2 * ROUNDS
    assert Entry.objects.filter(action__startswith="proceeding:").count() == 2 * ROUNDS
    assert Deadline.objects.filter(ended_at__isnull=True).count() == ROUNDS


def test_eight_scans_at_once_remind_and_escalate_once_each() -> None:
    with time_machine.travel(MONDAY, tick=False):
        for _ in range(60):
            make.begun()
    found: list[reminders.Scan] = []

    def scan(moment: datetime) -> None:
        found.append(reminders.scan(moment, has_officer=lambda _code: True))

    soon, late = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
    together(*[lambda: scan(soon)] * 8)
    assert sum(one.reminded for one in found) == 60
    found.clear()
    together(*[lambda: scan(late)] * 8)
    assert sum(one.escalated for one in found) == 60
    assert set(Counter(Reminder.objects.values_list("deadline_id", "rung")).values()) == {1}
    assert Owed.objects.filter(kind="reminder").count() == 60
    assert Step.objects.filter(event=Event.ESCALATE).count() == 60
    assert set(Proceeding.objects.values_list("level", flat=True)) == {1}


def test_an_act_during_a_scan_leaves_no_reminder_owed() -> None:
    for _ in range(20):
        with time_machine.travel(MONDAY, tick=False):
            leg = make.begun()
        one = Proceeding.objects.get(pk=leg.pk)
        together(
            lambda: reminders.scan(MONDAY + timedelta(days=1), has_officer=lambda _code: True),
            lambda one=one: transitions.advance(one, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts()),
        )
    ended = Reminder.objects.filter(state="owed", deadline__ended_at__isnull=False)
    assert ended.count() == 0
    assert Step.objects.filter(event=Event.REGISTER).count() == 20
