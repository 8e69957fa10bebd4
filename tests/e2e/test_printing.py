"""What a citizen prints: no way around, no button, nothing cut off, black on white; and the countdown that follows."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import PHONE, Windows
from tests.e2e.citizen import NEXT, Citizen
from tests.e2e.journey import Journey
from tests.e2e.test_traces import PAGES

pytestmark = pytest.mark.e2e

PAPER = {"width": 718, "height": 1000}  # A4 without its margins, in the pixels of a browser
WHERE = ("/lapor/selesai/", "/lacak/status/", "/lacak/tanda-terima/")
# Everything on a printed page that has no place there, as sentences.
AMISS = """() => {
  const wrong = [];
  const shows = (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && one.getBoundingClientRect().width > 1;
  const told = (what, one) => wrong.push(`${what}: ${one.outerHTML.slice(0, 80)}`);
  for (const one of document.querySelectorAll("nav, button, .button, input, select, .leave, .skip"))
    if (one.type !== "hidden" && shows(one)) told("shown", one);
  const width = document.documentElement.clientWidth;
  for (const one of document.querySelectorAll("body *")) {
    if (!shows(one) || one.closest("svg")) continue;
    const [box, style] = [one.getBoundingClientRect(), getComputedStyle(one)];
    const says = [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
    if (box.right > width + 1 || box.left < -1) told("outside the paper", one);
    if (style.display !== "inline" && style.overflow !== "visible"
      && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) told("cut off", one);
    if (says && style.color !== "rgb(0, 0, 0)") told(style.color, one);
    if (!["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(style.backgroundColor)) told("not white", one);
  }
  return wrong;
}"""


@pytest.fixture
def page(journey: Journey, windows: Windows) -> Page:
    """The first page of a filing, with its day and place still open."""
    journey.travel(journey.portal.now or datetime.fromisoformat("2026-03-16T09:00+08:00"))
    opened = windows.open(size=PHONE)
    opened.goto("/lapor/kejadian/")
    return opened


def test_receipt_status_and_the_sheet_to_bring_are_fit_for_paper(page: Page) -> None:
    page.locator("#district").select_option("64.71")
    for name in ("kejadian", "terlapor", "bukti", "pelapor"):
        Citizen(page).fill(PAGES[name])
        page.get_by_role("button", name=NEXT).click()
    page.locator("#truth").check()
    page.get_by_role("button", name="Kirim laporan").click()
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    for address in WHERE:
        page.goto(address)
        assert page.evaluate(AMISS) == [], address
        page.emulate_media(media="screen")
        assert page.evaluate(AMISS) != [], address  # the look finds what a screen shows
        page.emulate_media(media="print")
    for address in WHERE[:2]:
        page.goto(address)
        sheet = page.locator('[aria-labelledby="resmi"]')
        expect(sheet).to_contain_text("Belum diterima Bawaslu secara resmi")
        expect(sheet).to_contain_text("KTP asli dan fotokopinya")
        expect(sheet.locator(".print-only")).to_be_visible()


def test_the_countdown_follows_the_days_without_its_button(page: Page) -> None:
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url.removeprefix(page.url))))
    clock = page.locator("#batas-waktu")
    assert clock.get_attribute("aria-live") == "polite"
    page.locator("#district").select_option("64.71")
    page.locator("#known_date").fill("2024-10-02")
    page.locator("#known_date").blur()
    expect(clock).to_contain_text("Paling lambat 9 Oktober 2024, 23.59 WITA")
    page.locator("#known_date").fill("2024-10-03")
    page.locator("#known_date").blur()
    expect(clock).to_contain_text("Paling lambat 10 Oktober 2024, 23.59 WITA")
    page.locator("#district").select_option("62.02")
    expect(clock).to_contain_text("Paling lambat 10 Oktober 2024, 23.59 WIB")
    expect(page.locator("#known_date")).to_have_value("2024-10-03")
    assert {(method, "?" in url) for method, url in asked} == {("POST", False)}
