"""When the database fails in the middle of a page, whoever asked learns a number and nothing else."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.test import Client

from tests.attack.crawling import SLUGS, body, filled, patterns
from tests.attack.planting import Planted, grow
from tests.factories import accounts
from tests.reports_api import test_filing

pytestmark = pytest.mark.django_db
INSIDE = "server 10.20.30.40 said: narrative 'kwzxqv'"
NUMBER = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{8}\b")

BETWEEN = re.compile("SAVEPOINT|ROLE|set_config")  # ways in and out, which a lost server would end by itself


@contextmanager
def failing(after: int) -> Iterator[list[int]]:
    """Every statement but the first `after` fails; gives how many were asked for."""
    asked = [0]

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked[0] += 1
        if asked[0] > after and not BETWEEN.search(sql):
            raise OperationalError(INSIDE)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield asked


@pytest.fixture
def planted() -> Iterator[Planted]:
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield grow()


def addresses(planted: Planted) -> list[str]:
    """One address of each pattern."""
    slugs: dict[str, list[object]] = {place: [*names] for place, names in SLUGS.items()}
    values = {place: keys[:1] for place, keys in {**planted.ids(), **slugs}.items()}
    found = [address for pattern in patterns() for address in filled(pattern, values)]
    return [address for address in found if not address.startswith("/static/")]


@pytest.mark.parametrize(("after", "pages"), [(0, 50), (5, 30)], ids=["at once", "halfway"])
def test_a_fault_anywhere_is_told_by_its_number_alone(
    after: int, pages: int, planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    browser = accounts.signed_in(planted.people["assigned"])
    browser.raise_request_exception = False
    numbers, failed = set[str](), 0
    for address in addresses(planted):
        with transaction.atomic(), failing(after):
            response = browser.get(address)
            transaction.set_rollback(True)  # a fault spoils the transaction of the whole test otherwise
        content = body(response).decode(errors="replace")
        assert [word for word in ("10.20.30.40", "kwzxqv", "Traceback") if word in content] == [], address
        if response.status_code == 500:
            assert "OperationalError" not in content, address  # the kind of fault is for monitors (/readyz) alone
            failed += 1
            told = [record.getMessage().split()[1] for record in caplog.records if record.msg == "incident %s"]
            assert told[-1] in NUMBER.findall(content)
            numbers.add(told[-1])
        caplog.clear()
    assert failed >= pages
    assert len(numbers) == failed


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_a_filing_that_fails_halfway_leaves_nothing_and_can_be_sent_again(after: int, client: Client) -> None:
    client.raise_request_exception = False
    sent: Any = {
        "data": test_filing.body(), "content_type": "application/json", "headers": {"Idempotency-Key": "k" * 20}
    }  # fmt: skip
    with time_machine.travel(test_filing.NOW, tick=False):
        with failing(after) as asked:
            response = client.post("/api/v1/reports/", **sent)
        assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
        assert asked[0] > after
        assert "kwzxqv" not in response.content.decode()
        assert test_filing.counts() == (0, 0, 0, 0, 0, 0)

        assert client.post("/api/v1/reports/", **sent).status_code == 201
    assert test_filing.counts()[:2] == (1, 1)
