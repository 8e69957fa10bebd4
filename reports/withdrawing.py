"""A reporter takes a report back, which is possible until it is registered (Perbawaslu 7/2022 Pasal 14).

Who they are is then deleted from the vault. Where others reported the same act, the case goes on
for them; otherwise it ends, and the office may still look into what it tells as a tip.
"""

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from procedures import transitions
from procedures.enums import Event
from procedures.vocabulary import REPORTER
from regions import days, offices
from reports import enclosing, handling, messages, privacy, receipts, status
from reports.enums import Stage
from reports.models.case import NOTES, Case, CaseReport
from reports.models.report import WORDS, Report
from reports.status import Told
from services.audit import log
from services.notifications import outbox
from services.notifications.models import Message, MessageState

logger = logging.getLogger(__name__)
PURGE = "purge"  # kind of what is owed: a person's envelopes are still to be deleted
LINE = "bawaslu:withdraw"
NOTE = _("Laporan ini dicabut pelapornya. Kasus berjalan terus karena ada laporan lain tentang peristiwa yang sama.")


def withdraw(code: str) -> None:
    """Take back the report under this code; raises `handling.NothingToComplete` and `transitions.Refused`.

    The holder's page says so at once; letters and the deletion from the vault follow by the worker.
    """
    report = Report.objects.defer(*WORDS).filter(receipt_hash=receipts.digest(code)).first()
    links = CaseReport.objects.defer("reason").filter(report=report, unlinked_at__isnull=True)
    link = links.first() if report else None
    if report is None or link is None:
        raise handling.NothingToComplete
    with transaction.atomic():
        case = Case.objects.defer(*NOTES).select_for_update().get(pk=link.case_id)
        today = days.local_date(timezone.now(), offices.region(case.region_id).zone)
        if _others(case, report):
            _leave(case, report, code)
            Report.objects.filter(pk=report.pk).update(withdrawn_on=today)
            status.tell([Told(report.receipt_hash, f"withdraw:{report.pk}", LINE, today)])
        else:
            handling.withdraw(case)
        gone = {"stage": Stage.WITHDRAWN, "missing": [], "deadlines": []}
        status.write({report.receipt_hash: gone}, on=today)
        outbox.owe(PURGE, ref=report.pk, key=f"purge:{report.pk}")


def forget(n: int = 100) -> int:
    """Delete from the vault who withdrew, once their last letter has left; says how many.

    Not within a transaction: the vault writes by itself, and on SQLite it would wait for ours.
    """
    done = 0
    for row in outbox.claim((PURGE,), n):
        report = Report.objects.defer(*WORDS).get(pk=row.ref)
        enclosing.forget(report)
        if _is_owed_a_letter(report.subject):
            outbox.later(row, "LetterFirst", parks=False)
            continue
        try:
            privacy.purge(report, actor="system")
        except privacy.VaultDown as error:
            logger.warning("identity not purged yet: %s", type(error).__name__)
            outbox.later(row, error, parks=False)
        else:
            outbox.done(row)
            done += 1
    return done


def _others(case: Case, report: Report) -> bool:
    links = CaseReport.objects.filter(case=case, unlinked_at__isnull=True, report__withdrawn_on__isnull=True)
    return links.exclude(report=report).exists()


def _leave(case: Case, report: Report, code: str) -> None:
    """This report alone, under the same condition as a whole case; the office is told in words."""
    if report.withdrawn_on or not _may_withdraw(case):
        raise transitions.WrongState(str(_("Laporan ini tidak dapat dicabut lagi.")))
    log.record("report:withdraw", subject=report.pk, actor=REPORTER.reference, case=case.pk)
    with translation.override("id"):  # the office reads it, whatever the reporter reads
        messages.from_reporter(code, str(NOTE), with_step=True)


def _may_withdraw(case: Case) -> bool:
    return any(offer.event == Event.WITHDRAW for offer in transitions.available(case.leg(), by=REPORTER))


def _is_owed_a_letter(subject: UUID) -> bool:
    return Message.objects.filter(reference=f"envelope:{subject}", state=MessageState.WAITING).exists()
