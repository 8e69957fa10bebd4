"""No address takes anything without its token, and looking at a page changes nothing but the record of it."""

import hashlib
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.attack.crawling import SLUGS, crawl
from tests.attack.planting import OFFICE, PERSONNEL, Planted, grow
from tests.factories import accounts
from tests.netralitas.test_headers import addresses

pytestmark = pytest.mark.django_db
# Programs send no cookies and carry no token: these answer by the code in a body, and here there is none.
OF_PROGRAMS = {
    "/api/v1/reports/": 415,
    "/api/v1/reports/evidence/": 400,
    "/api/v1/reports/messages/": 415,
    "/api/v1/reports/status/": 415,
}
NOWHERE = {"/tidak-ada/", "/api/v1/tidak-ada/", "/static/tidak-ada.css", "/.git/config"}
# What looking leaves behind, and why.
LEFT = {
    "audit_entry": "that it was looked at",
    "audit_seal": "the chain over those entries",
    "django_session": "that the session goes on",
}


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield


def digests() -> dict[str, str]:
    """A fingerprint of each table's rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names from the database itself)
            rows = sorted(repr([bytes(one) if isinstance(one, memoryview) else one for one in row]) for row in cursor)
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def changed(before: dict[str, str]) -> set[str]:
    return {table for table, mark in digests().items() if before[table] != mark}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("who", ["stranger", "leader", "sysadmin"])
def test_without_its_token_no_address_takes_anything(who: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if who != "stranger":
        accounts.signed_in(accounts.officer(who, "bawaslu-ri"), client)
    before = digests()
    answered = {address: getattr(client, method)(address).status_code for address in addresses()}
    assert answered == {address: refusal(address, method) for address in addresses()}
    assert sum(status == 403 for status in answered.values()) > 60
    assert changed(before) <= {"django_session"}  # that a session goes on


def refusal(address: str, method: str) -> int:
    """How an address refuses: what is not there is not found, and all of ours asks for the token."""
    if address in NOWHERE:
        return 404
    if address.startswith("/api/v1/") and address != "/api/v1/docs/":
        return OF_PROGRAMS.get(address, 405) if method == "post" else 405
    return 403


@pytest.fixture
def planted() -> Planted:
    return grow()


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        ("assigned", OFFICE),
        ("bkpsdm", PERSONNEL),
        ("holder", ""),
        pytest.param("leader", OFFICE, marks=pytest.mark.proof),
        pytest.param("bkn", "bkn", marks=pytest.mark.proof),
        pytest.param("custodian", "bawaslu-ri", marks=pytest.mark.proof),
        pytest.param("auditor", "bawaslu-ri", marks=pytest.mark.proof),
        pytest.param("sysadmin", "bawaslu-ri", marks=pytest.mark.proof),
    ],
)
def test_looking_at_every_page_changes_nothing_but_the_record_of_it(role: str, agency: str, planted: Planted) -> None:
    if role == "holder":
        browser = Client()
        browser.post("/lacak/", {"code": planted.code})
    else:
        user = planted.people["assigned"] if role == "assigned" else accounts.officer(role, agency)
        browser = accounts.signed_in(user)
    before, seen = digests(), 0
    for _address, response, _content in crawl(browser, {**planted.ids(), **SLUGS}, more=planted.addresses()):
        seen += response.status_code == 200
    assert seen > 20
    assert changed(before) - set(LEFT) == set()
