"""A second opinion on deadlines: a clerk with a wall calendar, plain and slow, who shares no line with the portal.

It reads the holidays from the file, knows months by their lengths, weekdays by counting from a known
Saturday, and zones as whole hours: nothing of `regions.days` or `procedures.deadlines` is used.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

HOLIDAYS = Path(__file__).parents[2] / "regions" / "data" / "holidays.csv"
HOURS = {"Asia/Pontianak": 7, "Asia/Makassar": 8}  # ahead of UTC, all year round
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
A_SATURDAY = (2000, 1, 1)

Ymd = tuple[int, int, int]


@dataclass(frozen=True)
class Term:
    """What the clerk is told: the day of the start, how many days of which kind, and where."""

    start: Ymd
    number: int
    working: bool
    zone: str
    more: int = 0  # days of an extension, of the same kind
    standing_still: frozenset[Ymd] = frozenset()
    late: frozenset[Ymd] = frozenset()  # holidays that became known later


def decreed() -> frozenset[Ymd]:
    """Every holiday and day of joint leave of the file."""
    with HOLIDAYS.open(newline="", encoding="utf-8") as lines:
        return frozenset(ymd(row["day"]) for row in csv.DictReader(lines))


def ymd(text: str) -> Ymd:
    """The three numbers of an ISO date."""
    year, month, day = text.split("-")
    return int(year), int(month), int(day)


def after(day: Ymd) -> Ymd:
    """The next page of the calendar."""
    year, month, number = day
    if number < length(year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def length(year: int, month: int) -> int:
    """How many days a month has."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return LENGTHS[month - 1] + leap


def is_weekend(day: Ymd) -> bool:
    """Saturday or Sunday, counted on from a Saturday that is known."""
    return number_of(day) % 7 in (0, 1)


def number_of(day: Ymd) -> int:
    """How many days after the known Saturday."""
    year, month, number = day
    whole_years = sum(sum(length(one, m) for m in range(1, 13)) for one in range(A_SATURDAY[0], year))
    return whole_years + sum(length(year, m) for m in range(1, month)) + number - 1


def ticked(term: Term, closed: Iterable[Ymd]) -> list[date]:
    """The days the clerk ticks off; of a prolonged term those of the extension alone."""
    shut = set(closed) | term.late
    marks: list[Ymd] = []
    page = term.start
    while len(marks) < term.number + term.more:
        page = after(page)
        if page in term.standing_still:
            continue
        if term.working and (page in shut or is_weekend(page)):
            continue
        marks.append(page)
    return [date(*one) for one in (marks[term.number :] if term.more else marks)]


def too_late(last: date, zone: str) -> datetime:
    """The first instant after the last day, by the whole hours of its zone."""
    midnight = datetime(last.year, last.month, last.day, tzinfo=timezone(timedelta(hours=HOURS[zone])))
    return midnight + timedelta(hours=24)
