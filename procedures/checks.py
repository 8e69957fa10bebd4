"""System checks that stop the start: the tables are whole, and a reader can rely on every row."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from procedures.enums import Audience, Event, Procedure, State
from procedures.vocabulary import Basis, Clock, Held, Place, Table, Transition, basis_under
from procedures.workflow import TABLES
from regions.enums import RuleSetKind
from services.accounts.enums import Role

LONGEST_BASIS = 160
LONGEST_CODE = 30


def tables_are_sound(*, app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Every state reachable, held and with an exit; every row with a basis, an actor and an audience."""
    return [
        Error(trouble, hint="Correct the row in procedures/workflow/.", obj=table.procedure.label, id=number)
        for table in TABLES.values()
        for number, trouble in troubles(table)
    ]


def troubles(table: Table) -> Iterator[tuple[str, str]]:
    """What is wrong with one table: the number of the check, and a sentence."""
    yield from (("procedures.E001", text) for text in _states(table))
    yield from (("procedures.E002", text) for row in table.transitions for text in _row(table, row))
    yield from (("procedures.E003", text) for text in _clocks(table))
    yield from (("procedures.E004", text) for text in _twins(table))


def reachable(table: Table, rule_set: RuleSetKind) -> set[State]:
    """The states a proceeding can come to under a rule set."""
    found: set[State] = set()
    edge: list[State | Place] = [Place.NEW]
    while edge:
        place = edge.pop()
        for row in table.leaving(place, rule_set):
            landing = row.lands_in(place)
            if landing not in found:
                found.add(landing)
                edge.append(landing)
    return found


def _states(table: Table) -> Iterator[str]:
    everywhere = {rule_set: reachable(table, rule_set) for rule_set in RuleSetKind}
    for state, kind in table.states.items():
        if not any(state in found for found in everywhere.values()):
            yield f"{state.name} is never reached."
        if not _founded(kind.basis, [rule_set for rule_set, found in everywhere.items() if state in found]):
            yield f"{state.name} needs a basis of at most {LONGEST_BASIS} characters."
        for rule_set, found in everywhere.items():
            rows = table.leaving(state, rule_set)
            if isinstance(kind, Held) and state in found and not any(_moves_on(row) for row in rows):
                yield f"{state.name} has no exit under {rule_set}."
            if not isinstance(kind, Held) and rows:
                yield f"{state.name} is final, but {rows[0].event.name} leaves it."
    for found in everywhere.values():
        yield from (f"{state.name} is reached but not described." for state in found - set(table.states))


def _founded(basis: Basis, rule_sets: Iterable[RuleSetKind]) -> bool:
    """Whether there is a text of bearable length under each of the rule sets."""
    texts = [basis_under(basis, rule_set) for rule_set in rule_sets]
    return all(text and len(text) <= LONGEST_BASIS for text in texts)


def _moves_on(row: Transition) -> bool:
    return row.target is not Place.SAME


def _row(table: Table, row: Transition) -> Iterator[str]:
    name = f"The row {row.event.name} from {row.source}"
    if not _founded(row.basis, row.only or RuleSetKind):
        yield f"{name} needs a basis of at most {LONGEST_BASIS} characters."
    if not row.tell or not all(isinstance(one, Audience) for one in row.tell):
        yield f"{name} tells nobody."
    if not row.by and not row.by_letter:
        yield f"{name} can be taken by nobody."
    if row.by_letter and table.procedure == Procedure.BAWASLU:
        yield f"{name} rests on a letter, but Bawaslu is in charge of this procedure itself."
    if row.event == Event.RECEIVE and row.source is not Place.NEW:
        yield f"{name} receives what is already here."


def _clocks(table: Table) -> Iterator[str]:
    for state, kind in table.states.items():
        for clock in kind.clocks if isinstance(kind, Held) else ():
            yield from _clock(table, state, clock)


def _clock(table: Table, state: State, clock: Clock) -> Iterator[str]:
    if len(clock.code) > LONGEST_CODE:
        yield f"The code {clock.code} is longer than {LONGEST_CODE} characters."
    for rule_set in RuleSetKind:
        limit = clock.limits.get(rule_set)
        if limit is None:
            if state in reachable(table, rule_set):
                yield f"{state.name} is reached under {rule_set}, where its clock {clock.code} has no limit."
            continue
        if not limit.basis or len(limit.basis) > LONGEST_BASIS:
            yield f"The clock {clock.code} needs a basis of at most {LONGEST_BASIS} characters under {rule_set}."
        if clock.late and not _by_system(table.rows(state, clock.late, rule_set)):
            yield f"{clock.late.name} follows the clock {clock.code}, but the system may not do it in {state.name}."


def _by_system(rows: Iterable[Transition]) -> bool:
    return any(Role.SYSTEM in row.by for row in rows)


def _twins(table: Table) -> Iterator[str]:
    for one, other in combinations(table.transitions, 2):
        rule_sets = set(one.only or RuleSetKind) & set(other.only or RuleSetKind)
        same = one.event == other.event and bool(_sources(one, table) & _sources(other, table)) and rule_sets
        if same and not (one.when and other.when and one.when != other.when):
            yield f"Two rows for {one.event.name} from {one.source} that no condition tells apart."


def _sources(row: Transition, table: Table) -> set[State | Place]:
    if isinstance(row.source, tuple):
        return set(row.source)
    if row.source is Place.ANY_HELD:
        return {state for state, kind in table.states.items() if isinstance(kind, Held)}
    return {row.source}
