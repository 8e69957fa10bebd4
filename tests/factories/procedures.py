"""Proceedings, letters and the people who move them. Offices are those of the reference data."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from procedures import transitions
from procedures.enums import Fact, Holder, Procedure, State
from procedures.models import Letter, LetterRecord, Proceeding, RecordState
from procedures.vocabulary import REPORTER, SYSTEM, Actor, Facts, Held
from procedures.workflow import TABLES
from regions import offices
from services.accounts.enums import Role

HOME = "bawaslu-samarinda"
OFFICES = {
    Procedure.BAWASLU: HOME,
    Procedure.GAKKUMDU: "gakkumdu-samarinda",
    Procedure.OVERSIGHT: "bkn",
    Procedure.PERSONNEL: "bkpsdm-samarinda",
    Procedure.EXTERNAL: "bkpsdm-samarinda",
}
WITA = "Asia/Makassar"
VALUES: dict[str, Any] = {
    "kind": "report",
    "missing": ["evidence"],
    "to": "bawaslu-kukar",
    "recommended_on": "2024-10-20",
    "decided_on": "2024-11-01",
    "executed_on": "2024-11-10",
    "previous_on": "2024-11-01",
    "dated_on": "2024-11-05",
    "examination_on": "2024-11-12",
    "summons_latest": "2024-11-14",
    "reply": "answer",
    "cause": "overseer",
    "authority": "waiting",
    "remedy": "objection",
}


def facts(*without: Fact, **values: Any) -> Facts:
    """All documents at hand except those named, and sound values with the given ones in their place.

    A line of the golden table names documents that lack as `without=reason+decree`.
    """
    lacking = {Fact(name) for name in str(values.pop("without", "")).split("+") if name}
    present = frozenset(Fact) - {Fact.LETTER} - set(without) - lacking
    return Facts(present, {**VALUES, **values})


def actor(role: str, agency: str = "") -> Actor:
    """Somebody in a role: staff with an id and an office, or the reporter, or the system."""
    if role in (Role.SYSTEM, Role.REPORTER):
        return SYSTEM if role == Role.SYSTEM else REPORTER
    home = {Role.BKN: "bkn", Role.BKPSDM: "bkpsdm-samarinda"}.get(Role(role), HOME)
    return Actor(role, uuid4(), agency or home)


def letter(**fields: Any) -> Letter:
    """A letter with number and date."""
    return Letter.objects.create(
        **{"number": "800/12/2024", "dated_on": date(2024, 11, 4), "sender": "Kantor Contoh", **fields}
    )


def confirmed(leg: Proceeding, event: str, by: Actor) -> Actor:
    """Whoever records a step from a letter, once a second person has confirmed it as the leg stands."""
    now = timezone.now()
    LetterRecord.objects.create(
        leg=leg, event=event, version=leg.version, role=by.role, agency=by.agency, recorded_by=by.user,
        recorded_at=now, state=RecordState.CONFIRMED, decided_by=uuid4(), decided_at=now,
    )  # fmt: skip
    return by


def begun(procedure: str = Procedure.BAWASLU, **fields: Any) -> Proceeding:
    """A proceeding opened through the engine, with its clocks running."""
    office = offices.get(fields.pop("office", OFFICES[Procedure(procedure)]))
    given = {
        "agency": office,
        "rule_set": "PILKADA",
        "zone": WITA,
        "subject": uuid4(),
        "by": SYSTEM,
        "facts": Facts(values={"kind": "report"}),
        "sender": None if procedure == Procedure.BAWASLU else offices.get(HOME),
    }
    return transitions.begin(procedure, **{**given, **fields})


def standing(state: str, procedure: str = Procedure.BAWASLU, **fields: Any) -> Proceeding:
    """A proceeding put straight into a state, without history or clocks."""
    held = TABLES[Procedure(procedure)].states[State(state)]
    over = not isinstance(held, Held)
    given = {
        "procedure": procedure,
        "rule_set": "PILKADA",
        "state": state,
        "holder": Holder.NOBODY if over else held.by,
        "agency": offices.get(OFFICES[Procedure(procedure)]),
        "sender": None if procedure == Procedure.BAWASLU else offices.get(HOME),
        "subject": uuid4(),
        "zone": WITA,
        "began_at": timezone.now(),
        "ended_at": timezone.now() if over else None,
    }
    return Proceeding.objects.create(**{**given, **fields})
