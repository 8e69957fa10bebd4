"""The spam brake: it slows a flood down and never stops a person, without any third party.

Keyed on the address the trusted proxy saw, kept only as a hash under a key that lives for a day in
the cache. Past the soft limit a person waits some seconds with a signed ticket; nothing typed is
lost. When the cache fails, everybody passes; so do all who come from this machine itself, where no
proxy tells them apart.
"""

import hmac
import logging
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)
_kept: tuple[str, float, str] | None = None  # day, until when (monotonic), key

WINDOW = 60  # seconds of real time
LAST_COUNT = 2 * WINDOW  # seconds for which a minute's count is kept
KEY_LIFE = (
    86400 - LAST_COUNT
)  # with the last count made under it, and what a process holds, gone within 24 hours (T-16)
FIRST_WAIT, LONGEST_WAIT = 5, 60  # seconds
TICKET = "tiket"  # name of the hidden field
TICKET_LIFE = 3600
IPV6_NETWORK = 64  # bits: one household, whatever addresses its devices draw


@dataclass(frozen=True)
class Hold:
    """How many seconds to wait, and the ticket that lets one pass afterwards."""

    seconds: int
    ticket: str


@dataclass(frozen=True)
class Brake:
    """One thing that may be flooded, and how often a minute one address may do it unhindered."""

    name: str
    setting: str
    usual: int

    def note(self, request: HttpRequest) -> None:
        """Count one try of this address in the running minute."""
        try:
            _count(self._key(request))
        except Exception as error:  # a broken cache must not close the door
            _say_open(error)

    def hold(self, request: HttpRequest) -> Hold | None:
        """None when this address may pass, else how long to wait first."""
        shown = request.POST.get(TICKET, "")
        if shown and self._matured(shown):
            return None
        if ip_address(address(request).split("/")[0] or "::1").is_loopback:
            return None
        over = self._tries(request) - getattr(settings, self.setting, self.usual)
        if over <= 0:
            return None
        seconds = min(LONGEST_WAIT, FIRST_WAIT + over // 20)
        not_before = round(time.time()) + seconds
        return Hold(seconds, signing.dumps([not_before, secrets.token_hex(8)], salt=self.name))

    def _matured(self, ticket: str) -> bool:
        """Whether the wait is over; each ticket is good once."""
        try:
            not_before, serial = signing.loads(ticket, salt=self.name, max_age=TICKET_LIFE)
        except signing.BadSignature:
            return False
        if time.time() < not_before:
            return False
        try:
            return cache.add(f"brake:spent:{serial}", 1, TICKET_LIFE)
        except Exception:  # any cache backend, any failure: let people pass
            return True

    def _tries(self, request: HttpRequest) -> int:
        try:
            return cache.get(self._key(request)) or 0
        except Exception as error:  # as in `note`
            _say_open(error)
            return 0

    def _key(self, request: HttpRequest) -> str:
        return f"brake:{self.name}:{int(time.time() // WINDOW)}:{_hashed(address(request))}"


FILING = Brake("filing", "FILINGS_PER_MINUTE", 120)
API_FILING = Brake("api_filing", "API_FILINGS_PER_MINUTE", 600)
LOOKUP = Brake("lookup", "FAILED_LOOKUPS_PER_MINUTE", 60)


def wait(request: HttpRequest, hold: Hold) -> HttpResponse:
    """The page that holds what was sent and hands it in again after the wait."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {TICKET, "csrfmiddlewaretoken"}
        for value in values
    ]
    context = {"typed": typed, "seconds": hold.seconds, "ticket": hold.ticket}
    response = render(request, "filing/wait.html", context, status=429)
    response["Retry-After"] = str(hold.seconds)
    return response


def address(request: HttpRequest) -> str:
    """The address the brake keys on: the peer's, or what a trusted proxy says it saw.

    Only the last entry counts: earlier ones are whatever the client wrote.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    seen = forwarded if forwarded and _trusted(peer) else peer
    try:
        parsed = ip_address(seen)
    except ValueError:
        return peer
    if parsed.version == 6:
        return str(ip_network((parsed, IPV6_NETWORK), strict=False))
    return str(parsed)


def pseudonym(request: HttpRequest) -> str:
    """The address as failed sign-ins are counted under: a keyed hash of it, in the form of an IPv6 address."""
    secret = hmac.new(settings.SECRET_KEY.encode(), f"sign-in:{address(request)}".encode(), "sha256")
    return str(IPv6Address(secret.digest()[:16]))


def _trusted(peer: str) -> bool:
    networks = getattr(settings, "TRUSTED_PROXIES", [])
    if not peer:  # a Unix socket: only the proxy beside us can speak on it
        return bool(networks)
    try:
        parsed = ip_address(peer)
    except ValueError:
        return False
    return any(parsed in ip_network(network) for network in networks)


def _count(key: str) -> None:
    try:
        cache.incr(key)
    except ValueError:  # the first of this minute; where two think so, one of them adds and the other counts on
        if not cache.add(key, 1, LAST_COUNT):
            cache.incr(key)


def _hashed(text: str) -> str:
    return hmac.new(_key_of_the_day().encode(), text.encode(), "sha256").hexdigest()[:32]


def _key_of_the_day() -> str:
    """The day's key from the cache, kept here for a minute: processes that lost each other agree again after it."""
    global _kept
    today, now = datetime.now(tz=UTC).date().isoformat(), time.monotonic()
    if _kept is None or _kept[0] != today or now >= _kept[1]:
        found = cache.get_or_set(f"brake:key:{today}", lambda: secrets.token_hex(32), KEY_LIFE)
        _kept = (today, now + WINDOW, str(found))
    return _kept[2]


def _say_open(error: Exception) -> None:
    log.warning("brake_open", extra={"trouble": type(error).__name__})
