"""Opening an identity takes two persons: one asks, another approves, the first sees it.

Both prove themselves to the vault with their own one-time code. Every request, approval, display
and refusal is audited; a display is in the book before anyone sees it. A request is never answered
by whether there is an envelope: only who holds a grant learns that nothing was left.
"""

import json
import re
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from services.vault import holds, one_time
from services.vault.models import Envelope, EnvelopeKind, Grant
from services.vault.officers import Act
from services.vault.opening import Desk
from services.vault.refusals import Refused

SHOWABLE = frozenset({EnvelopeKind.IDENTITY, EnvelopeKind.CONTACT, EnvelopeKind.WITNESS, EnvelopeKind.IDENTITY_CARD})
REASON = re.compile("[a-z_]{1,30}")
WAITS = timedelta(hours=24)  # how long a request may wait for its approver
LASTS = timedelta(minutes=30)  # how long an approval may wait for its one display
LASTS_LONG = timedelta(days=30)  # how long a lasting grant lasts where nobody ends it earlier
MARKED = (
    "id", "subject", "kind", "requester", "requester_account", "approver", "approver_account", "reason_class",
    "lasting", "displays_left", "asked_at", "approved_at", "expires_at", "ended_at",
)  # fmt: skip

_approving = threading.Lock()  # one vault per portal: what it counted stays true until it has written


def request(desk: Desk, subject: UUID, *, account: UUID, kind: str, reason: str, lasting: bool = False) -> UUID:
    """Ask to see one kind of envelope of one subject; the id of the waiting grant, or `Refused`.

    A `lasting` grant admits the requester again and again until it is ended, any other once.
    """
    if kind not in SHOWABLE:
        raise Refused("kind")
    if not REASON.fullmatch(reason):
        raise ValueError("the reason is not a code of at most 30 small letters")
    now = datetime.now(tz=UTC)
    grant = Grant(
        subject=subject,
        kind=kind,
        requester=one_time.person_of(desk, account, Act.LOOK),
        requester_account=account,
        reason_class=reason,
        lasting=lasting,
        asked_at=now,
        expires_at=now + WAITS,
    )
    grant.mark = _mark(desk, grant)
    with transaction.atomic():
        grant.save(force_insert=True)
        _record(desk, "identity:requested", grant, account)
    return grant.pk


def approve(desk: Desk, grant_id: UUID, *, account: UUID, code: str, barred: Iterable[UUID] = ()) -> None:
    """The second person agrees with their own one-time code, or `Refused`.

    `barred` are accounts whose persons may not agree, whichever account they use: the caller names
    those who handle the matter.
    """
    person = one_time.verify(desk, account, code, Act.DECIDE)
    with _approving:
        grant = _waiting(desk, grant_id)
        if grant.requester == person:
            raise Refused("same_person")
        if person in _persons(desk, barred):
            raise Refused("handler")
        holds.brake(desk, grant, person=person, account=account)
        now = datetime.now(tz=UTC)
        grant.approver, grant.approver_account = person, account
        grant.approved_at, grant.expires_at = now, now + (LASTS_LONG if grant.lasting else LASTS)
        with transaction.atomic():
            _replace(desk, grant, refusal="already_approved")
            _record(desk, "identity:approved", grant, account)


def decline(desk: Desk, grant_id: UUID, *, account: UUID, code: str) -> None:
    """Another person says no with their own one-time code, or `Refused`."""
    person = one_time.verify(desk, account, code, Act.DECIDE)
    grant = _waiting(desk, grant_id)
    if grant.requester == person:
        raise Refused("same_person")
    grant.ended_at = datetime.now(tz=UTC)
    with transaction.atomic():
        _replace(desk, grant, refusal="already_approved")
        _record(desk, "identity:declined", grant, account)


def end(desk: Desk, grant_id: UUID) -> None:
    """Close a grant, or `Refused`. Anybody may: it only takes away."""
    grant = _load(desk, grant_id)
    grant.ended_at = datetime.now(tz=UTC)
    with transaction.atomic():
        _replace(desk, grant, refusal="ended")
        desk.record("identity:ended", subject=grant.subject, actor="vault", grant=grant.pk)


def show(desk: Desk, grant_id: UUID, *, account: UUID, code: str) -> list[dict[str, str]]:
    """What the envelopes hold, to the requester; empty where nothing was left; `Refused` otherwise.

    Nothing is answered, counted and audited like something: the book must not tell which it was.
    """
    person = one_time.verify(desk, account, code, Act.LOOK)
    grant = _load(desk, grant_id)
    if grant.requester != person:
        raise Refused("not_yours")
    if not grant.approver:
        raise Refused("not_approved")
    if grant.displays_left < 1:
        raise Refused("used_up")
    if grant.expires_at <= datetime.now(tz=UTC):
        raise Refused("late")
    envelopes = Envelope.objects.filter(subject=grant.subject, kind=grant.kind).order_by("pk")
    opened = [desk.open(envelope) for envelope in envelopes]
    if not grant.lasting:
        grant.displays_left -= 1
    # Counted and audited first, shown after the commit: a display that is not in the book never was.
    with transaction.atomic():
        _replace(desk, grant, refusal="used_up")
        _record(desk, "identity:shown", grant, account)
    return opened


def _waiting(desk: Desk, grant_id: UUID) -> Grant:
    grant = _load(desk, grant_id)
    if grant.approver:
        raise Refused("already_approved")
    if grant.expires_at <= datetime.now(tz=UTC):
        raise Refused("late")
    return grant


def _persons(desk: Desk, accounts: Iterable[UUID]) -> set[str]:
    # An account without a code generator never proves to be anybody here.
    enrolled = Envelope.objects.filter(kind=EnvelopeKind.SECOND_FACTOR, subject__in=list(accounts))
    return {desk.open(factor)["person"] for factor in enrolled}


def _load(desk: Desk, grant_id: UUID) -> Grant:
    grant = Grant.objects.filter(pk=grant_id).first()
    if grant is None:
        raise Refused("unknown_grant")
    if not desk.opener.marked(_told(grant), grant.mark):
        desk.record("grant:alarm", subject=grant.subject, actor="vault", grant=grant_id)
        raise Refused("unknown_grant")
    if grant.ended_at:
        raise Refused("ended")
    return grant


def _replace(desk: Desk, grant: Grant, *, refusal: str) -> None:
    # The old mark names the old state, so of two who change one grant only the first finds it.
    before, grant.mark = grant.mark, _mark(desk, grant)
    values = {name: getattr(grant, name) for name in (*MARKED[1:], "mark")}
    if not Grant.objects.filter(pk=grant.pk, mark=before).update(**values):
        raise Refused(refusal)


def _mark(desk: Desk, grant: Grant) -> str:
    return desk.opener.mark(_told(grant))


def _told(grant: Grant) -> bytes:
    return json.dumps([_plain(getattr(grant, name)) for name in MARKED]).encode("utf-8")


def _plain(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return None if value is None else str(value)


def _record(desk: Desk, action: str, grant: Grant, account: UUID) -> None:
    desk.record(
        action,
        subject=grant.subject,
        actor=f"user:{account}",
        grant=grant.pk,
        kind=grant.kind,
        reason=grant.reason_class,
        requester=grant.requester_account,
        approver=grant.approver_account,
    )
