"""Every page at 360 and 1280 pixels: it fits, axe finds nothing, no script fails, nobody else is asked for anything."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import DESK, PHONE
from tests.e2e.citizen import NEXT, Citizen
from tests.e2e.journey import SCENARIOS, Journey, stops
from tests.e2e.looking import Sight, crawl, kind

pytestmark = pytest.mark.e2e

LAST = max(stop.at for stop in stops())
SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
LARGEST = 200_000  # bytes of a picture that is kept in the repository
FILES = re.compile(r"format=|\.(csv|json|pdf|xml|xlsx|svg)$|^/api/|^/keluar/|/en/keluar/|/file/$")
PUBLIC = ("", "lapor/", "lapor/kejadian/", "lacak/", "panduan/", "statistik/", "data/", "verifikasi/", "privasi/")
FOCUS_SHOWS = """(one) => {
  const style = getComputedStyle(one);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""
STAFF = (
    "operator-bawaslu-balikpapan",
    "verifier-bawaslu-balikpapan",
    "leader-bawaslu-balikpapan",
    "bkn-bkn",
    "bkpsdm-bkpsdm-balikpapan",
    "custodian-bawaslu-ri",
    "auditor-bawaslu-ri",
    "sysadmin-bawaslu-ri",
)


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The kinds of staff pages that were looked at: most roles read the same lists."""
    return set()


@pytest.fixture
def road(journey: Journey) -> Journey:
    """The portal where the road of the scenarios ends, or as far as it came."""
    journey.travel(journey.portal.now or LAST)
    return journey


@pytest.fixture
def window(road: Journey) -> Iterator[Page]:
    """A window of somebody who is not signed in."""
    with road.windows.window() as page:
        yield page


@pytest.mark.parametrize("start", ["/", "/en/"])
def test_every_public_page_fits_and_is_accessible(start: str, window: Page, sight: Sight) -> None:
    skip = re.compile(f"{FILES.pattern}|^/admin/" + ("|^/en/" if start == "/" else ""))
    for address in crawl(window, start, under=start, skip=skip, known=set()):
        sight.look(window, f"publik{kind(address).replace('/', '-').rstrip('-')}")
    seen = set(sight.seen)
    assert {f"publik{(start + page).replace('/', '-').rstrip('-')}" for page in PUBLIC} <= seen


# Of every text of a chart: how large it is drawn, and how far it sticks out of the drawing or into the next text.
LETTERS = """() => [...document.querySelectorAll("svg.bars text")].map((text) => {
  const [box, drawing] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
  const scale = text.getScreenCTM().a;
  return [parseFloat(getComputedStyle(text).fontSize) * scale, box.left - drawing.left, drawing.right - box.right];
})"""


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_words_of_a_chart_can_be_read_and_stay_inside(size: dict[str, int], window: Page) -> None:
    window.set_viewport_size(size)  # type: ignore[arg-type]
    window.goto("/statistik/")
    found = window.evaluate(LETTERS)
    assert len(found) >= 8
    assert [one for one in found if one[0] < 12 or one[1] < -1 or one[2] < 0] == []


def test_the_form_with_a_draft_fits_at_every_step_also_with_errors(window: Page, sight: Sight) -> None:
    citizen, scenario = Citizen(window), SCENARIOS["kukar"]
    window.goto("/lapor/kejadian/")
    window.get_by_role("button", name=NEXT).click()
    expect(window.locator(".summary")).to_be_visible()
    sight.look(window, "formulir-kejadian-salah")
    citizen.fill(scenario.pages["kejadian"])
    for name in ("terlapor", "bukti", "pelapor"):
        window.get_by_role("button", name=NEXT).click()
        expect(window).to_have_url(re.compile(f"/lapor/{name}/$"))
        citizen.fill(scenario.pages[name])
        sight.look(window, f"formulir-{name}")
    window.get_by_role("button", name=NEXT).click()
    sight.look(window, "formulir-tinjau")
    window.get_by_role("button", name="Simpan dulu").click()
    sight.look(window, "formulir-tersimpan")
    window.get_by_role("link", name="Lanjutkan sekarang").click()
    window.goto("/lapor/tinjau/")
    window.locator("#truth").check()
    window.get_by_role("button", name="Kirim laporan").click()
    expect(window).to_have_url(re.compile("/lapor/selesai/$"))
    sight.look(window, "formulir-selesai")
    window.goto("/lacak/status/")
    sight.look(window, "lacak-status")


def test_pages_that_no_link_leads_to_fit_as_well(window: Page, sight: Sight) -> None:
    window.goto("/tidak-ada/")
    sight.look(window, "tidak-ditemukan")
    window.goto("/lacak/")
    window.locator("#code").fill("7Q2M-1234")
    window.get_by_role("button", name="Buka", exact=True).click()
    expect(window.locator("#code-error")).to_be_visible()
    sight.look(window, "lacak-salah-ketik")
    for name, address in (
        ("informasi-awal", "/lapor/informasi-awal/"),
        ("kotak-surat", "/kotak-surat/"),
        ("masuk", "/admin/login/"),
        ("dokumentasi-api", "/api/v1/docs/"),
    ):
        window.goto(address)
        sight.look(window, name)


@pytest.mark.parametrize("username", STAFF)
def test_every_staff_page_fits_and_is_accessible(username: str, road: Journey, sight: Sight, known: set[str]) -> None:
    page = road.staff.page(username)
    role = username.partition("-")[0]
    skip = re.compile(FILES.pattern + r"|/logout/|\?")
    for address in crawl(page, "/admin/", under="/admin/", skip=skip, known=known):
        sight.look(page, f"petugas-{role}{kind(address).removeprefix('/admin').replace('/', '-').rstrip('-')}")
    assert sight.seen
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def test_the_form_can_be_filed_with_the_keyboard_alone(window: Page) -> None:
    keys = window.keyboard
    window.goto("/lapor/")
    _tab_to(window, 'a.button[href$="/lapor/kejadian/"]')
    keys.press("Enter")
    window.wait_for_url(re.compile("/lapor/kejadian/$"))
    for selector, text in (
        ("#district", "Wua-Wua"),
        ("#place", "Gedung contoh"),
        ("#narrative", "Pegawai itu naik ke panggung dan menyerukan dukungan kepada yang hadir."),
    ):
        _tab_to(window, selector)
        keys.type(text)
    for _page in range(4):
        here = window.url
        _tab_to(window, f'main button:has-text("{NEXT}")')
        keys.press("Enter")
        window.wait_for_url(lambda url, here=here: url != here)
    _tab_to(window, "#truth")
    keys.press("Space")
    _tab_to(window, 'main button:has-text("Kirim laporan")')
    keys.press("Enter")
    window.wait_for_url(re.compile("/lapor/selesai/$"))
    _tab_to(window, 'a[href$="/lacak/status/"]')


def _tab_to(page: Page, selector: str, *, most: int = 150) -> None:
    """Press Tab until the control has the focus, which must be seen."""
    wanted = page.locator(selector).first
    for _press in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            shown = (
                "one => { const s = getComputedStyle(one); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            )
            assert wanted.evaluate(shown), f"the focus on {selector} cannot be seen"
            return
    message = f"{selector} was not reached with {most} presses of Tab"
    raise AssertionError(message)


def test_the_pictures_of_the_handbook_are_made(window: Page, road: Journey) -> None:
    window.goto("/")
    _keep(window, "home-1280.png")
    window.set_viewport_size(PHONE)  # type: ignore[arg-type]
    window.goto("/lapor/")
    _keep(window, "lapor-360.png")
    page = road.staff.page("verifier-bawaslu-balikpapan")
    page.goto("/admin/reports/case/")
    _keep(page, "queue-1280.png")


def _keep(page: Page, name: str) -> None:
    """Kept in docs/screens where E2E_SCREENS asks for it; otherwise a run changes no file of the repository."""
    picture = page.screenshot(animations="disabled")
    assert len(picture) <= LARGEST, name
    if os.environ.get("E2E_SCREENS"):
        SCREENS.mkdir(exist_ok=True)
        (SCREENS / name).write_bytes(picture)
