"""The private key and what it opens. Imported by the vault process alone."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

from services.vault.models import Envelope, EnvelopeKind
from services.vault.officers import Officers
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
    """Holds the private keys (32 bytes each) for the life of the vault process: the newest, and older ones.

    Every one opens what was sealed to it; marks are made with the newest.
    """

    def __init__(self, private_key: bytes, *older: bytes) -> None:
        keys = (private_key, *older)
        if any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("the vault's private key must have 32 bytes. Check the key file")
        pairs = [_Pair(key, bindings.crypto_scalarmult_base(key)) for key in keys]
        self._pairs = {key_id_of(pair.public): pair for pair in pairs}
        self.key_id = key_id_of(pairs[0].public)
        self.public = pairs[0].public

    @property
    def key_ids(self) -> frozenset[str]:
        """The ids of all keys held."""
        return frozenset(self._pairs)

    def open(self, envelope: Envelope) -> dict[str, str]:
        """The fields of an envelope; raises `Tampered`."""
        padded = self.padded(envelope)
        fields: dict[str, str] = json.loads(bindings.sodium_unpad(padded, len(padded)))
        return fields

    def padded(self, envelope: Envelope) -> bytes:
        """What was sealed, padding included; raises `Tampered`."""
        return self._decrypt(envelope.key_id, bytes(envelope.ciphertext), binding_of(envelope))

    def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The key of one evidence file; raises `Tampered`."""
        return self._decrypt(key_id, bytes(wrapped), Binding(EnvelopeKind.FILE_KEY.value, key_id))

    def mark(self, text: bytes) -> str:
        """A keyed hash that only the holder of the private key can make."""
        return _marked_with(self._pairs[self.key_id], text)

    def marked(self, text: bytes, mark: str) -> bool:
        """Whether this vault made the mark, with the newest key or an older one."""
        return any(hmac.compare_digest(_marked_with(pair, text), mark) for pair in self._pairs.values())

    def _decrypt(self, key_id: str, ciphertext: bytes, binding: Binding) -> bytes:
        version, ephemeral, sealed = ciphertext[:1], ciphertext[1:33], ciphertext[33:]
        pair = self._pairs.get(key_id)
        if version != VERSION or pair is None:
            raise Tampered
        try:
            shared = bindings.crypto_scalarmult(pair.private, ephemeral)
            key, nonce = derive(shared, ephemeral, pair.public)
            return bytes(bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, binding.encoded(), nonce, key))
        except (CryptoError, ValueError, TypeError) as error:
            raise Tampered from error


@dataclass(frozen=True)
class _Pair:
    private: bytes
    public: bytes


def _marked_with(pair: _Pair, text: bytes) -> str:
    return hashlib.blake2b(text, key=pair.private, digest_size=32, person=b"netralitas-grant").hexdigest()


@dataclass(frozen=True)
class Desk:
    """What every verb of the vault needs: the key, the way into the audit, and who is an officer."""

    opener: Opener
    record: Record
    officers: Officers

    def open(self, envelope: Envelope) -> dict[str, str]:
        """Open one envelope; one that was moved or changed raises an alarm in the audit and `Refused`."""
        try:
            return self.opener.open(envelope)
        except Tampered:
            self.record(
                "envelope:alarm", subject=envelope.subject, actor="vault", envelope=envelope.pk, kind=envelope.kind
            )
            raise Refused("tampered") from None
