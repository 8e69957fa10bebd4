"""The slip as page and PDF behind a code, and its check on /verifikasi/."""

import zlib
from base64 import a85decode
from re import DOTALL, findall

import pytest
from django.test import Client
from time_machine import Traveller

from reports import exhibits, receipts, slips
from tests.factories import reports as factory
from tests.filing.citizen import Citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(clock: Traveller, client: Client) -> Citizen:
    """Somebody whose report has been filed and whose browser holds the code."""
    code, _case = factory.filed()
    exhibits.accept_link(code, "https://contoh.invalid/1")
    citizen = Citizen(client)
    citizen.track(code)
    return citizen


def drawn(pdf: bytes) -> bytes:
    """All drawing instructions of a PDF of ours, unpacked."""
    streams = findall(rb"stream\n?(.*?)~>endstream", pdf, DOTALL)
    return b"".join(zlib.decompress(a85decode(one.strip())) for one in streams)


@pytest.mark.parametrize("path", ["tanda-terima", "tanda-terima/pdf"])
def test_without_a_code_there_is_no_slip(client: Client, path: str) -> None:
    response = client.get(f"/lacak/{path}/")
    assert (response.status_code, response["Location"]) == (302, "/lacak/")


def test_the_page_shows_what_was_filed_and_how_to_check_it(holder: Citizen) -> None:
    response = holder.client.get("/lacak/tanda-terima/")
    shown = response.content.decode()
    slip = slips.issue(holder.code)
    for text in ("Laporan resmi", "3 Oktober 2024", "Bawaslu Kota Balikpapan", "Bukti 1, tautan", slip.short):
        assert text in shown
    assert slip.claim.digest in shown
    assert "DATA CONTOH" in shown
    assert response["Cache-Control"] == "no-store, private"
    for secret in (receipts.grouped(holder.code), holder.code, factory.report_of(holder.code).ticket, "Warga Contoh"):
        assert secret not in shown


def test_both_pages_after_sending_lead_to_the_slip(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.submit()
    for path in ("/lapor/selesai/", "/lacak/status/"):
        assert 'href="/lacak/tanda-terima/"' in citizen.client.get(path).content.decode()


def test_the_pdf_tells_the_same_and_nothing_of_its_hour(holder: Citizen) -> None:
    response = holder.client.get("/lacak/tanda-terima/pdf/")
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="tanda-terima.pdf"',
    )
    drawing = drawn(response.content)
    for text in (b"Tanda terima", b"3 Oktober 2024", b"Bawaslu Kota Balikpapan", b"DATA CONTOH"):
        assert text in drawing
    assert b"D:20241003" not in response.content
    for secret in (holder.code, receipts.grouped(holder.code), "Warga Contoh"):
        assert secret.encode() not in drawing + response.content
    again = holder.client.get("/lacak/tanda-terima/pdf/")
    assert again.content == response.content


def test_a_real_portal_marks_no_sample(holder: Citizen, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]  # pytest-django's settings
    assert b"DATA CONTOH" not in drawn(holder.client.get("/lacak/tanda-terima/pdf/").content)


def test_a_genuine_slip_is_called_so_to_whoever_asks(holder: Citizen) -> None:
    slip = slips.issue(holder.code)
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    response = stranger.post("/verifikasi/", {"slip": slip.short})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "Asli: ditandatangani portal ini" in shown
    assert "Bawaslu Kota Balikpapan" in shown
    assert slip.short in shown
    assert response["Cache-Control"] == "no-store, private"


def test_a_forged_slip_is_refused_in_words_and_kept(holder: Citizen) -> None:
    forged = slips.issue(holder.code).short.replace("report", "tip", 1)
    response = Client().post("/verifikasi/", {"slip": forged})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "Tidak asli, atau ada salah ketik" in shown
    assert forged in shown
    assert "Asli: ditandatangani" not in shown


def test_an_empty_check_asks_for_the_text(db: None) -> None:
    response = Client().post("/verifikasi/", {"slip": "  "})
    assert response.status_code == 422
    assert "Ketik atau tempel teks tanda terima." in response.content.decode()


def test_the_public_key_stands_on_the_page(db: None) -> None:
    assert slips.public_keys()[0] in Client().get("/verifikasi/").content.decode()
