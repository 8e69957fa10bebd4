"""A citizen at a browser, on a day of the campaign."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from time_machine import Traveller

from tests.factories import reports
from tests.filing.citizen import Citizen


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clock() -> Iterator[Traveller]:
    """Thursday, 3 October 2024, 10 o'clock in Balikpapan, standing still."""
    with time_machine.travel(datetime(2024, 10, 3, 2, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def client() -> Client:
    """A browser somewhere else than on this machine."""
    return Client(REMOTE_ADDR="192.0.2.1")


@pytest.fixture
def citizen(db: None, clock: Traveller, client: Client) -> Citizen:
    """Somebody with an empty browser."""
    return Citizen(client)


@pytest.fixture
def holder(citizen: Citizen) -> Citizen:
    """Somebody whose complete report has been filed and whose browser holds the code."""
    code, _case = reports.filed()
    reports.relayed()
    citizen.track(code)
    return citizen


@pytest.fixture
def tipster(citizen: Citizen) -> Citizen:
    """The same with a tip."""
    code, _case = reports.filed(reports.tip())
    reports.relayed()
    citizen.track(code)
    return citizen
