"""What must always hold of territory, offices and calendars, as counts of what does not."""

from itertools import pairwise

from django.conf import settings
from django.db.models import F, Q

from regions.enums import AgencyKind
from regions.models import Agency, District, Stage, Village


def counts() -> dict[str, int]:
    """Name of each rule → how many rows break it; 0 everywhere is sound."""
    agencies = Agency.objects.all()
    served = {AgencyKind.BAWASLU_REGENCY, AgencyKind.PERSONNEL_REGENCY, AgencyKind.REGENCY}
    return {
        "district_outside_its_region": District.objects.exclude(code__startswith=F("region_id")).count(),
        "village_outside_its_district": Village.objects.exclude(code__startswith=F("district_id")).count(),
        "agency_ends_before_it_begins": agencies.filter(active_until__lte=F("active_from")).count(),
        "overseer_ended_without_successor": agencies.filter(
            kind=AgencyKind.OVERSEER, active_until__isnull=False, succeeded_by__isnull=True
        ).count(),
        "overseer_ends_on_another_day_than_set": agencies.filter(code="kasn")
        .exclude(active_until=settings.OVERSEER_CHANGED_ON)
        .count(),
        "own_superior_or_successor": agencies.filter(Q(superior=F("code")) | Q(succeeded_by=F("code"))).count(),
        "served_office_without_region": agencies.filter(
            kind__in=served, region__isnull=True, territory_code=""
        ).count(),
        "stage_ends_before_it_begins": Stage.objects.filter(last_day__lt=F("first_day")).count(),
        "stage_outside_its_event": Stage.objects.filter(
            Q(first_day__lt=F("contest__election__begins")) | Q(last_day__gt=F("contest__election__ends"))
        ).count(),
        "stages_of_one_contest_overlap": _overlaps(),
    }


def _overlaps() -> int:
    """Neighbours of one contest, in order of time, whose days meet."""
    rows = Stage.objects.order_by("contest_id", "first_day").values_list("contest_id", "first_day", "last_day")
    return sum(1 for before, after in pairwise(rows) if before[0] == after[0] and after[1] <= before[2])
