"""Clocks: when a term ends and how that was computed; pause, resume, and a calendar that changed.

Makes and changes `Deadline` rows; never moves a proceeding.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.enums import Holder, PauseReason
from procedures.models import Deadline, Pause, Proceeding
from procedures.vocabulary import Clock, Facts, Held, Limit, Refused, Term
from procedures.workflow import CLOCKS, bawaslu
from regions import calendars, offices
from regions.days import CalendarDays, WorkingDays, count_days, days, end_of, local_date, start_of
from regions.enums import DayKind, RuleSetKind
from regions.models import Agency
from services.audit import log
from services.notifications import outbox
from services.notifications.outbox import Debt

BATCH = 500
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A term that was read off the law without anything being stored, such as the filing window."""

    kind: str
    due_at: datetime
    zone: str
    basis: str
    sure: str
    days: int
    day_kind: str
    holder: str
    starts_on: date
    counted: list[date]


def filing_window(known_on: date, *, rule_set: str, region: str, zone: str) -> Reading | None:
    """Until when a report can be filed, from the local day the act became known; None outside elections."""
    limit = bawaslu.FILING.limits.get(RuleSetKind(rule_set))
    if limit is None:
        return None
    term = length(limit)
    counted = count_days(known_on, term, calendars.holidays(region))
    return Reading(
        kind=bawaslu.FILING.code,
        due_at=end_of(counted[-1], zone),
        zone=zone,
        basis=limit.basis,
        sure=limit.sure,
        days=term.count,
        day_kind=term.kind,
        holder=Holder.REPORTER,
        starts_on=known_on,
        counted=counted,
    )


def length(limit: Limit) -> Term:
    """The term of a limit, with the number of days from its setting where that is set."""
    number = getattr(settings, limit.setting, None) if limit.setting else None
    return limit.term if number is None else type(limit.term)(int(number))


def of_state(proceeding: Proceeding, held: Held, *, at: datetime, facts: Facts, agency: Agency) -> list[Deadline]:
    """The unsaved deadlines that begin when `proceeding` enters a state.

    The start day is the local day of `at`, or of proven delivery where the facts name `delivered_on`.
    """
    start = facts.day("delivered_on") or local_date(at, proceeding.zone)
    holidays = calendars.holidays(agency.region_id)
    made = [(clock, _begun(proceeding, clock, start=start, facts=facts, holidays=holidays)) for clock in held.clocks]
    return [_placed(row, proceeding, clock.of or held.by, at) for clock, row in made if row is not None]


def extension(row: Deadline, proceeding: Proceeding, *, at: datetime, agency: Agency) -> Deadline | None:
    """The unsaved deadline that prolongs `row` from its last day; None where its law knows no extension."""
    limit = CLOCKS[row.kind].limits.get(RuleSetKind(proceeding.rule_set))
    if limit is None or limit.extension is None:
        return None
    start = local_date(row.due_at - ONE_DAY, row.zone)
    made = _deadline(row.kind, limit, limit.extension, start=start, zone=row.zone)
    made.due_at = end_of(counted_between(start, limit.extension, calendars.holidays(agency.region_id))[-1], row.zone)
    made.extension, made.prolongs = True, row
    return _placed(made, proceeding, Holder(row.holder), at)


def open_deadlines(proceeding_ids: Iterable[UUID]) -> list[Deadline]:
    """The running deadlines of these proceedings, the most urgent first. One query."""
    return list(Deadline.objects.filter(proceeding__in=list(proceeding_ids), ended_at__isnull=True).order_by("due_at"))


def running(proceeding: Proceeding) -> QuerySet[Deadline]:
    """The deadlines of a proceeding that have not ended."""
    return Deadline.objects.filter(proceeding=proceeding, ended_at__isnull=True)


def counted_days(deadline: Deadline) -> list[date]:
    """The local days that were counted, as an officer would tick them off.

    What prolongs a term begins with the last day of that term as it is counted now, so that a holiday
    which became known later ends on the same day as one that was known before.
    """
    return _ticked(deadline, _holidays(deadline))


def counted_between(
    start: date, term: Term, holidays: Collection[date], paused: frozenset[date] = frozenset()
) -> list[date]:
    """The days a term counts from `start` on; a paused day counts in neither kind."""
    if isinstance(term, WorkingDays):
        return count_days(start, term, frozenset(holidays) | paused)
    extra = 0
    while True:
        counted = [day for day in count_days(start, days(term.count + extra)) if day not in paused]
        if len(counted) >= term.count:
            return counted
        extra += term.count - len(counted)


def end_if(deadline: Deadline, term: Term, *, start: date) -> datetime:
    """When the deadline would end if its law were read as `term` from `start`; changes nothing."""
    return end_of(counted_between(start, term, _holidays(deadline), _paused_days(deadline))[-1], deadline.zone)


def pause(deadline: Deadline, *, reason: str, by: UUID, since: date | None = None) -> Pause:
    """Let a clock stand still from a local day on (today), with a coded reason; raises `Refused`."""
    with transaction.atomic():
        row = Deadline.objects.select_for_update().get(pk=deadline.pk)
        if row.ended_at is not None:
            raise Refused(_("Tenggat ini sudah selesai."))
        if row.paused_since is not None:
            raise Refused(_("Tenggat ini sedang dihentikan sementara."))
        first = since or local_date(timezone.now(), row.zone)
        if start_of(first, row.zone) >= row.due_at:
            # It would give nothing back and only keep those silent who are to be told.
            raise Refused(_("Tenggat ini sudah lewat pada hari itu; menghentikannya tidak mengubah apa pun."))
        made = Pause.objects.create(deadline=row, reason=PauseReason(reason), since=first, by=by)
        Deadline.objects.filter(pk=row.pk).update(paused_since=first, wake_at=None)
        outbox.owe("clock", ref=row.pk, key=f"clock:{row.pk}:pause:{made.pk}")
        log.record("deadline:pause", subject=row.pk, actor=f"user:{by}", reason=made.reason, since=first)
    deadline.refresh_from_db()
    return made


def resume(deadline: Deadline, *, by: UUID, until: date | None = None) -> None:
    """Let a paused clock run again from a local day on (today); every paused day is given back."""
    with transaction.atomic():
        row = Deadline.objects.select_for_update().get(pk=deadline.pk)
        if row.paused_since is None or row.ended_at is not None:
            raise Refused(_("Tenggat ini tidak sedang dihentikan sementara."))
        now = timezone.now()
        day = max(until or local_date(now, row.zone), row.paused_since)
        stood = Pause.objects.get(deadline=row, until__isnull=True)
        Pause.objects.filter(pk=stood.pk).update(until=day)
        due = end_of(counted_days(row)[-1], row.zone)
        start = _start(row, _holidays(row))
        Deadline.objects.filter(pk=row.pk).update(paused_since=None, starts_on=start, due_at=due, wake_at=now)
        outbox.owe("clock", ref=row.pk, key=f"clock:{row.pk}:resume:{stood.pk}")
        log.record("deadline:resume", subject=row.pk, actor=f"user:{by}", until=day, due_at=due)
    deadline.refresh_from_db()


def recompute() -> int:
    """Compute running deadlines again that stand behind the calendar; says how many of them moved.

    Safe to run twice and at once: the result depends on the stored term and the calendar alone.
    """
    version = calendars.version()
    behind = Deadline.objects.filter(ended_at__isnull=True, calendar_version__lt=version)
    behind.filter(day_kind=DayKind.CALENDAR).update(calendar_version=version)
    moved = 0
    told = behind.select_related("proceeding", "prolongs").prefetch_related("pauses", "prolongs__pauses")
    while True:
        with transaction.atomic():  # locked, so that a pause or a step made meanwhile is not overwritten
            rows = list(told.order_by("pk").select_for_update(of=("self",))[:BATCH])
            moved += _moved(rows, version)
        if len(rows) < BATCH:
            return moved


def _moved(rows: list[Deadline], version: int) -> int:
    now, entries, debts = timezone.now(), [], []
    for row in rows:
        row.calendar_version = version
        row.starts_on = _start(row, _holidays(row))
        due = end_of(counted_days(row)[-1], row.zone)
        if due != row.due_at:
            entries.append(log.entry("deadline:moved", subject=row.pk, actor="system", old=row.due_at, new=due))
            debts.append(Debt("clock", str(row.pk), f"clock:{row.pk}:calendar:{version}"))
            row.moved_from, row.due_at = row.due_at, due
            row.wake_at = None if row.paused_since else now
    if rows:
        Deadline.objects.bulk_update(rows, ["calendar_version", "starts_on", "moved_from", "due_at", "wake_at"])
    if entries:
        outbox.owe_many(debts)
        log.record_many(entries)
    return len(entries)


def _begun(
    proceeding: Proceeding, clock: Clock, *, start: date, facts: Facts, holidays: Collection[date]
) -> Deadline | None:
    limit = clock.limits.get(RuleSetKind(proceeding.rule_set))
    if limit is None or _no_longer_started(clock, start):
        return None
    start = (clock.since and facts.day(clock.since)) or start
    named = facts.day(clock.letter_date) if clock.letter_date else None
    if named is not None:
        # A day the letter has already set in the past still counts as one day: lateness never refuses.
        start = min(start, named - ONE_DAY)
        made = _deadline(clock.code, limit, days((named - start).days), start=start, zone=proceeding.zone)
        made.basis, made.target = _("tanggal yang ditetapkan dalam surat"), False
    else:
        made = _deadline(clock.code, limit, length(limit), start=start, zone=proceeding.zone)
    made.due_at = end_of(counted_between(start, _term(made), holidays)[-1], proceeding.zone)
    return made


def _no_longer_started(clock: Clock, start: date) -> bool:
    until = getattr(settings, clock.until_setting) if clock.until_setting else None
    return until is not None and start >= date.fromisoformat(str(until))


def _deadline(kind: str, limit: Limit, term: Term, *, start: date, zone: str) -> Deadline:
    return Deadline(
        kind=kind,
        starts_on=start,
        days=term.count,
        day_kind=term.kind,
        zone=zone,
        target=limit.target,
        basis=limit.basis,
        sure=limit.sure,
        calendar_version=calendars.version(),
    )


def _placed(row: Deadline, proceeding: Proceeding, holder: Holder, at: datetime) -> Deadline:
    row.proceeding, row.holder, row.wake_at = proceeding, holder, at
    return row


def _term(deadline: Deadline) -> Term:
    return WorkingDays(deadline.days) if deadline.day_kind == DayKind.WORKING else CalendarDays(deadline.days)


def _ticked(row: Deadline, holidays: Collection[date], later: frozenset[date] = frozenset()) -> list[date]:
    # Days on which the extension stands still are given back also where they lie within the term it prolongs.
    still = later | _paused_days(row)
    first = row.prolongs
    start = row.starts_on if first is None else _ticked(first, holidays, still)[-1]
    return counted_between(start, _term(row), holidays, still)


def _start(row: Deadline, holidays: Collection[date]) -> date:
    first = row.prolongs
    return row.starts_on if first is None else _ticked(first, holidays, _paused_days(row))[-1]


def _holidays(row: Deadline) -> frozenset[date]:
    return calendars.holidays(offices.get(row.proceeding.agency_id).region_id)


def _paused_days(deadline: Deadline) -> frozenset[date]:
    closed = [(p.since, p.until) for p in deadline.pauses.all() if p.until is not None] if deadline.pk else []
    return frozenset(since + timedelta(days=n) for since, until in closed for n in range((until - since).days))
