"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.05  # seconds between two looks


def eventually(look: Callable[[], T], expected: T, *, seconds: float = 20) -> None:
    """Look until what is seen is what is expected; the last sight is in the error."""
    limit = time.monotonic() + seconds
    seen = look()
    while seen != expected and time.monotonic() < limit:
        time.sleep(PAUSE)
        seen = look()
    assert seen == expected


def until(look: Callable[[], T], *, seconds: float = 20, what: Callable[[], str]) -> T:
    """Look until something is seen, and return it; where nothing is, `what` says what was awaited."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if seen := look():
            return seen
        time.sleep(PAUSE)
    message = f"did not come about within {seconds:.0f} s: {what()}"
    raise AssertionError(message)
