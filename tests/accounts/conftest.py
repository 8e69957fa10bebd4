"""A morning in November on which one administrator asks about an account and a leader of its office decides."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from services.accounts.models import User
from services.notifications.models import Message
from tests.factories import accounts

MORNING = "2026-11-02T09:00:00+08:00"


@pytest.fixture
def moment() -> Iterator[time_machine.Traveller]:
    """The morning, standing still for whoever asks for it; a test may move it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def admin_user(db: None) -> User:
    """Who asks."""
    return person("sysadmin", "bawaslu-ri", "a")


@pytest.fixture
def leader(db: None) -> User:
    """Who may decide."""
    return person("leader", accounts.HOME, "c")


def person(role: str, agency: str, key: str) -> User:
    """An officer with a NIP; `key` is one letter, so that two accounts of one person can be made."""
    return accounts.officer(role, agency, person_hash=key * 64)


def text(response: Any) -> str:
    """What a page says, without its escapes."""
    return html.unescape(response.content.decode())


def letters(letter: str) -> list[str]:
    """To whom this letter was written."""
    return sorted(Message.objects.filter(letter=letter).values_list("reference", flat=True))
