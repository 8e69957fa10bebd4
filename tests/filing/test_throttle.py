"""The spam brake: slows a flood, never stops a person."""

import time

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from reports import receipts, throttle
from reports.models.report import Report
from reports.throttle import FILING, LOOKUP
from tests.filing.citizen import TRUTH, Citizen

NOW = 1_727_900_000


@pytest.fixture(autouse=True)
def _standing_clock() -> object:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def request(address: str = "192.0.2.1", **posted: str) -> HttpRequest:
    """A try from an address."""
    return RequestFactory().post("/", posted, REMOTE_ADDR=address)


def tries(number: int, address: str = "192.0.2.1") -> None:
    """So many tries in the running minute."""
    for _try in range(number):
        FILING.note(request(address))


def test_a_hundred_filings_a_minute_from_one_address_pass_unhindered() -> None:
    for _filing in range(100):
        FILING.note(request())
        assert FILING.hold(request()) is None


def test_past_the_limit_one_waits_some_seconds_and_passes_with_the_ticket() -> None:
    tries(121)
    hold = FILING.hold(request())
    assert hold is not None
    assert hold.seconds == 5
    with time_machine.travel(NOW + 4, tick=False):
        assert FILING.hold(request(tiket=hold.ticket)) is not None
    with time_machine.travel(NOW + 5, tick=False):
        assert FILING.hold(request(tiket=hold.ticket)) is None


def test_a_ticket_is_good_once() -> None:
    tries(130)
    hold = FILING.hold(request())
    with time_machine.travel(NOW + 6, tick=False):
        assert FILING.hold(request(tiket=hold.ticket)) is None  # type: ignore[union-attr]
        assert FILING.hold(request(tiket=hold.ticket)) is not None  # type: ignore[union-attr]


def test_a_ticket_of_another_door_opens_nothing() -> None:
    tries(130)
    ours = FILING.hold(request())
    for _try in range(200):
        LOOKUP.note(request())
    theirs = LOOKUP.hold(request())
    assert ours is not None
    assert theirs is not None
    with time_machine.travel(NOW + 30, tick=False):
        assert FILING.hold(request(tiket=theirs.ticket)) is not None
        assert LOOKUP.hold(request(tiket=ours.ticket)) is not None
        assert FILING.hold(request(tiket=ours.ticket)) is None


@pytest.mark.parametrize("ticket", ["", "x", "bm90LWEtdGlja2V0:1abc:def"])
def test_a_forged_ticket_opens_nothing(ticket: str) -> None:
    tries(130)
    assert FILING.hold(request(tiket=ticket)) is not None


def test_the_wait_never_grows_beyond_a_minute() -> None:
    tries(121)
    cache.incr(next(iter(key for key in [FILING._key(request())])), 100_000)
    assert FILING.hold(request()).seconds == 60  # type: ignore[union-attr]


def test_neighbours_and_other_doors_are_not_slowed() -> None:
    tries(200)
    assert FILING.hold(request("192.0.2.2")) is None
    assert LOOKUP.hold(request()) is None


def test_the_next_minute_is_free() -> None:
    tries(200)
    with time_machine.travel(NOW + 61, tick=False):
        assert FILING.hold(request()) is None


def test_no_address_lies_in_the_cache() -> None:
    tries(1, "203.0.113.77")
    assert not any("203.0.113.77" in key for key in cache._cache)  # type: ignore[attr-defined]


def test_nothing_that_is_kept_about_an_address_lives_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """T-16: the key is discarded within 24 hours, and with it the last count that was made under it."""
    cache.clear()
    monkeypatch.setattr(throttle, "_kept", None)
    tries(1, "203.0.113.77")
    ends = {key.removeprefix(":1:"): at - NOW for key, at in cache._expire_info.items()}  # type: ignore[attr-defined]
    of_key = ends.pop("brake:key:2024-10-02")
    (of_count,) = ends.values()
    assert (of_key, of_count) == (86400 - 120, 120)
    before = throttle._hashed("203.0.113.77")
    with time_machine.travel(NOW + 86400, tick=False):
        tries(1, "203.0.113.77")
        assert throttle._hashed("203.0.113.77") != before
        assert not cache.get("brake:key:2024-10-02")


def test_a_broken_cache_lets_everybody_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise ConnectionError

    for name in ("get", "add", "incr", "get_or_set"):
        monkeypatch.setattr(cache, name, broken)
    FILING.note(request())
    assert FILING.hold(request()) is None


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "seen"),
    [
        ("192.0.2.1", "", [], "192.0.2.1"),
        ("192.0.2.1", "203.0.113.5", [], "192.0.2.1"),
        ("127.0.0.1", "203.0.113.5", ["127.0.0.1"], "203.0.113.5"),
        ("172.20.0.3", "10.9.9.9, 203.0.113.5", ["172.16.0.0/12"], "203.0.113.5"),
        ("127.0.0.1", "not an address", ["127.0.0.1"], "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", [], "2001:db8:1:2::/64"),
        ("", "203.0.113.5", ["127.0.0.1"], "203.0.113.5"),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    settings: Settings, peer: str, forwarded: str, trusted: list[str], seen: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert throttle.address(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)) == seen


def test_a_braked_filing_is_kept_and_goes_in_after_the_wait(citizen: Citizen, settings: Settings) -> None:
    settings.FILINGS_PER_MINUTE = 0
    citizen.fill_in()
    response = citizen.submit()
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (429, "5")
    assert '<input type="hidden" name="truth" value="1">' in page
    assert Report.objects.count() == 0
    ticket = page.split('name="tiket" value="')[1].split('"')[0]
    with time_machine.travel(time.time() + 6, tick=False):
        assert citizen.send("tinjau", {**TRUTH, "tiket": ticket})["Location"] == "/lapor/selesai/"
    assert Report.objects.count() == 1


def test_after_many_wrong_codes_a_look_up_waits_too(citizen: Citizen, settings: Settings) -> None:
    settings.FAILED_LOOKUPS_PER_MINUTE = 3
    for _try in range(4):
        assert citizen.track(receipts.issue()).status_code == 422
    response = citizen.track(receipts.issue())
    assert response.status_code == 429
    assert "Tidak ada yang ditolak dan tidak ada yang hilang." in response.content.decode()
