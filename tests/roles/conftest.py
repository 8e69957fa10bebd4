"""The roles come with the test database; on the embedded default there are none."""

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def roles() -> None:
    """Says in a signature that a test needs the database roles."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL knows roles")
