"""The seeds of officers' code apps, sealed at rest: who reads the database computes no code of anybody.

The key is a file of the staff room's process alone (`DEVICE_KEY`), no part of the database and of no dump. A sealed
seed says by four letters which key it needs, so that there may be a newer one; it is bound to its account, so that
nobody gets another's by moving a row, and nobody without the key can put one of their own in its place. The vault
has a copy of its own, sealed to its own key.

XChaCha20-Poly1305 with a random nonce, as everywhere here; 24 + 20 + 16 bytes in base85 behind the key's name are
the 80 characters that the column of django-otp holds.
"""

import hashlib
import json
from base64 import b85decode, b85encode
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random

SEED_BYTES = 20
NONCE_BYTES = 24
PURPOSE, NAMING = b"netralitas-seed1", b"netralitas-seedk"


class Unreadable(Exception):
    """This is no sealed seed of this account, or its key is not here; says nothing more."""


def fresh() -> bytes:
    """A new seed."""
    return bytes(random(SEED_BYTES))


def seal(account: UUID, seed: bytes) -> str:
    """The seed as the database keeps it, under the newest key; raises `ImproperlyConfigured` where there is none."""
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes, or it does not fit into its column once sealed")
    if not settings.DEVICE_KEYS:
        raise ImproperlyConfigured("DEVICE_KEY is not set. Give this process the file of the staff room's secrets")
    text = settings.DEVICE_KEYS[0]
    key, nonce = _key(text), bytes(random(NONCE_BYTES))
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(seed, _bound(account, name(text)), nonce, key)
    return f"{name(text)}.{b85encode(nonce + sealed).decode('ascii')}"


def unseal(account: UUID, sealed: str) -> bytes:
    """The seed of this account; raises `Unreadable`."""
    called, _dot, text = sealed.partition(".")
    try:
        raw = b85decode(text)
        for key in (_key(one) for one in settings.DEVICE_KEYS if name(one) == called):
            return bytes(
                bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                    raw[NONCE_BYTES:], _bound(account, called), raw[:NONCE_BYTES], key
                )
            )
    except (CryptoError, ValueError, TypeError):
        raise Unreadable from None
    raise Unreadable


def is_newest(sealed: str) -> bool:
    """Whether it lies under the newest key."""
    return bool(settings.DEVICE_KEYS) and sealed.partition(".")[0] == name(settings.DEVICE_KEYS[0])


@lru_cache(maxsize=8)
def name(text: str) -> str:
    """What a sealed seed calls its key: four letters that tell nothing of it."""
    return hashlib.blake2b(text.encode(), digest_size=2, person=NAMING).hexdigest()


@lru_cache(maxsize=8)
def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=32, person=PURPOSE).digest()


def _bound(account: UUID, called: str) -> bytes:
    return json.dumps(["code-app", str(account), called]).encode("ascii")
