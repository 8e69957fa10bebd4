"""What happens in a rehearsed season besides cases: a change of authority, a closed office, holidays.

The days follow from the length of the season alone, so that everybody who rehearses meets the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from regions import calendars, days
from regions.enums import HolidayKind
from regions.models import Holiday
from rehearsal.habits import Closure
from services.accounts.models import Membership

ZONE = "Asia/Makassar"  # of four of the five regions
CLOSED = "bawaslu-balikpapan"
JOINT_LEAVE, LATE_HOLIDAY = "CONTOH: cuti bersama", "CONTOH: hari libur yang ditetapkan terlambat"
BASIS = "DATA CONTOH: gladi"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Almanac:
    """The days of one season, all local; `last` is included, the end of the closure is not."""

    first: date
    last: date
    authority_changes: date
    closure: Closure
    joint_leave: date
    late_holiday: date
    late_holiday_decreed: date

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return days.start_of(self.first, ZONE)

    @property
    def ends(self) -> datetime:
        """The moment after the last one."""
        return days.end_of(self.last, ZONE)


def almanac(length: int) -> Almanac:
    """The season of so many days, with the change from KASN to BKN in its middle."""
    changes = date.fromisoformat(settings.OVERSEER_CHANGED_ON)
    first = changes - timedelta(days=length // 2)
    shut = first + timedelta(days=length // 4)
    return Almanac(
        first=first,
        last=first + timedelta(days=length - 1),
        authority_changes=changes,
        closure=Closure(CLOSED, since=shut, until=shut + timedelta(days=max(2, length // 10))),
        joint_leave=_working_day(changes + timedelta(days=max(2, length // 15))),
        late_holiday=_working_day(changes - timedelta(days=2)),
        late_holiday_decreed=changes - timedelta(days=4),
    )


def prepare(known: Almanac) -> None:
    """Put the joint leave into the calendar, and take out what an earlier rehearsal left there."""
    with transaction.atomic():
        Holiday.objects.filter(basis=BASIS).delete()
        _add(known.joint_leave, JOINT_LEAVE, HolidayKind.JOINT_LEAVE)
        calendars.bump()


def decree_late(known: Almanac) -> None:
    """A holiday is decreed shortly before its day; running deadlines move with the next scan."""
    with transaction.atomic():
        _add(known.late_holiday, LATE_HOLIDAY, HolidayKind.NATIONAL)
        calendars.bump()


def close_office(known: Almanac) -> None:
    """From today nobody serves at the office."""
    serving = Membership.objects.filter(agency=known.closure.agency, until__isnull=True)
    serving.update(until=known.closure.since)


def reopen_office(known: Almanac) -> None:
    """The same people serve again."""
    Membership.objects.filter(agency=known.closure.agency, until=known.closure.since).update(until=None)


def _add(day: date, name: str, kind: HolidayKind) -> None:
    Holiday.objects.create(day=day, name=name, kind=kind, basis=BASIS, confirmed=True)


def _working_day(day: date) -> date:
    """This day, or the first one after it on which offices work."""
    known = calendars.holidays() - set(Holiday.objects.filter(basis=BASIS).values_list("day", flat=True))
    while not days.is_working(day, known):
        day += ONE_DAY
    return day
