"""Requests that are wrong as a whole: the stated answer, never a failure of ours, nothing kept and nothing told."""

import re

import pytest
from django.test import Client

from reports.models.case import Case
from reports.models.report import ApiAnswer, Draft, Exhibit, Report
from services.audit.models import Entry
from services.notifications.models import Owed
from services.vault.models import Envelope
from tests.corpus.reading import Asked, requests
from tests.filing.conftest import clock  # noqa: F401  (a day of the campaign)
from transparency import publication

pytestmark = pytest.mark.django_db

KEPT = (ApiAnswer, Case, Draft, Entry, Envelope, Exhibit, Owed, Report)
OURS = re.compile(rb"Traceback|File \"|\.py\b|Django/|site-packages|/home/|OperationalError|psycopg")


def rows() -> list[int]:
    return [model.objects.count() for model in KEPT]


@pytest.mark.parametrize("asked", requests(), ids=str)
@pytest.mark.usefixtures("clock")
def test_it_is_answered_as_stated(asked: Asked) -> None:
    publication.publish()
    before = rows()
    elsewhere = Client(REMOTE_ADDR="192.0.2.77", raise_request_exception=False)
    response = elsewhere.generic(
        asked.method, asked.path, asked.content(), content_type=asked.type or "text/plain", headers=asked.headers
    )
    said = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == asked.status, said[:500]
    assert OURS.search(said) is None
    assert "contoh-jahat" not in said.decode(errors="replace") + str(response.headers)
    assert "Access-Control-Allow-Credentials" not in response.headers
    if asked.code:
        assert response["Content-Type"] == "application/problem+json"
        assert asked.code in [error["code"] for error in response.json()["errors"]]
    assert rows() == before
