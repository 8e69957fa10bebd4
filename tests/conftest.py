"""What every test can rely on: territory, offices, calendars and rules are loaded, and nobody sees a
neighbour's changes to them."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from guidance import acts
from regions import calendars, offices, reading
from regions.models import Region
from services.vault import client
from tests.audit.flushing import flush_may_empty_the_audit  # noqa: F401  (a fixture: after a committing test)
from tests.factories import vault

KEPT = (calendars, offices)  # imported so that what they keep is read before the first test


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database with all reference data, loaded once and read into memory once."""
    # A version check between two statements of a test would break an exact query count.
    reading.CHECK_EVERY = acts.FRESH_FOR = 1e9
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        reading.warm()
        acts.all(), acts.classify(None, phase="")


@pytest.fixture(scope="session")
def reference(django_db_setup: None) -> None:
    """Says in a signature that a test reads reference data; it is there in any case."""


@pytest.fixture(autouse=True)
def _packages_are_compared_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests run no vault process: what leaves in a package is compared in this one, by the vault's own code."""
    monkeypatch.setattr(client, "find_identity_words", vault.find_identity_words)


@pytest.fixture(autouse=True)
def _reference_stays_as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the next test the same reference data in memory, whatever this one changed and rolled back."""
    marker = request.node.get_closest_marker("django_db")
    flushed = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if flushed:
        request.getfixturevalue("transactional_db")
        # Another such test has emptied every table at its end.
        if not Region.objects.exists():
            call_command("load_reference", verbosity=0)
            reading.warm()
    taken = reading.snapshot()
    yield
    reading.restore(taken)
