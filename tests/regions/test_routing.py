"""The routing table against a golden table written by hand, row by row."""

import csv
from collections import Counter
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


def test_golden_table_covers_every_region_rule_set_contest_status_and_both_overseers() -> None:
    assert len(GOLDEN) >= 60
    assert min(Counter(row["region"] for row in GOLDEN).values()) >= 12
    for region in ("samarinda", "kukar", "balikpapan", "kotim", "kendari"):
        rows = [row for row in GOLDEN if row["region"] == region]
        assert {row["rule_set"] for row in rows} == set(RuleSetKind.values), region
        assert {"governor", "regent_mayor", "president"} <= {row["contest"] for row in rows}, region
        assert {"oversight kasn", "oversight bkn"} <= {row["referral"].split(" | ")[0] for row in rows}, region
        assert {row["handler_conflict"] for row in rows} | {row["employer_conflict"] for row in rows} == {"", "yes"}
    assert {row["contest"] for row in GOLDEN} == set(ContestKind.values)
    statuses = {"pns", "cpns", "pppk", "honorer", "kades", "perangkat_desa", "tni", "polri", "bumn", "unknown"}
    assert {row["status"] for row in GOLDEN} == statuses


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
