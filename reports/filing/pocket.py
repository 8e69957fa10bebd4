"""The code in the person's browser while they file or look: one cookie that no script can read.

It ends with the browser session, is sent to nobody else and never stands in an address.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from reports import receipts


def name() -> str:
    """The cookie's name. Under TLS the prefix makes browsers refuse one set for or by another host."""
    return "__Host-kode" if settings.SESSION_COOKIE_SECURE else "kode"


def code(request: HttpRequest) -> str | None:
    """The code this browser holds; None where it holds none or a damaged one."""
    held = request.COOKIES.get(name())
    if not held:
        return None
    try:
        return receipts.read(held)
    except receipts.Typo:
        return None


def keep(response: HttpResponse, code: str) -> None:
    """Let the browser hold this code until it is closed."""
    response.set_cookie(name(), code, httponly=True, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE)


def forget(response: HttpResponse) -> None:
    """Let the browser forget the code."""
    response.delete_cookie(name(), samesite="Strict")
