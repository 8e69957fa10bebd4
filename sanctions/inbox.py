"""The legs that lie at one's own office: what a desk of KASN/BKN or BKPSDM finds in the morning.

Reads packages and proceedings only. Every list costs the same SQL whatever it holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from procedures.enums import Procedure
from procedures.models import Deadline
from regions import offices
from reports.models.package import PackageLeg, PackageRespondent
from services.accounts import access
from services.accounts.access import Standing
from services.accounts.enums import Role
from services.accounts.models import User

PAGE = 50
NEVER = date(9999, 1, 1)  # where a leg without a running clock stands in the order of time left
DESKS = {Role.BKN: Procedure.OVERSIGHT, Role.BKPSDM: Procedure.PERSONNEL}


class BadCursor(ValueError):
    """The mark of a page was not made by this list."""


@dataclass(frozen=True)
class Page:
    """One page of legs in order, and the mark under which the next one begins; empty at the end."""

    legs: list[PackageLeg]
    after: str


def desks(standings: Iterable[Standing], on: date) -> list[Standing]:
    """The standings that hold a desk of this app. An office that has ended has none: its successor's has."""
    return [
        one
        for one in standings
        if one.role in DESKS
        and (one.inherited or offices.in_office(offices.get(one.agency_code), on).code == one.agency_code)
    ]


def legs_of(user: User, on: date) -> QuerySet[PackageLeg]:
    """The legs at the desks of this person; none about someone of their own unit."""
    mine = Q(pk__in=())
    for one in desks(access.roles_at(user, on), on):
        mine |= Q(proceeding__procedure=DESKS[Role(one.role)], proceeding__agency=one.agency_code)
    return without_own_unit(PackageLeg.objects.filter(mine), user)


def without_own_unit(legs: QuerySet[PackageLeg], user: User) -> QuerySet[PackageLeg]:
    """The legs without those about someone of the person's own unit, known by its name at the same employer."""
    unit = user.unit
    if unit is None:
        return legs
    return legs.exclude(respondent__employer=unit.agency_id, respondent__unit__iexact=unit.name.strip())


def in_hand(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs still to be worked on, those with the least time left first."""
    running = Deadline.objects.filter(proceeding=OuterRef("proceeding"), ended_at__isnull=True).order_by("due_at")
    return (
        legs.filter(proceeding__ended_at__isnull=True)
        .annotate(due_at=Subquery(running.values("due_at")[:1]))
        .annotate(day=Coalesce(TruncDate("due_at", tzinfo=UTC), Value(NEVER)))
        .order_by("day", "pk")
    )


def finished(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs that are over, those of the newest day first."""
    over = legs.filter(proceeding__ended_at__isnull=False)
    return over.annotate(day=TruncDate("proceeding__ended_at", tzinfo=UTC)).order_by("-day", "-pk")


def page(legs: QuerySet[PackageLeg], *, after: str = "", size: int = PAGE) -> Page:
    """One page of an ordered list (`in_hand` or `finished`), from the mark on. One query."""
    if after:
        day, pk = _unmark(after)
        newest_first = str(legs.query.order_by[0]).startswith("-")
        behind = Q(day__lt=day) | Q(day=day, pk__lt=pk)
        ahead = Q(day__gt=day) | Q(day=day, pk__gt=pk)
        legs = legs.filter(behind if newest_first else ahead)
    found = list(legs.select_related("proceeding", "respondent__package__region", "respondent__employer")[: size + 1])
    return Page(found[:size], _mark(found[size - 1]) if len(found) > size else "")


def _mark(leg: PackageLeg) -> str:
    day: date = leg.day  # type: ignore[attr-defined]  # annotated by in_hand and finished
    return f"{day.isoformat()}.{leg.pk}"


def _unmark(mark: str) -> tuple[date, int]:
    day, _point, number = mark.partition(".")
    try:
        return date.fromisoformat(day), int(number[:18])
    except ValueError:
        raise BadCursor(mark) from None


def respondent_of(user: User, pk: UUID | str, on: date) -> PackageRespondent:
    """The respondent behind a leg of one's own desk; raises `PackageRespondent.DoesNotExist`."""
    return (
        PackageRespondent.objects.filter(legs__in=legs_of(user, on))
        .select_related("package__region", "package__sender", "package__offence", "employer")
        .distinct()
        .get(pk=pk)
    )
