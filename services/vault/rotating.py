"""Changing the vault's key: what was sealed to an older one is sealed anew to the newest, row by row.

Nothing is written down of how far it came: the key id of each row says it. So it may be stopped and
begun again at any moment, while others seal, open and purge.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from services.vault.models import Envelope, EnvelopeKind
from services.vault.opening import Desk, Tampered
from services.vault.refusals import Refused
from services.vault.sealing import Binding, binding_of, encrypt

AT_A_TIME = 8  # rows in memory at once: a photo of an identity card is heavy
HEAVIEST = 32 * 1024 * 1024  # bytes after which a batch ends early, so that its answer comes in time


@dataclass(frozen=True)
class Progress:
    """What one batch did: envelopes sealed anew, those that do not open, and the last one it looked at."""

    done: int
    failed: int
    last: UUID | None


def rewrap(desk: Desk, *, after: UUID | None, n: int) -> Progress:
    """Seal up to `n` envelopes of older keys anew, in the order of their ids from `after` on; fewer if heavy.

    One that does not open stays as it is and raises an alarm in the audit.
    """
    older = Envelope.objects.exclude(key_id=desk.opener.key_id).order_by("pk")
    rows = older.filter(pk__gt=after)[:n] if after else older[:n]
    done = seen = weight = 0
    last: UUID | None = None
    with transaction.atomic():
        for row in rows.iterator(chunk_size=AT_A_TIME):
            weight += len(row.ciphertext)
            done += _anew(desk, row)
            seen, last = seen + 1, row.pk
            if weight >= HEAVIEST:
                break
    return Progress(done, seen - done, last)


def rewrap_keys(desk: Desk, wrapped: Iterable[tuple[str, bytes]]) -> list[bytes | None]:
    """Keys of evidence files, wrapped anew to the newest key and never shown; None for one that does not open."""
    binding = Binding(EnvelopeKind.FILE_KEY.value, desk.opener.key_id)
    found: list[bytes | None] = []
    for key_id, ciphertext in wrapped:
        try:
            found.append(encrypt(desk.opener.public, desk.opener.unwrap(key_id, ciphertext), binding))
        except Tampered:
            found.append(None)
    return found


def _anew(desk: Desk, row: Envelope) -> bool:
    before = row.key_id
    try:
        desk.open(row)  # with its alarm; what it says stays in this process
    except Refused:
        return False
    padded = desk.opener.padded(row)
    row.key_id = desk.opener.key_id
    ciphertext = encrypt(desk.opener.public, padded, binding_of(row))
    # Purged meanwhile, it stays purged; sealed anew by another run, it is done as well.
    Envelope.objects.filter(pk=row.pk, key_id=before).update(key_id=row.key_id, ciphertext=ciphertext)
    return True
