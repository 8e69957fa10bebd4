"""What follows from a clock that was stopped, started again or moved by a late holiday.

The status page of the reporters says so in plain words, the queue row takes the new end, and the
holder of a moved clock is written to. Runs in the relay; a second time changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from procedures.enums import Holder
from procedures.models import Deadline
from regions import days, offices
from reports import notices, queue, status, stories
from reports.models.case import Case
from reports.stories import Progress
from services.notifications import outbox


def told(refs: Sequence[str]) -> None:
    """Work off owed clocks, by the ids of their deadlines."""
    rows = list(Deadline.objects.filter(pk__in=list(refs)).select_related("proceeding").prefetch_related("pauses"))
    cases = stories.of_legs({row.proceeding_id: row.proceeding for row in rows}.values())
    progresses = {one.case.pk: one for one in stories.progress_of({case.pk: case for case in cases.values()}.values())}
    status.hold(report.receipt_hash for one in progresses.values() for report in one.reports)
    status.tell(line for row in rows for line in _lines(row, _of(row, cases, progresses)))
    for progress in progresses.values():
        if progress.leg is not None:
            queue.refresh(progress.case, progress.leg)
        status.write(stories.standings(progress), on=_today(progress.case))
    outbox.enqueue_many(notices.moved(row for row in rows if row.moved_from and row.ended_at is None))


def _of(row: Deadline, cases: dict[UUID, Case], progresses: dict[UUID, Progress]) -> Progress | None:
    case = cases.get(row.proceeding_id)
    return progresses.get(case.pk) if case else None


def _lines(row: Deadline, progress: Progress | None) -> Iterable[status.Told]:
    if progress is None:
        return
    office = offices.get(row.proceeding.agency_id).name
    for source, code, on in _events(row):
        for report in progress.reports:
            yield status.Told(receipt_hash=report.receipt_hash, source=source, code=code, on=on, office=office)


def _events(row: Deadline) -> Iterable[tuple[str, str, date]]:
    for pause in row.pauses.all():
        yield f"pause:{pause.pk}", f"clock:pause:{pause.reason}", pause.since
        if pause.until:
            yield f"pause:{pause.pk}:ended", "clock:resume", pause.until
    if row.moved_from and row.holder != Holder.NOBODY:
        yield f"moved:{row.pk}:{row.calendar_version}", "clock:moved", days.local_date(timezone.now(), row.zone)


def _today(case: Case) -> date:
    return days.local_date(timezone.now(), offices.region(case.region_id).zone)
