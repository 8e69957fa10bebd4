"""Each row, state and term names the law that applies under its rule set, and no law of another."""

import pytest

from procedures import transitions
from procedures.checks import reachable
from procedures.enums import Event
from procedures.models import Step
from procedures.vocabulary import REPORTER, basis_under
from procedures.workflow import CLOCKS, TABLES
from regions.enums import RuleSetKind
from tests.factories import procedures as make

PILKADA, PEMILU, OUTSIDE = RuleSetKind.PILKADA, RuleSetKind.PEMILU, RuleSetKind.OUTSIDE_ELECTION
OF_PILKADA = ("UU 1/2015", "UU 10/2016", "Perbawaslu 8/2020", "Perbawaslu 9/2024")
OF_PEMILU = ("UU 7/2017", "Perbawaslu 7/2022")
FOREIGN = {PILKADA: OF_PEMILU, PEMILU: OF_PILKADA, OUTSIDE: OF_PILKADA + OF_PEMILU}
OUTSIDE_LAW = "UU 20/2023; PP 94/2021; tata cara di luar tahapan: aturan portal"


def named(rule_set: RuleSetKind) -> dict[str, str]:
    """Every legal text that can be shown under a rule set, and where it stands."""
    found = {
        f"clock {code}": clock.limits[rule_set].basis for code, clock in CLOCKS.items() if rule_set in clock.limits
    }
    for table in TABLES.values():
        for number, row in enumerate(table.transitions):
            if not row.only or rule_set in row.only:
                found[f"{table.procedure} row {number} {row.event}"] = row.founded_on(rule_set)
        for state in reachable(table, rule_set):
            found[f"{table.procedure} state {state}"] = basis_under(table.states[state].basis, rule_set)
    return found


@pytest.mark.parametrize("rule_set", RuleSetKind)
def test_no_text_names_a_law_of_another_rule_set(rule_set: RuleSetKind) -> None:
    texts = named(rule_set)
    assert len(texts) > 80
    assert {place: text for place, text in texts.items() if not text} == {}
    assert {place: text for place, text in texts.items() if any(law in text for law in FOREIGN[rule_set])} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule_set", "received", "withdrawn"),
    [
        (PILKADA, "UU 1/2015 Pasal 134", "praktik; norma untuk Pilkada belum dilihat"),
        (PEMILU, "UU 7/2017 Pasal 454", "Perbawaslu 7/2022 Pasal 14"),
        (OUTSIDE, OUTSIDE_LAW, OUTSIDE_LAW),
    ],
)
def test_a_step_records_the_law_of_its_own_rule_set(rule_set: RuleSetKind, received: str, withdrawn: str) -> None:
    begun = make.begun(rule_set=rule_set, by=REPORTER)
    transitions.advance(begun, Event.WITHDRAW, by=REPORTER, facts=make.facts())
    steps = Step.objects.filter(proceeding=begun.pk).order_by("number")
    assert list(steps.values_list("event", "basis")) == [(Event.RECEIVE, received), (Event.WITHDRAW, withdrawn)]
