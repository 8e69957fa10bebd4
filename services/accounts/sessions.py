"""How long a signed-in session lasts: thirty idle minutes, eight hours in all, and no longer than the account."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

IDLE = 30 * 60  # seconds without a request
LONGEST = 8 * 3600  # seconds from sign-in
GRAIN = 60  # seconds between two writes of "seen", so that not every request writes the session
BEGAN, SEEN = "session_began", "session_seen"

GetResponse = Callable[[HttpRequest], HttpResponse]


def start(request: HttpRequest) -> None:
    """Let both ages begin now, in real time."""
    request.session[BEGAN] = request.session[SEEN] = time.time()


def ages_end_sessions(get_response: GetResponse) -> GetResponse:
    """End a session that is too old or idle, or whose account is no longer active.

    Pages of the public know no session, also where the browser brings one: their process cannot read it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if _is_in_the_staff_room(request) and SESSION_KEY in request.session:
            if not request.user.is_authenticated or _is_over(request):
                logout(request)
            else:
                _seen(request)
        return get_response(request)

    return answer


def _is_in_the_staff_room(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.path_info.startswith(reverse("admin:index"))


def _is_over(request: HttpRequest) -> bool:
    now = time.time()
    began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
    return not (0 <= now - began < LONGEST and now - seen < IDLE)


def _seen(request: HttpRequest) -> None:
    now = time.time()
    request.session.setdefault(BEGAN, now)
    if now - request.session.get(SEEN, 0) >= GRAIN:
        request.session[SEEN] = now
