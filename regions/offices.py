"""Offices, employers and territory as of a day, read from memory. What comes out is shared: never change it.

A change in the admin calls `bump`; other processes see it within `reading.CHECK_EVERY` seconds.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from regions.enums import BAWASLU, AgencyKind
from regions.models import Agency, District, OfficeHolder, OfficeHours, OnlineMandate, Province, Region
from regions.reading import Kept, forget, raise_number

NATIONAL_EMPLOYERS = frozenset({
    AgencyKind.MINISTRY, AgencyKind.HOME_AFFAIRS, AgencyKind.STATE_APPARATUS, AgencyKind.OVERSEER,
    AgencyKind.MILITARY, AgencyKind.POLICE,
})  # fmt: skip
MOST_DAYS = 500  # days times regions for which the sorted employers are kept, days times offices for their past
SHORT_NAMES = (
    ("pemerintah kota", "pemkot"),
    ("pemerintah kabupaten", "pemkab"),
    ("pemerintah provinsi", "pemprov"),
)


class UnknownOffice(LookupError):
    """No office or region under this code; the message names the code and where codes stand."""


@dataclass(frozen=True, slots=True)
class Directory:
    """All territory and offices, linked to each other so that following a key asks nothing of the database."""

    regions: dict[str, Region]  # by code, in display order
    by_slug: dict[str, Region]
    districts: dict[str, list[District]]  # by region code
    agencies: dict[str, Agency]
    named: dict[str, str]  # code of each employer by what people type: its code, name, or short name
    placed: dict[tuple[str, str], Agency]  # by kind and the code of the place it serves ("" = the nation)
    holders: dict[str, list[OfficeHolder]]  # by agency code, the latest beginning first
    hours: dict[str, list[OfficeHours]]  # by agency code
    mandates: dict[str, list[OnlineMandate]]  # by agency code, the one recorded last first
    near: dict[tuple[str, date], list[Agency]] = field(default_factory=dict)  # what `employers` has sorted already
    before: dict[tuple[str, date], frozenset[str]] = field(default_factory=dict)  # what `predecessors` has found


def get(code: str) -> Agency:
    """The office under this code; raises UnknownOffice."""
    found = find(code)
    if found is None:
        message = f"No office has the code {code!r}. Codes stand in regions/data/; run load_reference first."
        raise UnknownOffice(message)
    return found


def find(code: str) -> Agency | None:
    """The office under this code, or None: a citizen may have typed a name instead."""
    return _directory().agencies.get(code)


def code_of(typed: str) -> str | None:
    """The code of the employer a person typed, by code, name or short name (Pemkot Kendari), or None."""
    return _directory().named.get(_plain(typed))


def region(place: str | Region) -> Region:
    """The served region under a dotted code (`64.72`) or a slug (`samarinda`); raises UnknownOffice."""
    if isinstance(place, Region):
        return place
    directory = _directory()
    found = directory.regions.get(place) or directory.by_slug.get(place)
    if found is None:
        message = f"No region is served under {place!r}. Known are: {', '.join(directory.regions)}."
        raise UnknownOffice(message)
    return found


def regions() -> list[Region]:
    """The served regions in display order."""
    return list(_directory().regions.values())


def districts(place: str | Region) -> list[District]:
    """The kecamatan of a region, by code."""
    return list(_directory().districts.get(region(place).code, []))


def of_kind(kind: AgencyKind, place: str = "") -> Agency | None:
    """The office of a kind that serves a place: code of a district, regency or province, "" for the nation."""
    return _directory().placed.get((kind, place))


def in_office(agency: Agency, on: date) -> Agency:
    """Who does the work of this office on a day: itself, or, once it has ended, its successors."""
    seen = {agency.code}
    while agency.active_until is not None and on >= agency.active_until and agency.succeeded_by_id is not None:
        agency = get(agency.succeeded_by_id)
        if agency.code in seen:  # a circle typed in the admin must not hang every worker
            break
        seen.add(agency.code)
    return agency


def predecessors(code: str, on: date) -> frozenset[str]:
    """The codes whose work this office does on a day, its own included; empty once it has itself ended."""
    found_before = _directory().before
    if (code, on) not in found_before:
        if len(found_before) >= MOST_DAYS:
            found_before.clear()
        found_before[code, on] = _predecessors(code, on)
    return found_before[code, on]


def _predecessors(code: str, on: date) -> frozenset[str]:
    agencies = _directory().agencies
    if code in agencies and in_office(agencies[code], on).code != code:
        return frozenset()
    ended = [a for a in agencies.values() if a.succeeded_by_id and a.active_until and on >= a.active_until]
    return frozenset({code, *(agency.code for agency in ended if in_office(agency, on).code == code)})


def overseers() -> list[Agency]:
    """The bodies that watch over neutrality, in order of time: KASN, BKN, and what will follow."""
    bodies = [agency for agency in _directory().agencies.values() if agency.kind == AgencyKind.OVERSEER]
    later = {agency.succeeded_by_id for agency in bodies}
    chain = [agency for agency in bodies if agency.code not in later]
    while chain and chain[-1].succeeded_by_id is not None:
        chain.append(get(chain[-1].succeeded_by_id))
    return chain


def holder(agency: Agency, on: date) -> OfficeHolder | None:
    """The title that a letter to this office is addressed to on a day; the one that began last holds."""
    for term in _directory().holders.get(agency.code, []):
        if term.since <= on and (term.until is None or on < term.until):
            return term
    return None


def above(agency: Agency) -> Agency | None:
    """The level above, where a conflict or a long silence goes; None at the top."""
    return find(agency.superior_id) if agency.superior_id else None


def of_bawaslu(*, below: Agency | None = None, beside: Agency | None = None, on: date) -> list[Agency]:
    """The offices of Bawaslu that work at a desk on a day, by name: those right below an office, or those
    beside one, which are the others of its kind. Where nobody signs in, no case is handed."""
    return [
        one
        for one in _directory().agencies.values()
        if one.kind in BAWASLU
        and not one.letter_only
        and (below is None or one.superior_id == below.code)
        and (beside is None or (one.kind == beside.kind and one.code != beside.code))
        and (one.active_from is None or one.active_from <= on)
        and (one.active_until is None or on < one.active_until)
    ]


def hours(code: str) -> list[OfficeHours]:
    """The recorded office hours of an office."""
    return list(_directory().hours.get(code, []))


def online_since(agency: Agency, on: date) -> date | None:
    """Since when the decision in force on a day lets this office receive reports online; None where none does."""
    for row in _directory().mandates.get(agency.code, []):
        if row.since <= on:
            return row.since if row.receives else None
    return None


def receives_online(agency: Agency, on: date) -> bool:
    """Whether a report that is filed online on a day is thereby officially received by this office."""
    return online_since(agency, on) is not None


def employers(place: str | Region, *, on: date | None = None) -> list[Agency]:
    """The employers a person in this region most likely has: its government, the province's, national
    bodies, then the neighbours in the province; those that exist on the day, today by default.

    Every other employer has a code too (`find`), or is typed freely.
    """
    home = region(place)
    day = on or timezone.now().date()
    sorted_before = _directory().near
    if (home.code, day) not in sorted_before:
        if len(sorted_before) >= MOST_DAYS:
            sorted_before.clear()
        sorted_before[home.code, day] = _employers(home, day)
    return list(sorted_before[home.code, day])


def _employers(home: Region, day: date) -> list[Agency]:
    def nearness(agency: Agency) -> tuple[int, str]:
        if agency.region_id == home.code:
            return (0, agency.name)
        if agency.kind == AgencyKind.PROVINCE:
            return (1, agency.name)
        return (2 if agency.kind in NATIONAL_EMPLOYERS else 3, agency.name)

    near = (
        agency
        for agency in _directory().agencies.values()
        if agency.is_employer
        and (agency.kind in NATIONAL_EMPLOYERS or agency.province_id == home.province_id)
        and (agency.active_from is None or agency.active_from <= day)
        and (agency.active_until is None or day < agency.active_until)
    )
    return sorted(near, key=nearness)


def bump() -> None:
    """Say that offices or territory have changed; call it in the transaction of the change."""
    raise_number("offices")


def clear() -> None:
    """Forget what this process has read."""
    forget()


def _read() -> Directory:
    provinces = {province.code: province for province in Province.objects.all()}
    served = {row.code: row for row in Region.objects.order_by("order")}
    for row in served.values():
        row.province = provinces[row.province_id]
    by_region: dict[str, list[District]] = defaultdict(list)
    by_code: dict[str, District] = {}
    for district in District.objects.order_by("code"):
        district.region = served[district.region_id]
        by_region[district.region_id].append(district)
        by_code[district.code] = district
    agencies = {agency.code: agency for agency in Agency.objects.order_by("name")}
    for agency in agencies.values():
        _link(agency, agencies, served, provinces, by_code)
    holders: dict[str, list[OfficeHolder]] = defaultdict(list)
    for term in OfficeHolder.objects.order_by("-since", "-pk"):
        term.agency = agencies[term.agency_id]
        holders[term.agency_id].append(term)
    hours_of: dict[str, list[OfficeHours]] = defaultdict(list)
    for opening in OfficeHours.objects.order_by("weekday", "opens"):
        hours_of[opening.agency_id].append(opening)
    mandates: dict[str, list[OnlineMandate]] = defaultdict(list)
    for mandate in OnlineMandate.objects.order_by("-pk"):
        mandates[mandate.agency_id].append(mandate)
    return Directory(
        regions=served,
        by_slug={row.slug: row for row in served.values()},
        districts=dict(by_region),
        agencies=agencies,
        named={name: agency.code for agency in agencies.values() if agency.is_employer for name in _names(agency)},
        placed={(agency.kind, _place(agency)): agency for agency in agencies.values()},
        holders=dict(holders),
        hours=dict(hours_of),
        mandates=dict(mandates),
    )


def _names(agency: Agency) -> list[str]:
    known = [_plain(text) for text in (agency.code, agency.name, agency.name_en)]
    shortened = [known[1].replace(long, short, 1) for long, short in SHORT_NAMES if known[1].startswith(long)]
    return known + shortened


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _place(agency: Agency) -> str:
    return agency.district_id or agency.region_id or agency.territory_code or agency.province_id or ""


def _link(
    agency: Agency,
    agencies: dict[str, Agency],
    served: dict[str, Region],
    provinces: dict[str, Province],
    by_code: dict[str, District],
) -> None:
    agency.region = served[agency.region_id] if agency.region_id else None
    agency.province = provinces[agency.province_id] if agency.province_id else None
    agency.district = by_code[agency.district_id] if agency.district_id else None
    agency.superior = agencies[agency.superior_id] if agency.superior_id else None
    agency.personnel_office = agencies[agency.personnel_office_id] if agency.personnel_office_id else None
    agency.succeeded_by = agencies[agency.succeeded_by_id] if agency.succeeded_by_id else None


_directory = Kept(_read, "offices")
