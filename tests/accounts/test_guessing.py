"""T-07: guessing at an account from everywhere neither opens it nor shuts its owner out, with Redis or without."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from services.accounts.models import User
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
DEAD_REDIS = {
    "default": {
        "BACKEND": "netralitas.cache.Cache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}


def guess(user: User, times: int, addresses: int) -> dict[int, int]:
    """Wrong passwords from many addresses in turn; how often each status came."""
    seen: dict[int, int] = {}
    clients = [Client(REMOTE_ADDR=f"198.51.{number // 250}.{number % 250 + 1}") for number in range(addresses)]
    for number in range(times):
        answer = clients[number % addresses].post(LOGIN, {"username": user.username, "password": f"salah-{number}"})
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        assert not is_signed_in(clients[number % addresses])
    return seen


def enters(user: User) -> bool:
    """Whether the right password and the right code sign in at the first try, from an address of one's own."""
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.post(LOGIN, {"username": user.username, "password": PASSWORD, "otp_token": accounts.token(user)})
    return is_signed_in(client)


@pytest.mark.parametrize("redis", [True, False])
def test_guessing_from_many_addresses_never_shuts_the_owner_out(redis: bool, settings: Any) -> None:
    if not redis:
        settings.CACHES = DEAD_REDIS
    user = accounts.officer()

    seen = guess(user, times=120, addresses=10)

    # The eighth failure of an address is already answered with the brake; the rest of its tries too.
    assert seen == {200: 70, 429: 50}
    assert enters(user)


def test_the_address_that_guessed_waits_also_with_the_right_password(settings: Any) -> None:
    settings.CACHES = DEAD_REDIS
    user = accounts.officer()
    guess(user, times=8, addresses=1)
    same = Client(REMOTE_ADDR="198.51.0.1")

    answer = same.post(LOGIN, {"username": user.username, "password": PASSWORD, "otp_token": accounts.token(user)})

    assert answer.status_code == 429
    assert not is_signed_in(same)


def test_a_failed_sign_in_keeps_neither_address_nor_agent() -> None:
    user = accounts.officer()
    elsewhere = Client(REMOTE_ADDR="198.51.100.77", headers={"User-Agent": "Peramban Contoh/1.0"})

    elsewhere.post(LOGIN, {"username": user.username, "password": "salah"})

    kept = AccessAttempt.objects.get()
    assert (kept.username, kept.failures_since_start) == (user.username, 1)
    written = " ".join(map(str, vars(kept).values()))
    assert "198.51.100.77" not in written
    assert "Peramban" not in written
