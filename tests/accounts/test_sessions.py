"""How sessions end: by idleness, by age, with the account, with the membership."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from services.accounts.models import Membership, User
from tests.factories import accounts
from tests.factories.accounts import is_signed_in

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
MINUTE = 60


def reach(client: Client) -> int:
    return int(client.get("/admin/").status_code)


def test_half_an_hour_of_idleness_ends_a_session() -> None:
    with time_machine.travel(START) as clock:
        client = accounts.signed_in(accounts.officer())
        assert reach(client) == 200
        clock.shift(29 * MINUTE)
        assert reach(client) == 200
        clock.shift(30 * MINUTE)
        assert reach(client) == 302
        assert not is_signed_in(client)


def test_eight_hours_end_a_session_however_busy() -> None:
    with time_machine.travel(START) as clock:
        client = accounts.signed_in(accounts.officer())
        for _ in range(24):
            assert reach(client) == 200
            clock.shift(20 * MINUTE)
        assert reach(client) == 302


def test_a_clock_that_went_back_ends_a_session() -> None:
    with time_machine.travel(START) as clock:
        client = accounts.signed_in(accounts.officer())
        assert reach(client) == 200
        clock.shift(-60 * MINUTE)
        assert reach(client) == 302


def test_a_deactivated_account_is_out_at_the_next_request() -> None:
    user = accounts.officer()
    client = accounts.signed_in(user)
    assert reach(client) == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert reach(client) == 302
    assert not is_signed_in(client)


def test_a_dismissed_officer_is_out_at_the_next_request() -> None:
    user = accounts.officer()
    client = accounts.signed_in(user)
    assert reach(client) == 200

    Membership.objects.filter(user=user).update(until="2024-01-01")

    for address in ("/admin/", "/admin/regions/agency/", "/admin/password_change/"):
        response = client.get(address)
        assert (response.status_code, response.url) == (302, f"/admin/login/?next={address}")
    client.get("/admin/login/")
    assert not is_signed_in(client)


def test_a_session_without_second_factor_opens_nothing() -> None:
    client = Client()
    client.force_login(accounts.officer(), backend="services.accounts.sign_in.StaffBackend")

    assert reach(client) == 302


def test_requests_of_the_public_make_no_session() -> None:
    client = Client()
    client.get("/admin/login/")

    assert Session.objects.count() == 0


def test_a_busy_session_is_written_once_a_minute_at_most() -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = accounts.signed_in(accounts.officer())
        reach(client)
        before = Session.objects.get().session_data
        clock.shift(30)
        reach(client)
        assert Session.objects.get().session_data == before
        clock.shift(31)
        reach(client)
        assert Session.objects.get().session_data != before
