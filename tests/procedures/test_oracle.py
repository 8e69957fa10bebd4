"""Deadlines against a second opinion (`tests.procedures.oracle`), and what must hold of any clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from procedures import deadlines
from procedures.enums import PauseReason, Procedure
from procedures.models import Deadline
from procedures.vocabulary import Facts
from procedures.workflow import TABLES
from regions import calendars, offices
from regions.days import end_of
from regions.models import Holiday
from tests.factories import procedures as make
from tests.procedures import oracle, stories
from tests.procedures.stories import Life

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
SHOWN = {"deadline": None, "derandomize": False, "database": None,
         "suppress_health_check": [HealthCheck.function_scoped_fixture]}  # fmt: skip


@contextmanager
def known(holidays: frozenset[date]) -> Iterator[None]:
    """The portal with exactly these holidays."""
    with mock.patch.object(calendars, "holidays", return_value=holidays):
        yield


def differs(life: Life, decreed: frozenset[oracle.Ymd]) -> str:
    """What the portal and the clerk disagree on; empty where they agree."""
    with known(calendars.holidays() | life.late):
        ours = stories.counted(life)
    theirs = oracle.ticked(life.term(), decreed)
    if ours != theirs:
        return f"{life}: portal {ours}, clerk {theirs}"
    due, late = end_of(ours[-1], life.zone), oracle.too_late(theirs[-1], life.zone)
    return "" if due == late else f"{life}: portal {due}, clerk {late}"


@seed(3)
@settings(max_examples=1000, **SHOWN)
@given(life=stories.lives())
def test_portal_and_clerk_agree_on_a_thousand_clocks(life: Life) -> None:
    assert differs(life, DECREED) == ""


DECREED = oracle.decreed()


def test_the_clerk_is_no_copy_and_can_be_wrong() -> None:
    life = Life(date(2024, 1, 31), 7, True, "Asia/Makassar", 0, (), frozenset())
    assert differs(life, DECREED) == ""
    assert differs(life, DECREED - {(2024, 2, 8)}) != ""  # a clerk who forgot Isra Mikraj


@seed(3)
@settings(max_examples=300, **SHOWN)
@given(life=stories.lives(), day=st.integers(0, 70))
def test_a_holiday_more_never_shortens_a_working_day_term(life: Life, day: int) -> None:
    before = calendars.holidays() | life.late
    with known(before):
        shorter = stories.counted(life)[-1]
    with known(before | {life.start + ONE_DAY * day}):
        longer = stories.counted(life)[-1]
    assert longer >= shorter
    if not life.working:
        assert longer == shorter


@seed(3)
@settings(max_examples=300, **SHOWN)
@given(life=stories.lives(), gap=st.integers(0, 20), length=st.integers(0, 20))
def test_a_pause_never_loses_time(life: Life, gap: int, length: int) -> None:
    """As many days are left when the clock runs again as were left when it was stopped."""
    since = max([life.start, *(until for _since, until in life.pauses)]) + ONE_DAY * gap
    until = since + ONE_DAY * length
    with known(calendars.holidays() | life.late):
        before = stories.counted(life)
        after = stories.counted(Life(**{**vars_of(life), "pauses": (*life.pauses, (since, until))}))
    assert after[-1] >= before[-1]
    # An extension counts only its own days: the term before it takes what stood still within it.
    if not life.more:
        assert len([day for day in after if day >= until]) == len([day for day in before if day >= since])


def vars_of(life: Life) -> dict[str, Any]:
    return {name: getattr(life, name) for name in Life.__dataclass_fields__}


def stored(number: int) -> Deadline:
    """A running clock of a working-day kind, in the database."""
    office = offices.get("bawaslu-samarinda")
    leg = make.standing("inquiry", Procedure.BAWASLU, rule_set="PEMILU", agency=office)
    held = TABLES[Procedure.BAWASLU].states[leg.state]  # type: ignore[index]
    at = datetime(2024, 1, 15, 1, tzinfo=UTC)
    row = deadlines.of_state(leg, held, at=at, facts=Facts(), agency=office)[0]  # type: ignore[arg-type]
    row.days = number
    row.due_at = end_of(deadlines.counted_days(row)[-1], row.zone)
    row.save()
    return row


def happen(row: Deadline, event: tuple[str, date, date]) -> None:
    """A pause with its end, or a late holiday, through the portal's own doors."""
    name, first, last = event
    if name == "pause":
        deadlines.pause(row, reason=PauseReason.COURT, by=uuid4(), since=first)
        deadlines.resume(row, by=uuid4(), until=last)
        return
    Holiday.objects.create(day=first, name=f"Libur {first}", kind="national", basis="contoh")
    calendars.bump()
    deadlines.recompute()
    row.refresh_from_db()


DAYS = st.integers(1, 25).map(lambda n: date(2024, 1, 15) + ONE_DAY * n)
EARLY = st.integers(1, 2).map(lambda n: date(2024, 1, 15) + ONE_DAY * n)  # a clock that is over is not stopped
PAUSES = st.tuples(st.just("pause"), EARLY, st.integers(0, 8))
HOLIDAYS = st.tuples(st.just("holiday"), DAYS, st.just(0))
EVENTS = st.lists(PAUSES | HOLIDAYS, min_size=2, max_size=4, unique_by=lambda event: event[1])


@seed(3)
@settings(max_examples=15, **SHOWN)
@given(number=st.integers(2, 12), events=EVENTS, order=st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(number: int, events: list[tuple[str, date, int]], order: Any) -> None:
    lasting = [(name, first, first + ONE_DAY * length) for name, first, length in events]
    dues = []
    for arranged in (lasting, order.sample(lasting, len(lasting))):
        Holiday.objects.filter(basis="contoh").delete()
        calendars.bump()
        row = stored(number)
        for event in arranged:
            happen(row, event)
        dues.append(row.due_at)
    assert dues[0] == dues[1]
