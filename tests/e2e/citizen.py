"""Somebody who files in a browser window, with or without JavaScript, and follows the report with the code."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.factories.evidence import JPEG
from tests.scenarios.reading import Scenario

NEXT = "Simpan dan lanjut"


class Citizen:
    """A window and what its owner does in it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def file(self, scenario: Scenario) -> str:
        """Fill in the five pages and send; the code."""
        page = self.page
        page.goto(scenario.form["door"])
        self.fill(scenario.pages["kejadian"])
        self._read_the_countdown(scenario.expected["window"])
        self._go_on(NEXT)
        code = page.locator("#kode").inner_text()  # shown at the first save
        for name in ("terlapor", "bukti", "pelapor"):
            self.fill(scenario.pages[name])
            if name == "bukti" and scenario.evidence["files"]:
                photo = {"name": "IMG_20240120_101500.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
                page.locator("#files").set_input_files([photo] * scenario.evidence["files"])
                expect(page.locator(".uploads progress")).to_have_count(0)  # sent in parts where JavaScript runs
            self._go_on(NEXT)
        page.locator("#truth").check()
        self._go_on("Kirim informasi" if scenario.body["kind"] == "tip" else "Kirim laporan")
        expect(page).to_have_url(f"{page.url.split('/lapor/')[0]}/lapor/selesai/")
        assert page.locator("#kode").inner_text() == code
        return code

    def fill(self, answers: Mapping[str, str]) -> None:
        """Type or choose every answer, asking for one more person where the page has no place yet."""
        for name, value in answers.items():
            if self._named(name).count() == 0:
                self.page.locator('button[name="action"][value="add"]').click()
                expect(self._named(name).first).to_be_visible()
            put(self._named(name), value)

    def track(self, code: str) -> None:
        """Type the code on /lacak/."""
        self.page.goto("/lacak/")
        self.page.locator("#code").fill(code)
        self.page.get_by_role("button", name="Buka", exact=True).click()

    def complete(self, code: str, links: list[str], witnesses: Mapping[str, str]) -> None:
        """Hand in what the office asked for, with witnesses, who show as a number alone."""
        self.track(code)
        self.page.get_by_role("link", name="Lengkapi sekarang").click()
        self.page.locator("#links").fill("\n".join(links))
        if witnesses:
            self.page.get_by_text("Sebut saksi").click()
            self.fill(witnesses)
        self.page.get_by_role("button", name="Kirim perbaikan").click()
        expect(self.page.locator("#pesan")).to_be_visible()
        if witnesses:
            expect(self.page.locator("main")).to_contain_text("1 saksi disebut pelapor")
            expect(self.page.locator("main")).not_to_contain_text(next(iter(witnesses.values())))

    def upgrade(self, code: str, answers: Mapping[str, str]) -> None:
        """Make a tip a report: only who reports is asked."""
        self.track(code)
        self.page.get_by_role("link", name="Naikkan menjadi laporan").click()
        self.fill(answers)
        self.page.locator("#truth").check()
        self.page.get_by_role("button", name="Jadikan laporan resmi").click()
        expect(self.page.locator("#pesan")).to_be_visible()

    def add_evidence(self, code: str, links: list[str]) -> None:
        """Add links on the status page."""
        self.track(code)
        self.page.get_by_text("Tambah bukti", exact=True).click()
        self.page.locator("#links").fill("\n".join(links))
        self.page.get_by_role("button", name="Kirim bukti").click()
        expect(self.page.get_by_text(links[-1])).to_be_visible()

    def _read_the_countdown(self, window: str | None) -> None:
        """The countdown of the filing window, or why there is none."""
        self.page.get_by_role("button", name="Hitung batas waktu").click()
        clock = self.page.locator("#batas-waktu")
        if window:
            expect(clock).to_contain_text(f"Paling lambat {window}")
        else:
            expect(clock).to_contain_text("Tidak ada batas waktu")

    def _go_on(self, label: str) -> None:
        self.page.get_by_role("button", name=label).click()

    def _named(self, name: str) -> Locator:
        return self.page.locator(f'form [name="{name}"]')


def put(field: Locator, value: str | bool | list[str]) -> None:
    """Fill in one named control: text, list, radio or checkbox."""
    kind = field.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        chosen = value if isinstance(value, list) else [value]
        for index in range(field.count()):
            one = field.nth(index)
            one.set_checked(one.get_attribute("value") in chosen or value is True) if kind == "checkbox" else None
            if kind == "radio" and one.get_attribute("value") == value:
                one.check()
    elif field.first.evaluate("control => control.tagName") == "SELECT":
        field.first.select_option(str(value))
    else:
        field.first.fill(str(value))
