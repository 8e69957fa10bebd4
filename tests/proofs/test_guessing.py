"""T-07 at full length: ten thousand wrong passwords for one officer from three hundred addresses."""

import pytest

from tests.accounts.test_guessing import enters, guess
from tests.factories import accounts

pytestmark = [pytest.mark.proof, pytest.mark.django_db]


def test_ten_thousand_wrong_passwords_do_not_shut_the_owner_out() -> None:
    user = accounts.officer()

    seen = guess(user, times=10_000, addresses=300)

    assert seen == {200: 2_100, 429: 7_900}
    assert enters(user)
