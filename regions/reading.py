"""Reference data kept in process: read whole, looked up without SQL, and read again when it has changed.

Each kept value remembers the number it was read under (`CalendarVersion`). The number itself is
asked for at most every `CHECK_EVERY` seconds of real time, for all values at once, so a change made
in another process is seen here within that time and a warm look-up costs no query.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import F

from regions.models import CalendarVersion

CHECK_EVERY = 5.0  # seconds of real time: the longest a process may work with outdated reference data
ROW = 1  # the one row of CalendarVersion

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The two counters of the version row; 0 before reference data has been loaded."""

    calendar: int
    offices: int

    def of(self, counter: str) -> int:
        """The number of one counter, named as its field."""
        return self.calendar if counter == "number" else self.offices


_numbers: Numbers | None = None
_checked = 0.0
_kept: list["Kept[Any]"] = []


class Kept(Generic[T]):
    """One value made by `read`, good as long as its counter stands still."""

    def __init__(self, read: Callable[[], T], counter: str) -> None:
        self.read = read
        self.counter = counter
        self.held: tuple[int, T] | None = None
        _kept.append(self)

    def __call__(self) -> T:
        """The value, read again if the counter has moved."""
        # The number is asked for before the rows are read: a change in between is read twice, never missed.
        number = numbers().of(self.counter)
        held = self.held
        if held is None or held[0] != number:
            held = self.held = (number, self.read())
        return held[1]


def numbers() -> Numbers:
    """The counters, at most `CHECK_EVERY` seconds old."""
    global _numbers, _checked
    now = time.monotonic()
    if _numbers is None or now - _checked > CHECK_EVERY:
        row = CalendarVersion.objects.filter(pk=ROW).values_list("number", "offices").first()
        _numbers, _checked = Numbers(*row) if row else Numbers(0, 0), now
    return _numbers


def raise_number(counter: str) -> None:
    """Tell every process that its copy is old: this one at once, the others within `CHECK_EVERY` seconds."""
    if not CalendarVersion.objects.filter(pk=ROW).update(**{counter: F(counter) + 1}):
        CalendarVersion.objects.create(pk=ROW)
    forget()
    # What another thread of this process read before our commit is dropped once more after it.
    transaction.on_commit(forget)


def forget() -> None:
    """Drop everything kept in this process."""
    global _numbers
    _numbers = None
    for kept in _kept:
        kept.held = None


def warm() -> None:
    """Read everything now, so that the first request does not."""
    for kept in _kept:
        kept()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a process kept at one moment."""

    numbers: Numbers | None
    held: list[tuple[Kept[Any], Any]]


def snapshot() -> Snapshot:
    """What this process keeps now; tests take it before and `restore` it after."""
    return Snapshot(_numbers, [(kept, kept.held) for kept in _kept])


def restore(taken: Snapshot) -> None:
    """Put a snapshot back as if it had just been checked."""
    global _numbers, _checked
    _numbers, _checked = taken.numbers, time.monotonic()
    for kept, held in taken.held:
        kept.held = held
