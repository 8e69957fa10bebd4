"""Sealed envelopes, enrolled officers, and the desk inside the vault process."""

import json
import secrets
import time
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from netralitas import keys, vault_officers
from services.accounts.models import User
from services.audit import log
from services.evidence import store
from services.vault import client, comparing, one_time, sealing
from services.vault.daemon import Vault
from services.vault.models import CodeUse, Envelope, EnvelopeKind
from services.vault.opening import Desk, Opener
from tests.factories import accounts


def private_key() -> bytes:
    """The private key that belongs to the test settings' public one."""
    return urlsafe_b64decode(keys.read(settings.VAR_DIR / "keys", "vault_private"))


def desk() -> Desk:
    """What the vault process works with."""
    return Desk(Opener(private_key()), log.record, vault_officers.officer)


def has_identity_words(subjects: Sequence[UUID], *, text: str, spared: Sequence[str], account: UUID) -> bool:
    """As `client.has_identity_words`, without a socket and a process in between."""
    return comparing.compare(desk(), subjects, text, spared=spared, account=account)


def envelope(subject: UUID | None = None, kind: str = EnvelopeKind.IDENTITY, **fields: str) -> Envelope:
    """One stored envelope; an invented name unless told otherwise."""
    made = sealing.seal(kind, subject=subject or uuid4(), fields=fields or {"name": "Pelapor Contoh Satu"})
    made.save(force_insert=True)
    return made


@dataclass
class Officer:
    """An officer with a code generator, enrolled at the vault long ago unless `new`; each code works once.

    The account is a real one that serves in `roles`: a new one, or the one given as it is.
    """

    person: str = ""  # empty: the account's, or an invented one
    account: UUID = field(default_factory=uuid4)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(20))
    enrolled: bool = True
    new: bool = False
    roles: tuple[str, ...] = ("verifier", "leader", "auditor")
    elsewhere: bool = False  # of another process's database, where the test makes the account itself

    def __post_init__(self) -> None:
        if self.elsewhere:
            self.person = self.person or secrets.token_hex(32)
            return
        user = User.objects.filter(pk=self.account).first()
        self.person = self.person or (user and user.person_hash) or secrets.token_hex(32)
        if user is None:
            user = accounts.user(pk=self.account, person_hash=self.person)
            for role in self.roles:
                accounts.membership(user, role)
        User.objects.filter(pk=user.pk, person_hash="").update(person_hash=self.person)
        if self.enrolled:
            envelope = sealing.enrol(self.account, person=self.person, secret=self.secret)
            if not self.new:
                CodeUse.objects.create(account=self.account, known=envelope.pk)

    def code(self, *, steps: int = 0) -> str:
        """The code of the present step, or of one some steps away."""
        return one_time.code_at(self.secret, step() + steps)


def step() -> int:
    """The step of one-time codes that runs now."""
    return int(time.time()) // one_time.STEP


def answer_here(monkeypatch: pytest.MonkeyPatch, at: Desk | None = None) -> None:
    """Let the vault's own code answer in this process and transaction: the socket alone is left out."""
    vault = Vault(at or desk(), lambda _mail: None, store.wrapped_key)
    # The test's own transaction must survive; the real process has its own connections.
    monkeypatch.setattr("services.vault.daemon.close_old_connections", lambda: None)
    monkeypatch.setattr(client, "_exchange", lambda line, _within: json.loads(vault.answer(line)))
