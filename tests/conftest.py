"""What every test can rely on: territory, offices, calendars and rules are loaded, and nobody sees a
neighbour's changes to them."""

import gc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from guidance import acts
from netralitas.roles import making
from regions import calendars, offices, reading
from regions.models import Region
from services.vault import client
from tests.audit.flushing import flush_may_empty_the_audit  # noqa: F401  (a fixture: after a committing test)
from tests.factories import vault
from tests.roles import processes

COUNTING = {"django_assert_num_queries", "django_assert_max_num_queries"}
KEPT = (calendars, offices)  # imported so that what they keep is read before the first test


@pytest.hookimpl(trylast=True)  # pytest-django would put them last, where nothing is left to do beside them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First the long tests that touch no database here: they start processes of their own and mostly wait for them."""
    items.sort(key=lambda item: not (item.get_closest_marker("slow") and not _with_database(item)))


def _with_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures)


def pytest_collection_finish() -> None:
    """Modules, models and collected tests live to the end: the garbage collector need not walk over them again."""
    _leave_alone_what_is_here()
    # A test makes some ten thousand objects, and its garbage is small beside what a walk costs.
    gc.set_threshold(50_000, 10, 10)


def _leave_alone_what_is_here() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """Every test client builds the middleware, which looks at each static file; here only the first one looks."""
    plain = WhiteNoiseMiddleware.add_files_from_finders
    listed: dict[tuple[object, ...], dict[str, object]] = {}

    def add(self: WhiteNoiseMiddleware) -> None:
        settings = (self.static_prefix, self.max_age, self.allow_all_origins, self.charset, self.add_headers_function)
        if settings not in listed:
            plain(self)
            listed[settings] = dict(self.files)
        self.files.update(listed[settings])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database with all reference data, loaded once and read into memory once, and its database roles."""
    # A version check between two statements of a test would break an exact query count.
    reading.CHECK_EVERY = acts.FRESH_FOR = 1e9
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        reading.warm()
        acts.all(), acts.classify(None, phase="")
        if connection.vendor == "postgresql":
            making.make({})
    _leave_alone_what_is_here()
    yield
    gc.collect()  # as below: nobody else may be connected when the database goes
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            making.drop()


@pytest.fixture(autouse=True)
def _each_test_begins_in_indonesian() -> None:
    """A request leaves its language behind in the thread; the next test would go on in it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def reference(django_db_setup: None) -> None:
    """Says in a signature that a test reads reference data; it is there in any case."""


@pytest.fixture(autouse=True)
def _each_process_has_its_role(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _packages_are_compared_here: None
) -> None:
    """Requests and tasks run under the database roles of production; not where a test counts statements."""
    counting = COUNTING & set(request.fixturenames)
    if _with_database(request.node) and not counting and connection.vendor == "postgresql":
        processes.separate(monkeypatch, request.getfixturevalue("settings"))


@pytest.fixture(autouse=True)
def _packages_are_compared_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests run no vault process: what leaves in a package is compared in this one, by the vault's own code."""
    monkeypatch.setattr(client, "has_identity_words", vault.has_identity_words)


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
    if flushed:
        gc.collect()  # the connection of a thread that ended is closed when it is collected, and no sooner
