"""What every answer carries, whoever asks and whatever comes back: pinned over every address of the portal."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client, override_settings

from netralitas.launch import DEPLOYED, sample_production
from tests.architecture.test_sizes import ROOT
from tests.attack.crawling import filled, patterns
from tests.factories import accounts
from transparency import publication

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
    ),
}
# The read API and what journalists download are for pages of other sites too; nothing else is.
SHARED = re.compile(r"^/api/v1/(regions|acts|sanction-types|statistics|snapshots|schema)/")
SOME = {
    "slug:name": ["cases-by-month"],
    "slug:slug": ["balikpapan"],
    "slug:verb": ["assign"],
    "slug:event": ["decide"],
    "step:name": ["kejadian"],
    "uuid:object_id": ["5f0c6ef8-5b8e-4b5e-9a53-2f6a0d1b7c11"],
    "uuid:pk": ["5f0c6ef8-5b8e-4b5e-9a53-2f6a0d1b7c11"],
    "uuid:respondent": ["5f0c6ef8-5b8e-4b5e-9a53-2f6a0d1b7c11"],
    "uuid:original": ["5f0c6ef8-5b8e-4b5e-9a53-2f6a0d1b7c11"],
    "int:object_id": [1],
    "int:leg": [1],
    "int:number": [1],
    "int:pk": [1],
    "path:object_id": ["1"],
    "path:url": ["x"],
    "int:content_type_id": [1],
    "str:app_label": ["reports"],
}


def addresses() -> list[str]:
    """Every address of the portal with something in its placeholders, and some that do not exist."""
    found = [address for pattern in patterns() for address in filled(pattern, SOME)]
    return [*found, "/tidak-ada/", "/admin/tidak-ada/", "/api/v1/tidak-ada/", "/static/tidak-ada.css", "/.git/config"]


def policy(response: HttpResponseBase) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: re.sub(r" 'nonce-[\w+/=-]{20,}'", "", value) for name, _, value in parts if name}


def check(address: str, response: HttpResponseBase) -> None:
    said = {name: response.get(name) for name in ALWAYS}
    assert said == ALWAYS, address
    assert policy(response) == POLICY, address
    if SHARED.match(address):
        assert response["Access-Control-Allow-Origin"] == "*", address
    else:
        assert not response.has_header("Access-Control-Allow-Origin"), address
        assert response["Cross-Origin-Resource-Policy"] == "same-origin", address
    assert not response.has_header("Access-Control-Allow-Credentials"), address
    assert not {"Server", "X-Powered-By"} & set(response.headers), address
    for cookie in response.cookies.values():
        assert cookie["httponly"] or not cookie.value, address
        assert cookie["samesite"] in {"Lax", "Strict"}, address


@pytest.fixture
def quiet(db: None) -> None:
    publication.publish()


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("method", ["get", "post", "options", "trace"])
def test_a_stranger_gets_the_whole_set_on_every_address(method: str) -> None:
    assert len(addresses()) > 60
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    for address in addresses():
        client.cookies.clear()
        response = getattr(client, method)(address)
        check(address, response)
        assert response.status_code < 500 or address == "/readyz", (address, response.status_code)
        kept = response["Cache-Control"]
        assert "no-store" in kept or re.fullmatch(r"public, max-age=(60|300)", kept), (address, kept)
        assert not (response.cookies and kept.startswith("public")), address


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("role", ["leader", "sysadmin"])
def test_nothing_with_a_session_is_stored(role: str) -> None:
    client = accounts.signed_in(accounts.officer(role, "bawaslu-ri"), Client(raise_request_exception=False))
    for address in addresses():
        if "logout" in address:
            continue
        response = client.get(address)
        check(address, response)
        assert "no-store" in response["Cache-Control"], address
        assert "public" not in response["Cache-Control"], address


def test_nothing_is_echoed_by_trace_and_no_folder_is_listed() -> None:
    client = Client(raise_request_exception=False, headers={"x-kata": "kata-burung"})
    for address in addresses():
        response = client.trace(address)
        assert b"kata-burung" not in b"".join(response), address
        assert "message/http" not in response["Content-Type"], address
    assert [client.get(folder).status_code for folder in ("/static/", "/static/css/", "/media/")] == [404, 404, 404]


def test_a_static_file_is_for_our_own_pages(client: Client) -> None:
    response = client.get("/static/css/site.css")

    response.close()
    assert response.status_code == 200
    assert not response.has_header("Access-Control-Allow-Origin")
    assert {name: response.get(name) for name in ("Cross-Origin-Resource-Policy", "X-Content-Type-Options")} == {
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize("host", ["testserver.evil.contoh", "a b"])
def test_b76_another_host_is_refused_on_every_address(host: str) -> None:
    client = Client(raise_request_exception=False)
    for address in addresses():
        response = client.get(address, headers={"host": host})
        assert response.status_code == 400, address
        assert host not in response.content.decode()


def test_b76_b78_b80_what_a_stranger_claims_about_the_way_is_not_believed(client: Client) -> None:
    plain = client.get("/lapor/").content
    claims = {
        "x-forwarded-host": "evil.contoh",
        "x-original-url": "/admin/",
        "x-rewrite-url": "/admin/",
        "x-forwarded-proto": "https",
        "accept-language": "<script>",
    }

    response = client.get("/lapor/", headers=claims)

    assert (response.status_code, response.content) == (200, plain)
    assert not response.has_header("Strict-Transport-Security")


@pytest.mark.parametrize("tail", ["foo.css", ";.js", "..%2f", "%2f..%2fx.png", "/x.jpg"])
def test_b79_a_private_page_is_never_a_file_that_a_cache_keeps(tail: str) -> None:
    client = accounts.signed_in(accounts.officer("leader"))
    response = client.get(f"/admin/reports/case/{tail}")

    assert response.status_code in {302, 404}
    assert response["Cache-Control"] in {"no-store, private", "max-age=0, no-cache, no-store, must-revalidate, private"}


# --- behind TLS ---------------------------------------------------------------------------------------------------

NAMES = r"(SECURE_|SESSION_|CSRF_|ALLOWED_HOSTS|DEBUG|DEMO)"
SHOW = (
    "import json, re, netralitas.settings.production as p\n"
    f"found = {{k: v for k, v in vars(p).items() if re.match({NAMES!r}, k)}}\n"
    "print(json.dumps([found, sorted(p.CONTENT_SECURITY_POLICY['DIRECTIVES'])]))"
)


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """The values of the production settings that browsers notice, read in a process of their own."""
    environment = {"PATH": os.environ["PATH"], **sample_production()}
    said = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    found: dict[str, Any]
    found, directives = json.loads(said.stdout)
    assert directives == sorted([*POLICY, "upgrade-insecure-requests"])
    return found


def test_production_sends_cookies_that_stay_with_this_host_and_asks_for_tls(production: dict[str, Any]) -> None:
    host = production["ALLOWED_HOSTS"][0]
    with override_settings(**production):
        user = accounts.officer("leader")
        client = Client(headers={"x-forwarded-proto": "https", "host": host})
        form = client.get("/lapor/kejadian/")
        client.post("/admin/login/", {"username": user.username, "password": accounts.PASSWORD})
        plain = Client(headers={"host": host}).get("/lapor/")

        assert set(client.cookies) == {"__Host-kode", "__Host-csrf", "__Host-session"}
        for cookie in client.cookies.values():
            assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
        assert form["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
        assert "unsafe" not in form["Content-Security-Policy"]
        assert not form.has_header("X-Sample-Data")
        assert (plain.status_code, plain["Location"]) == (301, f"https://{host}/lapor/")


def test_production_settings_pass_the_deployment_check() -> None:
    environment = {"PATH": os.environ["PATH"], **sample_production()}
    command = [sys.executable, *DEPLOYED[1:]]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert (said.returncode, said.stdout.strip()) == (0, "System check identified no issues (0 silenced).")
