"""A second factor is enrolled at the first sign-in, and recovered once with a code on paper."""

import re

import pytest
from django.test import Client

from services.accounts.models import CodeApp, RecoveryCode, User
from services.audit.models import Entry
from services.notifications.models import Message
from tests.accounts.conftest import text
from tests.accounts.signing_in import LOGIN, WRONG_CODE, password_step, token_step
from tests.factories import accounts
from tests.factories.accounts import is_signed_in

pytestmark = pytest.mark.django_db


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
    offered = CodeApp.objects.get(user=user)
    assert not offered.confirmed

    page = token_step(client, accounts.token(offered))

    codes = re.findall(r"<code>([0-9A-Z-]{14})</code>", text(page))
    assert len(set(codes)) == 8
    assert not RecoveryCode.objects.filter(code_hash__in=[code.replace("-", "") for code in codes]).exists()
    assert CodeApp.objects.get(user=user).confirmed
    assert client.get("/admin/").status_code == 200
    assert list(Message.objects.values_list("letter", flat=True)) == ["staff_device_changed"]


def test_a_wrong_code_does_not_enrol(client: Client) -> None:
    user = newcomer()
    password_step(client, user)
    client.get(LOGIN)

    assert WRONG_CODE in text(token_step(client, "000000"))

    assert not CodeApp.objects.get(user=user).confirmed
    assert RecoveryCode.objects.count() == 0


def test_a_secret_once_offered_is_void_at_the_next_sign_in() -> None:
    user = newcomer()
    first, second = Client(), Client()
    password_step(first, user)
    first.get(LOGIN)
    seen_by_another = CodeApp.objects.get(user=user)
    password_step(second, user)
    second.get(LOGIN)

    token_step(first, accounts.token(seen_by_another))

    assert not is_signed_in(first)
    assert not CodeApp.objects.filter(user=user, confirmed=True).exists()


def enrolled(client: Client) -> tuple[User, list[str]]:
    user = newcomer()
    password_step(client, user)
    client.get(LOGIN)
    page = token_step(client, accounts.token(CodeApp.objects.get(user=user)))
    return user, re.findall(r"<code>([0-9A-Z-]{14})</code>", text(page))


def test_a_recovery_code_leads_to_a_new_device_and_to_nothing_else() -> None:
    user, codes = enrolled(Client())
    client = Client()
    password_step(client, user)

    response = token_step(client, codes[0].lower().replace("-", " "))

    assert response.status_code == 302
    assert not is_signed_in(client)
    assert "data:image/svg+xml" in text(client.get(LOGIN))
    assert not CodeApp.objects.filter(user=user, confirmed=True).exists()
    assert Entry.objects.filter(action="second_factor:recovered").count() == 1


def test_a_recovery_code_is_used_up() -> None:
    user, codes = enrolled(Client())
    password_step(client := Client(), user)
    token_step(client, codes[0])
    accounts.device(user)
    password_step(again := Client(), user)

    assert WRONG_CODE in text(token_step(again, codes[0]))
    assert CodeApp.objects.filter(user=user, confirmed=True).count() == 1


def test_a_recovery_code_of_another_person_opens_nothing() -> None:
    _owner, codes = enrolled(Client())
    user = accounts.officer()
    password_step(client := Client(), user)

    assert WRONG_CODE in text(token_step(client, codes[0]))
    assert CodeApp.objects.filter(user=user, confirmed=True).count() == 1
