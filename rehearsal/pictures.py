"""Invented pieces of evidence for a demo: drawn, never photographed, and every one says so in large letters.

A photo carries a place and the name of a camera, as those of citizens do, so that a demo can show that its clean
copy carries neither. The place is the middle of the region's sea, where nobody lives.
"""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFont

PHOTO, PAGE = (1280, 960), (1240, 1754)
LABEL = "DATA CONTOH"
SKIES = ("#9cc4e4", "#c9d6df", "#f2c48d", "#7d93b2")
SHIRTS = ("#8a3b3b", "#2f5d8a", "#c8a13a", "#4b7a52", "#6a4c8c", "#d9d2c5")
LINES = ("Undangan apel pagi", "Kepada seluruh staf Dinas Contoh", "Hari Senin, pukul 07.00, di halaman kantor.")
MORE_LINES = ("Surat ini rekaan. Tidak ada orang, kantor,", "atau kejadian yang dimaksud.")
PLACE, MAKER, MODEL = 0x8825, 0x010F, 0x0110
AT_SEA = {1: "S", 2: (3.0, 30.0, 0.0), 3: "E", 4: (118.0, 0.0, 0.0)}


def photo(chance: Random) -> bytes:
    """A crowd before a stage, as a JPEG with place and camera."""
    width, height = PHOTO
    picture = Image.new("RGB", PHOTO, chance.choice(SKIES))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 0.62, width, height), fill="#7a8f5a")
    draw.rectangle((width * 0.18, height * 0.3, width * 0.82, height * 0.66), fill="#5b4636")
    draw.rectangle((width * 0.22, height * 0.34, width * 0.78, height * 0.5), fill="#f4efe6")
    _write(draw, (width / 2, height * 0.42), LABEL, 96, "#8a1f1f")
    for row in range(3):
        for place in range(9):
            _person(draw, 80 + place * 140 + row % 2 * 60 + chance.randint(-20, 20), 640 + row * 110, chance)
    _write(draw, (width / 2, height - 40), f"{LABEL} - gambar rekaan", 40, "white")
    given = Image.Exif()
    given[MAKER], given[MODEL] = "Kamera Contoh", "Contoh-1"
    given.get_ifd(PLACE).update(AT_SEA)
    return _saved(picture, "JPEG", quality=80, exif=given)


def letter(chance: Random) -> bytes:
    """A letter on one page, as a PDF."""
    page = Image.new("RGB", PAGE, "#fdfcf8")
    draw = ImageDraw.Draw(page)
    _write(draw, (PAGE[0] / 2, 170), LABEL, 90, "#8a1f1f")
    draw.line((120, 260, PAGE[0] - 120, 260), fill="black", width=4)
    for number, line in enumerate((f"Nomor CONTOH/{chance.randint(1, 400)}", *LINES, "", *MORE_LINES)):
        draw.text((120, 330 + number * 76), line, fill="#222222", font=ImageFont.load_default(44))
    return _saved(page, "PDF", resolution=150)


def _person(draw: ImageDraw.ImageDraw, x: float, y: float, chance: Random) -> None:
    shirt = chance.choice(SHIRTS)
    draw.rounded_rectangle((x - 44, y + 34, x + 44, y + 190), radius=30, fill=shirt)
    draw.ellipse((x - 30, y - 30, x + 30, y + 40), fill="#b58463")


def _write(draw: ImageDraw.ImageDraw, middle: tuple[float, float], text: str, size: int, colour: str) -> None:
    draw.text(middle, text, fill=colour, font=ImageFont.load_default(size), anchor="mm")


def _saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **more)
    return written.getvalue()
