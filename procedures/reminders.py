"""The scan: which rungs of the ladder have been reached, each at most once, and what silence leads to.

What is reached follows from `due_at` and the clock on the wall alone, so an outage loses nothing
and two scans at once double nothing: UNIQUE(deadline, rung) decides.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, Holder, Rung
from procedures.models import Deadline, Reminder, ReminderState
from procedures.vocabulary import SYSTEM, LadderRung
from procedures.workflow import CLOCKS
from procedures.workflow.ladder import LADDER, LONG_TERM_DAYS
from regions import calendars, offices
from regions.days import due_at, local_date
from regions.models import Agency
from services.notifications import outbox
from services.notifications.outbox import Debt

logger = logging.getLogger(__name__)

BATCH = 500
ONE_DAY = timedelta(days=1)
LATER = timedelta(minutes=15)  # until an act that did not come about is tried again
ORDER = {one.rung: place for place, one in enumerate(LADDER)}


@dataclass(frozen=True, slots=True)
class Scan:
    """What one scan did: rungs for which a reminder is now owed, and steps the system itself took."""

    reminded: int
    escalated: int


@dataclass
class Look:
    """What one look at a deadline led to."""

    deadline: Deadline
    wake_at: datetime | None
    owed: Rung | None = None
    unattended: bool = False  # its leader is to be told that nobody works on it
    superseded: list[Rung] = field(default_factory=list)
    event: Event | None = None

    def owes(self) -> list[Rung]:
        """The rungs somebody is to be told of now."""
        return [*([self.owed] if self.owed else []), *([Rung.UNATTENDED] if self.unattended else [])]


def scan(
    now: datetime | None = None,
    *,
    has_officer: Callable[[str], bool],
    attending: Callable[[str], Mapping[UUID, bool]] | None = None,
) -> Scan:
    """Owe a reminder for the most urgent rung each running deadline has reached; let silence climb.

    Lower rungs nobody was told of are stored as superseded. Nobody is reminded while their office
    is closed. An office where nobody serves (`has_officer` says no) is escalated at once; where only
    leaders are left, or the officer who holds the matter is gone, the leader is told at once.
    `attending` names who serves at an office, and whether as more than a leader.
    """
    moment = now or timezone.now()
    offices_now = _Offices(has_officer, attending, moment)
    reminded = escalated = 0
    while True:
        with transaction.atomic():
            rows = _due_for_a_look(moment)
            looks = [_look(row, rungs, offices_now) for row, rungs in _with_rungs(rows)]
            reminded += _write(looks, moment)
        escalated += sum(_act(look, moment) for look in looks if look.event)
        if len(rows) < BATCH:
            return Scan(reminded, escalated)


def reached_at(deadline: Deadline, rung: LadderRung) -> datetime:
    """The moment a deadline reaches a rung."""
    if rung.after is not None:
        last = local_date(deadline.due_at - ONE_DAY / 2, deadline.zone)
        agency = offices.get(deadline.proceeding.desk_id)
        return due_at(last, rung.after, zone=deadline.zone, holidays=calendars.holidays(agency.region_id))
    return deadline.due_at - (rung.before_long if deadline.days >= LONG_TERM_DAYS else rung.before)


class _Offices:
    """What one scan needs to know of offices, asked once each."""

    def __init__(
        self,
        has_officer: Callable[[str], bool],
        attending: Callable[[str], Mapping[UUID, bool]] | None,
        now: datetime,
    ) -> None:
        self.has_officer = has_officer
        self.attending = attending
        self.present: dict[str, Mapping[UUID, bool]] = {}
        self.now = now
        self.staffed: dict[str, bool] = {}
        self.openings: dict[str, datetime] = {}

    def serves(self, code: str) -> bool:
        """Whether anyone serves at the office."""
        if code not in self.staffed:
            self.staffed[code] = self.has_officer(code)
        return self.staffed[code]

    def attends(self, code: str, officer: UUID | None) -> bool:
        """Whether the officer in question serves there; where none is named, whether anyone but a leader does."""
        if self.attending is None:
            return True
        if code not in self.present:
            self.present[code] = self.attending(code)
        return officer in self.present[code] if officer else any(self.present[code].values())

    def opens_at(self, code: str) -> datetime:
        """Now where the office is open, else when it opens again."""
        if code not in self.openings:
            self.openings[code] = calendars.opens_at(code, self.now) or self.now + ONE_DAY
        return self.openings[code]


def _due_for_a_look(now: datetime) -> list[Deadline]:
    # Locked so that `advance`, which ends these rows, waits and then cancels what is owed here; a
    # second scan skips them. On SQLite the whole scan is the one writer.
    waiting = Deadline.objects.filter(ended_at__isnull=True, paused_since__isnull=True, wake_at__lte=now)
    waiting = waiting.order_by("wake_at", "pk")
    return list(waiting.select_for_update(skip_locked=True, of=("self",)).select_related("proceeding")[:BATCH])


def _with_rungs(rows: list[Deadline]) -> Iterable[tuple[Deadline, set[str]]]:
    known: dict[int, set[str]] = {row.pk: set() for row in rows}
    for deadline, rung in Reminder.objects.filter(deadline__in=list(known)).values_list("deadline_id", "rung"):
        known[deadline].add(rung)
    return [(row, known[row.pk]) for row in rows]


def _look(row: Deadline, known: set[str], scanned: _Offices) -> Look:
    now, late = scanned.now, CLOCKS[row.kind].late
    by_itself = late not in (None, Event.ESCALATE)  # the term's end alone moves the matter, at any hour
    if by_itself and now >= row.due_at:
        return Look(row, wake_at=None, event=late)
    agency = offices.in_office(offices.get(row.proceeding.desk_id), local_date(now, row.zone))
    if row.holder != Holder.REPORTER and (opening := scanned.opens_at(agency.code)) > now:
        return Look(row, wake_at=opening)
    moments = {one.rung: reached_at(row, one) for one in LADDER if _applies(one, row, late)}
    reached = [rung for rung, moment in moments.items() if moment <= now and rung not in known]
    ahead = [moment for moment in (*moments.values(), *([row.due_at] if by_itself else [])) if moment > now]
    look = Look(row, wake_at=min(ahead, default=None))
    if late == Event.ESCALATE and Rung.ESCALATED not in known:
        if Rung.ESCALATED in reached or _deserted(row, agency, scanned):
            look.event = late
            reached = [rung for rung in reached if rung != Rung.ESCALATED]
        elif look.wake_at is not None:
            look.unattended = Rung.UNATTENDED not in known and _unattended(row, agency, scanned)
            look.wake_at = min(look.wake_at, now + ONE_DAY)  # whether anyone serves there can change any day
    if look.event and now >= row.due_at:
        look.superseded = reached  # the escalation says it all
    elif reached:
        *look.superseded, look.owed = reached
    return look


def _applies(one: LadderRung, row: Deadline, late: Event | None) -> bool:
    if row.holder == Holder.RESPONDENT:
        return False  # a right of the person's own, which no office has to keep
    if row.holder == Holder.REPORTER:
        return one.rung in (Rung.BEFORE_DUE, Rung.DUE)  # after that the office takes the matter back
    return one.rung != Rung.ESCALATED or late == Event.ESCALATE


def _deserted(row: Deadline, agency: Agency, scanned: _Offices) -> bool:
    # An office that is reached by letter has no officers here by design: it climbs by the ladder.
    return row.holder != Holder.REPORTER and not agency.letter_only and not scanned.serves(agency.code)


def _unattended(row: Deadline, agency: Agency, scanned: _Offices) -> bool:
    by_letter = row.holder == Holder.REPORTER or agency.letter_only
    return not by_letter and not scanned.attends(agency.code, row.proceeding.officer)


def _write(looks: list[Look], now: datetime) -> int:
    rows = [
        Reminder(deadline=look.deadline, rung=rung, state=state, at=now)
        for look in looks
        for rung, state in [
            *((rung, ReminderState.SUPERSEDED) for rung in look.superseded),
            *((rung, ReminderState.OWED) for rung in look.owes()),
        ]
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    wakes: dict[datetime | None, list[int]] = defaultdict(list)
    for look in looks:
        # An act follows in a transaction of its own, which sets the real moment; killed before, it is tried again.
        wakes[now + LATER if look.event else look.wake_at].append(look.deadline.pk)
    for moment, sleepers in wakes.items():
        Deadline.objects.filter(pk__in=sleepers).update(wake_at=moment)
    return _owe(looks)


def _owe(looks: list[Look]) -> int:
    wanted = {look.deadline.pk: look for look in looks if look.owes()}
    if not wanted:
        return 0
    waiting = Reminder.objects.filter(deadline__in=list(wanted), state=ReminderState.OWED)
    newest: list[int] = []
    outrun: list[int] = []
    for one in waiting.only("pk", "deadline_id", "rung"):
        look = wanted[one.deadline_id]
        if one.rung in look.owes():
            newest.append(one.pk)
        elif look.owed and one.rung != Rung.UNATTENDED:
            outrun.append(one.pk)
    if outrun:  # owed earlier and not sent yet: the more urgent one says it all
        Reminder.objects.filter(pk__in=outrun, state=ReminderState.OWED).update(state=ReminderState.SUPERSEDED)
    outbox.owe_many(Debt("reminder", str(pk), f"reminder:{pk}") for pk in newest)
    return len(newest)


def _act(look: Look, now: datetime) -> bool:
    """Let the system take the step that silence leads to, once per deadline; says whether it did."""
    row, event = look.deadline, look.event
    if event is None:
        return False
    try:
        with transaction.atomic():
            if event == Event.ESCALATE:
                # The row is the claim: of two scans at once the second one fails here.
                Reminder.objects.create(deadline=row, rung=Rung.ESCALATED, state=ReminderState.SENT, at=now)
            Deadline.objects.filter(pk=row.pk).update(wake_at=look.wake_at)
            # Whoever acted since this row was read has broken the silence: the version tells.
            transitions.advance(row.proceeding, event, by=SYSTEM, expected_version=row.proceeding.version)
    except (IntegrityError, transitions.Refused) as refused:
        logger.debug("deadline %s: %s not taken: %s", row.pk, event, type(refused).__name__)
        return False
    return True
