"""Reminders through an outage, eight schedulers at once and twenty killed workers: none lost, none doubled."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection

from bench.server import ROOT
from procedures import reminders
from procedures.enums import Event, Rung
from procedures.invariants import counts
from procedures.models import Deadline, Proceeding, Reminder, ReminderState, Step
from procedures.reminders import Scan
from services.notifications.models import Owed
from tests.factories import procedures as make
from tests.factories import reports
from tests.procedures.test_races import together
from tests.procedures.test_reminders import act
from tests.proofs.test_chaos import execute, portal  # noqa: F401  (a fixture)

pytestmark = pytest.mark.proof
MONDAY = datetime(2024, 10, 7, 1, 0, tzinfo=UTC)  # 09:00 in Samarinda; no holiday in these weeks
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CASES, OUTAGE = 500, 12
DUE, NOTICES, KILLS = 1000, 1000, 20


def scan(moment: datetime) -> Scan:
    with time_machine.travel(moment, tick=False):
        return reminders.scan(moment, has_officer=lambda _code: True)


def season() -> tuple[dict[tuple[int, str], str], list[Proceeding]]:
    """Five hundred cases over two days, a scan every half hour but for twelve silent hours.

    The outage lies over Thursday 06:00 to 18:00, when most clocks pass their ends. Every fifth case
    is acted upon in the middle of it. Returns the state of each rung, by the number of the case.
    """
    choose = random.Random(3)  # noqa: S311 (a repeatable season)
    legs = []
    for moment in sorted(MONDAY + choose.random() * 2 * DAY for _number in range(CASES)):
        with time_machine.travel(moment, tick=False):
            legs.append(make.begun())
    down, up = MONDAY + 3 * DAY - 3 * HOUR, MONDAY + 3 * DAY + (OUTAGE - 3) * HOUR
    acted, moment = False, MONDAY + 2 * DAY
    while moment <= MONDAY + 5 * DAY:
        if not acted and moment > down + 6 * HOUR:
            acted = True
            for leg in legs[::5]:
                leg.refresh_from_db()
                act(leg, moment)
        if not down <= moment < up:
            scan(moment)
            with time_machine.travel(moment, tick=False):
                reports.relayed()
        moment += HOUR / 2
    number = {leg.pk: place for place, leg in enumerate(legs)}
    rows = Reminder.objects.filter(deadline__kind="initial_review").select_related("deadline")
    return {(number[row.deadline.proceeding_id], row.rung): row.state for row in rows}, legs


@pytest.mark.django_db
def test_after_twelve_silent_hours_over_five_hundred_cases_every_rung_is_caught_up_once() -> None:
    found, legs = season()
    doubled = Counter(Reminder.objects.values_list("deadline_id", "rung"))
    assert set(doubled.values()) == {1}
    assert not Reminder.objects.filter(state=ReminderState.OWED).exists()
    ends = {ReminderState.SENT, ReminderState.SUPERSEDED, ReminderState.CANCELLED}
    assert set(Reminder.objects.values_list("state", flat=True)) <= ends
    # A case nobody acted upon has reached every rung whose moment has passed: two days of review, then one working day.
    last = MONDAY + 5 * DAY
    for place, leg in enumerate(legs):
        if place % 5 == 0:
            continue
        due = Deadline.objects.get(proceeding=leg, kind="initial_review").due_at
        moments = {Rung.BEFORE_DUE: due - 2 * DAY, Rung.DUE: due - DAY, Rung.OVERDUE: due, Rung.ESCALATED: due + DAY}
        reached = {rung for rung, moment in moments.items() if _told_by(moment) <= last}
        assert {rung for number, rung in found if number == place} == reached, place
    assert {name: count for name, count in counts().items() if count} == {}
    assert Owed.objects.filter(kind="reminder", done_at=None).count() == 0


def _told_by(moment: datetime) -> datetime:
    """The first moment from `moment` on at which the office is open: weekdays, eight to four (half past on Friday)."""
    local = moment + 8 * HOUR
    while True:
        closing = 16.5 if local.weekday() == 4 else 16
        if local.weekday() < 5 and 8 <= local.hour + local.minute / 60 < closing:
            return local - 8 * HOUR
        local = (local + timedelta(minutes=30)).replace(second=0, microsecond=0)
        local -= timedelta(minutes=local.minute % 30)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_eight_schedulers_at_once_remind_a_thousand_times_for_a_thousand_due() -> None:
    with time_machine.travel(MONDAY, tick=False):
        for _number in range(DUE):
            make.begun()
    found: list[Scan] = []

    def once(moment: datetime) -> None:
        found.append(reminders.scan(moment, has_officer=lambda _code: True))

    together(*[lambda: once(MONDAY + DAY)] * 8)
    assert (sum(one.reminded for one in found), Reminder.objects.count()) == (DUE, DUE)
    assert Owed.objects.filter(kind="reminder").count() == DUE
    found.clear()
    together(*[lambda: once(MONDAY + 4 * DAY)] * 8)
    assert sum(one.escalated for one in found) == DUE
    assert set(Counter(Reminder.objects.values_list("deadline_id", "rung")).values()) == {1}
    assert Step.objects.filter(event=Event.ESCALATE).count() == DUE
    assert set(Proceeding.objects.values_list("level", flat=True)) == {1}


SETUP = """
import django; django.setup()
import time_machine
from datetime import UTC, datetime
from procedures import reminders
from tests.factories import accounts, procedures
accounts.officer("leader", "bawaslu-samarinda", email="pimpinan@example.invalid")
with time_machine.travel(datetime(2024, 10, 7, 1, tzinfo=UTC), tick=False):
    for _number in range({notices}):
        procedures.begun()
thursday = datetime(2024, 10, 10, 1, tzinfo=UTC)
with time_machine.travel(thursday, tick=False):
    assert reminders.scan(thursday, has_officer=lambda _code: True).reminded == {notices}
"""


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a database that several processes write to")
def test_a_thousand_notices_through_twenty_killed_workers_are_recorded_once_each(
    portal: tuple[str, dict[str, str]],  # noqa: F811
    tmp_path: Path,
) -> None:
    name, environment = portal
    env, sink = {**os.environ, **environment}, tmp_path / "sink"
    subprocess.run([sys.executable, "-c", SETUP.format(notices=NOTICES)], cwd=ROOT, env=env, check=True)
    execute(name, "DELETE FROM notifications_owed WHERE kind = 'step'")  # the letters of filing are not the matter here
    choose = random.Random(3)  # noqa: S311 (a repeatable rhythm)
    for _kill in range(KILLS):
        worker = subprocess.Popen([sys.executable, "-m", "tests.proofs.worker", str(sink)], cwd=ROOT, env=env)
        before, enough = len(lines(sink)), choose.randint(5, 60)
        while worker.poll() is None and len(lines(sink)) < before + enough:
            time.sleep(0.005)
        assert worker.poll() is None, "the worker ended before it could be killed; let it have more to do"
        worker.kill()
        worker.wait()
        # Ten minutes later: what the dead worker held is free again.
        execute(name, "UPDATE notifications_owed SET lease_until = NULL WHERE done_at IS NULL")
    subprocess.run([sys.executable, "-m", "tests.proofs.worker", str(sink)], cwd=ROOT, env=env, check=True)
    assert execute(
        name, "SELECT rung, state, count(*) FROM procedures_reminder WHERE rung = 'overdue' GROUP BY 1, 2"
    ) == [("overdue", "sent", NOTICES)]
    # To the office and to its leader.
    assert execute(name, "SELECT state, count(*) FROM notifications_message GROUP BY 1") == [("sent", 2 * NOTICES)]
    posted = Counter(lines(sink))
    assert len(posted) == 2 * NOTICES
    assert posted.total() - len(posted) <= KILLS


def lines(sink: Path) -> list[str]:
    return sink.read_text().splitlines() if sink.exists() else []
