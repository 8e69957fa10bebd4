"""What happens when: the moments of filing over the season, who files, about whom, about what act.

The shares follow the published figures (regions, acts by phase, persons per case, tips and reports);
sources stand in docs/demo-data.md. Pure choice by a seeded generator: it writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from regions import calendars, days, offices
from regions.enums import ContestKind, Phase, RuleSetKind
from regions.models import Region
from rehearsal import people
from reports.submission import ReporterEntry, RespondentEntry, Submission, WitnessEntry

REGIONS = (("kukar", 30), ("samarinda", 20), ("balikpapan", 20), ("kendari", 18), ("kotim", 12))
TIP_SHARE = 0.35
FIRST = date(2023, 11, 1)
LIVE_DAYS = 30  # the last days before "now", so that every queue has something in it


@dataclass(frozen=True)
class Window:
    """A stretch of days with its share of the filings; `regions` limits it to some."""

    first: date
    last: date
    share: float
    regions: tuple[str, ...] = ()


WINDOWS = (
    Window(date(2023, 11, 13), date(2023, 11, 27), 0.02),
    Window(date(2023, 11, 28), date(2024, 2, 14), 0.13),
    Window(date(2024, 4, 1), date(2024, 9, 21), 0.24),
    Window(date(2024, 9, 22), date(2024, 11, 27), 0.34),
    Window(date(2024, 11, 28), date(2024, 12, 16), 0.03),
    Window(date(2025, 3, 1), date(2025, 4, 19), 0.06, ("kukar",)),
    Window(date(2025, 5, 12), date(2031, 1, 1), 0.11),
)
LIVE_SHARE = 0.07
BUSIEST = 0.7  # of a rehearsed season has passed on the day with the most filings

BEFORE = (
    ("seeking_nomination", 30), ("likes", 20), ("banners", 15), ("attendance", 15), ("photo", 8),
    ("support_letter", 5), ("campaign_team", 4), ("party_member", 3),
)  # fmt: skip
AFTER = (
    ("likes", 27), ("attendance", 18), ("persuasion", 15), ("online_campaign", 12), ("favouring", 9),
    ("facilities", 6), ("party_member", 4), ("photo", 4), ("campaign_team", 3), ("support_letter", 2),
)  # fmt: skip
OUTSIDE = (("party_member", 50), ("likes", 20), ("persuasion", 15), ("banners", 15))
STATUSES = (("pns", 70), ("pppk", 12), ("unknown", 8), ("honorer", 5), ("kades", 3), ("perangkat_desa", 2))
PERSONS = ((1, 80), (2, 10), (3, 5), (4, 5))


@dataclass(frozen=True)
class Plan:
    """One filing: when, where, what, and whether evidence comes with it."""

    at: datetime
    region: Region
    submission: Submission
    link: str


def draw(chance: Random, weights: Sequence[tuple[object, float]]) -> object:
    """One of the weighted choices."""
    return chance.choices([value for value, _weight in weights], [weight for _value, weight in weights])[0]


def filing(chance: Random, *, now: datetime) -> Plan:
    """One believable filing at some moment before `now`."""
    slug, on = _when(chance, days.local_date(now, "Asia/Makassar"))
    return _filed(chance, offices.region(slug), on, before=now)


def filing_between(chance: Random, *, first: date, last: date) -> Plan:
    """One believable filing from the first to the last day; more and more of them until late in the season."""
    slug = str(draw(chance, REGIONS))
    span = (last - first).days
    on = first + timedelta(days=int(chance.triangular(0, span + 1, span * BUSIEST)))
    return _filed(chance, offices.region(slug), min(on, last), before=days.end_of(last, "Asia/Makassar"))


def _filed(chance: Random, region: Region, on: date, *, before: datetime) -> Plan:
    at = _moment(chance, on, region.zone, before=before)
    link = f"https://contoh.invalid/unggahan/{chance.randint(1, 9**9)}"
    return Plan(at, region, _submission(chance, region, on), link)


def _when(chance: Random, today: date) -> tuple[str, date]:
    """A region and a day: a window by its share (cut at today), then any day in it."""
    open_windows = [
        (Window(w.first, min(w.last, today), w.share, w.regions), w.share) for w in WINDOWS if w.first <= today
    ]
    live = Window(max(FIRST, today - timedelta(days=LIVE_DAYS)), today, LIVE_SHARE)
    window = draw(chance, [*open_windows, (live, live.share)])
    assert isinstance(window, Window)  # noqa: S101  (narrows the type; the list above holds nothing else)
    slug = chance.choice(window.regions) if window.regions else str(draw(chance, REGIONS))
    return slug, window.first + timedelta(days=chance.randint(0, (window.last - window.first).days))


def _moment(chance: Random, on: date, zone: str, *, before: datetime) -> datetime:
    """A moment of that local day; people file in the evening more often than at noon."""
    hour = int(chance.triangular(6, 23.9, 19.5))
    moment = datetime.combine(on, time(hour, chance.randint(0, 59), chance.randint(0, 59)), ZoneInfo(zone))
    return min(moment.astimezone(UTC), before - timedelta(minutes=chance.randint(5, 600)))


def _submission(chance: Random, region: Region, on: date) -> Submission:
    known = on - timedelta(days=chance.choice((0, 0, 1, 1, 2, 3, 4, 5, 9)))
    incident = known - timedelta(days=chance.choice((0, 0, 0, 1, 2)))
    contest = _contest(chance, region, incident)
    place = calendars.phase(contest, region.code, incident)
    tip = chance.random() < TIP_SHARE
    spot = chance.choice(people.PLACES)
    districts = offices.districts(region)
    return Submission(
        kind="tip" if tip else "report",
        region=region.code,
        district=chance.choice(districts).code,
        act=str(draw(chance, _acts(place.rule_set, place.phase))),
        incident_date=incident,
        known_date=known,
        place=spot.capitalize(),
        narrative=people.narrative(chance, place=spot, day=days.spoken_date(incident)),
        contest=contest,
        favoured=str(draw(chance, (("pair", 70), ("party", 20), ("unknown", 10)))),
        capacity="" if tip else str(draw(chance, (("voter", 90), ("monitor", 6), ("participant", 4)))),
        respondents=tuple(_respondent(chance, region) for _ in range(int(str(draw(chance, PERSONS))))),
        witnesses=() if tip or chance.random() < 0.5 else (_witness(chance, region),),
        reporter=None if tip else _reporter(chance, region),
    )


def _contest(chance: Random, region: Region, on: date) -> str:
    running = calendars.phase(ContestKind.UNKNOWN, region.code, on)
    if running.rule_set == RuleSetKind.PILKADA:
        return str(
            draw(chance, ((ContestKind.REGENT_MAYOR, 60), (ContestKind.GOVERNOR, 25), (ContestKind.UNKNOWN, 15)))
        )
    if running.rule_set == RuleSetKind.PEMILU:
        return str(draw(chance, ((ContestKind.PRESIDENT, 55), (ContestKind.LEGISLATIVE, 45))))
    return ContestKind.UNKNOWN.value


def _acts(rule_set: RuleSetKind, phase: Phase) -> Sequence[tuple[object, float]]:
    if rule_set == RuleSetKind.OUTSIDE_ELECTION:
        return OUTSIDE
    return BEFORE if phase == Phase.PRE_NOMINATION else AFTER


def _respondent(chance: Random, region: Region) -> RespondentEntry:
    position, unit = chance.choice(people.POSTS)
    status = str(draw(chance, STATUSES))
    employers = [(f"pem{'kot' if region.kind == 'kota' else 'kab'}-{region.slug}", 78), (_province(region), 14)]
    named = chance.random() < 0.75
    return RespondentEntry(
        name=people.name(chance) if named else "",
        status=status,
        employer=str(draw(chance, [*employers, ("Kantor Contoh Pertanahan", 8)])),
        unit=unit,
        position=position,
        description="" if named else "Berkacamata, sering memimpin apel.",
    )


def _province(region: Region) -> str:
    return {"64": "pemprov-kaltim", "62": "pemprov-kalteng", "74": "pemprov-sultra"}[region.province_id]


def _witness(chance: Random, region: Region) -> WitnessEntry:
    return WitnessEntry(people.name(chance), f"Jalan Contoh {chance.randint(1, 90)}, {region.short_name}", "")


def _reporter(chance: Random, region: Region) -> ReporterEntry:
    facts = people.reporter(chance, region=region.short_name, email=chance.random() < 0.7)
    if chance.random() < 0.12:
        facts["address"] = ""  # the commonest formal gap
    born = date.fromisoformat(facts.pop("birth_date"))
    return ReporterEntry(birth_date=born, **facts)
