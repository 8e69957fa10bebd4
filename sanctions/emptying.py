"""What is left of what followed a package when its time is over: numbers, days, kinds and causes, and no sentence."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from sanctions.models.decision import Decision, Execution
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation

GONE = "–"  # an end has a reason, always


def empty(packages: Iterable[UUID]) -> None:
    """Delete the sentences that offices wrote about the persons of these packages; what was decided stays."""
    about = {"respondent__package__in": list(packages)}
    with transaction.atomic():
        Recommendation.objects.filter(**about).update(text="")
        Document.objects.filter(**about).update(text="")
        Decision.objects.filter(**about).update(mismatch_reason="")
        Ending.objects.filter(**about).update(reason=GONE)
        Execution.objects.filter(decision__respondent__package__in=about["respondent__package__in"]).update(note="")
