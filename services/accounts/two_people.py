"""What one administrator asks for about an account and another person decides (never-rule N-08).

What is asked, who may decide and what follows is said by each kind: `granting`, `resetting`, `changing`. Here is
what they share: that the two are two, that one request is decided once, and that it does not wait for ever.
"""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from services.accounts import access
from services.accounts.models import AccountChange, FactorReset, RequestState, RoleRequest, User

Request = TypeVar("Request", RoleRequest, FactorReset, AccountChange)


class Refused(Exception):
    """What stands in the way, as a sentence for the page."""


def insist(one: User, other: User, text: str) -> None:
    """Raise `Refused` unless they are known to be two: by their NIP, which both accounts must carry."""
    if access.same_person(one, other):
        raise Refused(text)
    if not (one.person_hash and other.person_hash):
        raise Refused(_("NIP kedua akun harus tercatat dahulu: tanpa itu tidak terlihat apakah keduanya dua orang."))


def reason_of(note: str) -> str:
    """Why something is declined; raises `Refused` where nothing is said."""
    if not note.strip():
        raise Refused(_("Tulis alasan penolakan; administrator membacanya."))
    return note.strip()


def locked(rows: QuerySet[Request], pk: UUID, lasts: timedelta) -> Request:
    """One of the requests, locked for a decision; raises `Refused` where it waits no more."""
    row = (
        rows.select_for_update(of=("self",))
        .filter(pk=pk, state=RequestState.PENDING, asked_at__gt=timezone.now() - lasts)
        .first()
    )
    if row is None:
        raise Refused(_("Permintaan ini sudah tidak menunggu."))
    return row


def decide(row: RoleRequest | FactorReset | AccountChange, state: str, by: User, *, note: str = "") -> None:
    """Write down what became of a request; raises `Refused` where somebody was faster."""
    changed = (
        type(row)
        ._default_manager.filter(pk=row.pk, state=RequestState.PENDING)
        .update(state=state, decided_by=by, decided_at=timezone.now(), note=note)
    )
    if not changed:  # where rows cannot be locked, the second of two finds it decided
        raise Refused(_("Permintaan ini sudah tidak menunggu."))


def waiting(rows: QuerySet[Request], deciders: Callable[[Request], Collection[UUID]], *, for_: User) -> list[Request]:
    """The requests that this person may decide now; `deciders` says of one who may."""
    return [row for row in rows.filter(state=RequestState.PENDING) if for_.pk in deciders(row)]


def expire(rows: QuerySet[Request], lasts: timedelta, record: Callable[[Request], object]) -> None:
    """Close each of the requests that nobody decided in time, and `record` it."""
    pending = rows.filter(state=RequestState.PENDING)
    for row in list(pending.filter(asked_at__lte=timezone.now() - lasts)):
        # Of two who find it only one closes and records it.
        if pending.filter(pk=row.pk).update(state=RequestState.EXPIRED):
            record(row)
