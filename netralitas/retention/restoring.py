"""After a restore: what was deleted goes again, and no letter of the time before leaves by itself.

Runs while nothing else does, as the owner of the database. Everything that is due is worked off first,
so that the letters it makes exist, and then all of them wait for a person: which of them had left
between the backup and the loss, nobody can know.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from netralitas import breaches
from netralitas.retention import emptying
from procedures import reminders
from reports import destroying, relay
from services.accounts import access
from services.audit import log
from services.notifications import outbox
from services.notifications.models import Message, MessageState

HELD = "Restored"


def restored() -> dict[str, int]:
    """Replay the deletion ledger and fence the post; how much of each. Once per restore: it holds every letter."""
    with outbox.without_nudges():
        back = {**destroying.replay(), "cases": emptying.replay()}
        _until_none(lambda: relay.run(100))
        reminders.scan(has_officer=access.has_officer, attending=access.attending)
        _until_none(lambda: relay.run(100))
        _until_none(lambda: breaches.run(100))
        held = outbox.hold("message", trouble=HELD)
        log.record(
            "portal:restored",
            subject="portal",
            actor="system",
            letters=held,
            envelopes=back["envelopes"],
            reports=back["reports"],
            files=back["files"],
            cases=back["cases"],
        )
    return {**back, "letters": held}


def discard() -> int:
    """Let no held letter leave, ever: they had all gone out before the loss. How many."""
    with transaction.atomic():
        held = outbox.parked().filter(kind="message", trouble=HELD)
        letters = Message.objects.filter(pk__in=[row.ref for row in held], state=MessageState.WAITING)
        count = letters.update(state=MessageState.DROPPED, trouble="restored")
        held.update(done_at=timezone.now())
        log.record("portal:letters_discarded", subject="portal", actor="system", letters=count)
    return count


def _until_none(work: Callable[[], int]) -> None:
    while work():
        continue
