"""The roles, made once in the test database and taken away at its end."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from netralitas.roles import making


@pytest.fixture(scope="session")
def roles(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All roles with their rights and row rules; nothing is left of them afterwards."""
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            pytest.skip("only PostgreSQL knows roles")
        making.make({})
        yield
        making.drop()
