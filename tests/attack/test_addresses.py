"""T-16: from where somebody came, and with which program, is in no line, table, cache, message, file or metric."""

import hashlib
import itertools
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from reports import receipts, throttle
from tests.attack import detector, places
from tests.attack.crawling import body
from tests.factories import accounts, reports
from tests.filing.citizen import PAGES
from tests.reports_api import test_filing

pytestmark = pytest.mark.django_db
PROXY = "192.0.2.1"
ADDRESSES = ("203.0.113.177", "198.51.100.243", "2001:db8:77aa:bb31:1:2:3:4")
AGENT = "Mozilla/5.0 (Linux; Kenariq7vzx2w9kjhp) Contoh/1"


def traces() -> dict[str, str]:
    """What would betray a visitor → whose it is: the agent, an address in digits, as a number, as a bare hash."""
    found = {"kenariq7vzx2w9kjhp": "agent", hashlib.sha256(AGENT.encode()).hexdigest()[:24]: "agent, hashed"}
    for address in ADDRESSES:
        parsed = ip_address(address)
        found["".join(sign for sign in address if sign.isalnum())] = address
        found[str(int(parsed))] = found[parsed.packed.hex()] = address
        for hashed in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.blake2b):
            found[hashed(address.encode()).hexdigest()[:24]] = f"{address}, hashed"
    found["20010db877aabb31"] = found["2001db877aabb31"] = ADDRESSES[-1]  # its network
    return found


def visitors() -> Iterator[Client]:
    """Somebody behind the proxy, each time from another of the addresses."""
    for address in itertools.cycle(ADDRESSES):
        yield Client(
            REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=address, HTTP_USER_AGENT=AGENT, raise_request_exception=False
        )


def requests(count: int, code: str) -> Iterator[HttpResponseBase]:
    """So many of every kind: pages, filings, codes right and wrong, failed sign-ins, mistakes, an error of ours."""
    user = accounts.officer("verifier", "bawaslu-balikpapan")
    key = "kunci-alamat-{:012}".format
    kinds = [
        lambda one, _n: one.get("/"),
        lambda one, n: one.get(f"/tidak-ada-{n}/?q=x"),
        lambda one, _n: one.get("/lapor/kejadian/"),
        lambda one, _n: one.post("/lapor/kejadian/", PAGES["kejadian"]),
        lambda one, _n: one.post("/lacak/", {"code": receipts.issue()}),
        lambda one, _n: one.post("/lacak/", {"code": code}),
        lambda one, n: one.post(
            "/api/v1/reports/", test_filing.body(incident_date="2024-10-02"), "application/json",
            headers={"Idempotency-Key": key(n)},
        ),
        lambda one, _n: one.post("/api/v1/reports/", "{", "application/json"),
        lambda one, _n: one.post("/api/v1/reports/status/", {"receipt": receipts.issue()}, "application/json"),
        lambda one, _n: one.post("/admin/login/", {"username": user.username, "password": "salah-sekali", "otp": "0"}),
        lambda one, _n: one.get("/admin/reports/case/"),
        lambda one, _n: one.get("/statistik/", headers={"host": "lain.contoh.invalid"}),
        lambda one, _n: one.get("/verifikasi/"),
    ]  # fmt: skip
    for number, visitor, kind in zip(range(count), visitors(), itertools.cycle(kinds), strict=False):
        yield kind(visitor, number)


@pytest.fixture
def folders(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where files go, of this test alone; and a cache as in production."""
    settings.EVIDENCE_DIR = settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.TRUSTED_PROXIES = [PROXY]
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(throttle, "_kept", None)
    if settings.REDIS_URL:
        backend = {"BACKEND": "netralitas.cache.Cache", "LOCATION": settings.REDIS_URL, "OPTIONS": {}}
        settings.CACHES = {"default": backend}
    cache.clear()
    return [tmp_path]


@pytest.mark.parametrize("count", [52, pytest.param(1_000, marks=pytest.mark.proof)])
def test_addresses_and_agents_are_kept_nowhere(count: int, folders: list[Path]) -> None:
    code, _case = reports.filed()
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False), places.logged() as lines:
        answers = list(requests(count, code))
    assert len(answers) == count
    assert {200, 201, 302, 400, 404, 422} <= {answer.status_code for answer in answers}
    metrics = Client().get("/metrics")
    assert metrics.status_code == 200
    kept = places.cached()
    assert any(b"brake:" in part for part in kept), "no try was counted: this shows nothing"
    found = {
        "lines": ["\n".join(lines).encode()],
        "tables": [f"{cell}".encode() + b"\n\n" + content for cell, content in places.stored().items()],
        "cache": kept,
        "messages": places.brokered(),
        "files": places.files(*folders),
        "metrics": [body(metrics)],
        "answers": [body(answer) for answer in answers],
    }
    wanted = traces()
    assert {where: {wanted[one] for one in detector.found_in(parts, wanted)} for where, parts in found.items()} == {
        where: set() for where in found
    }


@pytest.mark.parametrize("number", range(len(ADDRESSES)))
def test_the_search_finds_an_address_that_is_kept(number: int, folders: list[Path]) -> None:
    address, wanted = ADDRESSES[number], traces()
    cache.set(f"brake:{address}", 1, 60)
    assert {wanted[one] for one in detector.found_in(places.cached(), wanted)} == {address}
    cache.set("brake", hashlib.sha256(address.encode()).hexdigest(), 60)
    assert {wanted[one] for one in detector.found_in(places.cached(), wanted)} == {address, f"{address}, hashed"}
    cache.clear()
