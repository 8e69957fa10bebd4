"""The desk inside the vault on a morning in March that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from services.vault.opening import Desk
from tests.factories import vault

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The morning, for whoever asks for it; a test may move it."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(clock: time_machine.Traveller) -> Desk:
    """What the vault works with."""
    return vault.desk()
