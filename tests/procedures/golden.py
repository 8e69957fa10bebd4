"""Reads the golden tables, and expands the complete product of what could be tried."""

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from procedures.enums import Event, Procedure, State
from procedures.workflow import TABLES
from regions.enums import RuleSetKind
from services.accounts.enums import Role

FOLDER = Path(__file__).parent
ROLES = [role for role in Role if role != Role.PUBLIC]
BAWASLU_ROLES = (Role.OPERATOR, Role.VERIFIER, Role.LEADER)
USUAL = ("kind=report", "missing=evidence")  # what `everything` brings along


class Try(NamedTuple):
    """One thing somebody might try."""

    procedure: str
    rule_set: str
    state: str
    event: str
    role: str
    via: str
    given: str = ""


def rows(name: str) -> list[dict[str, str]]:
    """The lines of a golden table."""
    with (FOLDER / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


def expected() -> dict[Try, str]:
    """Every line of procedure.csv, its lists spelled out."""
    table: dict[Try, str] = {}
    for row in rows("procedure.csv"):
        lists = [row[name].split("|") for name in ("rule_set", "state", "event", "role")]
        for rule_set, state, event, role in product(*lists):
            given = "" if row["given"] in USUAL else row["given"]
            one = Try(row["procedure"], rule_set, state, event, role, row["via"], given)
            assert one not in table, f"twice in procedure.csv: {one}"
            table[one] = row["to"]
    return table


def pairs(given: str) -> list[tuple[str, str]]:
    """The name=value pairs of a `given` cell, in their order; a bare name has an empty value."""
    return [(name, value) for one in given.split(";") if one for name, _sign, value in [one.partition("=")]]


def values(given: str) -> dict[str, object]:
    """The values of a `given` cell, such as "missing=late+evidence"."""
    pairs = [pair.split("=") for pair in given.split(";") if pair]
    return {name: [code for code in value.split("+") if code] if name == "missing" else value for name, value in pairs}


def everything() -> Iterator[Try]:
    """All that could be tried with every document at hand: procedure × rule set × state × event × role × way."""
    for procedure in Procedure:
        states = ["new", *(state.value for state in TABLES[procedure].states)]
        for rule_set, state, event, role in product(RuleSetKind, states, Event, ROLES):
            for via in ways(procedure, role, state):
                yield Try(procedure.value, rule_set.value, state, event.value, role.value, via)


def ways(procedure: str, role: str, state: str) -> tuple[str, ...]:
    """The system acts by the clock; Bawaslu may also try with a letter at another office's proceeding."""
    if role == Role.SYSTEM:
        return ("clock",)
    elsewhere = role in BAWASLU_ROLES and procedure != Procedure.BAWASLU and state != "new"
    return ("desk", "letter") if elsewhere else ("desk",)


def state_of(text: str) -> State | None:
    """The state of a cell; None for "new"."""
    return None if text == "new" else State(text)
