"""The demo of `make run` as the brief asks for it: every state, the published shares, since November 2023.

The season hangs on its seed and, for the cases since May 2025, on the day it is made; here both are fixed. The bounds
are those of so few cases: of 300 filings some 130 persons are referred, and a share of a half moves by four.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from netralitas.prepare import DEMO_CASES, DEMO_SEED
from procedures.enums import Event, Procedure, Rung, State
from procedures.models import Reminder, ReminderState, Step
from procedures.workflow import TABLES
from regions.enums import RuleSetKind
from rehearsal import plan
from reports.models.case import Case, CaseReport
from reports.models.package import PackageLeg
from reports.models.report import Report

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime.fromisoformat("2026-06-01T09:00:00+08:00")
AT_THE_OVERSEER = {State.VERIFICATION, State.VALIDATION, State.VALIDATED}
CALLED_OFF = {State.CANCELLED, State.REJECTED}
# Of a hundred, with how far this season may be from it (domain study, 7.8; docs/demo-data.md).
TIPS = (35, 5)
REVIEWED = {"registered": (65, 6), "refused": (33, 6), "pending": (2, 2)}
AFTER_60_DAYS = {
    "overseer": (58, 9),
    "authority": (37, 9),
    "not proven": (2, 3),
    "called off": (2, 3),
    "sanctioned": (2, 3),
}
SANCTIONED_AFTER_A_YEAR = (80, 6)
VIOLATIONS = (73, 6)
REGIONS = {"kukar": (30, 8), "samarinda": (20, 6), "balikpapan": (20, 6), "kendari": (18, 6), "kotim": (12, 5)}


@pytest.fixture(autouse=True)
def _demo(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.VAR_DIR, settings.EVIDENCE_DIR = tmp_path, tmp_path / "evidence"
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_demo_of_make_run_reaches_every_state_in_the_published_shares() -> None:
    assert (DEMO_CASES, DEMO_SEED) == (300, 2024)
    call_command("seed_demo", cases=DEMO_CASES, seed=DEMO_SEED, processes=1, verbosity=0)

    assert Case.objects.count() == 300
    assert states_never_reached() == []
    assert Report.objects.earliest("received_at").received_at.date() == date(2023, 11, 13)
    escalated = Step.objects.filter(event=Event.ESCALATE).count()
    assert escalated > 10
    assert Reminder.objects.filter(rung=Rung.ESCALATED, state=ReminderState.SENT).count() >= escalated / 2
    shares_hold()
    call_command("check_invariants", verbosity=0)


def states_never_reached() -> list[tuple[Procedure, State]]:
    """Every state of every table has been entered by a step, which only `transitions.advance` writes."""
    entered = set(Step.objects.values_list("proceeding__procedure", "to_state"))
    return [(name, state) for name, table in TABLES.items() for state in table.states if (name, state) not in entered]


def shares_hold() -> None:
    kinds = Counter(Report.objects.values_list("kind", flat=True))
    near({"tip": TIPS}, kinds)
    near(REVIEWED, reviewed())
    near({"refer": VIOLATIONS}, of_the_registered())
    near(REGIONS, Counter(Report.objects.values_list("region__slug", flat=True)))
    near(AFTER_60_DAYS, standing_after(timedelta(days=60)))
    near({"sanctioned": SANCTIONED_AFTER_A_YEAR}, standing_after(timedelta(days=365)))
    withdrawn = Step.objects.filter(to_state=State.WITHDRAWN).count()
    assert 1 <= withdrawn <= 15


def near(wanted: dict[str, tuple[int, int]], counted: "Counter[str]") -> None:
    total = counted.total()
    found = {name: round(100 * counted[name] / total, 1) for name in wanted}
    assert {name: share for name, share in found.items() if abs(share - wanted[name][0]) > wanted[name][1]} == {}, (
        counted
    )


def events() -> dict[str, set[str]]:
    """What Bawaslu did with each case."""
    found: dict[str, set[str]] = {}
    steps = Step.objects.filter(proceeding__procedure=Procedure.BAWASLU)
    for case, event in steps.values_list("proceeding__subject", "event"):
        found.setdefault(str(case), set()).add(event)
    return found


def reviewed() -> "Counter[str]":
    """What became of formal reports within an election. For Pemilu the law lets a report be referred unregistered.

    Outside elections nothing is registered, and who withdrew was not decided upon.
    """
    done, found = events(), Counter[str]()
    formal = CaseReport.objects.filter(report__kind="report").exclude(case__rule_set=RuleSetKind.OUTSIDE_ELECTION)
    for case in formal.values_list("case", flat=True):
        if done[str(case)] & {Event.REGISTER, Event.REFER}:
            found["registered"] += 1
        elif Event.WITHDRAW not in done[str(case)]:
            found["refused" if Event.REFUSE in done[str(case)] else "pending"] += 1
    return found


def of_the_registered() -> "Counter[str]":
    """What a study of a registered report ended in."""
    registered = [done for done in events().values() if Event.REGISTER in done]
    return Counter(
        "refer" if Event.REFER in done else "dismiss" if Event.DISMISS in done else "open" for done in registered
    )


def standing_after(term: timedelta) -> "Counter[str]":
    """Where persons stood so long after their package had reached the overseer."""
    legs: dict[UUID, dict[str, PackageLeg]] = {}
    for leg in PackageLeg.objects.select_related("proceeding"):
        legs.setdefault(leg.respondent_id, {})[leg.procedure] = leg
    found = Counter[str]()
    for person in legs.values():
        oversight, personnel = person.get(Procedure.OVERSIGHT), person.get(Procedure.PERSONNEL)
        if oversight and oversight.proceeding.began_at + term <= timezone.now():
            found[_standing(oversight, personnel, oversight.proceeding.began_at + term)] += 1
    return found


def _standing(oversight: PackageLeg, personnel: PackageLeg | None, at: datetime) -> str:
    def until(leg: PackageLeg) -> list[tuple[str, str]]:
        steps = Step.objects.filter(proceeding=leg.proceeding, at__lte=at).order_by("number")
        return list(steps.values_list("event", "to_state"))

    if personnel and Event.DECIDE in {event for event, _state in until(personnel)}:
        return "sanctioned"
    state = until(oversight)[-1][1]
    if state in AT_THE_OVERSEER:
        return "overseer"
    if state in CALLED_OFF:
        return "called off"
    if state == State.NOT_PROVEN:
        return "not proven"
    ended = personnel is not None and personnel.proceeding.ended_at is not None and personnel.proceeding.ended_at <= at
    return "ended without sanction" if ended else "authority"


def test_the_planned_acts_of_a_campaign_hold_all_that_are_published() -> None:
    """Liking 27, taking part 18, partisan activity 15, favouring 9, facilities 6, party 4, identity cards 2 of 100."""
    published = {"likes": 27, "attendance": 18, "persuasion": 15, "favouring": 9, "facilities": 6, "party_member": 4}
    published |= {"support_letter": 2}
    assert sum(weight for _act, weight in plan.AFTER) == 100
    assert {str(act): weight for act, weight in plan.AFTER if act in published} == published
    assert [(act, weight) for act, weight in plan.BEFORE[:4]] == [
        ("seeking_nomination", 30), ("likes", 20), ("banners", 15), ("attendance", 15),
    ]  # fmt: skip
