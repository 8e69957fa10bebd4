"""The only date arithmetic: calendar days and working days, local midnights, and how a due moment is spoken.

Two kinds of day are two types, because one article may mix them (UU 7/2017 Pasal 454). The start day
is never counted; a term ends with its last counted day, at the next local midnight.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import gettext as _

from regions.enums import DayKind

ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
SATURDAY = 5
ONE_DAY = timedelta(days=1)
MONDAY = date(2024, 1, 1)  # any will do


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """A term of so many days, weekends and holidays included."""

    count: int
    kind: ClassVar[DayKind] = DayKind.CALENDAR


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A term of so many days from Monday to Friday, without holidays and joint leave."""

    count: int
    kind: ClassVar[DayKind] = DayKind.WORKING


Term = CalendarDays | WorkingDays


def days(count: int) -> CalendarDays:
    """A term of `count` calendar days, at least one."""
    return CalendarDays(_counted(count))


def working_days(count: int) -> WorkingDays:
    """A term of `count` working days, at least one."""
    return WorkingDays(_counted(count))


def count_days(start: date, term: Term, holidays: Collection[date] = frozenset()) -> list[date]:
    """The days a term counts, in order, as an officer would tick them off; `start` is not one of them."""
    if isinstance(term, CalendarDays):
        return [start + timedelta(days=number) for number in range(1, term.count + 1)]
    counted: list[date] = []
    day = start
    while len(counted) < term.count:
        day += ONE_DAY
        if is_working(day, holidays):
            counted.append(day)
    return counted


def is_working(day: date, holidays: Collection[date] = frozenset()) -> bool:
    """Whether offices work on this day: Monday to Friday, no holiday, no joint leave."""
    return day.weekday() < SATURDAY and day not in holidays


def due_at(start: date, term: Term, *, zone: str, holidays: Collection[date] = frozenset()) -> datetime:
    """The first instant that is too late: local midnight after the last counted day, in UTC."""
    return end_of(count_days(start, term, holidays)[-1], zone)


def end_of(day: date, zone: str) -> datetime:
    """The instant a local day is over (exclusive), in UTC."""
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=_zone(zone)).astimezone(UTC)


def start_of(day: date, zone: str) -> datetime:
    """The instant a local day begins, in UTC."""
    return end_of(day - ONE_DAY, zone)


def moment_of(day: date, clock: time, zone: str) -> datetime:
    """The instant of a local day at a local time of day, in UTC."""
    return datetime.combine(day, clock, tzinfo=_zone(zone)).astimezone(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """The local calendar day of an instant; refuses a naive moment, whose day nobody can know."""
    if moment.tzinfo is None:
        message = f"{moment!r} has no time zone. Pass an aware moment, such as timezone.now()."
        raise ValueError(message)
    return moment.astimezone(_zone(zone)).date()


def local_time(moment: datetime, zone: str) -> time:
    """The local time of day of an instant, without its zone."""
    return moment.astimezone(_zone(zone)).time()


def zone_name(zone: str) -> str:
    """WIB, WITA or WIT; people know these, not IANA names."""
    try:
        return ZONE_NAMES[zone]
    except KeyError:
        message = f"{zone!r} is no Indonesian zone. Known are: {', '.join(ZONE_NAMES)}."
        raise ValueError(message) from None


def spoken(moment: datetime, zone: str) -> str:
    """An exclusive due moment in words: the minute before it, as "3 April 2026, 23.59 WIB"."""
    return spoken_instant(moment - timedelta(minutes=1), zone)


def spoken_instant(moment: datetime, zone: str) -> str:
    """When something happened, in words: "3 April 2026, 08.15 WITA"."""
    local = moment.astimezone(_zone(zone))
    return _("%(day)s, %(clock)s %(zone)s") % {
        "day": spoken_date(local.date()),
        "clock": spoken_clock(local.time()),
        "zone": zone_name(zone),
    }


def spoken_clock(moment: time) -> str:
    """A time of day as the reader's language writes it: "23.59" in Indonesian, "23:59" in English."""
    return f"{moment:%H.%M}" if translation.get_language() == "id" else f"{moment:%H:%M}"


def spoken_date(day: date) -> str:
    """A day in words, in the language of the reader: "3 April 2026"."""
    return _spoken_in(translation.get_language(), day)


def spoken_weekday(day: date) -> str:
    """The day of the week in the language of the reader: "Sabtu", "Saturday"."""
    return _weekday_in(translation.get_language(), day.weekday())


@lru_cache(maxsize=32)
def _weekday_in(_language: str | None, number: int) -> str:
    return formats.date_format(MONDAY + number * ONE_DAY, "l")


@lru_cache(maxsize=4096)
def _spoken_in(_language: str | None, day: date) -> str:
    # The language is part of the key: `formats` takes the reader's own. A case page says some eighty days.
    return formats.date_format(day, "j F Y")


def _counted(count: int) -> int:
    if count < 1:
        message = f"A term counts at least one day, not {count}."
        raise ValueError(message)
    return count


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def impossible(on: date, *, since: date, today: date) -> str:
    """Why something that happened in a matter cannot have happened on a day; empty where it can.

    `since` is the day on which the matter came to whoever records, `today` the day there.
    """
    if on > today:
        return _("Tanggal ini belum tiba.")
    if on < since:
        return _("Tanggal ini mendahului diterimanya perkara ini, %(day)s.") % {"day": spoken_date(since)}
    return ""
