"""A file in parts from a phone whose connection breaks: it goes on by itself, says what it does, and can be stopped."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.e2e.browser import PHONE, Windows
from tests.e2e.citizen import NEXT, Citizen
from tests.e2e.journey import Journey
from tests.e2e.test_traces import PAGES

pytestmark = pytest.mark.e2e
PART = 512 * 1024
GPS = 0x8825


def picture(path: Path, *, parts: int, place: bool) -> Path:
    """A JPEG of so many parts; with a place in its Exif block, if wanted."""
    image = Image.effect_noise((64, 48), 90)
    exif = Image.Exif()
    if place:
        exif.get_ifd(GPS)[1] = "S"
        exif[GPS] = exif.get_ifd(GPS)
    image.save(path, "JPEG", exif=exif)
    with path.open("ab") as file:
        file.write(os.urandom((parts - 1) * PART))
    return path


@pytest.fixture
def evidence_page(journey: Journey, windows: Windows) -> Page:
    """The third page of a filing, on a phone."""
    journey.travel(journey.portal.now or datetime.fromisoformat("2026-03-16T09:00+08:00"))
    page = windows.open(size=PHONE)
    page.goto("/lapor/kejadian/")
    page.locator("#district").select_option("64.71")
    for name in ("kejadian", "terlapor"):
        assert page.url.endswith(f"/lapor/{name}/")
        Citizen(page).fill(PAGES[name])
        page.get_by_role("button", name=NEXT).click()
    expect(page.locator("#files")).to_be_visible()
    return page


def test_a_broken_connection_costs_a_part_and_not_the_file(
    evidence_page: Page, windows: Windows, tmp_path: Path
) -> None:
    page, broken, offsets = evidence_page, [0], []

    def meddle(route: Route) -> None:
        offset = route.request.headers.get("x-offset", "")
        if offset == str(PART) and broken[0] < 2:
            broken[0] += 1
            route.abort("connectionreset")
            return
        offsets.append(offset)
        route.continue_()

    page.route("**/bukti/bagian/*/", meddle)
    page.locator("#files").set_input_files(picture(tmp_path / "IMG_1.jpg", parts=3, place=True))

    expect(page.get_by_text("Foto ini menyimpan tempat pengambilannya.")).to_be_visible()
    expect(page.locator(".uploads li")).to_contain_text("menunggu sambungan, lalu dilanjutkan sendiri")
    expect(page.locator(".uploads li")).to_contain_text("salinan bersih untuk petugas sedang dibuat", timeout=30_000)
    expect(page.locator(".uploads progress")).to_have_count(0)
    expect(page.get_by_text("Foto ini menyimpan tempat pengambilannya.")).to_be_visible()
    assert offsets == ["0", str(PART), str(2 * PART)]
    assert page.locator("#files").input_value() == ""
    expect(page.locator(".uploads li")).to_contain_text("salinan bersih untuk petugas sudah siap", timeout=60_000)
    page.reload()
    expect(page.locator("#ada + ol li")).to_have_count(1)
    windows.noted[:] = [line for line in windows.noted if "ERR_CONNECTION_RESET" not in line]  # our own doing


def test_while_a_file_is_on_its_way_the_page_waits_and_the_file_can_be_stopped(
    evidence_page: Page, tmp_path: Path
) -> None:
    page = evidence_page
    held: list[Route] = []
    page.route(
        "**/bukti/bagian/*/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    page.locator("#files").set_input_files(picture(tmp_path / "IMG_2.jpg", parts=2, place=False))
    expect(page.locator(".uploads progress")).to_be_visible()

    page.get_by_role("button", name=NEXT).click()

    expect(page.get_by_text("Berkas masih dikirim. Tunggu sampai selesai, atau batalkan berkas itu.")).to_be_visible()
    assert page.url.endswith("/lapor/bukti/")
    page.locator(".uploads").get_by_role("button", name="Batalkan").click()
    expect(page.locator(".uploads li")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(page.locator(".uploads [role=status]")).to_have_text("")
    page.get_by_role("button", name=NEXT).click()
    expect(page).to_have_url(f"{page.url.split('/lapor/')[0]}/lapor/pelapor/")


def test_a_file_that_is_no_evidence_is_refused_in_words(evidence_page: Page, tmp_path: Path) -> None:
    page = evidence_page
    program = tmp_path / "setup.exe"
    program.write_bytes(b"MZ" + os.urandom(1000))

    page.locator("#files").set_input_files(program)

    expect(page.locator(".uploads li")).to_contain_text("Jenis berkas ini belum didukung; laporan tetap tersimpan.")
    expect(page.locator(".uploads progress")).to_have_count(0)
