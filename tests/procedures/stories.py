"""Made-up lives of a clock, for Hypothesis: a term, pauses, late holidays, an extension."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.db.models import QuerySet
from hypothesis import strategies as st

from procedures import deadlines
from procedures.models import Deadline, Pause, Proceeding
from regions import calendars, offices
from regions.enums import DayKind
from tests.procedures import oracle

OFFICE = {"Asia/Pontianak": "bawaslu-kotim", "Asia/Makassar": "bawaslu-samarinda"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Life:
    """One clock from its start to its end, pauses as (first day, day it ran again)."""

    start: date
    number: int
    working: bool
    zone: str
    more: int
    pauses: tuple[tuple[date, date], ...]
    late: frozenset[date]

    def term(self) -> oracle.Term:
        """The same for the clerk."""
        still = {since + ONE_DAY * n for since, until in self.pauses for n in range((until - since).days)}
        return oracle.Term(
            start=_ymd(self.start),
            number=self.number,
            working=self.working,
            zone=self.zone,
            more=self.more,
            standing_still=frozenset(_ymd(day) for day in still),
            late=frozenset(_ymd(day) for day in self.late),
        )


def _ymd(day: date) -> oracle.Ymd:
    return day.year, day.month, day.day


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Any clock of the years 2023 to 2027."""
    start = draw(st.dates(date(2023, 1, 1), date(2027, 10, 1)))
    day, pauses = start, []
    for _number in range(draw(st.integers(0, 3))):
        since = day + ONE_DAY * draw(st.integers(0, 12))
        day = since + ONE_DAY * draw(st.integers(0, 15))
        pauses.append((since, day))
    return Life(
        start=start,
        number=draw(st.integers(1, 21)),
        working=draw(st.booleans()),
        zone=draw(st.sampled_from(sorted(OFFICE))),
        more=draw(st.integers(0, 7)),
        pauses=tuple(pauses),
        late=draw(
            st.frozensets(st.integers(0, 60), max_size=4).map(lambda ns: frozenset(start + ONE_DAY * n for n in ns))
        ),
    )


def unsaved(life: Life) -> Deadline:
    """The clock as the portal holds it, without a database: rows in memory, pauses as if read before."""
    office = offices.get(OFFICE[life.zone])
    leg = Proceeding(id=uuid4(), agency=office, zone=life.zone, procedure="bawaslu", rule_set="PEMILU")
    kind = DayKind.WORKING if life.working else DayKind.CALENDAR
    common = {"proceeding": leg, "day_kind": kind, "zone": life.zone, "starts_on": life.start, "kind": "handling"}
    first = Deadline(pk=1, days=life.number, **common)
    row = Deadline(pk=2, days=life.more, extension=True, prolongs=first, **common) if life.more else first
    _with_pauses(first, ())
    _with_pauses(row, life.pauses)
    return row


def counted(life: Life) -> list[date]:
    """The portal's answer, the late holidays known."""
    return deadlines.counted_days(unsaved(life))


def closed(life: Life) -> frozenset[date]:
    """The holidays of the portal with those of this life."""
    return calendars.holidays() | life.late


def _with_pauses(row: Deadline, pauses: tuple[tuple[date, date], ...]) -> None:
    had: QuerySet[Pause] = Pause.objects.none()
    had._result_cache = [Pause(deadline=row, reason="court", since=since, until=until) for since, until in pauses]
    row._prefetched_objects_cache = {"pauses": had}  # type: ignore[attr-defined]
