"""The invariants of accounts can be violated, and then say so."""

import pytest

from services.accounts import invariants
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_officers_as_they_should_be_violate_nothing() -> None:
    accounts.officer()

    assert set(invariants.counts().values()) == {0}


def test_a_second_device_and_a_role_for_nobody_are_counted() -> None:
    user = accounts.officer()
    accounts.device(user)
    accounts.membership(user, "system")

    assert invariants.counts() == {
        "account_with_two_second_factors": 1,
        "membership_in_a_role_that_never_signs_in": 1,
    }
