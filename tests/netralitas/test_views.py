"""Plain pages, error pages, and what every page carries."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from netralitas.views import twin
from tests.factories import accounts

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/privasi/", "/aksesibilitas/", "/panduan/", "/lapor/"]
OURS = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize("path", [*PUBLIC, *(f"/en{path}" for path in PUBLIC)])
def test_a_page_without_a_form_sets_no_cookie_and_may_be_cached(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.cookies == {}
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [*PUBLIC, "/verifikasi/", "/lapor/kejadian/", "/lacak/"])
def test_every_page_has_its_twin_in_english_and_back(client: Client, path: str) -> None:
    assert f'href="/en{path}"' in client.get(path).content.decode()
    english = client.get(f"/en{path}")
    assert '<html lang="en">' in english.content.decode()
    assert f'href="{path}"' in english.content.decode()


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/", "/en/"),
        ("/en/", "/"),
        ("/lacak/", "/en/lacak/"),
        ("/en/data/", "/data/"),
        ("/admin/", ""),
        ("/api/v1/", ""),
    ],
)
def test_twin(path: str, other: str) -> None:
    assert twin(path) == other


@pytest.mark.parametrize("path", [*PUBLIC, "/verifikasi/", "/lapor/kejadian/", "/lacak/", "/tidak-ada/"])
def test_pages_fit_a_strict_policy(client: Client, path: str) -> None:
    response = client.get(path)
    page = response.content.decode()
    assert "style-src 'self';" in f"{response['Content-Security-Policy']};"
    assert "unsafe" not in response["Content-Security-Policy"]
    for inline in ("style=", "<style", "onclick=", "onload=", "javascript:"):
        assert inline not in page
    assert page.count("http://") == page.count("http://www.w3.org/2000/svg") + page.count("http://contoh")


def test_privacy_names_who_answers_for_the_data(client: Client, settings: Any) -> None:
    settings.DATA_CONTROLLER = "Bawaslu Contoh"

    assert "Pengendali data pribadi: Bawaslu Contoh." in client.get("/privasi/").content.decode()


def test_privacy_shows_the_permission_table(client: Client) -> None:
    page = client.get("/privasi/").content.decode()
    row = page.split("Identitas pelapor</th>")[1].split("</tr>")[0]
    assert row == "<td>Verifikator Bawaslu, Pemegang kunci identitas</td>"


@pytest.mark.parametrize("path", ["/api/v1/tidak-ada/", "/api/v1/statistics/%C3%97/", "/api/"])
def test_an_unknown_address_of_the_api_is_a_problem_that_programs_can_read(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["errors"] == [{"field": "", "code": "not_found", "message": "Tidak ditemukan."}]


def test_an_unknown_page_is_not_found_in_our_words(client: Client) -> None:
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"


def test_what_is_not_found_in_the_staff_room_leads_back_there() -> None:
    response = accounts.signed_in(accounts.officer("verifier", "bawaslu-balikpapan")).get("/admin/tidak-ada/")
    assert response.status_code == 404
    assert '<a class="button" href="/admin/">Ke daftar pekerjaan Anda</a>' in response.content.decode()
    assert "Lacak dengan kode" not in response.content.decode()


def test_a_server_error_is_told_without_a_trace(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("netralitas.views.offices.regions", lambda: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert "Ada gangguan di pihak kami" in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


def test_a_form_of_ten_thousand_fields_is_refused_in_our_words(client: Client) -> None:
    response = client.post("/lacak/", {f"x{number}": "1" for number in range(10_000)})
    assert response.status_code == 400
    assert "Kiriman ini tidak terbaca" in response.content.decode()


def test_a_stale_token_hands_back_what_was_typed() -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {"narrative": "Cerita <b>panjang</b>", "district": "64.71"}
    response = client.post("/lapor/kejadian/", typed, headers=OURS)
    page = response.content.decode()
    assert response.status_code == 403
    assert 'name="narrative" value="Cerita &lt;b&gt;panjang&lt;/b&gt;"' in page
    assert "<dt>Ceritakan kejadiannya</dt>" in page
    assert "<dt>narrative</dt>" not in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = client.post(
        "/lapor/kejadian/",
        {"narrative": "Cerita panjang", "district": "64.71", "csrfmiddlewaretoken": token},
    )
    assert again["Location"] == "/lapor/terlapor/"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://testserver.jahat.invalid"},
        {"origin": "https://testserver"},
        {"referer": "http://jahat.invalid/?http://testserver/"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "http://testserver", "sec-fetch-site": "same-site"},
    ],
)
def test_the_form_of_another_site_is_not_made_ready_to_send(headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/lacak/", {"code": "KODE-ORANG-LAIN"}, headers=headers)
    page = response.content.decode()
    assert response.status_code == 403
    assert "csrfmiddlewaretoken" not in page
    assert "KODE-ORANG-LAIN" not in page
    assert "kode" not in client.cookies


@pytest.mark.parametrize("address", ["/lacak/cabut/", "/lapor/hapus/", "/lapor/baru/", "/lacak/tutup/"])
def test_what_cannot_be_taken_back_is_never_made_ready_to_send(address: str) -> None:
    response = Client(enforce_csrf_checks=True).post(address, {"sure": "1"}, headers=OURS)
    page = response.content.decode()
    assert response.status_code == 403
    assert "csrfmiddlewaretoken" not in page
    assert 'name="sure"' not in page


def test_a_form_of_ours_is_known_by_its_referrer_where_no_origin_is_said() -> None:
    headers = {"referer": "http://testserver/lacak/"}
    response = Client(enforce_csrf_checks=True).post("/lacak/", {"code": "X"}, headers=headers)
    assert 'name="code" value="X"' in response.content.decode()


def test_a_stale_token_of_staff_hands_back_nothing() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "petugas", "password": "rahasia"})
    assert response.status_code == 403
    assert "rahasia" not in response.content.decode()


def test_quick_exit_forgets_the_code_and_keeps_staff_signed_in(client: Client) -> None:
    client.get("/lapor/kejadian/")
    session = SessionStore()
    session["petugas"] = "masih masuk"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    response = client.get("/keluar/", headers={"sec-fetch-site": "same-origin"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Riwayat" in page
    assert 'href="https://www.bmkg.go.id/" rel="noreferrer"' in page
    assert not {"Netralitas", "Bawaslu", "ASN", "lapor"} & set(re.findall(r"\w+", page.partition("</head>")[2]))
    assert "<script" not in page
    assert response.cookies["kode"].value == ""
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert response["Clear-Site-Data"] == '"cache", "storage"'


def test_a_foreign_page_cannot_make_anyone_forget(client: Client) -> None:
    client.get("/lapor/kejadian/")
    response = client.get("/keluar/", headers={"sec-fetch-site": "cross-site"})
    assert "kode" not in response.cookies


@pytest.mark.parametrize("path", ["regions/", "acts/", "sanction-types/", "statistics/", "snapshots/", "schema/"])
def test_the_public_read_api_may_be_read_by_pages_of_other_sites_also_where_it_refuses(
    client: Client, path: str
) -> None:
    for address in (f"/api/v1/{path}", f"/api/v1/{path}?bukan=1"):
        response = client.get(address)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_filing_may_not_be_read_by_pages_of_other_sites(client: Client) -> None:
    response = client.post("/api/v1/reports/", "{}", content_type="application/json")
    assert not response.has_header("Access-Control-Allow-Origin")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/lapor/kejadian/", "/lacak/", "/admin/login/"])
def test_no_cookie_outlives_the_browser(client: Client, path: str) -> None:
    """On a shared phone a lasting cookie would tell of the visit."""
    response = client.get(path)
    lasting = [cookie.key for cookie in response.cookies.values() if cookie["expires"] or cookie["max-age"]]
    assert (len(response.cookies) > 0, lasting) == (True, [])
