"""The routing table against a golden table written by hand, row by row."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from regions import offices
from regions.enums import AgencyKind, ContestKind, RuleSetKind
from regions.routing.resolve import EmployerSide, NoRoute, Target, employer_side, handler, overseer, referral
from regions.routing.rules import PLACE, REFERRALS, RULES, PlaceRule, Reach, Rules

pytestmark = pytest.mark.django_db

with (Path(__file__).parent / "routing.csv").open(encoding="utf-8", newline="") as file:
    GOLDEN = list(csv.DictReader(file))


def spoken(target: Target) -> str:
    marks = [mark for mark, said in (("letter", target.by_letter), ("copy", target.copy)) if said]
    return " ".join([target.procedure, target.agency.code, *marks])


@pytest.mark.parametrize("row", GOLDEN, ids=[row["what"] for row in GOLDEN])
def test_routing_follows_the_golden_table(row: dict[str, str]) -> None:
    on = date.fromisoformat(row["on"])
    employer = offices.get(row["employer"]) if row["employer"] else None

    office = handler(
        region=row["region"],
        district=row["district"] or None,
        contest=row["contest"],
        rule_set=row["rule_set"],
        on=on,
        spans=tuple(row["spans"].split()),
        conflicted=row["handler_conflict"] == "yes",
    )
    side = employer_side(employer)
    targets = referral(
        status=row["status"],
        violation_class=row["class"],
        employer=employer,
        region=row["region"],
        on=on,
        conflicted=row["employer_conflict"] == "yes",
        may_be_crime=row["crime"] == "yes",
    )

    assert office.code == row["handler"]
    assert (side.ppk.code if side.ppk else "") == row["ppk"]
    assert side.personnel.code == row["personnel"]
    assert " | ".join(spoken(target) for target in targets) == row["referral"]


SERVED = ("samarinda", "kukar", "balikpapan", "kotim", "kendari")
NATIONAL = (AgencyKind.MINISTRY, AgencyKind.HOME_AFFAIRS, AgencyKind.STATE_APPARATUS, AgencyKind.OVERSEER)
CHANGE = "2024-09-04"  # from this day BKN watches over neutrality


def employer_kind(row: dict[str, str]) -> str:
    """What the employer is to the region of the act."""
    employer, home = offices.find(row["employer"]), offices.region(row["region"])
    if employer is None:
        return "typed"
    if employer.kind in (AgencyKind.MILITARY, AgencyKind.POLICE):
        return employer.kind
    if employer.kind in NATIONAL:
        return "ministry"
    if employer.region_id == home.code:
        return "own"
    return "province" if employer.kind == AgencyKind.PROVINCE and employer.province_id == home.province_id else "other"


def reach(row: dict[str, str]) -> str:
    """How far the row's places lie apart, read off its own codes."""
    home, spans = offices.region(row["region"]).code, row["spans"].split()
    provinces = {home[:2], *(span[:2] for span in spans if span != "same_province")}
    regencies = {home, *(span[:5] for span in spans)}
    return "provinces" if len(provinces) > 1 else "regencies" if len(regencies) > 1 else "one"


def period(row: dict[str, str]) -> str:
    """The rule set with the body of that day; no Pemilu has come yet under BKN."""
    return f"{row['rule_set']} {'kasn' if row['on'] < CHANGE else 'bkn'}"


DIMENSIONS: dict[str, tuple[Callable[[dict[str, str]], str], tuple[str, ...]]] = {
    "employer": (employer_kind, ("own", "province", "ministry", "other", "typed", "military", "police")),
    "contest": (lambda row: row["contest"], tuple(ContestKind.values)),
    "period": (
        period,
        ("PILKADA kasn", "PILKADA bkn", "PEMILU kasn", "OUTSIDE_ELECTION kasn", "OUTSIDE_ELECTION bkn"),
    ),
    "reach": (reach, ("one", "regencies", "provinces")),
    "conflict of the handler": (lambda row: f"{row['handler_conflict']} {reach(row)}", (" one", "yes one")),
    "conflict of the employer": (lambda row: f"{row['employer_conflict']} {employer_kind(row)}", (" own", "yes own")),
    "status": (lambda row: row["status"], ("pns", "honorer", "tni", "polri")),
}
COMBINATIONS = [
    (region, name, value) for region in SERVED for name, (_kind, values) in DIMENSIONS.items() for value in values
]


@pytest.mark.parametrize(("region", "name", "value"), COMBINATIONS, ids=[" ".join(one) for one in COMBINATIONS])
def test_golden_table_has_a_row_of_every_region_for_every_value(region: str, name: str, value: str) -> None:
    kind = DIMENSIONS[name][0]
    found = {kind(row) for row in GOLDEN if row["region"] == region}
    assert value in found, f"routing.csv has no row of {region} with {name} {value!r}: work one out by hand"


def test_golden_table_has_every_rule_set_and_status_and_says_each_case_once() -> None:
    assert {row["rule_set"] for row in GOLDEN} == set(RuleSetKind.values)
    statuses = {"pns", "cpns", "pppk", "honorer", "kades", "perangkat_desa", "tni", "polri", "bumn", "unknown"}
    assert {row["status"] for row in GOLDEN} == statuses
    named = Counter(row["what"] for row in GOLDEN)
    assert [what for what, times in named.items() if times > 1] == []


def test_golden_table_uses_every_row_of_the_rules() -> None:
    handlers = {row["handler"] for row in GOLDEN}
    assert {"bawaslu-ri", "bawaslu-kaltim", "bawaslu-kalteng", "bawaslu-sultra"} <= handlers
    classes = {(row["status"], row["class"]) for row in GOLDEN}
    for rule in REFERRALS:
        met = [
            pair
            for pair in classes
            if (not rule.statuses or pair[0] in rule.statuses) and (not rule.classes or pair[1] in rule.classes)
        ]
        assert met, rule.basis


def test_overseer_is_kasn_to_the_third_and_bkn_from_the_fourth_of_september_2024() -> None:
    assert overseer(date(2024, 9, 3)).code == "kasn"
    assert overseer(date(2024, 9, 4)).code == "bkn"
    assert overseer(date(2026, 11, 21)).code == "bkn"


def test_employer_that_was_typed_freely_is_reached_by_letter() -> None:
    assert employer_side(None) == EmployerSide(ppk=None, personnel=offices.get("instansi-lain"), by_letter=True)


def test_employer_side_of_a_served_region_has_a_desk_and_of_any_other_employer_a_letter() -> None:
    assert employer_side(offices.get("pemkot-kendari")).by_letter is False
    assert employer_side(offices.get("pemprov-sultra")).by_letter is False
    assert employer_side(offices.get("pemkab-konawe")).by_letter is True
    assert employer_side(offices.get("kemenag")).by_letter is True


def test_a_proposed_rule_is_tried_without_touching_the_table_in_force() -> None:
    nusantara = PlaceRule(
        to=AgencyKind.BAWASLU_RI,
        conflicted_to=AgencyKind.BAWASLU_RI,
        districts=("64.02.13", "64.02.20"),
        valid_from=date(2027, 1, 1),
        basis="usulan",
        sure="M",
    )
    proposed = replace(RULES, place=(nusantara, *PLACE))

    def office(district: str, on: date, rules: Rules) -> str:
        asked = {"region": "kukar", "contest": "unknown", "rule_set": "OUTSIDE_ELECTION"}
        return handler(**asked, district=district, on=on, rules=rules).code

    assert office("64.02.13", date(2027, 1, 1), proposed) == "bawaslu-ri"
    assert office("64.02.13", date(2026, 12, 31), proposed) == "bawaslu-kukar"
    assert office("64.02.06", date(2027, 1, 1), proposed) == "bawaslu-kukar"
    assert office("64.02.13", date(2027, 1, 1), RULES) == "bawaslu-kukar"


def test_table_that_answers_nothing_says_so() -> None:
    empty = Rules(place=PLACE[:1], referrals=())
    with pytest.raises(NoRoute, match="No row of PLACE fits"):
        handler(region="kukar", contest="unknown", rule_set="PEMILU", on=date(2024, 1, 20), rules=empty)
    with pytest.raises(NoRoute, match="No row of REFERRALS fits"):
        referral(
            status="pns", violation_class="ethics", employer=None, region="kukar", on=date(2024, 1, 20), rules=empty
        )


def test_last_rows_of_both_tables_fit_everything() -> None:
    last = PLACE[-1]
    assert (last.reach, last.rule_sets, last.contests, last.districts) == (tuple(Reach), (), (), ())
    assert (REFERRALS[-1].statuses, REFERRALS[-1].classes) == ((), ())


def test_routing_asks_the_database_nothing_once_warm(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        handler(region="64.72", contest="governor", rule_set="PILKADA", on=date(2024, 10, 3))
        referral(
            status="pns",
            violation_class="discipline",
            employer=offices.get("pemkot-samarinda"),
            region="64.72",
            on=date(2024, 10, 3),
            may_be_crime=True,
        )
