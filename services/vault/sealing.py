"""Sealing with the vault's public key alone: whoever seals cannot open again.

X25519 with a fresh key per envelope, BLAKE2b to derive, XChaCha20-Poly1305 to encrypt. It proves
that a ciphertext stands where it was put, not who put it: anyone may seal, as with a letter box.
"""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl import bindings
from nacl.public import PrivateKey

from services.vault.models import Envelope, EnvelopeKind

__all__ = ["EnvelopeKind", "enrol", "seal", "wrap_key"]

VERSION = b"\x01"
KEY_BYTES = 32
SMALLEST, LARGEST_STEP = 1024, 64 * 1024


@dataclass(frozen=True)
class Binding:
    """Where a ciphertext belongs. It does not open anywhere else."""

    kind: str
    key_id: str
    subject: str = ""
    row: str = ""

    def encoded(self) -> bytes:
        """The associated data: a list, so that no two bindings share one spelling."""
        return json.dumps([VERSION.hex(), self.kind, self.key_id, self.subject, self.row]).encode("ascii")


def seal(kind: str, *, subject: UUID, fields: Mapping[str, str]) -> Envelope:
    """An unsaved envelope that holds `fields`; the caller stores it, several with one INSERT.

    The vault's mailer reads `email` of a contact and `name` of an identity. Whether there is an
    envelope at all is a fact about the reporter: seal none where nothing was given.
    """
    public, key_id = _public_key(settings.VAULT_PUBLIC_KEY)
    envelope = Envelope(kind=EnvelopeKind(kind), subject=subject, key_id=key_id)
    text = json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    envelope.ciphertext = encrypt(public, pad(text), binding_of(envelope))
    return envelope


def wrap_key(key: bytes) -> tuple[str, bytes]:
    """The key of one evidence file, wrapped to the vault: (key id, ciphertext)."""
    public, key_id = _public_key(settings.VAULT_PUBLIC_KEY)
    return key_id, encrypt(public, key, Binding(EnvelopeKind.FILE_KEY.value, key_id))


def enrol(account: UUID, *, person: str, secret: bytes) -> Envelope:
    """Seal an officer's code generator (the TOTP secret) and person hash, beside an earlier one if there is any.

    Called when the device is created. From then on the vault itself can check this officer's
    one-time codes and knows which person they belong to, whatever the portal claims later. Which of
    two is the officer's is for the vault to say (`factors`); the portal cannot take one away. The
    portal keeps its own copy of the secret for signing in, so an office that wants the two apart
    enrols a second device here. `person` must not be empty: a nameless account approves nothing.
    """
    if not person:
        raise ValueError("an account without a person hash cannot be enrolled. Record the officer's NIP first")
    fields = {"secret": secret.hex(), "person": person, "at": datetime.now(tz=UTC).isoformat(timespec="microseconds")}
    envelope = seal(EnvelopeKind.SECOND_FACTOR, subject=account, fields=fields)
    envelope.save(force_insert=True)
    return envelope


def current_key_id() -> str:
    """The id of the key that new envelopes are sealed to."""
    return _public_key(settings.VAULT_PUBLIC_KEY)[1]


def binding_of(envelope: Envelope) -> Binding:
    """The binding of a stored envelope: its own row, its kind, its subject, its key."""
    return Binding(str(envelope.kind), envelope.key_id, str(envelope.subject), str(envelope.pk))


def key_id_of(public: bytes) -> str:
    """A short name for a public key, so that an envelope says which key opens it."""
    return hashlib.blake2b(public, digest_size=8, person=b"netralitas-keyid").hexdigest()


def pad(text: bytes) -> bytes:
    """Padded to a bucket of 1, 2, 4 … 64 KiB, then multiples of 64: the length tells next to nothing."""
    size = SMALLEST
    while size <= len(text):
        size += min(size, LARGEST_STEP)
    return bindings.sodium_pad(text, size)


def derive(shared: bytes, ephemeral: bytes, public: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of one ciphertext; both fresh, because the ephemeral key is."""
    material = hashlib.blake2b(shared + ephemeral + public, digest_size=56, person=b"netralitas-seal1").digest()
    return material[:32], material[32:]


def encrypt(public: bytes, text: bytes, binding: Binding) -> bytes:
    """`text` to the holder of a public key, under a fresh key of its own."""
    ephemeral = PrivateKey.generate()
    visible = bytes(ephemeral.public_key)
    shared = bindings.crypto_scalarmult(bytes(ephemeral), public)
    key, nonce = derive(shared, visible, public)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(text, binding.encoded(), nonce, key)
    return VERSION + visible + sealed


@lru_cache(maxsize=4)
def _public_key(text: str) -> tuple[bytes, str]:
    try:
        public = urlsafe_b64decode(text)
    except ValueError:
        public = b""
    if len(public) != KEY_BYTES:
        raise ImproperlyConfigured(
            "VAULT_PUBLIC_KEY is not the URL-safe base64 of 32 bytes. Copy it from keys/vault_public"
        )
    return public, key_id_of(public)
