"""Unfinished filings: ciphertext under a key made of the code, which only its holder has.

A draft lives for seven days after its last save. Nobody at the portal can read one. The photo of an
identity card lies beside the answers, under a key of its own, so that saving these need not move it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from nacl import bindings
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import SecretBox

from reports import receipts
from reports.models.report import Draft

LIFE = timedelta(days=7)
BLOCK = 1024  # contents are padded to this, so that their length tells nothing
# Every page of a filing opens its draft, and composing a query costs ten times what running this one does.
FIND = "SELECT ciphertext, card IS NOT NULL FROM reports_draft WHERE receipt_hash = %s AND expires_at > %s"
# A save replaces the version its page was made from, or begins: where another save came first, it changes nothing.
BEGIN = """
    INSERT INTO reports_draft (receipt_hash, ciphertext, updated_at, expires_at, card) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (receipt_hash) DO UPDATE
    SET ciphertext = excluded.ciphertext, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
        card = excluded.card
    WHERE reports_draft.expires_at <= excluded.updated_at
"""
KEEP = """
    UPDATE reports_draft SET ciphertext = %s, updated_at = %s, expires_at = %s
    WHERE receipt_hash = %s AND substr(ciphertext, 1, 24) = %s
"""
KEEP_CARD = """
    UPDATE reports_draft SET ciphertext = %s, updated_at = %s, expires_at = %s, card = %s
    WHERE receipt_hash = %s AND substr(ciphertext, 1, 24) = %s
"""
TAKE = "DELETE FROM reports_draft WHERE receipt_hash = %s RETURNING card"
TAKE_READ = "DELETE FROM reports_draft WHERE receipt_hash = %s AND substr(ciphertext, 1, 24) = %s RETURNING card"
CARD, CARD_BLOCK = "card", 64 * 1024  # where a draft says that there is one; what a photo is padded to, in bytes
MOST = 400_000  # bytes of JSON; every field at twice its limit, in any script, fits


class TooLarge(ValueError):
    """A draft holds more than any form of ours can send."""


class Overtaken(Exception):
    """The draft was saved, filed or destroyed since it was loaded; nothing was written."""


class Loaded(dict[str, Any]):
    """What was typed so far. `version` tells it from what any other save kept; empty before the first one."""

    version = b""


@dataclass(frozen=True, slots=True)
class Left:
    """What a draft leaves to its filing besides the answers: the photo of an identity card, where there is one."""

    card: bytes | None


def open(code: str) -> None:
    """Make an empty draft for a fresh code; one that exists already stays as it is."""
    now = timezone.now()
    draft = Draft(receipt_hash=receipts.digest(code), ciphertext=seal(code, {}), updated_at=now, expires_at=now + LIFE)
    Draft.objects.bulk_create([draft], ignore_conflicts=True)


def load(code: str) -> Loaded | None:
    """What was typed so far, `CARD` in it where a photo lies beside it; None for no draft, or an expired one."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [receipts.digest(code), _stored(timezone.now())])
        row = cursor.fetchone()
    sealed = bytes(row[0]) if row else b""
    typed = unseal(code, sealed) if row else None
    if typed is None:
        return None
    data = Loaded(typed)
    data.version = _version(sealed)
    # The column is asked, not what was saved: two tabs may have saved in any order.
    data.pop(CARD, None)
    if row[1]:
        data[CARD] = True
    return data


def save(code: str, data: Mapping[str, Any], *, over: bytes = b"") -> bytes:
    """Keep what was typed in place of the version `over`, none for a new draft; extends its life. One statement.

    Returns the version that is kept now. Raises `Overtaken` and `TooLarge`.
    """
    row = _row(code, data)
    return _keep(KEEP, [*row[1:], row[0], over], row[1]) if over else _keep(BEGIN, [*row, None], row[1])


def save_card(code: str, data: Mapping[str, Any], card: bytes | None, *, over: bytes = b"") -> bytes:
    """As `save`, with another photo of an identity card, or from now on none. One statement."""
    row, photo = _row(code, data), _seal_card(code, card) if card else None
    return _keep(KEEP_CARD, [*row[1:], photo, row[0], over], row[1]) if over else _keep(BEGIN, [*row, photo], row[1])


def exists(code: str) -> bool:
    """Whether a draft that has not expired lies under this code."""
    return Draft.objects.filter(receipt_hash=receipts.digest(code), expires_at__gt=timezone.now()).exists()


def destroy(code: str) -> bool:
    """Drop the draft; whether there was one. One statement."""
    gone, _of_each = Draft.objects.filter(receipt_hash=receipts.digest(code)).delete()
    return gone > 0


def take(code: str, *, over: bytes = b"") -> Left | None:
    """Drop the draft for good and hand over what its filing needs; None where there was none. One statement.

    With `over` only in the version that was read: a draft that was saved since then stays, and counts as none.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE_READ if over else TAKE, [receipts.digest(code), *([over] if over else ())])
        row = cursor.fetchone()
    return Left(_unseal_card(code, bytes(row[0])) if row[0] is not None else None) if row else None


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


def _row(code: str, data: Mapping[str, Any]) -> list[Any]:
    now = timezone.now()
    return [receipts.digest(code), seal(code, data), _stored(now), _stored(now + LIFE)]


def _keep(statement: str, values: list[Any], sealed: bytes) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if not cursor.rowcount:
            raise Overtaken
    return _version(sealed)


def _version(sealed: bytes) -> bytes:
    """What tells one ciphertext from any other: its nonce, which is random each time."""
    return sealed[: SecretBox.NONCE_SIZE]


def _seal_card(code: str, card: bytes) -> bytes:
    padded = bindings.sodium_pad(card, CARD_BLOCK)
    return bytes(SecretBox(key(code, b"draft-card")).encrypt(padded))


def _unseal_card(code: str, ciphertext: bytes) -> bytes | None:
    try:
        padded = SecretBox(key(code, b"draft-card")).decrypt(ciphertext)
    except (CryptoError, ValueError):
        return None
    return bytes(bindings.sodium_unpad(padded, len(padded)))


def _stored(moment: datetime) -> Any:
    """A moment as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


def key(secret: str, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose (at most 16 bytes), made of a secret of at least 128 random bits."""
    # BLAKE2b with a personalisation is a key derivation by itself; a slow one would protect
    # secrets that people choose, and these are random.
    return blake2b(secret.encode(), digest_size=SecretBox.KEY_SIZE, person=purpose, encoder=RawEncoder)
