"""One portal, one browser and one staff for the whole run, which goes through the dates of the scenarios in order."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.browser import Windows
from tests.e2e.journey import Journey
from tests.e2e.looking import Sight
from tests.e2e.officers import Staff
from tests.e2e.portal import Portal
from tests.e2e.post import Post
from tests.e2e.programs import Program

FIRST = "test_scenarios"  # the pages are looked at where the journey ends, when there is something on them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the journey come before the pages."""
    here = [item for item in items if item.path.parent.name == "e2e"]
    rest = [item for item in items if item not in here]
    items[:] = [*rest, *sorted(here, key=lambda item: item.path.stem != FIRST)]


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """The portal, not yet started: the first test says when."""
    made = Portal()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def windows(playwright: Playwright, portal: Portal) -> Iterator[Windows]:
    """The browser."""
    made = Windows(playwright, portal.address)
    yield made
    made.close()


@pytest.fixture(scope="session")
def journey(playwright: Playwright, portal: Portal, windows: Windows) -> Iterator[Journey]:
    """Everybody who takes part."""
    requests = playwright.request.new_context(base_url=portal.address)
    yield Journey(portal, windows, Staff(portal, windows), Program(requests), Post(portal.var_dir))
    requests.dispose()


@pytest.fixture(autouse=True)
def _pages_behave(windows: Windows) -> Iterator[None]:
    """No page of a test may fail, break its policy or talk to another host."""
    windows.noted.clear()
    yield
    assert not windows.noted, "\n".join(dict.fromkeys(windows.noted))


@pytest.fixture
def sight() -> Iterator[Sight]:
    """Pictures of every page go to E2E_PICTURES where it is set; what is wrong is said at the end."""
    folder = Path(os.environ["E2E_PICTURES"]) if os.environ.get("E2E_PICTURES") else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    found = Sight(folder)
    yield found
    assert not found.wrong + found.slight, "\n".join(found.wrong + found.slight)
