"""What has had its time goes: drafts, answers to repeated API calls, and evidence nobody handed in after all."""

from datetime import UTC, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from reports.models.report import ApiAnswer, Draft, Exhibit

BATCH = 500


def sweep() -> dict[str, int]:
    """Delete what has expired; how many rows of each. Safe to run twice and at once."""
    drafts, _of_each = Draft.objects.filter(expires_at__lte=timezone.now()).delete()
    # Answers are kept for 24 hours of real time, whatever the case time of a demo says.
    answers, _of_each = ApiAnswer.objects.filter(expires_at__lte=datetime.now(tz=UTC)).delete()
    return {"drafts": drafts, "answers": answers, "exhibits": _orphans()}


def _orphans() -> int:
    """Evidence under a code that never became a report and has no draft any more. Its file goes by its own sweep."""
    draft = Draft.objects.filter(receipt_hash=OuterRef("receipt_hash"))
    lost = Exhibit.objects.filter(report__isnull=True).exclude(Exists(draft)).values_list("pk", flat=True)[:BATCH]
    gone, _of_each = Exhibit.objects.filter(pk__in=list(lost)).delete()
    return gone
