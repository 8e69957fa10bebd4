"""Case time stands in the campaign of Pilkada 2024, unless a test moves it."""

from collections.abc import Iterator

import pytest
import time_machine

from sanctions import reference
from tests.factories.sanctions import NOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The travelling clock of a test."""
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def kinds(db: None) -> None:
    """The sanction catalogue, whether or not the session's loader brought it."""
    reference.load()
