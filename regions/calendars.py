"""What day it is in law: the phase of a contest, holidays, office hours. Read from memory, never written here.

A change of holidays or stages calls `bump`; deadlines keep the `version` they were computed from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import get_language

from regions import days, offices
from regions.enums import ContestKind, Phase, RuleSetKind
from regions.models import Agency, Contest, Election, Holiday, OfficeHours, Region, Stage
from regions.reading import Kept, forget, numbers, raise_number
from regions.rulesets import text_on

# Of several running stages the first of these places an act whose contest nobody knows: the nearer to
# the vote, the more it decides, and a vote ahead tells more than one that is over.
NEARNESS = (Phase.VOTING, Phase.QUIET, Phase.CAMPAIGN, Phase.NOMINATED, Phase.PRE_NOMINATION, Phase.POST)

USUAL_HOURS = (time(8), time(16))  # of an office whose hours nobody has recorded, Monday to Friday
MIDNIGHT = time.min
LONGEST_CLOSURE = 30  # days; Idul Fitri with its joint leave is shorter


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an act stands in law: rule set and its text, phase, the event's code ("" outside), the contest."""

    rule_set: RuleSetKind
    rule_version: str
    phase: Phase
    election: str
    contest: ContestKind


@dataclass(frozen=True, slots=True)
class Span:
    """One stage of one contest as it runs in some regions, first and last day included."""

    election: str
    rule_set: RuleSetKind
    regions: frozenset[str]
    contest: ContestKind
    determined_on: date
    phase: Phase
    first_day: date
    last_day: date
    event_begins: date
    alone: bool  # the event has no other contest, so an unknown contest can only be this one

    def covers(self, contest: ContestKind, region: str, on: date) -> bool:
        """Whether this stage runs there on that day; an unknown contest may be any."""
        asked = contest in (ContestKind.UNKNOWN, self.contest)
        return asked and region in self.regions and self.first_day <= on <= self.last_day


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every stage and every holiday."""

    spans: tuple[Span, ...]
    national: frozenset[date]
    regional: dict[str, frozenset[date]]  # by region code, the national ones included
    decreed: frozenset[int]  # years for which holidays are known
    names: dict[str, tuple[str, str]]  # of the election events, by code: Indonesian and English
    called: dict[tuple[date, str | None], str]  # holidays by day and region code; None for the national ones


def phase(contest: str, region: str | Region, on: date) -> Placement:
    """The phase of a contest in a region on a local day; outside every stage it says so."""
    kind = ContestKind(contest or ContestKind.UNKNOWN)
    span = _running(kind, region, on)
    if span is None:
        text = text_on(RuleSetKind.OUTSIDE_ELECTION, on)
        return Placement(RuleSetKind.OUTSIDE_ELECTION, text.version, Phase.OUTSIDE, "", kind)
    settled = span.contest if span.alone else kind
    return Placement(span.rule_set, text_on(span.rule_set, on).version, span.phase, span.election, settled)


def determined_on(contest: str, region: str | Region, on: date) -> date | None:
    """The day candidates of the contest that runs were or will be determined; None outside every stage."""
    span = _running(ContestKind(contest or ContestKind.UNKNOWN), region, on)
    return span.determined_on if span else None


def stages(region: str | Region) -> list[Span]:
    """Every stage that concerns a region, in order of time, for pages that show the calendar."""
    code = offices.region(region).code
    return [span for span in _calendar().spans if code in span.regions]


def holidays(region: str | Region | None = None) -> frozenset[date]:
    """National holidays and joint leave, and with a region those of the region too."""
    calendar = _calendar()
    if region is None:
        return calendar.national
    return calendar.regional.get(offices.region(region).code, calendar.national)


def holiday_name(day: date, region: str | Region | None = None) -> str:
    """What a holiday is called, as in its decree; empty where the day is none in that region."""
    called = _calendar().called
    local = called.get((day, offices.region(region).code), "") if region is not None else ""
    return called.get((day, None), "") or local


def is_provisional(counted: Iterable[date]) -> bool:
    """Whether a count reaches into a year whose holidays have not been decreed, so that it may still move."""
    decreed = _calendar().decreed
    return any(day.year not in decreed for day in counted)


def hours_open(agency_code: str, moment: datetime) -> bool:
    """Whether an office receives people at an instant, by its own hours and zone.

    Around-the-clock rows hold on every day they cover; other hours never on a holiday.
    """
    agency = offices.get(agency_code)
    clock = days.local_time(moment, agency.zone)
    spans = _receives(agency, days.local_date(moment, agency.zone))
    return any(opens <= clock and (clock < closes or closes == MIDNIGHT) for opens, closes in spans)


def opens_at(agency_code: str, moment: datetime) -> datetime | None:
    """The instant from which an office receives people: `moment` itself where it is open, else the next opening.

    None where it stays closed for longer than any known leave.
    """
    if hours_open(agency_code, moment):
        return moment
    agency = offices.get(agency_code)
    first = days.local_date(moment, agency.zone)
    ahead = (first + timedelta(days=n) for n in range(LONGEST_CLOSURE))
    openings = (days.moment_of(day, opens, agency.zone) for day in ahead for opens, _closes in _receives(agency, day))
    return next((one for one in openings if one > moment), None)


def election_name(code: str) -> str:
    """The name of an election event in the reader's language; empty for no event or one not known here."""
    indonesian, english = _calendar().names.get(code, ("", ""))
    return english if get_language() == "en" else indonesian


def version() -> int:
    """The number of the calendar; a deadline computed under an earlier one is computed again."""
    return numbers().calendar


def bump() -> None:
    """Say that holidays or stages have changed; call it in the transaction of the change."""
    raise_number("number")


def clear() -> None:
    """Forget what this process has read."""
    forget()


def _running(contest: ContestKind, region: str | Region, on: date) -> Span | None:
    code = offices.region(region).code
    running = (span for span in _calendar().spans if span.covers(contest, code, on))
    return min(running, key=_precedence, default=None)


def _precedence(span: Span) -> tuple[int, int]:
    return (NEARNESS.index(span.phase), -span.event_begins.toordinal())


def _receives(agency: Agency, day: date) -> list[tuple[time, time]]:
    """From when to when an office is open on a local day; midnight to midnight is round the clock."""
    recorded = offices.hours(agency.code)
    today = [row for row in recorded if row.weekday == day.weekday() and valid(row, day)]
    if any(row.opens == row.closes == MIDNIGHT for row in today):
        return [(MIDNIGHT, MIDNIGHT)]
    if day in holidays(agency.region_id):
        return []
    if not recorded:
        return [USUAL_HOURS] if days.is_working(day) else []
    return sorted((row.opens, row.closes) for row in today)


def valid(row: OfficeHours, day: date) -> bool:
    """Whether a row of office hours holds on a day."""
    begun = row.valid_from is None or row.valid_from <= day
    return begun and (row.valid_until is None or day < row.valid_until)


def _read() -> Calendar:
    rows = Holiday.objects.values_list("day", "region_id", "name")
    national = frozenset(day for day, region, _name in rows if region is None)
    local: dict[str, set[date]] = {}
    for day, region, _name in rows:
        if region is not None:
            local.setdefault(region, set()).add(day)
    elections = {row.code: row for row in Election.objects.prefetch_related("regions")}
    return Calendar(
        spans=tuple(_spans(elections)),
        national=national,
        regional={region: national | extra for region, extra in local.items()},
        decreed=frozenset(day.year for day in national),
        names={row.code: (row.name, row.name_en) for row in elections.values()},
        called={(day, region): name for day, region, name in rows},
    )


def _spans(elections: Mapping[str, Election]) -> Iterable[Span]:
    contests = {row.pk: row for row in Contest.objects.all()}
    numbered: dict[str, int] = {}
    for contest in contests.values():
        numbered[contest.election_id] = numbered.get(contest.election_id, 0) + 1
    for stage in Stage.objects.order_by("first_day", "pk"):
        contest = contests[stage.contest_id]
        election = elections[contest.election_id]
        yield Span(
            election=election.code,
            rule_set=RuleSetKind(election.rule_set),
            regions=frozenset(region.code for region in election.regions.all()),
            contest=ContestKind(contest.kind),
            determined_on=contest.determined_on,
            phase=Phase(stage.phase),
            first_day=stage.first_day,
            last_day=stage.last_day,
            event_begins=election.begins,
            alone=numbered[election.code] == 1,
        )


_calendar = Kept(_read, "number")
