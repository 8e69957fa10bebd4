"""Public pages are made once and handed out for a few seconds from the memory of the process.

Only what its view called public, without a cookie in the request or the answer, and alike for
everyone who asks in the same words. No header tells that an answer was kept: it would also tell
that somebody else has just looked at the page.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from netralitas.middleware import GetResponse

MOST = 300  # pages kept at once; then all are dropped, since their time is short anyway
LARGEST = 256 * 1024  # bytes of one page
# All that a public view may look at; a request with a cookie or a password of any kind is not kept.
ASKED = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
OWN = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE")
VARIES = {"accept", "accept-language"}

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer, and until when (real, monotonic seconds) it stands."""

    until: float
    content: bytes
    headers: tuple[tuple[str, str], ...]

    def answer(self) -> HttpResponse:
        """A fresh answer of its own: what handles it may still add to it."""
        response = HttpResponse(self.content)
        for name, value in self.headers:
            response[name] = value
        return response


def public_pages_are_kept(get_response: GetResponse) -> GetResponse:
    """Stands before everything else: a kept page costs no session, language or template work."""
    kept: dict[Key, Kept] = {}

    def answer(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return get_response(request)
        now = time.monotonic()
        known = kept.get(key)
        if known is not None and now < known.until:
            return known.answer()
        response = get_response(request)
        if settings.PAGES_KEPT and _is_for_everyone(response):
            if len(kept) >= MOST:
                kept.clear()
            kept[key] = Kept(now + settings.PAGES_KEPT, response.content, tuple(response.items()))
        return response

    return answer


def _key(request: HttpRequest) -> Key | None:
    """What tells two requests for public pages apart; None for a request that is somebody's own."""
    meta = request.META
    if request.method != "GET" or any(meta.get(name) for name in OWN):
        return None
    return (request.scheme or "", *(meta.get(name, "") for name in ASKED))


def _is_for_everyone(response: HttpResponse) -> bool:
    """Whether the view called it public, and nothing in it is meant for one visitor or one time only."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if "public" not in _words(response, "Cache-Control") or len(response.content) > LARGEST:
        return False
    return _words(response, "Vary") <= VARIES and "nonce-" not in response.get("Content-Security-Policy", "")


def _words(response: HttpResponse, header: str) -> set[str]:
    return {word.strip().lower() for word in response.get(header, "").split(",")} - {""}
