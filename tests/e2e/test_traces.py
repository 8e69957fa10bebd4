"""What a shared or seized phone remembers of a whole filing: nothing that a person typed or was told."""

import shutil
from datetime import datetime
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, Playwright, Request, expect

from tests.attack import detector
from tests.e2e.browser import FLAGS, NAMES, PHONE
from tests.e2e.citizen import NEXT, Citizen
from tests.e2e.journey import Journey

pytestmark = pytest.mark.e2e

PAGES: dict[str, dict[str, str]] = {
    "kejadian": {
        "place": "Aula qzt7wplace41",
        "narrative": "Pegawai itu mengajak semua warga memilih satu pasangan. qzt7wnarrat42",
    },
    "terlapor": {
        "respondents.0.name": "Contoh qzt7wrespon43",
        "respondents.0.employer": "Kantor qzt7wemploy44",
        "respondents.0.unit": "Bagian qzt7wunitxx45",
        "respondents.0.position": "Kepala qzt7wpostxx46",
        "respondents.0.description": "Ciri qzt7wfeatur47",
    },
    "bukti": {
        "links": "https://contoh.invalid/qzt7wlinkxx48",
        "witnesses.0.name": "Saksi qzt7wwitnes49",
        "witnesses.0.address": "Jalan qzt7wstreet51",
        "witnesses.0.phone": "081277665544",
    },
    "pelapor": {
        "reporter.name": "Warga qzt7wperson52",
        "reporter.birth_place": "Kota qzt7wbirthx53",
        "reporter.birth_date": "1987-06-05",
        "reporter.occupation": "Kerja qzt7wworkxx54",
        "reporter.citizenship": "Indonesia qzt7wnation55",
        "reporter.address": "Gang qzt7waddres56",
        "reporter.phone": "081399887766",
        "reporter.email": "qzt7wmailxx57@contoh.invalid",
    },
}
MESSAGE = "Ada saksi lain qzt7wmessag58"
TYPED = (
    "qzt7wplace41", "qzt7wnarrat42", "qzt7wrespon43", "qzt7wemploy44", "qzt7wunitxx45", "qzt7wpostxx46",
    "qzt7wfeatur47", "qzt7wlinkxx48", "qzt7wwitnes49", "qzt7wstreet51", "081277665544", "qzt7wperson52",
    "qzt7wbirthx53", "19870605", "qzt7wworkxx54", "qzt7wnation55", "qzt7waddres56", "081399887766", "qzt7wmailxx57",
    "qzt7wmessag58",
)  # fmt: skip


def test_a_browser_profile_holds_nothing_of_a_whole_filing(
    journey: Journey, playwright: Playwright, tmp_path: Path
) -> None:
    journey.travel(journey.portal.now or datetime.fromisoformat("2026-03-16T09:00+08:00"))
    hosts: set[str] = set()
    browser = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=next(found for name in NAMES if (found := shutil.which(name))),
        args=list(FLAGS),
        base_url=journey.portal.address,
        viewport=PHONE,  # type: ignore[arg-type]
        locale="id-ID",
    )
    browser.on("request", lambda request: hosts.add(host_of(request)))
    page = browser.pages[0]
    code = file(page)
    ticket = page.locator("main").inner_text()
    browser.close()

    plain = code.replace("-", "").lower()
    told = (plain, plain[:16], plain[-16:], plain[4:20], plain[8:24])  # pieces of the code would do for a finger
    words = (*TYPED, *told)
    assert (len(words), len(set(words))) == (25, 25)
    assert plain not in ticket.replace("-", "").lower()
    remembered = {
        str(path.relative_to(tmp_path)): found
        for path in (tmp_path / "profile").rglob("*")
        if path.is_file() and (found := detector.found(path.name.encode() + b"\n" + path.read_bytes(), words, deep=1))
    }
    assert remembered == {}
    assert hosts == {urlparse(journey.portal.address).netloc}


def file(page: Page) -> str:
    """A whole filing, a look at the status, a message, and the door closed behind it; the code."""
    citizen = Citizen(page)
    page.goto("/lapor/kejadian/")
    page.locator("#district").select_option("64.71")
    for name, answers in PAGES.items():
        assert page.url.endswith(f"/lapor/{name}/")
        citizen.fill(answers)
        page.get_by_role("button", name=NEXT).click()
    page.locator("#truth").check()
    page.get_by_role("button", name="Kirim laporan").click()
    code = page.locator("#kode").inner_text()
    citizen.track(code)
    page.locator("#text").fill(MESSAGE)
    page.get_by_role("button", name="Kirim pesan").click()
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    page.get_by_role("button", name="Tutup di peranti ini").click()
    return code


def host_of(request: Request) -> str:
    """The host a request went to; pictures inside a page ask nobody."""
    return urlparse(request.url).netloc if request.url.startswith("http") else urlparse(request.frame.url).netloc
