"""The brake on bulk: after three openings of identities, or of twenty originals, within a day a person
opens no more until an auditor agrees.

A hold does not run out by itself. Another person lifts it with their own one-time code; that they are
an auditor is checked by the portal, that they are somebody else by the vault.
"""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from services.vault import one_time
from services.vault.models import FileOpening, Grant, Hold
from services.vault.officers import Act
from services.vault.opening import Desk
from services.vault.refusals import Refused

A_DAY, OPENINGS_A_DAY, FILES_A_DAY = timedelta(hours=24), 3, 20
MARKED = ("id", "person", "account", "grant", "since", "confirmed_by", "confirmed_account", "confirmed_at")


def brake(desk: Desk, grant: Grant, *, person: str, account: UUID) -> None:
    """Raise `Refused` where the approver `person` or the requester is on hold, or must be from now on."""
    sides = (("approver", person, account), ("requester", grant.requester, grant.requester_account))
    for side, whom, known_as in sides:
        _refuse_held(whom)
        lately = Grant.objects.filter(approved_at__gt=_counted_from(desk, whom), **{side: whom})
        if lately.count() >= OPENINGS_A_DAY:
            _begin(desk, grant.pk, person=whom, account=known_as)
            raise Refused("held")


def brake_files(desk: Desk, original: UUID, *, person: str, account: UUID) -> None:
    """Raise `Refused` where the person is on hold, or must be from now on: so many files are no one case's."""
    _refuse_held(person)
    lately = FileOpening.objects.filter(person=person, at__gt=_counted_from(desk, person)).exclude(original=original)
    if lately.values("original").distinct().count() >= FILES_A_DAY:
        _begin(desk, original, person=person, account=account)
        raise Refused("held")


def confirm(desk: Desk, hold_id: UUID, *, account: UUID, code: str) -> None:
    """Another person lets somebody go on, with their own one-time code, or `Refused`."""
    person = one_time.verify(desk, account, code, Act.LIFT)
    hold = Hold.objects.filter(pk=hold_id, confirmed_at__isnull=True).first()
    if hold is None or not _is_ours(desk, hold):
        raise Refused("unknown_hold")
    if hold.person == person:
        raise Refused("same_person")
    hold.confirmed_by, hold.confirmed_account, hold.confirmed_at = person, account, datetime.now(tz=UTC)
    hold.mark = _mark(desk, hold)
    with transaction.atomic():
        hold.save(update_fields=["confirmed_by", "confirmed_account", "confirmed_at", "mark"])
        desk.record("identity:hold_lifted", subject=hold.pk, actor=f"user:{account}", account=hold.account)


def _refuse_held(person: str) -> None:
    if Hold.objects.filter(person=person, confirmed_at__isnull=True).exists():
        raise Refused("held")


def _begin(desk: Desk, cause: UUID, *, person: str, account: UUID) -> None:
    hold = Hold(person=person, account=account, grant=cause, since=datetime.now(tz=UTC))
    hold.mark = _mark(desk, hold)
    with transaction.atomic():
        hold.save(force_insert=True)
        desk.record("identity:held", subject=hold.pk, actor=f"user:{account}", grant=cause)


def _counted_from(desk: Desk, person: str) -> datetime:
    # What an auditor has looked at counts no more; a row that somebody else wrote lifts nothing.
    a_day_ago = datetime.now(tz=UTC) - A_DAY
    lifted = Hold.objects.filter(person=person, confirmed_at__gt=a_day_ago)
    return max((hold.confirmed_at for hold in lifted if hold.confirmed_at and _is_ours(desk, hold)), default=a_day_ago)


def _is_ours(desk: Desk, hold: Hold) -> bool:
    return desk.opener.marked(_told(hold), hold.mark)


def _mark(desk: Desk, hold: Hold) -> str:
    return desk.opener.mark(_told(hold))


def _told(hold: Hold) -> bytes:
    values = (getattr(hold, name) for name in MARKED)
    plain = [
        value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value and str(value) for value in values
    ]
    return json.dumps(["hold", *plain]).encode("utf-8")
