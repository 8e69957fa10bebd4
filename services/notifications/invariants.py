"""What must always hold in the post office: no letter waits without anyone owing it, none is owed once gone."""

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from services.notifications.models import Message, MessageState, Owed


def counts() -> dict[str, int]:
    """Violations by rule; all must be zero."""
    owed = Exists(_debts().filter(done_at__isnull=True))
    waiting = Message.objects.filter(state=MessageState.WAITING)
    gone = Message.objects.exclude(state=MessageState.WAITING)
    return {
        "letter_waits_and_nobody_owes_it": waiting.exclude(owed).count(),
        "letter_is_gone_and_still_owed": gone.filter(owed).count(),
        "sent_letter_without_a_moment": Message.objects.filter(state=MessageState.SENT, sent_at=None).count(),
    }


def _debts() -> QuerySet[Owed]:
    return Owed.objects.filter(kind="message", key=Concat(Value("message:"), OuterRef("key")))
