"""One key, one filing: the answer to an Idempotency-Key is kept for 24 hours, sealed.

The key of the seal is made of the caller's key and the body, so that whoever has the table learns
no code, and a different body under the same key does not open it. Real time, not case time.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from reports.models.report import ApiAnswer

SHORTEST, LONGEST = 16, 200
KEPT = timedelta(hours=24)


class OtherBody(Exception):
    """The key was used for another body."""


def digest(key: str) -> str:
    """What the table knows of a key."""
    return hmac.new(settings.ANSWER_KEY.encode(), key.encode(), sha256).hexdigest()


def recall(key: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answer given before; None where there is none (any more); raises `OtherBody`."""
    row = ApiAnswer.objects.filter(key_hash=digest(key)).first()
    if row is None:
        return None
    if row.expires_at <= datetime.now(tz=UTC):
        row.delete()
        return None
    try:
        plain = SecretBox(_seal_key(key, body)).decrypt(bytes(row.ciphertext))
    except CryptoError as error:
        raise OtherBody from error
    answer: dict[str, Any] = json.loads(plain)
    return answer


def remember(key: str, body: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Keep an answer, in the transaction of the filing. A second one for the key is an IntegrityError."""
    sealed = SecretBox(_seal_key(key, body)).encrypt(json.dumps(answer).encode())
    expires_at = datetime.now(tz=UTC) + KEPT
    ApiAnswer.objects.create(key_hash=digest(key), ciphertext=bytes(sealed), expires_at=expires_at)


def _seal_key(key: str, body: Mapping[str, Any]) -> bytes:
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return blake2b(canonical.encode(), key=sha256(key.encode()).digest(), digest_size=SecretBox.KEY_SIZE).digest()
