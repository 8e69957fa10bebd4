"""Signing in over the real forms: password, one-time code, enrolment, recovery, brakes."""

import html
import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from services.accounts.models import Membership, RecoveryCode, User
from services.audit.models import Entry
from services.notifications.models import Message
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
WRONG = "Nama pengguna atau kata sandi salah"
WRONG_CODE = "Kode salah atau sudah dipakai"


def password_step(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": user.username, "password": password, **more})


def token_step(client: Client, token: str, **more: str) -> Any:
    return client.post(LOGIN, {"otp_token": token, **more})


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def sign_in(client: Client, user: User) -> None:
    password_step(client, user)
    token_step(client, accounts.token(user))


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
    TOTPDevice.objects.filter(user=user).update(key="31" * 20)
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
    time_passes = TOTPDevice.objects.filter(user=user).update(throttling_failure_count=0)
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
    TOTPDevice.objects.filter(user=user).update(throttling_failure_count=60, throttling_failure_timestamp=START)
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


def newcomer() -> User:
    user = accounts.user()
    accounts.membership(user, "verifier")
    return user


def test_without_a_device_nothing_is_shown_but_the_enrolment(client: Client) -> None:
    user = newcomer()
    password_step(client, user)

    page = text(client.get(LOGIN))

    assert "data:image/svg+xml;base64," in page
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/regions/agency/").status_code == 302


def test_enrolment_confirms_the_device_and_hands_out_recovery_codes(client: Client) -> None:
    user = newcomer()
    password_step(client, user)
    client.get(LOGIN)
    offered = TOTPDevice.objects.get(user=user)
    assert not offered.confirmed

    page = token_step(client, accounts.token(offered))

    codes = re.findall(r"<code>([0-9A-Z-]{14})</code>", text(page))
    assert len(set(codes)) == 8
    assert not RecoveryCode.objects.filter(code_hash__in=[code.replace("-", "") for code in codes]).exists()
    assert TOTPDevice.objects.get(user=user).confirmed
    assert client.get("/admin/").status_code == 200
    assert list(Message.objects.values_list("letter", flat=True)) == ["staff_device_changed"]


def test_a_wrong_code_does_not_enrol(client: Client) -> None:
    user = newcomer()
    password_step(client, user)
    client.get(LOGIN)

    assert WRONG_CODE in text(token_step(client, "000000"))

    assert not TOTPDevice.objects.get(user=user).confirmed
    assert RecoveryCode.objects.count() == 0


def test_a_secret_once_offered_is_void_at_the_next_sign_in() -> None:
    user = newcomer()
    first, second = Client(), Client()
    password_step(first, user)
    first.get(LOGIN)
    seen_by_another = TOTPDevice.objects.get(user=user)
    password_step(second, user)
    second.get(LOGIN)

    token_step(first, accounts.token(seen_by_another))

    assert not is_signed_in(first)
    assert not TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def enrolled(client: Client) -> tuple[User, list[str]]:
    user = newcomer()
    password_step(client, user)
    client.get(LOGIN)
    page = token_step(client, accounts.token(TOTPDevice.objects.get(user=user)))
    return user, re.findall(r"<code>([0-9A-Z-]{14})</code>", text(page))


def test_a_recovery_code_leads_to_a_new_device_and_to_nothing_else() -> None:
    user, codes = enrolled(Client())
    client = Client()
    password_step(client, user)

    response = token_step(client, codes[0].lower().replace("-", " "))

    assert response.status_code == 302
    assert not is_signed_in(client)
    assert "data:image/svg+xml" in text(client.get(LOGIN))
    assert not TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    assert Entry.objects.filter(action="second_factor:recovered").count() == 1


def test_a_recovery_code_is_used_up() -> None:
    user, codes = enrolled(Client())
    password_step(client := Client(), user)
    token_step(client, codes[0])
    accounts.device(user)
    password_step(again := Client(), user)

    assert WRONG_CODE in text(token_step(again, codes[0]))
    assert TOTPDevice.objects.filter(user=user, confirmed=True).count() == 1


def test_a_recovery_code_of_another_person_opens_nothing() -> None:
    _owner, codes = enrolled(Client())
    user = accounts.officer()
    password_step(client := Client(), user)

    assert WRONG_CODE in text(token_step(client, codes[0]))
    assert TOTPDevice.objects.filter(user=user, confirmed=True).count() == 1


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
