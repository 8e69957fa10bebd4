"""How quickly offices act, what they forget, and which one is closed for a while. Values only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from regions import calendars, days, offices
from rehearsal.season import STRETCH


@dataclass(frozen=True)
class Closure:
    """That nobody serves at an office from one local day until another (exclusive)."""

    agency: str
    since: date
    until: date

    def opens_again(self, agency: str, now: datetime) -> datetime | None:
        """When the office opens again, if it is closed at this moment."""
        zone = offices.get(agency).zone
        if agency != self.agency or not self.since <= days.local_date(now, zone) < self.until:
            return None
        return days.start_of(self.until, zone)


@dataclass(frozen=True)
class Habits:
    """How the people of a season behave.

    `overseer` and `personnel` are the logarithmic mean and spread of the days an office takes with a
    package. Of a hundred moves of a Bawaslu office `forgets` come days too late and `never` not at
    all; `extends` is the share of slow studies that are prolonged in time, `interrupted` the share of
    referrals an officer is torn from half-way, `misplaced` of cases that another Bawaslu office should have,
    `conflicted` of cases from which the leader of the office stands aside, `criminal` of studies in
    which the plenary finds elements of a crime.
    """

    leaves_after: float  # days after which the worker has let a package leave
    overseer: tuple[float, float]
    personnel: tuple[float, float]
    forgets: float = 0.0
    never: float = 0.0
    extends: float = 0.0
    interrupted: float = 0.0
    misplaced: float = 0.0
    conflicted: float = 0.0
    criminal: float = 0.0
    in_hours: bool = False  # offices that receive packages act in their office hours only
    closure: Closure | None = None

    def opens_again(self, agency: str, now: datetime) -> datetime | None:
        """When an office opens again, if it is closed at this moment."""
        return self.closure.opens_again(agency, now) if self.closure else None

    def next_hours(self, agency: str, now: datetime) -> datetime | None:
        """When an office next receives people, if it keeps its hours and is closed at this moment."""
        opening = calendars.opens_at(agency, now) if self.in_hours else None
        return opening if opening is not None and opening > now else None


# A demo shows what was published: decisions take months, and the worker looks once in a stretch.
DEMO = Habits(leaves_after=STRETCH.days, overseer=(4.0, 0.7), personnel=(4.3, 0.8), criminal=0.05)


def of_season(closure: Closure, *, round_length: timedelta) -> Habits:
    """Offices that mostly keep their terms of one and two weeks, so that a season has an end to look at."""
    return Habits(
        leaves_after=2 * round_length / timedelta(days=1),
        overseer=(1.4, 0.7),
        personnel=(2.2, 0.7),
        forgets=0.08,
        never=0.02,
        extends=0.6,
        interrupted=0.05,
        misplaced=0.03,
        conflicted=0.01,
        criminal=0.05,
        in_hours=True,
        closure=closure,
    )
