"""Every call of the published schema, with inputs made from it: never a failure of ours, and answers as described."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from reports.models.case import Case
from reports.models.report import Report
from transparency import publication

pytestmark = pytest.mark.django_db
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
PATIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


OPERATIONS = [
    "GET /api/v1/regions/", "GET /api/v1/acts/", "GET /api/v1/sanction-types/", "POST /api/v1/reports/",
    "POST /api/v1/reports/evidence/", "POST /api/v1/reports/status/", "POST /api/v1/reports/messages/",
    "GET /api/v1/statistics/", "GET /api/v1/statistics/{name}/", "GET /api/v1/snapshots/",
]  # fmt: skip


@pytest.fixture
def schema(db: None) -> Iterator[Any]:
    """The portal on a day of the campaign with its first figures, as its own schema describes it.

    A request ends inside the transaction of the test, so it must not close the connection.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        publication.publish()
        yield schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())
    for signal in signals:
        signal.connect(close_old_connections)


def ask(schema: Any, operation: str, *, examples: int) -> None:
    """So many requests made from the schema's description of one call, good ones and bad ones."""
    method, path = operation.split()

    @given(case=schema[path][method].as_strategy())
    @settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=PATIENT)
    def once(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    once()
    assert Report.objects.count() == Case.objects.count()


def test_every_call_of_the_schema_is_asked(schema: Any) -> None:
    assert sorted(found.ok().label for found in schema.get_all_operations()) == sorted(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_answers_as_the_schema_says(schema: Any, operation: str) -> None:
    ask(schema, operation, examples=15)


@pytest.mark.proof
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_answers_as_the_schema_says_at_length(schema: Any, operation: str) -> None:
    ask(schema, operation, examples=1000)
