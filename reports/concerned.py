"""Which reporters a failure to protect personal data concerns, and how they are told: their page, and a letter.

The letter is the same for everybody and says nothing of a report; what happened stands on the page alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from regions import days, offices
from reports import status
from reports.models.case import CaseReport, FormerHandler
from reports.models.report import Report
from reports.status import Told
from services.notifications import outbox
from services.notifications.outbox import Post

LETTER = "reporter_breach"
NEEDED = ("id", "subject", "receipt_hash", "region", "contact_given", "identity_purged_on")


@dataclass(frozen=True, slots=True)
class Selection:
    """Reports of one office, handled there now or before, that came between two days; what is empty narrows nothing."""

    office: str = ""
    since: date | None = None
    until: date | None = None


def reports(selection: Selection) -> QuerySet[Report]:
    """The reports that are meant and still have a page, by their key."""
    found = Report.objects.filter(destroyed_on__isnull=True)
    if selection.since:
        found = found.filter(received_on__gte=selection.since)
    if selection.until:
        found = found.filter(received_on__lte=selection.until)
    if selection.office:
        former = FormerHandler.objects.filter(case=OuterRef("case"), agency=selection.office)
        links = CaseReport.objects.filter(report=OuterRef("pk"), unlinked_at__isnull=True)
        found = found.filter(Exists(links.filter(Q(case__handler=selection.office) | Exists(former))))
    return found.only(*NEEDED).order_by("pk")


def reachable(report: Report) -> bool:
    """Whether the vault may hold an address to write to."""
    return report.contact_given and report.identity_purged_on is None


def tell(found: Sequence[Report], *, code: str, source: str) -> int:
    """Write the line on these pages and owe the letters; how many letters. The same `source` tells nobody twice."""
    now = timezone.now()
    status.tell(
        Told(one.receipt_hash, source, code, days.local_date(now, offices.region(one.region_id).zone)) for one in found
    )
    letters = [Post(LETTER, f"envelope:{one.subject}", f"{source}:{one.pk}") for one in found if reachable(one)]
    outbox.enqueue_many(letters)
    return len(letters)
