"""Wrong passwords and wrong codes slow down whoever sends them, and nobody else."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from services.accounts.models import CodeApp
from services.notifications.models import Message
from tests.accounts.conftest import text
from tests.accounts.signing_in import password_step, sign_in, token_step
from tests.factories import accounts
from tests.factories.accounts import is_signed_in

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def test_wrong_codes_slow_the_next_one_down(client: Client) -> None:
    user = accounts.officer()
    with time_machine.travel(START) as clock:
        password_step(client, user)
        for _ in range(4):
            token_step(client, "000000")
            clock.shift(10)
        token_step(client, "000000")

        clock.shift(5)
        token_step(client, accounts.token(user))
        assert not is_signed_in(client)

        clock.shift(60)
        token_step(client, accounts.token(user))
        assert is_signed_in(client)


def test_the_officer_is_told_once_a_day_that_someone_has_the_password(client: Client) -> None:
    user = accounts.officer()
    with time_machine.travel(START) as clock:
        for _ in range(6):
            password_step(client, user)
            token_step(client, "000000")
            clock.shift(120)

    letters = Message.objects.values_list("letter", "reference")
    assert list(letters) == [("staff_attempts", f"user:{user.pk}")]


def test_waiting_for_a_code_never_takes_longer_than_a_few_minutes(client: Client) -> None:
    user = accounts.officer()
    CodeApp.objects.filter(user=user).update(throttling_failure_count=60, throttling_failure_timestamp=START)
    with time_machine.travel(START) as clock:
        clock.shift(300)
        sign_in(client, user)
        assert is_signed_in(client)


def test_eight_failures_brake_the_pair_of_name_and_address_only(client: Client) -> None:
    user = accounts.officer()

    for _ in range(7):
        assert password_step(client, user, "salah").status_code == 200
    assert password_step(client, user, "salah").status_code == 429
    braked = password_step(client, user)

    assert braked.status_code == 429
    assert "Coba lagi dalam 15 menit" in text(braked)
    assert f'value="{user.username}"' in text(braked)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(elsewhere, user)
    assert is_signed_in(elsewhere)


def test_the_brake_ends_after_a_quarter_of_an_hour_and_is_not_prolonged(client: Client) -> None:
    user = accounts.officer()
    with time_machine.travel(START) as clock:
        for _ in range(8):
            password_step(client, user, "salah")
        clock.shift(14 * 60)
        assert password_step(client, user, "salah").status_code == 429

        clock.shift(2 * 60)
        sign_in(client, user)
        assert is_signed_in(client)


def test_wrong_codes_count_towards_the_same_brake(client: Client) -> None:
    user = accounts.officer()
    password_step(client, user)

    answers = [token_step(client, "000000").status_code for _ in range(9)]

    assert answers == [200] * 7 + [429, 429]
    assert not is_signed_in(client)
