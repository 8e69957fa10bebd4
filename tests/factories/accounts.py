"""Officers with a second factor, and clients signed in as one. All names are invented."""

import time
from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP

from services.accounts import seeds, sign_in
from services.accounts.models import CodeApp, Membership, User

HOME = "bawaslu-samarinda"
SINCE = date(2023, 1, 1)
PASSWORD = "sandi-contoh-panjang"
_numbers = count(1)


def user(**fields: Any) -> User:
    """An active account without any membership."""
    number = next(_numbers)
    values = {
        "username": f"petugas{number}",
        "full_name": f"Petugas Contoh {number}",
        "email": f"petugas{number}@example.invalid",
        **fields,
    }
    return User.objects.create_user(password=PASSWORD, **values)


def membership(of: User, role: str, agency: str = HOME, **fields: Any) -> Membership:
    """That an account serves at an office, from long ago and without end."""
    return Membership.objects.create(user=of, role=role, agency_id=agency, **{"since": SINCE, **fields})


def officer(role: str = "operator", agency: str = HOME, **fields: Any) -> User:
    """An account with one membership and an enrolled second factor."""
    made = user(**fields)
    membership(made, role, agency)
    device(made)
    return made


def device(of: User, **fields: Any) -> CodeApp:
    """An enrolled code generator."""
    return CodeApp.objects.create(
        user=of, name="app", **{"confirmed": True, "key": seeds.seal(of.pk, seeds.fresh()), **fields}
    )


def token(of: User | CodeApp, *, at: float | None = None) -> str:
    """The six digits of the moment, or of another moment in real time."""
    generator = of if isinstance(of, CodeApp) else CodeApp.objects.get(user=of, confirmed=True)
    totp = TOTP(generator.bin_key, generator.step, generator.t0, generator.digits, generator.drift)
    totp.time = time.time() if at is None else at
    return f"{totp.token():06d}"


def signed_in(as_user: User, client: Client | None = None, *, code_age: float = 0.0) -> Client:
    """A client in which the account is signed in with its second factor, without going through the forms.

    `code_age` is how many seconds ago its one-time code was given.
    """
    client = client or Client()
    client.force_login(as_user, backend=sign_in.BACKEND)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = CodeApp.objects.get(user=as_user).persistent_id
    session[sign_in.CODE_AT] = time.time() - code_age
    session.save()
    return client


def is_signed_in(client: Client) -> bool:
    """Whether the client's session belongs to an account."""
    return SESSION_KEY in client.session
