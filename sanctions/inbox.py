"""The legs that lie at one's own office: what a desk of KASN/BKN or BKPSDM finds in the morning.

Reads packages and proceedings only. Every list costs the same SQL whatever it holds.
"""

from dataclasses import dataclass
from datetime import UTC, date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from procedures.enums import Holder, Procedure
from procedures.models import Deadline
from procedures.vocabulary import Actor, Final, Held
from procedures.workflow import TABLES
from regions import offices
from regions.models import Agency
from reports import visibility
from reports.models.package import PackageCopy, PackageLeg, PackageRespondent
from services.accounts import access
from services.accounts.access import Standing
from services.accounts.enums import Role
from services.accounts.models import User

PAGE = 50
NEVER = date(9999, 1, 1)  # where a leg without a running clock stands in the order of time left
DESKS = {Role.BKN: (Procedure.OVERSIGHT,), Role.BKPSDM: (Procedure.PERSONNEL, Procedure.EXTERNAL)}
SENDERS = (Role.OPERATOR, Role.VERIFIER, Role.LEADER)
TABLES_HERE = [TABLES[procedure] for procedures in DESKS.values() for procedure in procedures]
HOLDERS = (Holder.OVERSEER, Holder.PERSONNEL, Holder.AUTHORITY)  # who sits at a desk of this app, or answers for it
HELD = sorted({
    state for table in TABLES_HERE for state, kind in table.states.items()
    if isinstance(kind, Held) and kind.by in HOLDERS
})  # fmt: skip
# The next move is another's: the desk sees to it that it comes.
WATCHED = sorted({
    state for table in TABLES_HERE for state, kind in table.states.items()
    if isinstance(kind, Held) and kind.by not in HOLDERS
})  # fmt: skip
OVER = sorted({state for table in TABLES_HERE for state, kind in table.states.items() if isinstance(kind, Final)})


class BadCursor(ValueError):
    """The mark of a page was not made by this list."""


@dataclass(frozen=True)
class Page:
    """One page of legs in order, and the mark under which the next one begins; empty at the end."""

    legs: list[PackageLeg]
    after: str


def desks(user: User, on: date) -> list[Standing]:
    """The standings that hold a desk of this app. An office that has ended has none: its successor's has."""
    return [one for one in access.roles_at(user, on) if one.role in DESKS and (one.inherited or _stands(one, on))]


def legs_of(user: User, on: date) -> QuerySet[PackageLeg]:
    """The legs at the desks of this person, of packages that are theirs to see."""
    mine = Q(pk__in=())
    for one in desks(user, on):
        mine |= Q(procedure__in=DESKS[Role(one.role)], proceeding__agency=one.agency_code)
    return _without_own(PackageLeg.objects.filter(mine), user)


def legs_copied_to(user: User, on: date) -> QuerySet[PackageLeg]:
    """The overseer's legs that the person's office got a copy of: to read, not to work on.

    A copy is of a whole package; an office reads what concerns the staff it answers for.
    """
    codes = [one.agency_code for one in desks(user, on)]
    answered_for = (
        Q(respondent__employer__personnel_office__in=codes)
        | Q(respondent__employer__in=codes)
        | Q(respondent__employer__superior__in=codes, respondent__conflicted=True)
    )
    copied = PackageCopy.objects.filter(agency__in=codes, package=OuterRef("respondent__package"))
    own = PackageLeg.objects.filter(respondent=OuterRef("respondent"), proceeding__agency__in=codes)
    overseen = PackageLeg.objects.filter(procedure=Procedure.OVERSIGHT)
    return _without_own(overseen.filter(answered_for).filter(Exists(copied), ~Exists(own)), user)


def legs_sent_by(user: User, on: date) -> QuerySet[PackageLeg]:
    """The legs that the person's own Bawaslu office has referred, of cases that they may open; it records letters."""
    return _without_own(visibility.legs_sent_by(user, on), user)


def offices_of(user: User, on: date) -> list[Agency]:
    """The offices at whose desks the person sits, each as it is today."""
    codes = dict.fromkeys(one.agency_code for one in desks(user, on) if not one.inherited)
    return [offices.get(code) for code in codes]


def actors(user: User, leg: PackageLeg, on: date) -> list[Actor]:
    """As whom the person may act on a leg today, in the name of the office they serve at now."""
    held = [one for one in desks(user, on) if one.agency_code == leg.proceeding.agency_id]
    sent = [
        one for one in access.roles_at(user, on) if one.role in SENDERS and one.agency_code == leg.proceeding.sender_id
    ]
    named = (
        Actor(one.role, user.pk, offices.in_office(offices.get(one.agency_code), on).code) for one in (*held, *sent)
    )
    return list(dict.fromkeys(named))


def running() -> QuerySet[Deadline]:
    """The running deadlines that an office has to keep; a respondent's own term is none of them."""
    return Deadline.objects.filter(ended_at__isnull=True).exclude(holder=Holder.RESPONDENT)


def with_due(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs with `due_at`, the nearest end of a running deadline, if any."""
    own = running().filter(proceeding=OuterRef("proceeding")).order_by("due_at")
    return legs.annotate(due_at=Subquery(own.values("due_at")[:1]))


def in_hand(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs still to be worked on, those with the least time left first."""
    held = with_due(legs.filter(proceeding__state__in=HELD))
    return held.annotate(day=Coalesce(TruncDate("due_at", tzinfo=UTC), Value(NEVER))).order_by("day", "pk")


def watched(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs on which others have the next move, those first on which that is due first.

    What is due is the other's: of the answer to a recommendation, at the employer's side.
    """
    theirs = running().filter(proceeding__package_leg__respondent=OuterRef("respondent")).order_by("due_at")
    waiting = legs.filter(proceeding__state__in=WATCHED).annotate(due_at=Subquery(theirs.values("due_at")[:1]))
    return waiting.annotate(day=Coalesce(TruncDate("due_at", tzinfo=UTC), Value(NEVER))).order_by("day", "pk")


def finished(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs that are over, those of the newest day first."""
    over = legs.filter(proceeding__state__in=OVER)
    return over.annotate(day=TruncDate("proceeding__ended_at", tzinfo=UTC)).order_by("-day", "-pk")


def by_arrival(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """All these legs, those that came last first."""
    return legs.annotate(day=TruncDate("proceeding__began_at", tzinfo=UTC)).order_by("-day", "-pk")


def page(legs: QuerySet[PackageLeg], *, after: str = "", size: int = PAGE) -> Page:
    """One page of an ordered list, from the mark on. One query."""
    if after:
        day, pk = _unmark(after)
        newest_first = str(legs.query.order_by[0]).startswith("-")
        behind = Q(day__lt=day) | Q(day=day, pk__lt=pk)
        ahead = Q(day__gt=day) | Q(day=day, pk__gt=pk)
        legs = legs.filter(behind if newest_first else ahead)
    found = list(legs.select_related("proceeding", "respondent__package__region", "respondent__employer")[: size + 1])
    return Page(found[:size], _mark(found[size - 1]) if len(found) > size else "")


def _mark(leg: PackageLeg) -> str:
    day: date = leg.day  # type: ignore[attr-defined]  # annotated by each of the orders
    return f"{day.isoformat()}.{leg.pk}"


def _unmark(mark: str) -> tuple[date, int]:
    day, _point, number = mark.partition(".")
    try:
        return date.fromisoformat(day), int(number[:18])
    except ValueError:
        raise BadCursor(mark) from None


def _stands(one: Standing, on: date) -> bool:
    return offices.in_office(offices.get(one.agency_code), on).code == one.agency_code


def _without_own(legs: QuerySet[PackageLeg], user: User) -> QuerySet[PackageLeg]:
    """The legs of released packages that are not about the user or someone of their unit.

    The rule of `reports.visibility`, without asking again for every row what brought it here.
    """
    own = Q()
    if user.person_hash:
        own |= Q(person_hash=user.person_hash)
    if user.unit is not None:
        own |= Q(unit__iexact=user.unit.name)
    legs = legs.filter(respondent__package__released_on__isnull=False)
    if not own:
        return legs
    return legs.exclude(Exists(PackageRespondent.objects.filter(own, package=OuterRef("respondent__package"))))
