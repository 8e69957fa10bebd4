"""Signing in: password, then second factor. Between the two a person is nobody yet.

The half-way state lies in the session and opens nothing. Brakes key on the pair of name and
address (axes), so that nobody can lock an officer out from elsewhere.
"""

import time
from functools import cache
from typing import Any
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import login
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_login_failed
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy
from django_otp import login as verify

from services.accounts import access, sessions
from services.accounts.models import CodeApp, User
from services.audit import log
from services.notifications import outbox

BACKEND = "services.accounts.sign_in.StaffBackend"
HALF = "half_signed_in"
CODE_AT = "code_given_at"  # when this session last gave a one-time code; see `reentry`
NOTE = "why_signed_out"
HALF_LASTS = 10 * 60  # seconds of real time between the two steps
WARN_AFTER = 5  # wrong codes in a row, after which the officer is told by mail


class Ended(models.TextChoices):
    """Why the portal ended a session, as the sign-in page says it once."""

    WRONG_CODES = (
        "wrong_codes",
        gettext_lazy(
            "Lima kode sekali pakai berturut-turut salah, jadi sesi Anda diakhiri dan tindakan itu tidak dijalankan. "
            "Masuk lagi dengan kata sandi dan kode yang baru. Bila bukan Anda, segera hubungi administrator sistem."
        ),
    )


class StaffBackend(BaseBackend):
    """Name and password. An unknown name costs the same hash as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_kwargs: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first() or _nobody()
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.select_related("unit").filter(pk=user_id, is_active=True).first()


@cache
def _nobody() -> User:
    """Who is checked in the place of an unknown name: an inactive account with a password nobody knows."""
    return User(password=make_password(get_random_string(40)), is_active=False)


def begin(request: HttpRequest, user: User) -> None:
    """Remember that the password was right, under a new session key."""
    request.session.flush()
    request.session[HALF] = {"user": str(user.pk), "at": time.time()}


def half(request: HttpRequest) -> User | None:
    """Who gave the right password within the last ten minutes and has still to give the second factor."""
    state = request.session.get(HALF)
    if not state or not 0 <= time.time() - state["at"] < HALF_LASTS:
        return None
    return User.objects.filter(pk=UUID(state["user"]), is_active=True).first()


def offer(request: HttpRequest, device: CodeApp | None = None) -> int | None:
    """The id of the device on offer in this half-way session; keeps a new one where given."""
    state = request.session[HALF]
    if device is not None:
        request.session[HALF] = state = {**state, "device": device.pk}
    pk: int | None = state.get("device")
    return pk


def forget(request: HttpRequest) -> None:
    """Give the half-way state up."""
    request.session.pop(HALF, None)


def leave_note(request: HttpRequest, why: Ended) -> None:
    """Let the sign-in page say why the session, which has just ended, was ended. The new one knows nobody."""
    request.session[NOTE] = why.value


def note(request: HttpRequest) -> str:
    """What `leave_note` left, once; empty where nothing was left."""
    left = request.session.pop(NOTE, "")
    return str(Ended(left).label) if left in Ended.values else ""


def may_try(request: HttpRequest, user: User) -> bool:
    """Whether this person may try again from this address; the middleware answers 429 where not."""
    credentials = {"username": user.username}
    if AxesProxyHandler.is_allowed(request, credentials):
        return True
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = credentials  # type: ignore[attr-defined]
    return False


def failed(request: HttpRequest, user: User, *, failures: int) -> None:
    """Count a wrong second factor like a wrong password, and warn the officer: someone knows the password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)
    refused(user, failures=failures)


def refused(user: User, *, failures: int) -> None:
    """Record a wrong second factor; the fifth in a row is told to the officer, once a day."""
    log.record("sign_in:refused", subject=user.pk, actor=f"user:{user.pk}")
    if failures == WARN_AFTER:
        day = timezone.localdate().isoformat()
        outbox.enqueue("staff_attempts", reference=f"user:{user.pk}", key=f"attempts:{user.pk}:{day}")


def complete(request: HttpRequest, user: User, device: CodeApp) -> None:
    """Sign in: a new session key, the device bound to the session, both ages started, an audit entry."""
    forget(request)
    login(request, user, backend=BACKEND)
    verify(request, device)
    sessions.start(request)
    request.session[CODE_AT] = time.time()
    log.record("sign_in:done", subject=user.pk, actor=f"user:{user.pk}")


def serves(user: User) -> bool:
    """Whether the person has a current membership anywhere; without one there is nothing to sign in to."""
    return bool(access.roles_at(user, timezone.localdate()))
