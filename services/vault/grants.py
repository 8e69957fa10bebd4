"""Opening an identity takes two persons: one asks, another approves, the first sees it once.

Both prove themselves to the vault with their own one-time code. Every request, approval, display
and refusal is audited; a display is in the book before anyone sees it.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from services.vault import one_time
from services.vault.models import Envelope, EnvelopeKind, Grant
from services.vault.opening import Desk
from services.vault.refusals import Refused

SHOWABLE = frozenset({EnvelopeKind.IDENTITY, EnvelopeKind.CONTACT, EnvelopeKind.WITNESS, EnvelopeKind.IDENTITY_CARD})
REASON = re.compile("[a-z_]{1,30}")
WAITS = timedelta(hours=24)  # how long a request may wait for its approver
LASTS = timedelta(minutes=30)  # how long an approval may wait for its display
A_DAY, OPENINGS_A_DAY = timedelta(hours=24), 3
MARKED = (
    "id", "subject", "kind", "requester", "requester_account", "approver", "approver_account", "reason_class",
    "displays_left", "asked_at", "approved_at", "expires_at",
)  # fmt: skip


def request(desk: Desk, subject: UUID, *, account: UUID, kind: str, reason: str) -> UUID:
    """Ask to see one kind of envelope of one subject; the id of the waiting grant, or `Refused`."""
    if kind not in SHOWABLE:
        raise Refused("kind")
    if not REASON.fullmatch(reason):
        raise ValueError("the reason is not a code of at most 30 small letters")
    now = datetime.now(tz=UTC)
    grant = Grant(
        subject=subject,
        kind=kind,
        requester=one_time.person_of(desk, account),
        requester_account=account,
        reason_class=reason,
        asked_at=now,
        expires_at=now + WAITS,
    )
    grant.mark = _mark(desk, grant)
    with transaction.atomic():
        grant.save(force_insert=True)
        _record(desk, "identity:requested", grant, account)
    return grant.pk


def approve(desk: Desk, grant_id: UUID, *, account: UUID, code: str) -> None:
    """The second person agrees with their own one-time code, or `Refused`."""
    person = one_time.verify(desk, account, code)
    grant = _load(desk, grant_id)
    now = datetime.now(tz=UTC)
    if grant.approver:
        raise Refused("already_approved")
    if grant.expires_at <= now:
        raise Refused("late")
    if grant.requester == person:
        raise Refused("same_person")
    lately = Grant.objects.filter(approved_at__gt=now - A_DAY)
    for side in ({"approver": person}, {"requester": grant.requester}):
        if lately.filter(**side).count() >= OPENINGS_A_DAY:
            raise Refused("too_many")
    grant.approver, grant.approver_account = person, account
    grant.approved_at, grant.expires_at = now, now + LASTS
    with transaction.atomic():
        _replace(desk, grant, refusal="already_approved")
        _record(desk, "identity:approved", grant, account)


def show(desk: Desk, grant_id: UUID, *, account: UUID, code: str) -> list[dict[str, str]]:
    """What the envelopes hold, to the requester, once; `Refused` otherwise."""
    person = one_time.verify(desk, account, code)
    grant = _load(desk, grant_id)
    if grant.requester != person:
        raise Refused("not_yours")
    if not grant.approver:
        raise Refused("not_approved")
    if grant.displays_left < 1:
        raise Refused("used_up")
    if grant.expires_at <= datetime.now(tz=UTC):
        raise Refused("late")
    envelopes = list(Envelope.objects.filter(subject=grant.subject, kind=grant.kind).order_by("pk"))
    if not envelopes:
        raise Refused("nothing")
    opened = [desk.open(envelope) for envelope in envelopes]
    grant.displays_left -= 1
    # Counted and audited first, shown after the commit: a display that is not in the book never was.
    with transaction.atomic():
        _replace(desk, grant, refusal="used_up")
        _record(desk, "identity:shown", grant, account)
    return opened


def _load(desk: Desk, grant_id: UUID) -> Grant:
    grant = Grant.objects.filter(pk=grant_id).first()
    if grant is None:
        raise Refused("unknown_grant")
    if grant.mark != _mark(desk, grant):
        desk.record("grant:alarm", subject=grant.subject, actor="vault", grant=grant_id)
        raise Refused("unknown_grant")
    return grant


def _replace(desk: Desk, grant: Grant, *, refusal: str) -> None:
    # The old mark names the old state, so of two who change one grant only the first finds it.
    before, grant.mark = grant.mark, _mark(desk, grant)
    values = {name: getattr(grant, name) for name in (*MARKED[1:], "mark")}
    if not Grant.objects.filter(pk=grant.pk, mark=before).update(**values):
        raise Refused(refusal)


def _mark(desk: Desk, grant: Grant) -> str:
    return desk.opener.mark(json.dumps([_plain(getattr(grant, name)) for name in MARKED]).encode("utf-8"))


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
