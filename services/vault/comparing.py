"""Comparing a text that is to leave with the people behind a case: yes or no, per field.

Asking often enough would be a way to guess a name word by word, so an account may ask only so often
in an hour. Nothing is written here: who asks does so in the middle of a transaction and puts the
answer on its own record; on SQLite a second writer would wait for it in vain.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from uuid import UUID

from services.vault.matching import Text, betrayed
from services.vault.models import Envelope, EnvelopeKind
from services.vault.opening import Desk
from services.vault.refusals import Refused

COMPARED = (EnvelopeKind.IDENTITY, EnvelopeKind.CONTACT, EnvelopeKind.WITNESS)
AN_HOUR, MOST_AN_HOUR = 3600.0, 120

_lock = threading.Lock()
_asked: dict[UUID, deque[float]] = defaultdict(deque)  # when each account asked; begins anew with the process


def compare(desk: Desk, subjects: Sequence[UUID], text: str, *, spared: Sequence[str], account: UUID) -> list[str]:
    """What of the sealed people the text gives away, as `identity:name` or `witness:phone`; empty when nothing.

    Raises `Refused` where the account asks too often or an envelope was tampered with.
    """
    _pace(account)
    said = Text(text)
    found: set[str] = set()
    for envelope in Envelope.objects.filter(subject__in=subjects, kind__in=COMPARED).order_by("pk"):
        fields = betrayed(said, desk.open(envelope), spared=spared)
        found |= {f"{envelope.kind}:{field}" for field in fields}
    return sorted(found)


def _pace(account: UUID) -> None:
    now = time.monotonic()
    with _lock:
        recent = _asked[account]
        while recent and now - recent[0] >= AN_HOUR:
            recent.popleft()
        if len(recent) >= MOST_AN_HOUR:
            raise Refused("too_often")
        recent.append(now)
