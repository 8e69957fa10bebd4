"""The two steps of the sign-in page, as a person takes them."""

from typing import Any

from django.test import Client

from services.accounts.models import User
from tests.factories import accounts
from tests.factories.accounts import PASSWORD

LOGIN = "/admin/login/"
WRONG = "Nama pengguna atau kata sandi salah"
WRONG_CODE = "Kode salah atau sudah dipakai"


def password_step(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    """Name and password are sent."""
    return client.post(LOGIN, {"username": user.username, "password": password, **more})


def token_step(client: Client, token: str, **more: str) -> Any:
    """The one-time code is sent."""
    return client.post(LOGIN, {"otp_token": token, **more})


def sign_in(client: Client, user: User) -> None:
    """Both."""
    password_step(client, user)
    token_step(client, accounts.token(user))
