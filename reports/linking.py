"""Reports of one act in one case: link and unlink. Nothing is merged away, every move stays on record.

Unlinking brings a report back to the case it was filed into, which has waited with its own history.
"""

from django.db import transaction
from django.utils import timezone

from procedures.vocabulary import Actor
from regions import days, offices
from reports import status, stories
from reports.models.case import Case, CaseReport
from reports.models.report import Report
from services.audit import log


class NotLinkable(Exception):
    """The report lies there already, or another office handles the other case."""


def link(report: Report, into: Case, *, by: Actor, reason: str = "") -> None:
    """Put a report into the case of the same act; both cases must be handled by the actor's office."""
    with transaction.atomic():
        current = _current(report)
        if current.case_id == into.pk or current.case.handler_id != into.handler_id or into.handler_id != by.agency:
            raise NotLinkable
        _move(current, into, by=by, reason=reason)
        log.record("case:link", subject=into.pk, actor=by.reference, report=report.pk, former=current.case_id)


def unlink(report: Report, *, by: Actor, reason: str = "") -> Case:
    """Bring a report back to its own case; that case."""
    with transaction.atomic():
        current = _current(report)
        own = CaseReport.objects.filter(report=report).select_related("case").order_by("pk")[0].case
        if current.case_id == own.pk or current.case.handler_id != by.agency:
            raise NotLinkable
        _move(current, own, by=by, reason=reason)
        log.record("case:unlink", subject=current.case_id, actor=by.reference, report=report.pk, back_to=own.pk)
    return own


def _current(report: Report) -> CaseReport:
    rows = CaseReport.objects.select_for_update(of=("self",)).filter(report=report, unlinked_at__isnull=True)
    return rows.select_related("case").get()


def _move(current: CaseReport, into: Case, *, by: Actor, reason: str) -> None:
    now = timezone.now()
    CaseReport.objects.filter(pk=current.pk).update(unlinked_at=now)
    CaseReport.objects.create(case=into, report_id=current.report_id, linked_at=now, linked_by=by.user, reason=reason)
    for case in (current.case, into):
        case.report_count = CaseReport.objects.filter(case=case, unlinked_at__isnull=True).count()
        case.save(update_fields=["report_count"])
    today = days.local_date(now, offices.region(into.region_id).zone)
    for progress in stories.progress_of([current.case, into]):
        status.write(stories.standings(progress), on=today)
