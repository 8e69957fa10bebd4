"""What has had its time goes: drafts, answers to repeated API calls, and evidence nobody handed in after all."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from reports import exhibits
from reports.models.report import ApiAnswer, Draft, Exhibit
from services.evidence import store
from services.evidence.models import Original

BATCH = 500


def sweep() -> dict[str, int]:
    """Delete what has expired; how many rows of each. Safe to run twice and at once."""
    drafts, _of_each = Draft.objects.filter(expires_at__lte=timezone.now()).delete()
    # Answers are kept for 24 hours of real time, whatever the case time of a demo says.
    answers, _of_each = ApiAnswer.objects.filter(expires_at__lte=datetime.now(tz=UTC)).delete()
    return {"drafts": drafts, "answers": answers, "exhibits": _orphans()}


def _orphans() -> int:
    """Evidence under a code that never became a report and has no draft any more, with its files."""
    draft = Draft.objects.filter(receipt_hash=OuterRef("receipt_hash"))
    unowned = Exhibit.objects.defer("link").filter(report__isnull=True)
    lost = list(unowned.exclude(Exists(draft))[:BATCH])
    with transaction.atomic():
        gone, _of_each = (
            Exhibit.objects.defer("link").filter(pk__in=[row.pk for row in lost], report__isnull=True).delete()
        )
        files = {row.original for row in lost if row.original}
        for original in Original.objects.filter(pk__in=files - exhibits.used_by(files)):
            store.purge(original)
    return gone
