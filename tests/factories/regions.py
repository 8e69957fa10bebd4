"""Territory, offices and calendar rows that the reference data does not have; each tells the caches."""

from datetime import date, time

from django.utils import timezone

from regions import calendars, offices
from regions.enums import ActingKind, AgencyKind, ContestKind, HolidayKind, Phase, RuleSetKind
from regions.models import (
    Agency,
    Contest,
    Election,
    Holiday,
    OfficeHolder,
    OfficeHours,
    OnlineMandate,
    Region,
    Stage,
    Unit,
)


def agency(code: str = "kantor-uji", **fields: object) -> Agency:
    """An office; without more, a letter-only employer in Jakarta."""
    given = {"name": f"Kantor {code}", "name_en": f"Office {code}", "kind": AgencyKind.MINISTRY, **fields}
    made = Agency.objects.create(code=code, **given)
    offices.bump()
    return made


def unit(agency: Agency, name: str = "Bidang Uji", **fields: object) -> Unit:
    """A unit of an office."""
    return Unit.objects.create(agency=agency, name=name, **fields)


def office_holder(
    agency: Agency, title: str, *, since: date, until: date | None = None, **fields: object
) -> OfficeHolder:
    """A dated title of an office."""
    given = {"acting": ActingKind.PJ, **fields}
    made = OfficeHolder.objects.create(agency=agency, title=title, since=since, until=until, **given)
    offices.bump()
    return made


def office_hours(agency: Agency, weekday: int, opens: time, closes: time, **fields: object) -> OfficeHours:
    """Opening hours of one weekday."""
    given = {"basis": "uji", **fields}
    made = OfficeHours.objects.create(agency=agency, weekday=weekday, opens=opens, closes=closes, **given)
    offices.bump()
    return made


def mandate(agency: str, since: date, *, receives: bool = True) -> OnlineMandate:
    """That an office receives reports online from a day on, or no longer does."""
    made = OnlineMandate.objects.create(
        agency_id=agency, since=since, receives=receives, decision="Keputusan uji", number="1/UJI", dated=since,
        recorded_at=timezone.now(),
    )  # fmt: skip
    offices.bump()
    return made


def holiday(day: date, name: str = "Libur uji", *, region: Region | None = None, **fields: object) -> Holiday:
    """A holiday, national unless a region is named."""
    given = {"kind": HolidayKind.NATIONAL, "basis": "uji", **fields}
    made = Holiday.objects.create(day=day, name=name, region=region, **given)
    calendars.bump()
    return made


def election(
    code: str,
    *,
    region: Region,
    stages: dict[Phase, tuple[date, date]],
    rule_set: RuleSetKind = RuleSetKind.PILKADA,
    contest: ContestKind = ContestKind.REGENT_MAYOR,
) -> Election:
    """An event of one contest in one region, determined on the first day after PRE_NOMINATION."""
    first, last = min(days[0] for days in stages.values()), max(days[1] for days in stages.values())
    made = Election.objects.create(
        code=code, name=code, name_en=code, rule_set=rule_set, begins=first, ends=last, basis="uji"
    )
    made.regions.add(region)
    determined = stages.get(Phase.NOMINATED, (first, last))[0]
    held = Contest.objects.create(election=made, kind=contest, determined_on=determined)
    for phase, (first_day, last_day) in stages.items():
        Stage.objects.create(contest=held, phase=phase, first_day=first_day, last_day=last_day, basis="uji")
    calendars.bump()
    return made
