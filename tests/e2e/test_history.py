"""The browser's own buttons and several tabs: "back" after a mistake, and one draft that is open twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.citizen import NEXT
from tests.e2e.journey import Journey, stops
from tests.e2e.looking import Sight

pytestmark = pytest.mark.e2e

LAST = max(stop.at for stop in stops())
HERE = "Terlapor berkali-kali menyukai dan mengomentari unggahan pasangan calon dengan dukungan."
THERE = "Terlapor berdiri di panggung kampanye dan mengajak hadirin memilih pasangan calon itu."


@pytest.fixture
def window(journey: Journey) -> Iterator[Page]:
    """A window of somebody who files."""
    journey.travel(journey.portal.now or LAST)
    with journey.windows.window() as page:
        yield page


def write(page: Page, narrative: str) -> None:
    """Answer what the first page insists on."""
    page.locator("#district").select_option(label="Wua-Wua")
    page.locator("#narrative").fill(narrative)


def go_on(page: Page) -> None:
    """Press the button of the page."""
    page.locator("main").get_by_role("button", name=NEXT).click()


def test_back_leads_to_the_page_that_was_wrong_and_forth_again(window: Page) -> None:
    window.goto("/lapor/")
    window.goto("/lapor/kejadian/")
    window.locator("#place").fill("Gedung Contoh")
    go_on(window)
    expect(window.locator("#masalah")).to_be_visible()
    write(window, HERE)
    go_on(window)
    window.wait_for_url("**/lapor/terlapor/")
    window.go_back()
    expect(window).to_have_url(re.compile("/lapor/kejadian/$"))
    expect(window.locator("#place")).to_have_value("Gedung Contoh")
    expect(window.locator("#narrative")).to_have_value(HERE)
    expect(window.locator("#masalah")).to_have_count(0)
    window.go_forward()
    expect(window).to_have_url(re.compile("/lapor/terlapor/$"))


def test_leaving_a_wrong_page_and_coming_back_shows_what_is_wrong(window: Page) -> None:
    window.goto("/lapor/kejadian/")
    window.locator("#place").fill("Gedung Contoh")
    go_on(window)
    expect(window.locator("#masalah")).to_be_visible()
    window.goto("/panduan/")
    window.go_back()
    expect(window.locator("#masalah")).to_contain_text("Uraian kejadian wajib diisi.")
    expect(window.locator("#place")).to_have_value("Gedung Contoh")


def test_back_after_a_mistyped_code_asks_for_the_code_again(window: Page) -> None:
    window.goto("/lacak/")
    window.locator("#code").fill("7Q2M-1234")
    window.get_by_role("button", name="Buka", exact=True).click()
    expect(window.locator("#code-error")).to_be_visible()
    window.goto("/panduan/")
    window.go_back()
    expect(window).to_have_url(re.compile("/lacak/$"))
    expect(window.locator("#code")).to_be_visible()


def test_two_tabs_show_both_answers_and_let_one_be_chosen(window: Page, sight: Sight) -> None:
    window.goto("/lapor/kejadian/")
    other = window.context.new_page()
    other.goto("/lapor/kejadian/")
    for page, narrative in ((window, HERE), (other, THERE)):
        write(page, narrative)
        go_on(page)
    expect(other.locator("#tab")).to_contain_text(HERE)
    expect(other.locator("#tab")).to_contain_text(THERE)
    sight.look(other, "formulir-dua-tab")
    other.get_by_role("button", name="Pakai yang ditulis di sini").click()
    other.wait_for_url("**/lapor/terlapor/")
    window.goto("/lapor/kejadian/")
    expect(window.locator("#narrative")).to_have_value(THERE)


def test_a_tip_in_a_second_tab_gets_a_code_of_its_own(window: Page, sight: Sight) -> None:
    window.goto("/lapor/kejadian/")
    other = window.context.new_page()
    other.goto("/lapor/informasi-awal/")
    for page, narrative in ((window, HERE), (other, THERE)):
        write(page, narrative)
        go_on(page)
    sight.look(other, "formulir-tab-lain-jenis")
    other.get_by_role("button", name="Simpan yang di sini sebagai isian tersendiri").click()
    other.wait_for_url("**/lapor/terlapor/")
    other.goto("/lapor/kejadian/")
    expect(other.locator("main")).to_contain_text("Anda memberi informasi awal, tanpa nama.")
    go_on(window)  # the page after the report's first one
    expect(window.locator("#masalah")).to_contain_text("Keduanya tidak dicampur.")
    sight.look(window, "formulir-isian-lain")


def test_a_page_sent_after_its_draft_was_handed_in_keeps_what_was_typed(window: Page, sight: Sight) -> None:
    window.goto("/lapor/kejadian/")
    write(window, HERE)
    go_on(window)
    window.wait_for_url("**/lapor/terlapor/")
    other = window.context.new_page()
    other.goto("/lapor/kejadian/")
    window.goto("/lapor/tinjau/")
    window.locator("#truth").check()
    window.locator("main").get_by_role("button", name="Kirim laporan").click()
    window.wait_for_url("**/lapor/selesai/")
    write(other, THERE)
    go_on(other)
    expect(other.locator("#tab")).to_contain_text("Isian ini sudah dikirim dari tab lain")
    expect(other.locator("main .facts")).to_contain_text(THERE)
    sight.look(other, "formulir-sudah-dikirim")
    other.get_by_role("button", name="Kirim pesan").click()
    other.wait_for_url("**/lacak/status/")
    expect(other.locator(".talk")).to_contain_text(THERE)


def test_the_other_door_asks_first(window: Page, sight: Sight) -> None:
    window.goto("/lapor/kejadian/")
    write(window, HERE)
    go_on(window)
    window.goto("/lapor/informasi-awal/")
    expect(window.locator("h1")).to_have_text("Anda sedang mengisi laporan resmi")
    sight.look(window, "formulir-dua-pintu")
    window.get_by_role("button", name="Sudah saya catat, mulai informasi awal").click()
    expect(window.locator("main")).to_contain_text("Anda memberi informasi awal, tanpa nama.")
