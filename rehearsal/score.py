"""The score board of a rehearsal, read from what the season has left behind. Reads only.

Counts and days, no id, no name of a person, no real time: the same seed gives the same board, on
either database. Keys are described in docs/rehearsal.md.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from statistics import median
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Max
from django.utils.module_loading import module_has_submodule

from procedures import transitions
from procedures.enums import Event, Holder, Procedure, Rung, State
from procedures.models import Deadline, Proceeding, Reminder, ReminderState, Step
from procedures.vocabulary import Actor, Facts, Final
from procedures.workflow import TABLES
from regions import days, offices
from reports.models.package import PackageLeg
from sanctions import facts
from services.accounts.enums import Role
from services.accounts.models import Membership
from services.audit import chain
from services.notifications.models import Message, MessageState, Owed

FORMAT = 1  # rises when a key changes its meaning or goes
CHUNK = 500
# Terms that no office here has to keep: a person's own, and those of a court-like board.
NO_OFFICE = (Holder.REPORTER, Holder.RESPONDENT, Holder.BPASN)


@dataclass(frozen=True)
class Mark:
    """How far each book was filled before the season, so that an earlier season is not counted again."""

    step: int
    deadline: int
    owed: int

    @classmethod
    def now(cls) -> "Mark":
        """The last row of each book."""
        last = [model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in (Step, Deadline, Owed)]
        return cls(*last)


@dataclass
class Tally:
    """What one office did, or all of them."""

    cases: int = 0
    open_at_end: int = 0
    met: int = 0
    missed: int = 0
    running: int = 0
    moved: int = 0
    reminders: Counter[str] = field(default_factory=Counter)
    letters_sent: int = 0
    taken: list[float] = field(default_factory=list)  # days from the beginning of a matter to its end

    def shown(self) -> dict[str, Any]:
        """The row of the board."""
        escalated = self.reminders[Rung.ESCALATED]
        return {
            "cases": self.cases,
            "open_at_end": self.open_at_end,
            "deadlines_met": self.met,
            "deadlines_missed": self.missed,
            "deadlines_running": self.running,
            "deadlines_moved": self.moved,
            "median_days": round(median(self.taken), 1) if self.taken else None,
            "reminders": sum(self.reminders.values()) - escalated,
            "escalations": escalated,
            "letters_sent": self.letters_sent,
        }


@dataclass
class Season:
    """The rows of one season, loaded once."""

    mark: Mark
    ends: datetime
    legs: dict[UUID, Proceeding] = field(default_factory=dict)
    steps: dict[UUID, list[Step]] = field(default_factory=dict)
    deadlines: list[Deadline] = field(default_factory=list)

    def __post_init__(self) -> None:
        for step in Step.objects.filter(pk__gt=self.mark.step).order_by("proceeding", "number").iterator(CHUNK):
            self.steps.setdefault(step.proceeding_id, []).append(step)
        begun = [pk for pk, steps in self.steps.items() if steps[0].number == 1]
        for start in range(0, len(begun), CHUNK):
            self.legs |= Proceeding.objects.in_bulk(begun[start : start + CHUNK])
        found = Deadline.objects.filter(pk__gt=self.mark.deadline).order_by("pk")
        self.deadlines = [row for row in found if row.proceeding_id in self.legs]


def of(season: Season, *, cases: int) -> dict[str, Any]:
    """The rows per office, their sum, and the checks. Called at the season's last moment of case time."""
    tallies: dict[str, Tally] = {}
    _legs(season, tallies)
    _deadlines(season, tallies)
    _letters(season, tallies)
    return {
        "offices": [
            {"code": code, "name": offices.get(code).name, "kind": str(offices.get(code).kind), **tally.shown()}
            for code, tally in sorted(tallies.items())
        ],
        "total": {**_sum(tallies.values()).shown(), "cases": cases, "legs": len(season.legs)},
        "procedures": _by_procedure(season),
        "handover": _handover(season),
        "letters": _post(season),
    }


def checks(season: Season, *, doubled: int, left: int) -> dict[str, Any]:
    """What must hold after any season: everything 0, the chain verified. `left` is work of dead workers not done."""
    return {
        "orphans": _orphans(season),
        "invariant_violations": violations(),
        "audit_chain_verified": chain.verify() is None and chain.unsealed() == 0,
        "letters_owed_not_sent": owed(season.ends),
        "letters_doubled": doubled,
        "work_left_by_killed_workers": left,
    }


def violations() -> int:
    """How many rows break a rule that must always hold, over all apps (as `check_invariants` counts)."""
    found = 0
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "invariants"):
            found += sum(import_module(f"{config.name}.invariants").counts().values())
    return found


def owed(until: datetime) -> int:
    """Letters that wait, and work that would lead to letters, although their time has come."""
    waiting = Owed.objects.filter(done_at__isnull=True, not_before__lte=until)
    return waiting.count()


def _legs(season: Season, tallies: dict[str, Tally]) -> None:
    for pk, leg in season.legs.items():
        tally = tallies.setdefault(leg.agency_id, Tally())
        tally.cases += 1
        done_at = _done_at(leg, season.steps[pk])
        tally.open_at_end += leg.ended_at is None and leg.holder != Holder.RECEIVER
        if done_at is not None:
            tally.taken.append((done_at - leg.began_at).total_seconds() / 86400)


def _done_at(leg: Proceeding, steps: Iterable[Step]) -> datetime | None:
    """When the office was done with a matter: it ended, or it lies with those it was referred to."""
    table = TABLES[Procedure(leg.procedure)]
    for step in steps:
        kind = table.states[State(step.to_state)]
        if isinstance(kind, Final) or kind.by == Holder.RECEIVER:
            return step.at
    return None


def _deadlines(season: Season, tallies: dict[str, Tally]) -> None:
    at = {row.pk: tallies.setdefault(_kept_by(row, season), Tally()) for row in season.deadlines}
    for row in season.deadlines:
        tally = at[row.pk]
        tally.moved += row.moved_from is not None
        if row.holder in NO_OFFICE:
            continue
        ended = row.ended_at or season.ends
        if ended >= row.due_at:
            tally.missed += 1
        elif row.ended_at is None:
            tally.running += 1
        else:
            tally.met += 1
    for deadline, rung in Reminder.objects.filter(state=ReminderState.SENT).values_list("deadline_id", "rung"):
        if deadline in at:
            at[deadline].reminders[rung] += 1


def _kept_by(row: Deadline, season: Season) -> str:
    """The office that has to keep a term: the leg's own, or the referring Bawaslu where it was asked."""
    leg = season.legs[row.proceeding_id]
    asked = row.holder == Holder.BAWASLU and leg.procedure != Procedure.BAWASLU and leg.sender_id
    return str(leg.sender_id if asked else leg.agency_id)


def _letters(season: Season, tallies: dict[str, Tally]) -> None:
    served = {f"user:{user}": agency for user, agency in Membership.objects.values_list("user_id", "agency_id")}
    for reference, state in _messages(season):
        code = served.get(reference) or reference.removeprefix("agency:")
        if state == MessageState.SENT and offices.find(code):
            tallies.setdefault(code, Tally()).letters_sent += 1


def _messages(season: Season) -> list[tuple[str, str]]:
    mine = Owed.objects.filter(pk__gt=season.mark.owed, kind="message").values_list("ref", flat=True)
    refs = set(mine.iterator(CHUNK))
    rows = Message.objects.values_list("pk", "reference", "state")
    return [(reference, state) for pk, reference, state in rows.iterator(CHUNK) if str(pk) in refs]


def _post(season: Season) -> dict[str, int]:
    messages = _messages(season)
    sent = Counter(reference.partition(":")[0] for reference, state in messages if state == MessageState.SENT)
    return {
        "to_offices": sent["agency"],
        "to_officers": sent["user"],
        "to_reporters": sent["envelope"],
        "without_address": sum(state == MessageState.DROPPED for _reference, state in messages),
    }


def _by_procedure(season: Season) -> dict[str, dict[str, int]]:
    """How many legs stand in which state at the end, by procedure."""
    found: dict[str, Counter[str]] = {str(procedure): Counter() for procedure in TABLES}
    for leg in season.legs.values():
        found[leg.procedure][leg.state] += 1
    return {procedure: dict(sorted(states.items())) for procedure, states in sorted(found.items())}


def _handover(season: Season) -> dict[str, int]:
    """Legs that were open when their office ended, and what its successor has made of them."""
    left = [leg for leg in season.legs.values() if _outlived(leg, season.ends)]
    return {"open_at_change": len(left), "concluded_since": sum(leg.ended_at is not None for leg in left)}


def _outlived(leg: Proceeding, until: datetime) -> bool:
    last = offices.get(leg.agency_id).active_until
    if last is None:
        return False
    ended = days.start_of(last, leg.zone)
    return leg.began_at < ended < until and (leg.ended_at is None or leg.ended_at >= ended)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        for name in ("cases", "open_at_end", "met", "missed", "running", "moved", "letters_sent"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.reminders.update(one.reminders)
        total.taken.extend(one.taken)
    return total


def _orphans(season: Season) -> int:
    """Open legs that no office in force holds or nobody could move on; referred cases that wait for nobody."""
    open_legs = [leg for leg in season.legs.values() if leg.ended_at is None]
    papers = {one.proceeding_id: one for one in PackageLeg.objects.filter(proceeding__ended_at__isnull=True)}
    elsewhere = PackageLeg.objects.filter(proceeding__ended_at__isnull=True)
    waiting = set(elsewhere.values_list("respondent__origin__case", flat=True))
    # A recommendation waits for the leg at the employer's side, never for itself.
    waiting |= set(elsewhere.exclude(proceeding__holder=Holder.RECEIVER).values_list("respondent", flat=True))
    waiting |= {leg.subject for leg in open_legs if leg.procedure == Procedure.GAKKUMDU}
    # A block waits for the appointing official, whose own leg has the clocks.
    blocked = set(elsewhere.filter(procedure=Procedure.PERSONNEL).values_list("respondent", flat=True))

    def waits(leg: Proceeding) -> bool:
        return leg.subject in (waiting if leg.holder == Holder.RECEIVER else blocked)

    left = [leg for leg in open_legs if not waits(leg)]
    return sum(leg.holder == Holder.RECEIVER or not _has_a_way_on(leg, papers.get(leg.pk), season.ends) for leg in left)


def _has_a_way_on(leg: Proceeding, paper: PackageLeg | None, at: datetime) -> bool:
    on = days.local_date(at - timedelta(minutes=1), leg.zone)
    office = offices.in_office(offices.get(leg.agency_id), on)
    if office.active_until is not None and office.active_until <= on:
        return False
    known = facts.gather(paper) if paper else Facts()
    if leg.state in (State.WARNED, State.BLOCKED) and known.text("authority") == "acted":
        return True  # the overseer lifts the block, or the system closes the leg
    somebody = [Actor(role, agency=code) for role in Role for code in {office.code, str(leg.sender_id or "")}]
    # Somebody must be able to act: that the system lays it before the level above moves nothing.
    return any(
        offer.event != Event.ESCALATE
        for by in somebody
        if by.role != Role.SYSTEM
        for offer in transitions.available(leg, by=by, facts=known)
    )
