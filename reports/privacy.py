"""The only code that touches identity: seal on arrival, open with a second person's leave, purge.

What is sealed here can be opened by the vault process alone; this process holds its public key.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reports.enums import OpeningReason, UnsealReason
from reports.models.report import Report
from reports.submission import ReporterEntry, Submission, WitnessEntry
from services.accounts.models import User
from services.audit import ledger, log
from services.vault import client, sealing
from services.vault.client import Refused, VaultDown
from services.vault.models import Envelope
from services.vault.sealing import EnvelopeKind

__all__ = [
    "Refused", "VaultDown",
    "approve_opening", "betrays", "decline_opening", "end_opening", "lift_hold", "open_file", "purge",
    "request_opening", "seal", "show", "was_left", "without_vault",
]  # fmt: skip

CONTACT = ("phone", "email")
PICTURE = "picture"  # what an envelope of an identity card holds: the photo as it was sent, in base64
_compares: ContextVar[bool] = ContextVar("compares", default=True)


def seal(submission: Submission, *, subject: UUID, card: bytes | None = None) -> None:
    """Seal identity, contact, each witness and the photo of an identity card under `subject`, and store them.

    One statement, none if empty.
    """
    reporter = submission.reporter or ReporterEntry()
    envelopes = [*_identity(reporter, subject), *_witnesses(submission.witnesses, subject), *_card(card, subject)]
    if envelopes:
        Envelope.objects.bulk_create(envelopes)


def request_opening(
    report: Report, *, by: User, reason: str, kind: str = EnvelopeKind.IDENTITY, lasting: bool = False
) -> UUID:
    """Ask for a display of the reporter's identity (or contact, witnesses, identity card); the id of the waiting grant.

    `lasting` asks for as many as are needed until the grant is ended. `reason` is an `OpeningReason`.
    The vault audits it. Raises `Refused` and `VaultDown`.
    """
    if reason not in OpeningReason.values:
        message = f"{reason!r} is no reason to open an identity. Take one of {', '.join(OpeningReason.values)}"
        raise ValueError(message)
    grant = client.request_opening(report.subject, account=by.pk, reason=reason, kind=kind, lasting=lasting)
    log.record("report:opening_asked", subject=report.pk, actor=f"user:{by.pk}", grant=grant, reason=reason)
    return grant


def approve_opening(grant: UUID, *, by: User, otp: str, barred: Sequence[UUID] = ()) -> None:
    """A second person, who handles not the case, agrees with their own code; raises `Refused` and `VaultDown`."""
    client.approve_opening(grant, account=by.pk, otp=otp, barred=barred)


def decline_opening(grant: UUID, *, by: User, otp: str) -> None:
    """A second person says no with their own one-time code; raises `Refused` and `VaultDown`."""
    client.decline_opening(grant, account=by.pk, otp=otp)


def end_opening(grant: UUID) -> None:
    """Close a grant before its time; raises `Refused` and `VaultDown`."""
    client.end_opening(grant)


def open_file(original: UUID, *, by: User, otp: str, reason: str) -> bytes:
    """The key of an original's file, to an officer with their own one-time code; raises `Refused` and `VaultDown`.

    The vault audits it before it answers, and holds who opens very many. `reason` is an `UnsealReason`.
    """
    if reason not in UnsealReason.values:
        message = f"{reason!r} is no reason to open an original. Take one of {', '.join(UnsealReason.values)}"
        raise ValueError(message)
    return client.open_file(original, account=by.pk, otp=otp, reason=reason)


def lift_hold(hold: UUID, *, by: User, otp: str) -> None:
    """Let somebody go on who took part in too many openings; raises `Refused` and `VaultDown`."""
    client.lift_hold(hold, account=by.pk, otp=otp)


def show(grant: UUID, *, by: User, otp: str) -> list[dict[str, str]]:
    """What the envelopes hold, to the person who asked; raises `Refused` and `VaultDown`."""
    return client.open_identity(grant, account=by.pk, otp=otp)


def was_left(report: Report, kind: str) -> bool:
    """Whether the reporter left such an envelope. For what the reporter alone is told, never for staff (N-04)."""
    return Envelope.objects.filter(subject=report.subject, kind=kind).exists()


def betrays(subjects: Iterable[UUID], *, text: str, spared: Iterable[str], by: UUID) -> bool:
    """Whether a text gives anything away of the people sealed under `subjects`; never what.

    Nobody sealed, nothing asked. Raises `Refused` and `VaultDown`: what cannot be compared must not leave.
    """
    if not _compares.get():
        return False
    sealed = sorted(Envelope.objects.filter(subject__in=list(subjects)).values_list("subject", flat=True).distinct())
    if not sealed:
        return False
    return client.has_identity_words(sealed, text=text, spared=sorted(set(spared)), account=by)


@contextmanager
def without_vault() -> Iterator[None]:
    """For a rehearsal, which runs before there is a vault process and writes its texts from fixed words.

    Raises RuntimeError where real cases are kept.
    """
    if not settings.DEMO:
        raise RuntimeError("only a rehearsal may leave the vault out, and this installation is none (DEMO is 0)")
    token = _compares.set(False)
    try:
        yield
    finally:
        _compares.reset(token)


def purge(report: Report, *, actor: str) -> int:
    """Delete every envelope of a report's people; how many there were. Raises `VaultDown`.

    The ledger knows of it first, so that no backup brings them back. Not within a transaction: the
    vault writes by itself, and on SQLite it would wait for ours.
    """
    ledger.note(ledger.IDENTITY, [report.subject])
    gone = client.purge(report.subject)
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(identity_purged_on=timezone.localdate())
        log.record("report:identity_purged", subject=report.pk, actor=actor)
    return gone


def _identity(reporter: ReporterEntry, subject: UUID) -> Iterable[Envelope]:
    fields = {name: str(value) for name, value in asdict(reporter).items() if value}
    contact = {name: fields.pop(name) for name in CONTACT if name in fields}
    if fields:
        yield sealing.seal(EnvelopeKind.IDENTITY, subject=subject, fields=fields)
    if contact:
        yield sealing.seal(EnvelopeKind.CONTACT, subject=subject, fields=contact)


def _card(card: bytes | None, subject: UUID) -> Iterable[Envelope]:
    if card:
        picture = b64encode(card).decode("ascii")
        yield sealing.seal(EnvelopeKind.IDENTITY_CARD, subject=subject, fields={PICTURE: picture})


def _witnesses(witnesses: Iterable[WitnessEntry], subject: UUID) -> Iterable[Envelope]:
    for witness in witnesses:
        fields = {name: value for name, value in asdict(witness).items() if value}
        if fields:
            yield sealing.seal(EnvelopeKind.WITNESS, subject=subject, fields=fields)
