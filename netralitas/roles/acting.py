"""One request of the staff room, one transaction, in the database role and for the offices of its person.

Role and offices are set for the transaction alone, so that nothing of a request is left in its connection:
neither for the next request of this process nor, behind PgBouncer, for another process.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from netralitas.roles import making
from netralitas.roles.rows import OFFICES, PERSON, REFERENCE, ROLES
from netralitas.roles.table import DbRole
from reports.visibility import DESK, RECEIVERS
from services.accounts import access
from services.accounts.models import User

KEYS = (OFFICES, PERSON, ROLES, REFERENCE)
# One statement for all of them.
SET = "SELECT set_config('role', %s, true)" + ", set_config(%s, %s, true)" * len(KEYS)
NOW = "SELECT current_setting('role')" + ", coalesce(current_setting(%s, true), '')" * len(KEYS)
# Signing in and out, one's own password and code app: the person's account and session, nothing of a case.
DOORS = ("admin:login", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:second_factor")
GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Acting:
    """As whom the database takes what a request asks: role, offices whose rows it sees, person, portal roles."""

    role: DbRole
    offices: tuple[str, ...] = ()
    person: str = ""
    roles: tuple[str, ...] = ()


def each_request_acts_for_its_offices(get_response: GetResponse) -> GetResponse:
    """The middleware of the staff process; the last one, so that signing in and sessions stay outside of it."""
    if settings.DATABASE_ROLE != DbRole.STAFF:
        raise MiddlewareNotUsed
    doors, room = {reverse(name) for name in DOORS}, reverse("admin:index")

    def answer(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(room) or path in doors:
            return get_response(request)
        one = standing(request)
        with acting(one):
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if isinstance(response, StreamingHttpResponse):  # read when all of this is over
            response.streaming_content = _within(one, iter(response))
        return response

    return answer


def standing(request: HttpRequest) -> Acting:
    """Whose rows the person may see today. Who only counts or checks, or is not signed in, acts for no office."""
    user = request.user
    if not isinstance(user, User) or not user.is_verified():  # type: ignore[attr-defined]
        return Acting(DbRole.STAFF)
    held = access.standings(request)
    roles = tuple(sorted({one.role for one in held}))
    received = _codes(held, RECEIVERS)
    role = DbRole.AGENCY if received and not set(roles) - set(RECEIVERS) else DbRole.STAFF
    return Acting(role, (*_codes(held, DESK), *received), str(user.pk), roles)


@contextmanager
def acting(one: Acting) -> Iterator[None]:
    """A transaction in which the database knows who asks. Within another one it ends with this block."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _ask(NOW, KEYS) if nested else ()
        _set(making.name(one.role), ",".join(one.offices), one.person, ",".join(one.roles), "")
        yield
        if before and not connection.needs_rollback:
            _set(*before)


@contextmanager
def for_oneself() -> Iterator[None]:
    """What a person does about their own account amid a request: a one-time code is no matter of their office."""
    if settings.DATABASE_ROLE != DbRole.STAFF:
        yield
        return
    with acting(Acting(DbRole.STAFF)):
        yield


@contextmanager
def publishing() -> Iterator[None]:
    """The worker freezes figures as the publisher, which can read counts and nothing else."""
    if settings.DATABASE_ROLE == DbRole.WORKER:
        with acting(Acting(DbRole.PUBLISHER)):
            yield
    else:
        yield


def name_case(reference: str) -> None:
    """Until the end of the request its person names a case that they cannot see yet, by its random reference."""
    if settings.DATABASE_ROLE == DbRole.STAFF:
        _ask("SELECT set_config(%s, %s, true)", [REFERENCE, reference])


def _set(role: str, *values: str) -> None:
    _ask(SET, [role, *(part for pair in zip(KEYS, values, strict=True) for part in pair)])


def _ask(statement: str, parameters: Iterable[str]) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return tuple(cursor.fetchone())


def _within(one: Acting, content: Iterable[bytes]) -> Iterator[bytes]:
    with acting(one):
        yield from content


def _codes(held: Iterable[access.Standing], roles: Iterable[str]) -> tuple[str, ...]:
    wanted = set(roles)
    return tuple(sorted({one.agency_code for one in held if one.role in wanted}))
