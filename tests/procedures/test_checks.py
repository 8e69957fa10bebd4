"""The checks of the tables: sound as they stand, and each kind of hole is found."""

from dataclasses import replace

import pytest

from procedures.checks import reachable, tables_are_sound, troubles
from procedures.enums import Audience, Event, Holder, Procedure, State, Sureness
from procedures.vocabulary import Clock, Final, Held, Limit, Place, Table, Transition
from procedures.workflow import CLOCKS, FINAL_STATES, TABLES
from regions.days import days
from regions.enums import RuleSetKind
from services.accounts.enums import Role

M = Sureness.M
BASIS = {"basis": "contoh", "sure": M}
TERM = dict.fromkeys(RuleSetKind, Limit(days(2), **BASIS))
CLOCK = Clock("work", "Kerja", "Work", TERM)
RECEIVE = Transition(Place.NEW, Event.RECEIVE, State.FOLLOW_UP, by=(Role.SYSTEM,), tell=(Audience.HOLDER,), **BASIS)
DECIDE = Transition(
    State.FOLLOW_UP, Event.DECIDE, State.EXECUTED, by=(Role.BKPSDM,), tell=(Audience.REPORTER,), **BASIS
)
ESCALATE = Transition(
    Place.ANY_HELD, Event.ESCALATE, Place.SAME, by=(Role.SYSTEM,), tell=(Audience.LEVEL_ABOVE,), **BASIS
)
STATES = {
    State.FOLLOW_UP: Held(Holder.PERSONNEL, clocks=(CLOCK,), **BASIS),
    State.EXECUTED: Final(**BASIS),
}
SOUND = Table(Procedure.PERSONNEL, STATES, (RECEIVE, DECIDE, ESCALATE))


def with_rows(*rows: Transition) -> Table:
    return replace(SOUND, transitions=rows)


def with_states(**states: Held | Final) -> Table:
    return replace(SOUND, states={**STATES, **{State[name]: kind for name, kind in states.items()}})


def test_the_tables_are_sound() -> None:
    assert tables_are_sound(app_configs=None) == []
    assert list(troubles(SOUND)) == []


@pytest.mark.parametrize(
    ("table", "number", "trouble"),
    [
        (with_states(SANCTIONED=Held(Holder.PERSONNEL, **BASIS)), "E001", "SANCTIONED is never reached."),
        (with_rows(RECEIVE, ESCALATE), "E001", "FOLLOW_UP has no exit under PILKADA."),
        (with_rows(RECEIVE, DECIDE, ESCALATE, replace(DECIDE, source=State.EXECUTED, target=State.FOLLOW_UP)),
         "E001", "EXECUTED is final, but DECIDE leaves it."),
        (with_rows(RECEIVE, DECIDE, ESCALATE, replace(DECIDE, event=Event.DECLINE, target=State.NO_SANCTION)),
         "E001", "NO_SANCTION is reached but not described."),
        (with_states(EXECUTED=Final(basis="", sure=M)), "E001", "EXECUTED needs a basis of at most 160 characters."),
        (with_rows(RECEIVE, replace(DECIDE, basis=""), ESCALATE), "E002",
         "The row DECIDE from follow_up needs a basis of at most 160 characters."),
        (with_rows(RECEIVE, replace(DECIDE, tell=()), ESCALATE), "E002", "The row DECIDE from follow_up tells nobody."),
        (with_rows(RECEIVE, replace(DECIDE, by=()), ESCALATE), "E002",
         "The row DECIDE from follow_up can be taken by nobody."),
        (with_rows(RECEIVE, DECIDE), "E003",
         "ESCALATE follows the clock work, but the system may not do it in FOLLOW_UP."),
        (with_states(FOLLOW_UP=Held(Holder.PERSONNEL, clocks=(
            replace(CLOCK, limits={RuleSetKind.PILKADA: TERM[RuleSetKind.PILKADA]}),), **BASIS)), "E003",
         "FOLLOW_UP is reached under PEMILU, where its clock work has no limit."),
        (with_rows(RECEIVE, DECIDE, ESCALATE, replace(DECIDE, target=State.FOLLOW_UP)), "E004",
         "Two rows for DECIDE from follow_up that no condition tells apart."),
    ],
)  # fmt: skip
def test_a_hole_in_a_table_is_found(table: Table, number: str, trouble: str) -> None:
    assert (f"procedures.{number}", trouble) in list(troubles(table))


def test_a_letter_row_has_no_place_where_bawaslu_is_in_charge() -> None:
    row = replace(DECIDE, by=(), by_letter=(Role.VERIFIER,))
    found = [text for _number, text in troubles(replace(with_rows(RECEIVE, row, ESCALATE), procedure="bawaslu"))]
    assert any("rests on a letter" in text for text in found)


def test_registration_is_reached_within_elections_only() -> None:
    bawaslu = TABLES[Procedure.BAWASLU]
    assert [State.STUDY in reachable(bawaslu, one) for one in RuleSetKind] == [True, True, False]
    assert reachable(TABLES[Procedure.GAKKUMDU], RuleSetKind.OUTSIDE_ELECTION) == set()


def test_a_state_is_final_in_every_procedure_or_in_none() -> None:
    for table in TABLES.values():
        for state, kind in table.states.items():
            assert (state in FINAL_STATES) is isinstance(kind, Final), state


def test_each_clock_code_names_one_clock() -> None:
    named = [clock for table in TABLES.values() for kind in table.states.values() if isinstance(kind, Held)
             for clock in kind.clocks]  # fmt: skip
    assert len({clock.code for clock in named}) == len({id(clock) for clock in named}) == len(CLOCKS) - 1


def test_a_row_needs_a_basis_under_every_rule_set_it_is_for() -> None:
    within = replace(DECIDE, basis={RuleSetKind.PILKADA: "contoh", RuleSetKind.PEMILU: "contoh"})
    trouble = ("procedures.E002", "The row DECIDE from follow_up needs a basis of at most 160 characters.")
    assert trouble in list(troubles(with_rows(RECEIVE, within, ESCALATE)))
    limited = replace(within, only=(RuleSetKind.PILKADA, RuleSetKind.PEMILU))
    assert trouble not in list(troubles(with_rows(RECEIVE, limited, ESCALATE)))
