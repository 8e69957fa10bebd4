"""The private key and what it opens. Imported by the vault process alone."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

from services.vault.models import Envelope, EnvelopeKind
from services.vault.refusals import Refused
from services.vault.sealing import KEY_BYTES, VERSION, Binding, binding_of, derive, key_id_of


class Record(Protocol):
    """`audit.log.record`, handed in by the composition root."""

    def __call__(
        self, action: str, *, subject: UUID | str | int, actor: str, at: datetime | None = None, **detail: object
    ) -> None: ...


class Tampered(Exception):
    """The ciphertext does not belong where it stands, or not to this key; says nothing more."""


class Opener:
    """Holds the private key (32 bytes) for the life of the vault process."""

    def __init__(self, private_key: bytes) -> None:
        if len(private_key) != KEY_BYTES:
            raise ValueError("the vault's private key must have 32 bytes. Check the key file")
        self._private = private_key
        self._public = bindings.crypto_scalarmult_base(private_key)
        self.key_id = key_id_of(self._public)

    def open(self, envelope: Envelope) -> dict[str, str]:
        """The fields of an envelope; raises `Tampered`."""
        padded = self._decrypt(envelope.key_id, bytes(envelope.ciphertext), binding_of(envelope))
        fields: dict[str, str] = json.loads(bindings.sodium_unpad(padded, len(padded)))
        return fields

    def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The key of one evidence file; raises `Tampered`."""
        return self._decrypt(key_id, bytes(wrapped), Binding(EnvelopeKind.FILE_KEY.value, key_id))

    def mark(self, text: bytes) -> str:
        """A keyed hash that only the holder of the private key can make."""
        return hashlib.blake2b(text, key=self._private, digest_size=32, person=b"netralitas-grant").hexdigest()

    def _decrypt(self, key_id: str, ciphertext: bytes, binding: Binding) -> bytes:
        version, ephemeral, sealed = ciphertext[:1], ciphertext[1:33], ciphertext[33:]
        if version != VERSION or key_id != self.key_id:
            raise Tampered
        try:
            shared = bindings.crypto_scalarmult(self._private, ephemeral)
            key, nonce = derive(shared, ephemeral, self._public)
            return bytes(bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, binding.encoded(), nonce, key))
        except (CryptoError, ValueError, TypeError) as error:
            raise Tampered from error


@dataclass(frozen=True)
class Desk:
    """What every verb of the vault needs: the key and the way into the audit."""

    opener: Opener
    record: Record

    def open(self, envelope: Envelope) -> dict[str, str]:
        """Open one envelope; one that was moved or changed raises an alarm in the audit and `Refused`."""
        try:
            return self.opener.open(envelope)
        except Tampered:
            self.record(
                "envelope:alarm", subject=envelope.subject, actor="vault", envelope=envelope.pk, kind=envelope.kind
            )
            raise Refused("tampered") from None
