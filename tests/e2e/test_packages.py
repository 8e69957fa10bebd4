"""A picture on its way into a package: blackened with the mouse and without a script, approved, opened by BKN."""

import io
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import DESK, PHONE
from tests.e2e.journey import SCENARIOS, Journey
from tests.e2e.looking import Sight
from tests.e2e.waiting import until

pytestmark = pytest.mark.e2e

MOMENT = datetime.fromisoformat("2026-03-04T10:00:00+08:00")
VERIFIER, LEADER, BKN = "verifier-bawaslu-balikpapan", "leader-bawaslu-balikpapan", "bkn-bkn"
CANARY = "kqzvbxwt27"
SEATS = "Ketua Contoh\nAnggota Dua\nAnggota Tiga\nAnggota Empat\nAnggota Lima"
PHOTO, PAPER = (1200, 800), (800, 1130)


def photo() -> bytes:
    """A meeting under a banner, seen from a row of seats; its hidden part holds the canary."""
    image = Image.new("RGB", PHOTO, "#b9cbd6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 520, 1200, 800), fill="#7a6a55")
    draw.rectangle((150, 60, 1050, 180), fill="#c2483a")
    for left, tone in ((120, "#6d4c3d"), (420, "#8a6149"), (720, "#5c4033"), (960, "#7b5544")):
        draw.ellipse((left, 260, left + 130, 400), fill=tone)
        draw.rectangle((left - 30, 400, left + 160, 640), fill="#41596b")
    hidden = Image.Exif()
    hidden[0x010F] = CANARY
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90, exif=hidden.tobytes())
    return target.getvalue()


def paper() -> bytes:
    """A list of two pages, with the canary as its author."""
    pages = []
    for number in range(2):
        page = Image.new("RGB", PAPER, "white")
        draw = ImageDraw.Draw(page)
        for line in range(28):
            draw.line((80, 120 + line * 34, 700 - (line * 37 + number * 90) % 260, 120 + line * 34), "#333", 9)
        pages.append(page)
    target = io.BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], author=CANARY, resolution=100)
    return target.getvalue()


def filed(journey: Journey, now: datetime) -> str:
    """A report with a photo and a paper, handed in by a program; the address of its case."""
    day = now.date()
    body = SCENARIOS["today"].body | {
        "incident_date": f"{day - timedelta(days=9)}", "known_date": f"{day - timedelta(days=2)}"
    }  # fmt: skip
    operator = "operator-bawaslu-balikpapan"
    known = journey.staff.queue(operator, day)
    requests = journey.program.requests
    answer = requests.post("/api/v1/reports/", data=body, headers={"Idempotency-Key": uuid4().hex})
    assert answer.status == 201, answer.text()
    for name, kind, content in (("IMG_1.jpg", "image/jpeg", photo()), ("daftar.pdf", "application/pdf", paper())):
        form = {"receipt": answer.json()["receipt"], "file": {"name": name, "mimeType": kind, "buffer": content}}
        given = requests.post("/api/v1/reports/evidence/", multipart=form)
        assert given.status == 201, given.text()
    [case] = journey.staff.queue(operator, day) - known
    return case


def built(journey: Journey, case: str, now: datetime) -> str:
    """A package of the case with both files; the number of its letter."""
    letter, day = f"071/PM.05/CONTOH/{uuid4().hex[:6]}", str(now.date())
    page = journey.staff.page(VERIFIER)

    def ready() -> bool:
        page.goto(case)
        return page.get_by_role("link", name="Buka salinan bersih").count() == 2

    until(ready, seconds=60, what=lambda: f"both copies are ready\n{journey.portal.log()}")
    journey.staff.each(VERIFIER, case, "check", {"known": "yes"}, people=1)
    minutes = {
        "number": f"BA/{letter[-6:]}",
        "held_on": day,
        "agenda": "Kajian awal",
        "present": SEATS,
        "signed": SEATS,
    }
    journey.staff.step(LEADER, case, "minutes", minutes)
    narrative = "Menurut hasil kajian awal, terlapor hadir dalam pertemuan pengurus partai di tingkat kota."
    fields = {"narrative": narrative, "letter_number": letter, "letter_date": day, "exhibits": True}
    journey.staff.step(VERIFIER, case, "package", fields)
    return letter


def again(page: Page, journey: Journey, **options: object) -> Page:
    """A second window of the same officer."""
    context = journey.windows.browser.new_context(
        base_url=journey.portal.address, storage_state=page.context.storage_state(), locale="id-ID", viewport=DESK,
        **options,  # type: ignore[arg-type]
    )  # fmt: skip
    return context.new_page()


def drag(page: Page, board: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From corner to corner of the picture, in shares of its edges."""
    board.scroll_into_view_if_needed()
    frame = board.bounding_box()
    assert frame
    for step, (x, y) in enumerate((start, end)):
        page.mouse.move(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"], steps=6)
        page.mouse.down() if step == 0 else page.mouse.up()


def lies_true(page: Page) -> None:
    """Grid and box cover of the picture what will be black, to the pixel."""
    image, grid, box = (
        page.locator(one).bounding_box() for one in (".blacken-board img", ".blacken-grid", ".blacken-box")
    )
    assert image
    assert grid
    assert box
    for edge, share in (("x", "width"), ("y", "height")):
        assert grid[edge] == pytest.approx(image[edge], abs=1)  # type: ignore[literal-required]
        assert grid[share] == pytest.approx(image[share], abs=1)  # type: ignore[literal-required]
    told = [
        float(page.locator(f'[name="{name}"]').first.input_value()) / 100 for name in ("left", "top", "width", "height")
    ]
    seen = [
        (box["x"] - image["x"]) / image["width"], (box["y"] - image["y"]) / image["height"],
        box["width"] / image["width"], box["height"] / image["height"],
    ]  # fmt: skip
    assert seen == pytest.approx(told, abs=0.003)


def is_black(content: bytes, box: tuple[int, int, int, int]) -> bool:
    with Image.open(io.BytesIO(content)) as drawn:
        return drawn.convert("RGB").crop(box).getextrema() == ((0, 0),) * 3


def blacken_with_the_mouse(journey: Journey, case: str, sight: Sight) -> None:
    page = journey.staff.page(VERIFIER)
    page.goto(case)
    page.get_by_role("link", name="Buka berkas penerusan").last.click()
    expect(page.locator("main")).to_contain_text("1 dari 1 gambar belum diperiksa verifikator")
    page.goto(case)
    page.get_by_role("link", name="Periksa gambar berkas penerusan").click()
    board = page.locator("[data-blacken]")
    expect(board.locator("img")).to_have_js_property("complete", True)
    assert board.locator("img").evaluate("one => one.naturalWidth") == PHOTO[0]
    drag(page, board, (0.5, 0.1), (0.9, 0.2))
    expect(page.locator(".blacken-box")).to_have_count(1)
    page.get_by_role("button", name="Batalkan yang terakhir").click()
    expect(page.locator(".blacken-box")).to_have_count(0)
    drag(page, board, (0.07, 0.3), (0.24, 0.52))
    expect(page.locator(".blacken-box")).to_have_count(1)
    lies_true(page)
    cell = page.get_by_label("baris 5 kolom 6", exact=True)
    cell.focus()
    page.keyboard.press("Space")
    expect(cell).to_be_checked()
    looked = again(page, journey, bypass_csp=True)
    looked.goto(page.url)
    sight.look(looked, "blacken-picture")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text("Begini gambar ini akan keluar")
    looked.reload()
    sight.look(looked, "blacken-saved")
    looked.context.close()
    page.get_by_label("Sudah diperiksa").check()
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text("Bukti 2, dokumen PDF, gambar 1 dari 2")


def blacken_with_a_finger(journey: Journey) -> None:
    """A tap ticks a cell; once drawing is asked for, a finger draws a box. Nothing of it is sent."""
    officer = journey.staff.page(VERIFIER)
    page = again(officer, journey, has_touch=True)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(officer.url)
    cell = page.get_by_label("baris 2 kolom 2", exact=True)
    cell.tap()
    expect(cell).to_be_checked()
    page.get_by_role("button", name="Gambar kotak dengan jari").tap()
    board = page.locator("[data-blacken]")
    board.scroll_into_view_if_needed()
    frame = board.bounding_box()
    assert frame
    touch = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.5), ("touchMove", 0.6), ("touchMove", 0.7), ("touchEnd", 0)):
        at = [{"x": frame["x"] + share * frame["width"], "y": frame["y"] + share * frame["height"]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at if share else []})
    expect(page.locator(".blacken-box")).to_have_count(1)
    assert page.locator('[name="left"]').first.input_value().startswith(("49", "50"))
    page.context.close()


def blacken_without_a_script(journey: Journey) -> None:
    officer = journey.staff.page(VERIFIER)
    page = again(officer, journey, java_script_enabled=False)
    page.goto(officer.url)
    expect(page.locator("[data-blacken-tools]")).to_be_hidden()
    page.locator(".blacken-boxes summary").click()
    for name, value in {"left": "8", "top": "9", "width": "84,5", "height": "10"}.items():
        page.locator(f'[name="{name}"]').first.fill(value)
    page.get_by_label("baris 12 kolom 12", exact=True).check()
    page.get_by_label("Sudah diperiksa").check()
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text("Bukti 2, dokumen PDF, gambar 2 dari 2")
    page.get_by_label("Sudah diperiksa").check()
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text("Semua gambar sudah diperiksa")
    page.context.close()


def approve_what_is_seen(journey: Journey, case: str, sight: Sight) -> None:
    page = journey.staff.page(LEADER)
    page.goto(case)
    page.get_by_role("link", name="Setujui berkas penerusan").first.click()
    pictures = page.locator("img.desk-proof")
    expect(pictures).to_have_count(3)
    for one in pictures.all():
        one.scroll_into_view_if_needed()
        until(lambda one=one: one.evaluate("one => one.naturalWidth"), what=lambda: "the picture is shown")  # type: ignore[misc]
    first = page.request.get(str(pictures.first.get_attribute("src"))).body()
    assert is_black(first, (90, 245, 280, 410))
    looked = again(page, journey, bypass_csp=True)
    looked.goto(page.url)
    for one in looked.locator("img.desk-proof").all():
        one.scroll_into_view_if_needed()
    sight.look(looked, "approve-pictures")
    looked.context.close()
    journey.staff.step(LEADER, case, "approve", {"read": True})
    journey.staff.step(LEADER, case, "refer", {})


def test_a_blackened_picture_reaches_bkn(journey: Journey, sight: Sight) -> None:
    now = journey.portal.now or MOMENT
    journey.travel(now)
    case = filed(journey, now)
    letter = built(journey, case, now)
    blacken_with_the_mouse(journey, case, sight)
    blacken_with_a_finger(journey)
    blacken_without_a_script(journey)
    approve_what_is_seen(journey, case, sight)

    files = until(lambda: journey.staff.packages(BKN, letter), seconds=40, what=lambda: journey.portal.log())
    page = journey.staff.page(BKN)
    page.goto(files.pop())
    looked = again(page, journey, bypass_csp=True)
    looked.goto(page.url)
    sight.look(looked, "desk-package")
    looked.context.close()
    link = page.get_by_role("link", name="Buka bukti 1")
    address = str(link.get_attribute("href"))
    link.click()
    expect(page).to_have_url(re.compile(r"/bukti/1/$"))
    picture = page.locator("img.desk-proof")
    until(lambda: picture.evaluate("one => one.naturalWidth") == PHOTO[0], what=lambda: "the picture is shown")
    looked = again(page, journey, bypass_csp=True)
    looked.goto(page.url)
    sight.look(looked, "desk-picture")
    looked.context.close()
    given = page.request.get(f"{address}file/")
    assert is_black(given.body(), (90, 245, 280, 410))
    assert is_black(given.body(), (505, 270, 595, 330))
    assert CANARY.encode() not in given.body()
    document = page.request.get(address.replace("/bukti/1/", "/bukti/2/file/"))
    assert document.headers["content-disposition"] == 'attachment; filename="bukti-2.pdf"'
    assert CANARY.encode() not in document.body()
    assert journey.staff.opens("bkpsdm-bkpsdm-samarinda", address) == 404
    journey.portal.manage("check_invariants")
