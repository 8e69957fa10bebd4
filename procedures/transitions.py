"""The engine: begin, advance, available. The only writer of `Proceeding.state`.

It executes the tables of `procedures.workflow` and holds no rule of its own. Effects beyond the
proceeding (letters, counts, next legs) are owed as one row per step and done by others.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures import deadlines, handing, turning, writing
from procedures.enums import Audience, Event, Fact, Holder, Procedure, State
from procedures.models import Letter, LetterRecord, Proceeding, RecordState, Step
from procedures.vocabulary import REPORTER, SYSTEM, Actor, Facts, Held, Leg, Place, Refused, Table, Transition
from procedures.workflow import TABLES
from regions.days import local_date
from regions.enums import RuleSetKind
from regions.models import Agency
from services.accounts.enums import Role
from services.audit import log
from services.notifications import outbox

__all__ = [
    "REPORTER", "SYSTEM", "Actor", "Facts", "NotYours", "Offer", "Refused", "Stale", "Unconfirmed", "Unmet",
    "WrongState",
    "advance", "available", "begin", "opened", "row_of", "told",
]  # fmt: skip

NOTHING = Facts()
NO_OFFICE = (Role.SYSTEM, Role.REPORTER)
BAWASLU_ROLES = (Role.OPERATOR, Role.VERIFIER, Role.LEADER)


class WrongState(Refused):
    """The event has no row in the present state under this rule set."""


class NotYours(Refused):
    """The row exists, but not for this role or this office."""


class Unmet(Refused):
    """Conditions or documents are missing; one sentence for each of them."""


class Unconfirmed(Refused):
    """All is there, but it moves the matter by an office's letter that no second person has confirmed."""

    def __init__(self) -> None:
        super().__init__(_("Langkah menurut surat ini berlaku setelah orang kedua memastikan isi suratnya."))


class Stale(Refused):
    """Somebody else moved the proceeding meanwhile; `current` is how it stands now."""

    def __init__(self, current: Proceeding) -> None:
        super().__init__(
            _("Sementara itu ada yang sudah bertindak: kini “%(state)s”. Muat ulang sebelum melanjutkan.")
            % {"state": State(current.state).label}
        )
        self.current = current


@dataclass(frozen=True, slots=True)
class Offer:
    """What an actor may do next. `unmet` is empty when it can be done now."""

    event: Event
    label: str
    needs: tuple[Fact, ...]
    unmet: tuple[str, ...]
    by_letter: bool
    takes_two: bool = False  # it counts once a second person has confirmed the letter


@dataclass(frozen=True, slots=True)
class Ruling:
    """The row that applies to an actor, and what still stands in the way."""

    row: Transition
    by_letter: bool
    unmet: tuple[str, ...]

    @property
    def needs(self) -> tuple[Fact, ...]:
        """The documents the row demands of this actor."""
        return (*self.row.needs, Fact.LETTER) if self.by_letter else self.row.needs

    @property
    def takes_two(self) -> bool:
        """Whether one hand alone records nothing here (ADR 20)."""
        return self.by_letter and self.row.moves


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something somebody wants to happen, with all they bring."""

    event: Event
    by: Actor
    facts: Facts
    letter: Letter | None = None
    note: str = ""
    expected_version: int | None = None


def begin(
    procedure: str,
    *,
    agency: Agency,
    rule_set: str,
    zone: str,
    subject: UUID,
    by: Actor,
    facts: Facts = NOTHING,
    sender: Agency | None = None,
) -> Proceeding:
    """Open a proceeding at an office with the event RECEIVE; raises `WrongState`, `NotYours` or `Unmet`.

    `sender` is the Bawaslu office that refers the matter, the only one that may record the office's
    letters. Without it, it is the office of a Bawaslu actor, else that of an earlier proceeding about
    the same subject.
    """
    attempt = Attempt(Event.RECEIVE, by, facts)
    ruling = _entry(procedure, rule_set, agency, attempt)
    now = timezone.now()
    state = ruling.row.lands_in(Place.NEW)
    proceeding = Proceeding(
        procedure=procedure,
        rule_set=rule_set,
        state=state,
        holder=_holder(TABLES[Procedure(procedure)], state),
        agency=agency,
        subject=subject,
        zone=zone,
        began_at=now,
    )
    with transaction.atomic(savepoint=False):
        if procedure != Procedure.BAWASLU:
            proceeding.sender_id = _sender(subject, by, sender)
        proceeding.save(force_insert=True)
        _record(proceeding, ruling, attempt, at=now, from_state=Place.NEW.value)
        turning.begin(proceeding, facts, now)
    return proceeding


def advance(
    proceeding: Proceeding,
    event: str,
    *,
    by: Actor,
    facts: Facts = NOTHING,
    letter: Letter | None = None,
    note: str = "",
    expected_version: int | None = None,
) -> Step:
    """Let an event happen, or raise `WrongState`, `NotYours`, `Unmet`, `Unconfirmed` or `Stale` with nothing changed.

    Step, state, holder, clocks, the owed row and the audit entry commit together. `letter` and a
    `note` in words count as the facts LETTER and REASON. `expected_version` is the version the page
    was made from (default: that of `proceeding`). The system may repeat an event that has led on: it
    gets the step that already stands. `proceeding` is brought up to date.
    """
    attempt = Attempt(Event(event), by, _with_papers(facts, letter, note), letter, note, expected_version)
    # Refusals are returned, not raised, out of the block: nothing was written, so a caller's
    # transaction stays usable without the two statements of a savepoint.
    with transaction.atomic(savepoint=False):
        outcome = _step_or_refusal(proceeding, attempt)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def available(proceeding: Proceeding, *, by: Actor, facts: Facts = NOTHING) -> list[Offer]:
    """What this actor may do now at this proceeding, in the order of the table. No query."""
    leg = _leg(proceeding)
    table = TABLES[Procedure(leg.procedure)]
    events = dict.fromkeys(row.event for row in table.leaving(State(leg.state), RuleSetKind(leg.rule_set)))
    offers = []
    for event in events:
        try:
            ruling = rule(leg, event, by=by, facts=facts)
        except NotYours:
            continue
        course = ruling.row.hands
        if course is not None and not handing.receivers(proceeding, course):
            continue  # nobody stands there who could receive it
        possible = all(guard.holds(leg, facts) for guard in ruling.row.when if guard.standing)
        if possible and _at_the_right_desk(proceeding, ruling, by):
            offers.append(
                Offer(event, str(event.label), ruling.needs, ruling.unmet, ruling.by_letter, ruling.takes_two)
            )
    return offers


def rule(leg: Leg, event: Event, *, by: Actor, facts: Facts) -> Ruling:
    """The row that applies to this role, with all that is unmet; raises `WrongState` or `NotYours`.

    Pure. Of several rows of one event the first whose conditions hold applies, else the one that lacks least.
    """
    state = State(leg.state) if leg.state else Place.NEW
    rows = TABLES[Procedure(leg.procedure)].rows(state, event, RuleSetKind(leg.rule_set))
    if not rows:
        words = {"event": event.label, "state": state.label if isinstance(state, State) else _("Baru")}
        raise WrongState(_("“%(event)s” tidak dapat dilakukan pada keadaan “%(state)s”.") % words)
    mine = [row for row in rows if by.role in (*row.by, *row.by_letter, *row.by_above)]
    if not mine:
        raise NotYours(_("“%(event)s” bukan wewenang peran Anda.") % {"event": event.label})
    nearest = min(mine, key=lambda row: sum(not guard.holds(leg, facts) for guard in row.when))
    return _ruling(nearest, leg, by, facts)


def row_of(step: Step) -> Transition:
    """The row of the table that a step followed."""
    table = TABLES[Procedure(step.proceeding.procedure)]
    state = State(step.from_state) if step.from_state else Place.NEW
    rows = table.rows(state, Event(step.event), RuleSetKind(step.proceeding.rule_set))
    return next(row for row in rows if row.lands_in(state) == step.to_state)


def told(step: Step) -> tuple[Audience, ...]:
    """Who is told of a step."""
    return row_of(step).tell


def opened(step: Step) -> tuple[Procedure, ...]:
    """Which procedures may begin because of a step; routing names the offices."""
    return row_of(step).opens


def _entry(procedure: str, rule_set: str, agency: Agency, attempt: Attempt) -> Ruling:
    leg = Leg(procedure, rule_set, Place.NEW.value, level=0, extensions=0)
    ruling = rule(leg, attempt.event, by=attempt.by, facts=attempt.facts)
    if ruling.unmet:
        raise Unmet(*ruling.unmet)
    if procedure == Procedure.BAWASLU and attempt.by.role not in NO_OFFICE and attempt.by.agency != agency.code:
        raise NotYours(_("Perkara hanya dapat dibuka atas nama kantor sendiri."))
    return ruling


def _step_or_refusal(proceeding: Proceeding, attempt: Attempt) -> Step | Refused:
    current = Proceeding.objects.select_for_update().get(pk=proceeding.pk)
    # The system acts on what stands; a person on what they saw.
    seen = attempt.expected_version or (current if attempt.by.role == Role.SYSTEM else proceeding).version
    if seen != current.version:
        return Stale(current)
    try:
        ruling = rule(_leg(current), attempt.event, by=attempt.by, facts=attempt.facts)
    except WrongState as wrong:
        return _already_done(current, attempt) or wrong
    except NotYours as not_yours:
        return not_yours
    if not _at_the_right_desk(current, ruling, attempt.by):
        return NotYours(_("Perkara ini dipegang kantor lain."))
    running = list(deadlines.running(current)) if ruling.row.extends else []
    to = handing.receiver(current, ruling.row, attempt.facts)
    if unmet := (*ruling.unmet, *turning.standing_still(running), *handing.nowhere(ruling.row, to, unmet=ruling.unmet)):
        return Unmet(*unmet)
    if ruling.takes_two and not _confirmed(current, attempt):
        return Unconfirmed()
    attempt = replace(attempt, facts=handing.naming(current, attempt.facts, to))
    before, now = current.state, timezone.now()
    if not _swap(current, ruling.row, now, to):
        return Stale(Proceeding.objects.get(pk=proceeding.pk))
    step = _record(current, ruling, attempt, at=now, from_state=before)
    if ruling.row.extends:
        turning.extend(current, running, now)
    elif ruling.row.target is not Place.SAME:
        turning.turn(current, before, attempt.facts, now, said_on=_said_on(ruling, attempt))
    for name in ("state", "holder", "version", "level", "extensions", "ended_at", "agency_id", "officer"):
        setattr(proceeding, name, getattr(current, name))
    return step


def _confirmed(current: Proceeding, attempt: Attempt) -> bool:
    """Whether a second person has confirmed this step, as it stands, of whoever takes it."""
    if attempt.by.user is None:
        return False
    records = LetterRecord.objects.filter(leg=current.pk, version=current.version, event=attempt.event)
    return records.filter(state=RecordState.CONFIRMED, recorded_by=attempt.by.user).exists()


def _said_on(ruling: Ruling, attempt: Attempt) -> date | None:
    """The day an office wrote a letter that Bawaslu records; None where it acts at its own desk."""
    return attempt.letter.dated_on if ruling.by_letter and attempt.letter else None


def _swap(current: Proceeding, row: Transition, now: datetime, to: Agency | None = None) -> bool:
    """Compare-and-swap, which also holds where the database cannot lock a row (SQLite)."""
    table = TABLES[Procedure(current.procedure)]
    seen = current.version
    if row.target is not Place.SAME:
        current.state = row.lands_in(State(current.state))
        current.holder = _holder(table, State(current.state))
        current.level = current.extensions = 0
        current.ended_at = None if isinstance(table.states[State(current.state)], Held) else now
    current.level += row.lifts
    current.extensions += row.extends
    current.version = seen + 1
    if to is not None:
        current.agency_id, current.officer = to.code, None  # an officer of the former office holds it no longer
    return writing.swap(current, seen=seen)


def _record(proceeding: Proceeding, ruling: Ruling, attempt: Attempt, *, at: datetime, from_state: str) -> Step:
    by, letter = attempt.by, attempt.letter
    step = Step.objects.create(
        proceeding=proceeding,
        number=proceeding.version,
        event=attempt.event,
        from_state=from_state,
        to_state=proceeding.state,
        at=at,
        role=by.role,
        user=by.user,
        agency_id=by.agency or proceeding.agency_id,
        letter=letter,
        facts={"present": sorted(attempt.facts.present), "values": dict(attempt.facts.values)},
        note=attempt.note,
        basis=ruling.row.founded_on(RuleSetKind(proceeding.rule_set)),
    )
    outbox.owe("step", ref=step.pk, key=f"step:{step.pk}")
    log.record(
        f"proceeding:{step.event}",
        subject=proceeding.pk,
        actor=by.reference,
        step=step.number,
        role=by.role,
        agency=step.agency_id,
        to=proceeding.state,
        letter=letter.pk if letter else None,
    )
    return step


def _ruling(row: Transition, leg: Leg, by: Actor, facts: Facts) -> Ruling:
    ruling = Ruling(row, by_letter=by.role not in (*row.by, *row.by_above), unmet=())
    missing = [need for need in ruling.needs if need not in facts.present]
    sentences = [_("Belum ada: %(document)s.") % {"document": Fact(need).label} for need in missing]
    sentences += [str(guard.sentence) for guard in row.when if not guard.holds(leg, facts)]
    return replace(ruling, unmet=tuple(sentences))


def _at_the_right_desk(proceeding: Proceeding, ruling: Ruling, by: Actor) -> bool:
    if by.role in NO_OFFICE:
        return True
    # On the road of another office Bawaslu acts, and records letters, at the desk that referred the matter.
    referred = proceeding.procedure != Procedure.BAWASLU and by.role in BAWASLU_ROLES
    desk = proceeding.sender_id if ruling.by_letter or referred else proceeding.agency_id
    if not desk or not by.agency:
        return False
    desks = handing.desks(desk, local_date(timezone.now(), proceeding.zone), above=by.role in ruling.row.by_above)
    return by.agency in desks


def _with_papers(facts: Facts, letter: Letter | None, note: str) -> Facts:
    # Who says that there is a letter must hand it in.
    present = (facts.present - {Fact.LETTER}) | ({Fact.LETTER} if letter else set())
    return replace(facts, present=present | ({Fact.REASON} if note.strip() else set()))


def _already_done(current: Proceeding, attempt: Attempt) -> Step | None:
    if attempt.by.role != Role.SYSTEM:
        return None
    last = current.steps.filter(event=attempt.event, to_state=current.state).order_by("-number").first()
    return last if last and last.number == current.version else None


def _sender(subject: UUID, by: Actor, sender: Agency | None) -> str | None:
    if sender is not None:
        return sender.code
    if by.role in BAWASLU_ROLES:
        return by.agency or None
    earlier = Proceeding.objects.filter(subject=subject, sender__isnull=False).order_by("began_at")
    return earlier.values_list("sender_id", flat=True).first()


def _holder(table: Table, state: State) -> Holder:
    kind = table.states[state]
    return kind.by if isinstance(kind, Held) else Holder.NOBODY


def _leg(proceeding: Proceeding) -> Leg:
    return Leg(
        proceeding.procedure,
        proceeding.rule_set,
        proceeding.state,
        level=proceeding.level,
        extensions=proceeding.extensions,
    )
