"""Names of colleagues, kept for a minute in this process: a name on every row must not cost a query each."""

import time
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone

from regions import offices
from services.accounts import access
from services.accounts.models import User

FRESH_FOR = 60  # seconds of real time until a changed name shows

_kept: dict[UUID, tuple[float, str]] = {}


def names(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The names behind these ids; at most one query, none where all are known."""
    now = time.monotonic()
    wanted = {one for one in ids if one}
    stale = [one for one in wanted if one not in _kept or _kept[one][0] < now]
    if stale:
        found = {user.pk: str(user) for user in User.objects.filter(pk__in=stale).only("username", "full_name")}
        _kept.update({one: (now + FRESH_FOR, found.get(one, "")) for one in stale})
    return {one: _kept[one][1] for one in wanted if _kept[one][1]}


def choices(agency_codes: Iterable[str]) -> list[tuple[str, str]]:
    """The active officers of these offices by name, for a select. One query while names are fresh.

    An office that has been succeeded has the officers of its successor.
    """
    today = timezone.localdate()
    serving = {offices.in_office(offices.get(code), today).code for code in agency_codes}
    ids = {one for code in serving for one in access.officers_of(code, on=today)}
    return sorted(((str(one), name) for one, name in names(ids).items()), key=lambda pair: pair[1].casefold())
