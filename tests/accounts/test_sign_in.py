"""Signing in over the real forms: password, one-time code, what lies between, and signing out."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from services.accounts import seeds
from services.accounts.models import CodeApp, Membership
from services.audit.models import Entry
from tests.accounts.conftest import text
from tests.accounts.signing_in import LOGIN, WRONG, WRONG_CODE, password_step, token_step
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def test_password_alone_opens_nothing(client: Client) -> None:
    user = accounts.officer()

    response = password_step(client, user)

    assert response.status_code == 302
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    assert "Kode sekali pakai" in text(client.get(LOGIN))


def test_password_and_code_open_the_work_list(client: Client) -> None:
    user = accounts.officer()
    password_step(client, user)

    response = token_step(client, accounts.token(user))

    assert (response.status_code, response.url) == (302, "/admin/")
    assert "Pekerjaan Anda" in text(client.get("/admin/"))
    assert Entry.objects.filter(action="sign_in:done", subject=str(user.pk)).count() == 1


def test_one_post_with_all_three_inputs_signs_in(client: Client) -> None:
    user = accounts.officer()

    response = password_step(client, user, otp_token=accounts.token(user))

    assert (response.status_code, response.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_next_leads_on_within_the_portal_only(client: Client) -> None:
    user = accounts.officer()
    response = password_step(client, user, next="/admin/regions/agency/")
    assert response.url == "/admin/login/?next=%2Fadmin%2Fregions%2Fagency%2F"
    assert token_step(client, accounts.token(user), next="/admin/regions/agency/").url == "/admin/regions/agency/"

    other = accounts.officer()
    stranger = "https://elsewhere.example/"
    assert password_step(Client(), other, otp_token=accounts.token(other), next=stranger).url == "/admin/"


def test_unknown_name_and_wrong_password_get_the_same_answer(client: Client) -> None:
    user = accounts.officer()

    known = password_step(client, user, "salah")
    unknown = Client().post(LOGIN, {"username": "tidak-ada", "password": "salah"})

    assert known.status_code == unknown.status_code == 200
    assert WRONG in text(known)
    plain = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text(answer)) for answer in (known, unknown)]
    assert plain[0].replace(user.username, "X") == plain[1].replace("tidak-ada", "X")


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed, which is what takes the time."""

    calls = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).calls += 1
        return super().encode(password, salt)


def test_unknown_name_costs_as_many_hashes_as_a_wrong_password(client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    user = accounts.officer()
    client.post(LOGIN, {"username": "siapa-saja", "password": "salah"})  # the first ever makes the stand-in

    costs = []
    for name in (user.username, "tidak-ada"):
        CountingHasher.calls = 0
        client.post(LOGIN, {"username": name, "password": "salah"})
        costs.append(CountingHasher.calls)

    assert costs == [1, 1]


def test_what_was_typed_is_kept_but_for_the_password(client: Client) -> None:
    user = accounts.officer()

    page = text(password_step(client, user, "rahasia-yang-salah"))

    assert f'value="{user.username}"' in page
    assert "rahasia-yang-salah" not in page


def test_empty_fields_are_asked_for(client: Client) -> None:
    page = client.post(LOGIN, {"username": "", "password": ""})

    assert page.status_code == 200
    assert text(page).count("errorlist") == 2
    assert AccessAttempt.objects.count() == 0


def test_forms_need_their_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    user = accounts.officer()

    assert password_step(client, user).status_code == 403
    assert not is_signed_in(client)


def test_a_code_is_accepted_once() -> None:
    user = accounts.officer()
    code = accounts.token(user)
    first, second = Client(), Client()
    password_step(first, user)
    password_step(second, user)

    assert token_step(first, code).status_code == 302
    refused = token_step(second, code)

    assert refused.status_code == 200
    assert WRONG_CODE in text(refused)
    assert not is_signed_in(second)


@pytest.mark.parametrize("code", ["000000", "12345", "1234567", "abcdef", "", "١٢٣٤٥٦"])
def test_a_wrong_code_opens_nothing(client: Client, code: str) -> None:
    user = accounts.officer()
    CodeApp.objects.filter(user=user).update(key=seeds.seal(user.pk, b"1" * 20))
    password_step(client, user)

    response = token_step(client, code)

    assert response.status_code == 200
    assert not is_signed_in(client)


def test_a_wrong_second_factor_and_a_sign_in_are_each_one_entry(client: Client) -> None:
    user = accounts.officer()
    password_step(client, user)
    assert list(Entry.objects.values_list("action", flat=True)) == []

    token_step(client, "abcdef")
    assert list(Entry.objects.values_list("action", "subject")) == [("sign_in:refused", str(user.pk))]
    time_passes = CodeApp.objects.filter(user=user).update(throttling_failure_count=0)
    assert time_passes == 1

    token_step(client, accounts.token(user))
    assert list(Entry.objects.order_by("pk").values_list("action", "actor")) == [
        ("sign_in:refused", f"user:{user.pk}"), ("sign_in:done", f"user:{user.pk}"),
    ]  # fmt: skip


@pytest.mark.parametrize(("seconds", "accepted"), [(-90, False), (-30, True), (0, True), (30, True), (90, False)])
def test_a_code_of_the_neighbouring_half_minute_is_accepted(client: Client, seconds: int, accepted: bool) -> None:
    user = accounts.officer()
    password_step(client, user)

    token_step(client, accounts.token(user, at=time.time() + seconds))

    assert is_signed_in(client) is accepted


def test_the_half_way_state_ends_after_ten_minutes(client: Client) -> None:
    user = accounts.officer()
    with time_machine.travel(START) as clock:
        password_step(client, user)
        clock.shift(10 * 60)
        response = token_step(client, accounts.token(user))

    assert "Waktu untuk masuk sudah habis" in text(response)
    assert not is_signed_in(client)


def test_the_half_way_state_can_be_given_up(client: Client) -> None:
    user = accounts.officer()
    password_step(client, user)

    client.post(LOGIN, {"restart": "1"})

    assert 'name="password"' in text(client.get(LOGIN))


def test_the_session_key_changes_at_each_step(client: Client) -> None:
    user = accounts.officer()
    keys = [client.session.session_key]
    password_step(client, user)
    keys.append(client.session.session_key)
    token_step(client, accounts.token(user))
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3


def test_a_dismissed_officer_does_not_get_past_the_password(client: Client) -> None:
    user = accounts.officer()
    Membership.objects.filter(user=user).update(until="2024-01-01")

    response = password_step(client, user, otp_token=accounts.token(user))

    assert "tidak memiliki penugasan" in text(response)
    assert not is_signed_in(client)


def test_an_inactive_account_looks_like_a_wrong_password(client: Client) -> None:
    user = accounts.officer(is_active=False)

    assert WRONG in text(password_step(client, user))


def test_signing_out_takes_a_post(client: Client) -> None:
    accounts.signed_in(accounts.officer(), client)

    assert client.get("/admin/logout/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/admin/logout/").url == LOGIN
    assert not is_signed_in(client)


def test_a_cookie_kept_from_before_the_end_opens_nothing(client: Client) -> None:
    accounts.signed_in(accounts.officer(), client)
    name = settings.SESSION_COOKIE_NAME
    kept = client.cookies[name].value
    assert client.get("/admin/").status_code == 200

    client.post("/admin/logout/")

    thief = Client()
    thief.cookies[name] = kept
    assert thief.get("/admin/").status_code == 302
    assert not is_signed_in(thief)


def test_the_password_can_be_changed_and_that_is_recorded(client: Client) -> None:
    user = accounts.officer()
    accounts.signed_in(user, client)
    new = "kata-sandi-yang-baru"

    response = client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert response.status_code == 302
    assert client.get("/admin/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(new)
    assert Entry.objects.filter(action="password:changed").count() == 1
