"""Unfinished filings: ciphertext under a key made of the code, which only its holder has.

A draft lives for seven days after its last save. Nobody at the portal can read one.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import SecretBox

from reports import receipts
from reports.models.report import Draft

LIFE = timedelta(days=7)
BLOCK = 1024  # contents are padded to this, so that their length tells nothing
# Every page of a filing opens its draft, and composing a query costs ten times what running this one does.
FIND = "SELECT ciphertext FROM reports_draft WHERE receipt_hash = %s AND expires_at > %s"
KEEP = """
    INSERT INTO reports_draft (receipt_hash, ciphertext, updated_at, expires_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (receipt_hash) DO UPDATE
    SET ciphertext = excluded.ciphertext, updated_at = excluded.updated_at, expires_at = excluded.expires_at
"""
MOST = 400_000  # bytes of JSON; every field at twice its limit, in any script, fits


class TooLarge(ValueError):
    """A draft holds more than any form of ours can send."""


def open(code: str) -> None:
    """Make an empty draft for a fresh code; one that exists already stays as it is."""
    now = timezone.now()
    draft = Draft(receipt_hash=receipts.digest(code), ciphertext=seal(code, {}), updated_at=now, expires_at=now + LIFE)
    Draft.objects.bulk_create([draft], ignore_conflicts=True)


def load(code: str) -> dict[str, Any] | None:
    """What was typed so far; None where there is no draft, or it has expired."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [receipts.digest(code), _stored(timezone.now())])
        row = cursor.fetchone()
    return unseal(code, bytes(row[0])) if row else None


def save(code: str, data: Mapping[str, Any]) -> None:
    """Keep what was typed and extend the draft's life; raises `TooLarge`. One statement."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [receipts.digest(code), seal(code, data), _stored(now), _stored(now + LIFE)])


def exists(code: str) -> bool:
    """Whether a draft that has not expired lies under this code."""
    return Draft.objects.filter(receipt_hash=receipts.digest(code), expires_at__gt=timezone.now()).exists()


def destroy(code: str) -> bool:
    """Drop the draft; whether there was one. One statement."""
    gone, _of_each = Draft.objects.filter(receipt_hash=receipts.digest(code)).delete()
    return gone > 0


def seal(secret: str, data: Mapping[str, Any], *, purpose: bytes = b"draft") -> bytes:
    """JSON data as ciphertext under a key made of `secret`, which must hold at least 128 random bits.

    Equal secrets give other keys for another `purpose` (at most 16 bytes). Raises `TooLarge`.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
    if len(text) > MOST:
        raise TooLarge
    padded = text.ljust(-(-(len(text) + 1) // BLOCK) * BLOCK)  # JSON ends where its blanks begin
    return bytes(SecretBox(key(secret, purpose)).encrypt(padded))


def unseal(secret: str, ciphertext: bytes, *, purpose: bytes = b"draft") -> dict[str, Any] | None:
    """The data again; None where the ciphertext was made under another secret or has been changed."""
    try:
        text = SecretBox(key(secret, purpose)).decrypt(ciphertext)
    except (CryptoError, ValueError):
        return None
    data: dict[str, Any] = json.loads(text.decode(errors="surrogatepass"))
    return data


def _stored(moment: datetime) -> Any:
    """A moment as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


def key(secret: str, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose (at most 16 bytes), made of a secret of at least 128 random bits."""
    # BLAKE2b with a personalisation is a key derivation by itself; a slow one would protect
    # secrets that people choose, and these are random.
    return blake2b(secret.encode(), digest_size=SecretBox.KEY_SIZE, person=purpose, encoder=RawEncoder)
