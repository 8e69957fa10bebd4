"""The queue of an office: one indexed table, sorted by time left, read by key and never by page number."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from procedures import deadlines
from procedures.models import Proceeding
from reports.models.case import Case

PAGE = 50
LONGEST_CURSOR = 200
DOWN = (F("due_at").asc(nulls_last=True), F("id").asc())
UP = (F("due_at").desc(nulls_first=True), F("id").desc())


class UnusableCursor(ValueError):
    """The place to go on from is not one that a page of ours has named."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; `after` and `before` are cursors, empty at the ends."""

    cases: list[Case]
    after: str
    before: str


def page(cases: QuerySet[Case], *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page of these cases, the most urgent first, those without a term last. One statement.

    `after` goes on from a cursor, `before` goes back from one; raises `UnusableCursor`.
    """
    backwards = bool(before)
    rows = cases.order_by(*(UP if backwards else DOWN))
    if cursor := before or after:
        rows = rows.filter(_beyond(*_place(cursor), backwards=backwards))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (_cursor(found[0]), _cursor(found[-1])) if found else ("", "")
    return Page(
        cases=found,
        after=last if more or backwards else "",
        before=first if after or (backwards and more) else "",
    )


def refresh(case: Case, leg: Proceeding, **changes: object) -> None:
    """Repeat in the queue row what the Bawaslu leg knows, and write further columns. Two statements.

    Called in the transaction of every step, so that the row never tells another story than the leg.
    A leg that was read before somebody else's step never takes the row back.
    """
    # A clock that stands still has no end to sort by.
    clocks = deadlines.open_deadlines([leg.pk]) if leg.ended_at is None else []
    running = [one for one in clocks if one.paused_since is None]
    values: dict[str, object] = {
        "state": leg.state,
        "holder": leg.holder,
        "due_at": running[0].due_at if running else None,
        "version": leg.version,
        "closed_at": leg.ended_at,
        **changes,
    }
    if Case.objects.filter(pk=case.pk, version__lte=leg.version).update(**values):
        for name, value in values.items():
            setattr(case, name, value)


def _beyond(due_at: datetime | None, key: UUID, *, backwards: bool) -> Q:
    same = Q(due_at=due_at) if due_at else Q(due_at__isnull=True)
    if backwards:
        earlier = Q(due_at__lt=due_at) if due_at else Q(due_at__isnull=False)
        return earlier | (same & Q(id__lt=key))
    later = (Q(due_at__gt=due_at) | Q(due_at__isnull=True)) if due_at else Q(pk__in=[])
    return later | (same & Q(id__gt=key))


def _cursor(case: Case) -> str:
    place = [case.due_at.isoformat() if case.due_at else None, case.pk.hex]
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime | None, UUID]:
    if len(cursor) > LONGEST_CURSOR:
        raise UnusableCursor
    try:
        due_at, key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = None if due_at is None else datetime.fromisoformat(due_at)
        if moment is not None and moment.tzinfo is None:
            raise UnusableCursor
        return moment, UUID(key)
    except (binascii.Error, ValueError, TypeError, AttributeError, ValidationError) as error:
        raise UnusableCursor from error
