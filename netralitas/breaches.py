"""Telling many reporters of a breach: who is meant, two people who say so, and the worker that goes through them.

A request only writes that it is owed. The worker takes reporters in groups, each in one transaction: their
pages, their letters and how far it has come are one. Nobody is told of one breach twice.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from netralitas import tallies
from netralitas.models import Breach, BreachNotice, BreachTold
from regions import days
from reports import concerned, leaks
from reports.concerned import Selection
from services.accounts import access
from services.accounts.enums import DataGroup
from services.audit import log
from services.notifications import outbox
from services.notifications.models import MessageState
from services.notifications.models import Owed as OwedRow

logger = logging.getLogger(__name__)
OWED = "breach"
BATCH = 200  # reporters told in one transaction
NUMBER = "SELECT people, letters, told FROM netralitas_concerned(%s, %s, %s, %s)"
# What of an exposed portal is no reporter's: the notice to them does not name it.
NOT_THEIRS = frozenset({DataGroup.AUDIT, DataGroup.STATISTICS, DataGroup.ACCOUNTS})


class Unfit(Exception):
    """A notice cannot be asked for or confirmed so; `message` is a sentence for the person."""

    def __init__(self, message: Promise) -> None:
        super().__init__(str(message))
        self.message = str(message)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to tell, and in which words."""

    selection: Selection
    how: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Number:
    """How many reporters are meant, how many of them left an address, and how many know of this breach already."""

    people: int
    letters: int
    told: int

    @property
    def new(self) -> int:
        """How many would hear of it now."""
        return self.people - self.told


@dataclass(frozen=True, slots=True)
class Posted:
    """How many letters a breach has become so far, and where they are."""

    owed: int
    sent: int
    waiting: int
    dropped: int


def number(breach: Breach, selection: Selection) -> Number:
    """How many reporters a selection means. Where there are database roles, a function counts for an auditor."""
    if settings.DATABASE_ROLE:
        since, until = selection.since, selection.until
        with connection.cursor() as cursor:
            cursor.execute(NUMBER, [breach.pk, selection.office, since, until])
            return Number(*cursor.fetchone())
    found = list(concerned.reports(selection))
    told = BreachTold.objects.filter(breach=breach, report__in=found).count()
    return Number(len(found), sum(concerned.reachable(one) for one in found), told)


def line(breach: Breach, wanted: Wanted) -> str:
    """The code of the sentence that the reporters will read; raises `Unfit` where no data of theirs is named."""
    groups = [one for one in breach.groups if one not in NOT_THEIRS]
    if not groups:
        raise Unfit(_("Lembar ini tidak menyebut data pelapor. Lengkapi dulu “Data yang terungkap”."))
    on = days.local_date(breach.since or breach.detected_at, settings.TIME_ZONE)
    return leaks.code(how=wanted.how, groups=groups, remedy=wanted.remedy, on=on)


def ask(breach: Breach, wanted: Wanted, *, seen: int, by: UUID) -> BreachNotice:
    """Propose a notice; raises `Unfit` where it would reach nobody new or another number than the person saw."""
    selection = wanted.selection
    counted = number(breach, selection)
    if breach.closed_at or not counted.new:
        raise Unfit(_("Tidak ada pelapor yang belum diberi tahu menurut pilihan ini."))
    if counted.new != seen:
        raise Unfit(_("Jumlahnya sudah berubah. Hitung lagi."))
    return BreachNotice.objects.create(
        breach=breach,
        office_id=selection.office or None,
        since=selection.since,
        until=selection.until,
        how=wanted.how,
        remedy=wanted.remedy,
        line=line(breach, wanted),
        counted=counted.new,
        asked_by=by,
        asked_at=datetime.now(tz=UTC),
    )


def confirm(notice: BreachNotice, *, by: UUID) -> None:
    """A second person agrees: from now on it is owed. Raises `Unfit`."""
    if access.are_one_person(notice.asked_by, by):
        raise Unfit(_("Orang kedua yang memastikannya, bukan Anda sendiri."))
    with transaction.atomic():
        waiting = _waiting().filter(pk=notice.pk)
        if not waiting.update(confirmed_by=by, confirmed_at=datetime.now(tz=UTC)):
            raise Unfit(_("Pemberitahuan ini tidak menunggu lagi."))
        outbox.owe(OWED, ref=notice.pk, key=f"{OWED}:{notice.pk}:")


def refuse(notice: BreachNotice, *, by: UUID) -> None:
    """Take a notice back before it was confirmed, one's own or another's. Raises `Unfit`."""
    if not _waiting().filter(pk=notice.pk).update(refused_by=by):
        raise Unfit(_("Pemberitahuan ini tidak menunggu lagi."))


def unfinished(breach: Breach) -> QuerySet[BreachNotice]:
    """Notices of a breach that wait for a second person or are still being told."""
    return BreachNotice.objects.filter(breach=breach, refused_by__isnull=True, done_at__isnull=True)


def selection_of(notice: BreachNotice) -> Selection:
    """Whom a notice means."""
    return Selection(notice.office_id or "", notice.since, notice.until)


def posted(breach: Breach) -> Posted:
    """How far the letters of a breach are. One whose row is deleted, half a year later, has left."""
    owed = sum(BreachNotice.objects.filter(breach=breach).values_list("letters", flat=True))
    states = tallies.posted(breach.pk)
    waiting, dropped = states.get(MessageState.WAITING, 0), states.get(MessageState.DROPPED, 0)
    return Posted(owed=owed, sent=owed - waiting - dropped, waiting=waiting, dropped=dropped)


def run(n: int = 100) -> int:
    """Work off up to `n` owed groups of reporters; how many. What fails waits and is tried again."""
    return sum(_worked_off(row) for row in outbox.claim([OWED], n))


def _worked_off(row: OwedRow) -> int:
    try:
        with transaction.atomic():
            _tell(int(row.ref))
            outbox.done(row)
    except Exception as error:
        logger.warning("owed %s not worked off: %s", OWED, type(error).__name__)
        outbox.later(row, error)
        return 0
    return 1


def _tell(pk: int) -> None:
    """Tell the next reporters of a notice, and owe those after them."""
    notice = BreachNotice.objects.select_for_update(of=("self",)).filter(pk=pk, done_at__isnull=True).first()
    if notice is None or notice.confirmed_at is None:
        return
    found = concerned.reports(selection_of(notice))
    group = list(found.filter(pk__gt=notice.cursor)[:BATCH] if notice.cursor else found[:BATCH])
    known = set(BreachTold.objects.filter(breach=notice.breach_id, report__in=group).values_list("report", flat=True))
    new = [one for one in group if one.pk not in known]
    BreachTold.objects.bulk_create(BreachTold(breach_id=notice.breach_id, report=one) for one in new)
    letters = concerned.tell(new, code=notice.line, source=_source(notice.breach_id))
    over = len(group) < BATCH
    BreachNotice.objects.filter(pk=pk).update(
        told=F("told") + len(new),
        letters=F("letters") + letters,
        cursor=group[-1].pk if group else notice.cursor,
        done_at=datetime.now(tz=UTC) if over else None,
    )
    if over:
        log.record(
            "breach:notice_told", subject=notice.breach_id, actor="system", notice=pk, told=notice.told + len(new)
        )
    else:
        outbox.owe(OWED, ref=pk, key=f"{OWED}:{pk}:{group[-1].pk}")


def _waiting() -> QuerySet[BreachNotice]:
    return BreachNotice.objects.filter(confirmed_at__isnull=True, refused_by__isnull=True)


def _source(breach: int) -> str:
    return f"breach:{breach}"
