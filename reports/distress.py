"""Somebody who reported is under pressure: custodian and leader are alerted, whoever receives it says so.

The public process writes one row and owes the letters; the worker finds out who is to be written to.
Nothing of the report travels: a ticket, a day, an office.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.transitions import NotYours, Unmet
from procedures.vocabulary import REPORTER, Actor
from regions import days, offices
from regions.models import Agency
from reports import notices, receipts, status, visibility
from reports.models.case import Case
from reports.models.distress import DistressCall
from reports.models.report import Report
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.audit import log
from services.notifications import outbox
from services.notifications.outbox import Post

OWED = "distress"  # kind of what is owed: letters about a call, or that it was received
SAID = "distress_said"  # the letter about what was said on a call


class Unknown(Exception):
    """No report lies under this code."""


def call(code: str, *, past_the_leader: bool) -> DistressCall:
    """Alert whoever is to act; while a call to an office waits, calling it again is the same call. Raises `Unknown`."""
    columns = ("ticket", "receipt_hash", "region")
    report = Report.objects.only(*columns).filter(receipt_hash=receipts.digest(code)).first()
    linked = Case.objects.only("handler").filter(links__report=report, links__unlinked_at__isnull=True)
    case = linked.first() if report else None
    if report is None or case is None:
        raise Unknown
    today = _today(report)
    office = offices.in_office(offices.get(case.handler_id), today)
    above = offices.above(office) if past_the_leader else None
    told, bypassed = above or office, case.handler_id if above else None
    try:
        with transaction.atomic():
            made = DistressCall.objects.create(
                report=report,
                ticket=report.ticket,
                told=told,
                above=above is not None,
                bypasses_id=bypassed,
                raised_on=today,
            )
            status.tell([status.Told(report.receipt_hash, f"distress:{made.pk}", status.DISTRESS, today)])
            outbox.owe(OWED, ref=made.pk, key=f"distress:{made.pk}")
            log.record("report:distress", subject=report.pk, actor=REPORTER.reference, call=made.pk, told=told.code)
    except IntegrityError:
        return DistressCall.objects.only("report").get(report=report, told=told, received_on__isnull=True)
    return made


def receive(found: DistressCall, *, note: str, by: Actor) -> None:
    """Say that one has the call and what is done; its author reads the day. Raises `NotYours` and `Unmet`."""
    if not permissions.may(by.role, Action.UPDATE, DataGroup.STATUS, Context.CALLED):
        raise NotYours(str(_("Langkah ini bukan wewenang peran Anda.")))
    if by.user is None:
        message = "a call is received by an officer. Pass an Actor with a user"
        raise ValueError(message)
    told = offices.get(found.told_id)
    today = days.local_date(timezone.now(), told.zone)
    with transaction.atomic():
        waiting = DistressCall.objects.filter(pk=found.pk, received_on__isnull=True)
        if not waiting.update(received_on=today, received_by=by.user, note=note.strip()):
            raise Unmet(str(_("Panggilan ini sudah diterima.")))
        outbox.owe(OWED, ref=found.pk, key=f"distress:{found.pk}:received")
        log.record("report:distress_received", subject=found.report_id, actor=by.reference, call=found.pk)


def close(found: DistressCall, *, by: Actor) -> None:
    """The leader who was told has done what there was to do; what is said from now on is the office's again."""
    insist_on_hearing(found, by=by)
    with transaction.atomic():
        waiting = DistressCall.objects.filter(pk=found.pk, closed_on__isnull=True)
        today = days.local_date(timezone.now(), offices.get(found.told_id).zone)
        if waiting.update(closed_on=today, closed_by=by.user):
            log.record("report:distress_closed", subject=found.report_id, actor=by.reference, call=found.pk)


def settle(case: Case, *, by: Actor) -> None:
    """The office that was told has the case itself now: its calls about it are heard there and closed here."""
    reports = Report.objects.filter(links__case=case, links__unlinked_at__isnull=True).values("pk")
    calls = DistressCall.objects.filter(report__in=reports, told=case.handler_id, closed_on__isnull=True)
    received = calls.filter(above=True, received_on__isnull=False)
    today = days.local_date(timezone.now(), offices.region(case.region_id).zone)
    for found in received.only("report") if by.user else ():
        DistressCall.objects.filter(pk=found.pk).update(closed_on=today, closed_by=by.user)
        log.record("report:distress_closed", subject=found.report_id, actor=by.reference, call=found.pk)


def insist_on_hearing(found: DistressCall, *, by: Actor) -> None:
    """That somebody leads the office that was told, has received the call and not closed it; `NotYours`, `Unmet`."""
    hears = permissions.may(by.role, Action.CREATE, DataGroup.MESSAGES, Context.CALLED)
    if not hears or by.user is None or by.agency != found.told_id:
        raise NotYours(str(_("Langkah ini bukan wewenang peran Anda.")))
    if not found.above or found.received_on is None or found.closed_on is not None:
        raise Unmet(str(_("Terima panggilan ini lebih dahulu; setelah ditutup, pesannya tidak terbaca lagi di sini.")))


def past_the_leader(report: Report, *, handler: str) -> DistressCall | None:
    """The open call of this report of which the office that has it now is to learn nothing."""
    columns = ("report", "told", "received_on", "closed_on")
    calls = DistressCall.objects.only(*columns).filter(report=report, bypasses=handler, closed_on__isnull=True)
    return calls.order_by("-raised_on", "-pk").first()


def owe_letter(found: DistressCall, *, to: str, key: str) -> None:
    """Owe a neutral letter about what was said on a call: `to` its "author", or the "leader" who was told."""
    outbox.owe(SAID, ref=f"{found.pk}:{to}:{key}", key=f"said:{found.pk.hex}:{to}:{key}")


def said(refs: Sequence[str]) -> None:
    """In the worker: the letters that `owe_letter` has promised."""
    for ref in refs:
        pk, to, key = ref.split(":", 2)
        found = DistressCall.objects.only("told", "report").get(pk=pk)
        if to == "author":
            report = Report.objects.only("subject", "contact_given").get(pk=found.report_id)
            notices.ask_reporter(report, key=f"said:{found.pk.hex}:{key}")
            continue
        office = offices.get(found.told_id)
        for one in _at(office, Role.LEADER, timezone.localdate()):
            context = {"office": office.name}
            outbox.enqueue(
                "office_step", reference=f"user:{one}", context=context, key=f"said:{found.pk.hex}:{key}:{one}"
            )


def told(refs: Sequence[str]) -> None:
    """In the worker: letters of waiting calls to who is to act; of received ones, the day to their author."""
    for found in DistressCall.objects.only("told", "received_on", "report").filter(pk__in=list(refs)):
        if found.received_on is None:
            _alert(found)
            continue
        report = Report.objects.only("receipt_hash", "subject", "contact_given").get(pk=found.report_id)
        source = f"distress:{found.pk}:got"
        status.tell([status.Told(report.receipt_hash, source, status.DISTRESS_GOT, found.received_on)])
        notices.tell_reporter(report, key=f"distress:{found.pk}:got")


def _alert(found: DistressCall) -> None:
    today = timezone.localdate()
    office = offices.get(found.told_id)
    acting = next((one for one in _levels(office) if _at(one, Role.LEADER, today)), office)
    if acting.code != office.code:  # nobody leads there: the next level that somebody leads
        waiting = DistressCall.objects.filter(report=found.report_id, received_on__isnull=True)
        if not waiting.filter(told=acting).exists():
            waiting.filter(pk=found.pk).update(told=acting, above=True)
    keepers = access.on_call(visibility.custodians_of(office.code), at=timezone.now())
    people = sorted({*_at(acting, Role.LEADER, today), *keepers})
    outbox.enqueue_many(_letters(found, acting, people))


def _letters(found: DistressCall, office: Agency, people: Iterable[UUID]) -> Iterator[Post]:
    for one in people:
        yield Post("office_urgent", f"user:{one}", f"distress:{found.pk}:user:{one}", {"office": office.name})


def _levels(office: Agency) -> Iterator[Agency]:
    level: Agency | None = office
    while level is not None:
        yield level
        level = offices.above(level)


def _at(office: Agency, role: str, on: date) -> list[UUID]:
    return access.officers_of(office.code, role=role, on=on)


def _today(report: Report) -> date:
    return days.local_date(timezone.now(), offices.region(report.region_id).zone)
