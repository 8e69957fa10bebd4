"""Reads the routing table: facts in, offices out. Facts are plain values, so past cases can be tried again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from regions import offices
from regions.enums import AgencyKind, ContestKind, OtherPlace, RuleSetKind
from regions.models import Agency, Region
from regions.routing.rules import EXTERNAL, PERSONNEL, RULES, Destination, Party, PlaceRule, Reach, ReferralRule, Rules

PERSONNEL_KINDS = frozenset({AgencyKind.PERSONNEL_REGENCY, AgencyKind.PERSONNEL_PROVINCE})
OTHER_EMPLOYER = "instansi-lain"  # holds the letters to an employer that was typed freely
LEVELS: dict[
    AgencyKind, Callable[[Region], str]
] = {  # the place of each level of Bawaslu, as the code it is filed under
    AgencyKind.BAWASLU_REGENCY: lambda region: region.code,
    AgencyKind.BAWASLU_PROVINCE: lambda region: region.province_id,
    AgencyKind.BAWASLU_RI: lambda _region: "",
}


class NoRoute(LookupError):
    """The table names an office that does not exist; cause and remedy stand in the message."""


@dataclass(frozen=True, slots=True)
class EmployerSide:
    """Who appoints and who prepares discipline. `ppk` is None for an employer that was typed freely."""

    ppk: Agency | None
    personnel: Agency
    by_letter: bool


@dataclass(frozen=True, slots=True)
class Target:
    """One recipient of a referral, under which procedure, by letter or at a desk, in full or as a copy."""

    procedure: str
    agency: Agency
    by_letter: bool
    copy: bool


def handler(
    *,
    region: str | Region,
    contest: str,
    rule_set: str,
    on: date,
    district: str | None = None,
    spans: Iterable[str] = (),
    conflicted: bool = False,
    rules: Rules = RULES,
) -> Agency:
    """The Bawaslu that handles an act. `spans` are further places of the same act: dotted codes, or an `OtherPlace`;
    `conflicted` says that a respondent works in the office that would handle it."""
    home = offices.region(region)
    rule = place_rule(
        rules.place,
        reach=reach_of(home.code, spans),
        contest=ContestKind(contest or ContestKind.UNKNOWN),
        rule_set=RuleSetKind(rule_set),
        district=district,
        on=on,
    )
    level = rule.conflicted_to if conflicted else rule.to
    found = offices.of_kind(level, LEVELS[level](home))
    if found is None:
        message = f"{home.name} has no office of kind {level!r}. Add it to regions/data/agencies.csv."
        raise NoRoute(message)
    return offices.in_office(found, on)


def overseer(on: date) -> Agency:
    """The body that watches over neutrality on a day: KASN, then BKN, then what the law will make of it."""
    bodies = offices.overseers()
    if not bodies:
        message = "No office of kind 'overseer' exists. Run load_reference."
        raise NoRoute(message)
    return offices.in_office(bodies[0], on)


def joint_desk(region: str | Region, *, on: date) -> Agency:
    """The joint desk of Bawaslu, police and prosecution of a place; raises `NoRoute`."""
    return offices.in_office(_office(Party.JOINT_DESK, employer=None, home=offices.region(region), on=on), on)


def employer_side(employer: Agency | None) -> EmployerSide:
    """Who answers for an employer's staff; an unlisted employer is reached by letter."""
    if employer is None:
        return EmployerSide(ppk=None, personnel=offices.get(OTHER_EMPLOYER), by_letter=True)
    if employer.personnel_office_id is None:
        return EmployerSide(ppk=employer, personnel=employer, by_letter=True)
    personnel = offices.get(employer.personnel_office_id)
    return EmployerSide(ppk=employer, personnel=personnel, by_letter=employer.letter_only or personnel.letter_only)


def referral(
    *,
    status: str,
    violation_class: str,
    employer: Agency | None,
    region: str | Region,
    on: date,
    conflicted: bool = False,
    may_be_crime: bool = False,
    rules: Rules = RULES,
) -> tuple[Target, ...]:
    """To whom Bawaslu refers one respondent, the one in charge first. `conflicted` says that the
    respondent works in the personnel office or in the circle of the appointing authority."""
    rule = referral_rule(rules.referrals, status=status, violation_class=violation_class, on=on)
    destinations = (rule.conflicted_to if conflicted else rule.to) + (rules.crime if may_be_crime else ())
    home = offices.region(region)
    return tuple(_target(destination, employer=employer, home=home, on=on) for destination in destinations)


def place_rule(
    table: Iterable[PlaceRule],
    *,
    reach: Reach,
    contest: ContestKind,
    rule_set: RuleSetKind,
    district: str | None,
    on: date,
) -> PlaceRule:
    """The row that names the Bawaslu of an act: the first whose conditions all hold."""
    for rule in table:
        if (
            reach in rule.reach
            and (not rule.contests or contest in rule.contests)
            and (not rule.rule_sets or rule_set in rule.rule_sets)
            and (not rule.districts or district in rule.districts)
            and rule.valid_from <= on < rule.valid_until
        ):
            return rule
    message = f"No row of PLACE fits {reach}, {contest}, {rule_set} on {on}. The last row must fit everything."
    raise NoRoute(message)


def referral_rule(table: Iterable[ReferralRule], *, status: str, violation_class: str, on: date) -> ReferralRule:
    """The row that says to whom one kind of person and class is referred: the first whose conditions all hold."""
    for rule in table:
        if (
            (not rule.statuses or status in rule.statuses)
            and (not rule.classes or violation_class in rule.classes)
            and rule.valid_from <= on < rule.valid_until
        ):
            return rule
    message = f"No row of REFERRALS fits {status!r}, {violation_class!r} on {on}. The last row must fit everything."
    raise NoRoute(message)


def reach_of(home: str, spans: Iterable[str] = ()) -> Reach:
    """How far the places of one act lie apart, by their dotted codes; a place without one is an `OtherPlace`."""
    places = set(spans)
    if OtherPlace.OTHER_PROVINCE in places:
        return Reach.SEVERAL_PROVINCES
    unnamed = f"{home[:2]}.00"  # some other regency of the province
    regencies = {home, *(unnamed if code == OtherPlace.SAME_PROVINCE else code[:5] for code in places)}
    if len({code[:2] for code in regencies}) > 1:
        return Reach.SEVERAL_PROVINCES
    return Reach.SEVERAL_REGENCIES if len(regencies) > 1 else Reach.ONE_REGENCY


def _target(destination: Destination, *, employer: Agency | None, home: Region, on: date) -> Target:
    agency = offices.in_office(_office(destination.party, employer=employer, home=home, on=on), on)
    # On the employer's side only a BKPSDM or BKD has a desk; BKN as an employer has none.
    no_desk = destination.procedure in (PERSONNEL, EXTERNAL) and agency.kind not in PERSONNEL_KINDS
    by_letter = destination.by_letter or agency.letter_only or no_desk
    return Target(destination.procedure, agency, by_letter, destination.copy)


def _office(party: Party, *, employer: Agency | None, home: Region, on: date) -> Agency:
    if party is Party.OVERSEER:
        return overseer(on)
    if party is Party.PERSONNEL:
        return employer_side(employer).personnel
    if party is Party.ABOVE_PPK:
        return _above(employer)
    if party is Party.VILLAGE_OFFICE:
        return _village_office(employer, home)
    kind, place = {
        Party.MILITARY: (AgencyKind.MILITARY, ""),
        Party.POLICE: (AgencyKind.POLICE, ""),
        Party.JOINT_DESK: (AgencyKind.JOINT_ENFORCEMENT, home.code),
    }[party]
    found = offices.of_kind(kind, place)
    if found is None:
        message = f"No office of kind {kind!r} serves {place or 'the nation'!r}. Add it to regions/data/agencies.csv."
        raise NoRoute(message)
    return found


def _above(employer: Agency | None) -> Agency:
    """The level above the appointing authority; an unlisted employer is answered for by the letter's addressee."""
    level = offices.above(employer) if employer is not None else None
    return level or employer_side(employer).personnel


def _village_office(employer: Agency | None, home: Region) -> Agency:
    """DPMD of the regency that employs the village official, of the place where no employer is known;
    the regency itself where the portal knows no DPMD."""
    place = (employer.region_id or employer.territory_code) if employer is not None else home.code
    found = offices.of_kind(AgencyKind.VILLAGE_OFFICE, place) or employer
    return found or offices.of_kind(AgencyKind.REGENCY, home.code) or offices.get(OTHER_EMPLOYER)
