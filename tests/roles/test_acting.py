"""A request of the staff room is one transaction under its person's role, of which nothing remains."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from netralitas.roles import making
from netralitas.roles.acting import Acting, acting, each_request_acts_for_its_offices
from netralitas.roles.table import DbRole
from reports.models.case import Case
from services.accounts.models import User
from tests.factories import accounts, reports

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]
QUEUE = "/admin/reports/case/"


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel("2024-10-04T09:00:00+08:00", tick=False):
        yield


def now() -> tuple[str, ...]:
    """Whom the database takes this connection for, and for which offices."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('netralitas.agencies', true), '')")
        return tuple(cursor.fetchone())


def answered(user: User, view: object, path: str = QUEUE) -> HttpResponse:
    """What the middleware makes of a view."""
    request = RequestFactory().get(path)
    request.user = user
    user.is_verified = lambda: True  # type: ignore[attr-defined]
    return each_request_acts_for_its_offices(view)(request)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("roles", "wanted"),
    [
        ((("leader", "bawaslu-kukar"), ("operator", "bawaslu-kotim")), ("staff", "bawaslu-kotim,bawaslu-kukar")),
        ((("bkn", "bkn"),), ("agency", "bkn,kasn")),
        ((("bkpsdm", "bkpsdm-kendari"),), ("agency", "bkpsdm-kendari")),
        ((("auditor", "bawaslu-ri"),), ("staff", "")),
        ((("sysadmin", "bawaslu-ri"), ("custodian", "bawaslu-kukar")), ("staff", "")),
        ((("bkn", "bkn"), ("auditor", "bawaslu-ri")), ("staff", "bkn,kasn")),
    ],
)
def test_the_role_and_the_offices_follow_from_the_person(roles, wanted) -> None:  # type: ignore[no-untyped-def]
    user = accounts.user()
    for role, agency in roles:
        accounts.membership(user, role, agency)
    said: list[tuple[str, ...]] = []

    def view(_request: HttpRequest) -> HttpResponse:
        said.append(now())
        return HttpResponse()

    before = now()
    answered(user, view)

    assert said == [(making.name(DbRole(wanted[0])), wanted[1])]
    assert now() == before
    assert before[1] == ""


def test_nothing_of_a_request_is_left_for_the_next_one() -> None:
    case = reports.filed()[1]
    theirs, ours = (
        accounts.signed_in(accounts.officer("operator", office)) for office in ("bawaslu-kendari", case.handler_id)
    )
    process = connection.connection.info.backend_pid

    for _turn in range(3):
        assert len(ours.get(QUEUE).context["rows"]) == 1
        assert now()[1] == ""
        assert len(theirs.get(QUEUE).context["rows"]) == 0
        assert now()[1] == ""
        assert Client().get(QUEUE).status_code == 302
        assert Client().get("/").status_code == 200
    assert connection.connection.info.backend_pid == process  # it was one and the same connection


def test_a_failed_request_changes_nothing_and_leaves_nothing() -> None:
    case = reports.filed()[1]
    user = accounts.officer("leader", case.handler_id)

    def view(_request: HttpRequest) -> HttpResponse:
        assert Case.objects.filter(pk=case.pk).update(late=True) == 1
        return HttpResponse(status=500)

    before = now()
    assert answered(user, view).status_code == 500
    case.refresh_from_db()
    assert (case.late, now()) == (False, before)


def test_an_error_in_a_page_is_answered_and_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    case = reports.filed()[1]
    client = accounts.signed_in(accounts.officer("leader", case.handler_id))
    client.raise_request_exception = False

    def broken(*_args: object, **_values: object) -> None:
        Case.objects.filter(pk=case.pk).update(late=True)
        connection.cursor().execute("SELECT 1 / 0")

    monkeypatch.setattr("reports.queue.page", broken)
    assert client.get(QUEUE).status_code == 500
    case.refresh_from_db()
    assert (case.late, now()[1]) == (False, "")


def test_a_file_that_is_read_later_is_read_under_the_same_role() -> None:
    case = reports.filed()[1]
    user = accounts.officer("verifier", case.handler_id)

    def lines() -> Iterator[bytes]:
        yield from (f"{now()[0]} {one.pk}".encode() for one in Case.objects.iterator())

    response = answered(user, lambda _request: StreamingHttpResponse(lines()))
    before = now()
    assert b"".join(response) == f"{making.name(DbRole.STAFF)} {case.pk}".encode()
    assert now() == before


def test_it_costs_a_transaction_and_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(4) as asked, acting(Acting(DbRole.STAFF, ("bawaslu-kukar",))):
        Case.objects.count()
    texts = [one["sql"].split("(")[0].split('"')[0].strip() for one in asked.captured_queries]
    assert texts == ["BEGIN", "SELECT set_config", "SELECT COUNT", "COMMIT"]


def test_within_another_transaction_it_ends_with_its_block() -> None:
    with acting(Acting(DbRole.STAFF, ("bawaslu-kukar",))):
        with acting(Acting(DbRole.AGENCY, ("bkn",))):
            assert now() == (making.name(DbRole.AGENCY), "bkn")
        assert now() == (making.name(DbRole.STAFF), "bawaslu-kukar")


def test_signing_in_and_out_stays_outside() -> None:
    user = accounts.officer("bkn", "bkn")
    said: list[tuple[str, ...]] = []

    def view(_request: HttpRequest) -> HttpResponse:
        said.append(now())
        return HttpResponse()

    before = now()
    for path in ("/admin/login/", "/admin/logout/", "/admin/password_change/", "/admin/second-factor/"):
        answered(user, view, path)
    assert said == [before] * 4
