"""Whose rights hold now: looked up in memberships by date at every request, stored nowhere.

What a right allows is the business of `permissions`; here is only who stands where.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from regions import offices
from regions.models import Unit
from services.accounts.enums import Role
from services.accounts.models import Duty, Membership, User

NIP = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<since>\d{4})(?:0[1-9]|1[0-2]|2[1-9])[12]\d{3}", re.ASCII
)
OLDEST = 1900


@dataclass(frozen=True)
class Standing:
    """That a person acts in a role for an office. `inherited`: the office's work came to theirs (KASN → BKN)."""

    role: str
    agency_code: str
    inherited: bool = False


def roles_at(user: User | AnonymousUser, on: date) -> tuple[Standing, ...]:
    """Every role the person may act in on that date, and for which office; empty for an inactive account.

    A request keeps its answer (see `standings`); everybody else asks the database.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    kept = user.kept_standings
    return kept[1] if kept and kept[0] == on else _look_up(user, on)


def standings(request: HttpRequest) -> tuple[Standing, ...]:
    """`roles_at` for the person who asks, today. Kept on the request's own user object and gone with it."""
    user, today = request.user, timezone.localdate()
    if not isinstance(user, User):
        return ()
    found = roles_at(user, today)
    user.kept_standings = (today, found)
    return found


def agencies_of(user: User | AnonymousUser, on: date, *, roles: Iterable[str] | None = None) -> frozenset[str]:
    """Codes of the offices for which the person acts on that date, in one of `roles` where given."""
    wanted = None if roles is None else set(roles)
    return frozenset(one.agency_code for one in roles_at(user, on) if wanted is None or one.role in wanted)


def officers_of(agency_code: str, *, role: str | None = None, on: date) -> list[UUID]:
    """Ids of the active officers of an office, or of the office that now does its work."""
    return sorted(set(_serving(agency_code, role=role, on=on).values_list("user_id", flat=True)))


def officers_in(agency_code: str, roles: Iterable[str], *, on: date) -> list[UUID]:
    """The same for those who serve there in one of these roles."""
    serving = _serving(agency_code, role=None, on=on).filter(role__in=list(roles))
    return sorted(set(serving.values_list("user_id", flat=True)))


def serving_as(role: str, *, on: date) -> list[UUID]:
    """Ids of everybody who acts in a role on that date, at whichever office."""
    return sorted(set(_current(on).filter(role=role).values_list("user_id", flat=True)))


def serving_at(agency_codes: Iterable[str], *, on: date) -> QuerySet[Membership]:
    """The memberships of everybody who serves at one of these offices on that date, or at what now does its work."""
    codes = {offices.in_office(offices.get(code), on).code for code in agency_codes}
    return _current(on).filter(agency_id__in=sorted(codes)).order_by()


def on_call(people: Iterable[UUID], *, at: datetime) -> list[UUID]:
    """Those of the people who are on call at that moment; all of them where nobody is, so that somebody hears."""
    asked = list(people)
    duties = Duty.objects.filter(user__in=asked, since__lte=at, until__gt=at)
    called = set(duties.values_list("user_id", flat=True))
    return [one for one in asked if one in called] or asked


def has_officer(agency_code: str) -> bool:
    """Whether anyone serves at the office today; where nobody does, silence is escalated at once."""
    return _serving(agency_code, role=None, on=timezone.localdate()).exists()


def attending(agency_code: str) -> dict[UUID, bool]:
    """Who serves at the office today, and whether as more than a leader."""
    found: dict[UUID, bool] = {}
    for user, role in _serving(agency_code, role=None, on=timezone.localdate()).values_list("user_id", "role"):
        found[user] = found.get(user, False) or role != Role.LEADER
    return found


def address_of(user_id: UUID, on: date) -> str | None:
    """Where to write to an officer; None once dismissed, so that nothing reaches a former colleague."""
    row = _current(on).filter(user_id=user_id).exclude(user__email="").values_list("user__email", flat=True).first()
    return row or None


def leader_addresses(agency_code: str, on: date) -> list[str]:
    """Addresses of the office's active leaders, or of all its officers where it has no leader."""
    serving = _serving(agency_code, role=None, on=on).exclude(user__email="")
    leaders = serving.filter(role=Role.LEADER)
    found = leaders if leaders.exists() else serving
    return sorted(set(found.values_list("user__email", flat=True)))


def recused(user: User | AnonymousUser, *, unit: Unit | str | None = None, person_hash: str | None = None) -> bool:
    """Whether the person must not see a case: it is about themself or about someone of their own unit.

    A unit may be known by free text only; then the same name is taken for the same unit.
    """
    if not isinstance(user, User):
        return False
    if person_hash and user.person_hash and hmac.compare_digest(person_hash, user.person_hash):
        return True
    if unit is None or user.unit is None:
        return False
    if isinstance(unit, Unit):
        return unit.pk == user.unit_id
    return bool(_plain(unit)) and _plain(unit) == _plain(user.unit.name)


def same_person(one: User, other: User) -> bool:
    """Whether two accounts are one, or are known to belong to one person."""
    return one.pk == other.pk or (one.person_hash != "" and one.person_hash == other.person_hash)


def are_one_person(one: UUID, other: UUID) -> bool:
    """The same of accounts of which only the keys are at hand. One statement."""
    found = User.objects.in_bulk([one, other])
    return one == other or (len(found) == 2 and same_person(found[one], found[other]))


def is_nip(text: str) -> bool:
    """Whether this can be a NIP: birth date, year and month of appointment, sex, number of three digits.

    A contract civil servant (PPPK) has a code from 21 on in the place of the month. Blanks, dots and
    hyphens between the parts do not matter.
    """
    digits = re.sub(r"[\s.-]", "", text)
    parts = NIP.fullmatch(digits)
    if parts is None:
        return False
    try:
        born = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return False
    return OLDEST <= born.year < int(parts["since"]) <= timezone.localdate().year


def person_hash(nip: str) -> str:
    """The keyed hash by which one person is known under several accounts; empty for an empty NIP."""
    digits = re.sub(r"\D", "", nip)
    if not digits:
        return ""
    return hmac.new(settings.IDENTITY_HASH_KEY.encode(), f"nip:{digits}".encode(), hashlib.sha256).hexdigest()


def _look_up(user: User, on: date) -> tuple[Standing, ...]:
    found: dict[Standing, None] = {}
    for role, own in _current(on).filter(user=user).values_list("role", "agency_id"):
        # An office that has itself ended gives no standing: its successor acts.
        acted_for = offices.predecessors(own, on)
        for code in sorted(acted_for & {own}) + sorted(acted_for - {own}):
            found[Standing(role, code, inherited=code != own)] = None
    return tuple(found)


def _serving(agency_code: str, *, role: str | None, on: date) -> QuerySet[Membership]:
    today = offices.in_office(offices.get(agency_code), on)
    serving = _current(on).filter(agency_id=today.code)
    return serving if role is None else serving.filter(role=role)


def _current(on: date) -> QuerySet[Membership]:
    lasting = Q(until__isnull=True) | Q(until__gt=on)
    return Membership.objects.filter(lasting, since__lte=on, user__is_active=True).order_by("pk")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
