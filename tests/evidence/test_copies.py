"""Clean copies: drawn anew, nothing of the file's inside left; what cannot be drawn waits for a person."""

import io
import shutil
import subprocess
import zlib
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from services.evidence import copies, sandbox, store
from services.evidence.models import Copy, CopyState, Original
from tests.attack import detector
from tests.factories.evidence import original

pytestmark = pytest.mark.django_db
WORD = "rahasiaxq7"


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    """A small picture, red on its left half."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.save(target, kind, **more)
    return target.getvalue()


def exif(orientation: int = 1) -> bytes:
    given = Image.Exif()
    given[0x0112], given[0x010F], given[0x013B] = orientation, WORD, WORD
    given.get_ifd(0x8825)[1] = "S"
    given.get_ifd(0x8825)[29] = WORD
    return given.tobytes()


def png_text() -> PngInfo:
    told = PngInfo()
    told.add_text("Author", WORD)
    told.add_text("Comment", WORD, zip=True)
    told.add_itxt("XML:com.adobe.xmp", f"<x>{WORD}</x>")
    return told


def document() -> bytes:
    """One page whose text, author, script and attachment carry the word."""
    packed = zlib.compress(f"BT /F1 12 Tf 10 10 Td ({WORD}) Tj ET".encode())
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert('%b'))>>>>" % WORD.encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Author(%b)/Title(%b)>>" % (WORD.encode(), WORD.encode()),
    ]
    text, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(text))
        text += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return text + tail % (table, len(text))


def film(folder: Path) -> bytes:
    """A second of colour bars and a tone, with a place and a comment."""
    target = folder / "film.mp4"
    command = [str(shutil.which("ffmpeg")), "-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1"]
    command += ["-f", "lavfi", "-i", "sine=duration=1", "-metadata", f"comment={WORD}", "-metadata", f"title={WORD}"]
    subprocess.run([*command, "-shortest", str(target)], check=True)
    return target.read_bytes()


def made(content: bytes) -> Copy:
    """The copy of a file that has just come in."""
    row = original(content)
    assert Copy.objects.get(pk=row.pk).state == CopyState.WAITING
    assert copies.make(5) == 1
    return Copy.objects.get(pk=row.pk)


def clean(copy: Copy) -> bytes:
    content = copies.whole(copy)
    assert detector.found(content, [WORD]) == set()
    return content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo(exif=exif(), comment=WORD.encode(), icc_profile=b"icc " + WORD.encode()) + WORD.encode(), "jpeg"),
        (photo("PNG", pnginfo=png_text(), exif=exif()), "jpeg"),
        (photo("WEBP", exif=exif(), xmp=f"<x>{WORD}</x>".encode()), "jpeg"),
    ],
    ids=["jpeg", "png", "webp"],
)
def test_a_picture_keeps_its_pixels_and_nothing_else(content: bytes, kind: str) -> None:
    assert detector.found(content, [WORD]) == {WORD}
    copy = made(content)
    assert (copy.state, copy.kind, copy.reason, bytes(copy.sealed_key)) == (CopyState.READY, kind, "", b"")
    with Image.open(io.BytesIO(clean(copy))) as drawn:
        assert (drawn.size, dict(drawn.getexif()), drawn.info.get("icc_profile")) == ((40, 30), {}, None)
        assert drawn.convert("RGB").getpixel((5, 15))[0] > 200  # type: ignore[index]
        assert min(drawn.convert("RGB").getpixel((35, 15))) > 200  # type: ignore[arg-type, type-var]


def test_a_picture_that_lay_on_its_side_stands_upright() -> None:
    with Image.open(io.BytesIO(clean(made(photo(exif=exif(orientation=6)))))) as drawn:
        assert drawn.size == (30, 40)
        assert drawn.convert("RGB").getpixel((15, 5))[1] < 60  # type: ignore[index]  # red is on top now


def test_a_see_through_picture_stays_see_through() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (8, 8), (10, 20, 30, 0)).save(target, "PNG", pnginfo=png_text())
    copy = made(target.getvalue())
    assert copy.kind == "png"
    with Image.open(io.BytesIO(clean(copy))) as drawn:
        assert (drawn.mode, drawn.info) == ("RGBA", {})


def test_a_document_becomes_pictures_of_its_pages() -> None:
    content = document()
    assert detector.found(content, [WORD]) == {WORD}
    copy = made(content)
    assert (copy.state, copy.kind) == (CopyState.READY, "pdf")
    drawn = pypdfium2.PdfDocument(clean(copy))
    assert len(drawn) == 1
    assert drawn[0].get_textpage().get_text_range() == ""
    assert drawn[0].render().to_pil().convert("L").getextrema()[0] < 128  # the letters are there, as ink


def test_a_film_keeps_one_picture_track_and_one_sound_track(tmp_path: Path) -> None:
    content = film(tmp_path)
    assert detector.found(content, [WORD]) == {WORD}
    copy = made(content)
    assert (copy.state, copy.kind) == (CopyState.READY, "video")
    (tmp_path / "copy.mp4").write_bytes(clean(copy))
    tracks = [str(shutil.which("ffprobe")), "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0"]
    shown = subprocess.run([*tracks, str(tmp_path / "copy.mp4")], check=True, capture_output=True, text=True)
    assert shown.stdout.split() == ["video", "audio"]


def bomb() -> bytes:
    target = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (photo()[:60], "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "broken"),
        (bomb(), "too_large"),
        (b"%PDF-1.7\nno document", "broken"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isommp41#EXTM3U\nfile:///etc/passwd\n", "broken"),
        (b"OggS" + b"\0" * 200, "broken"),
    ],
    ids=["cut", "hollow", "bomb", "no-pdf", "play-list", "no-sound"],
)
def test_a_file_that_cannot_be_drawn_waits_for_a_person_and_stops_no_other(content: bytes, reason: str) -> None:
    bad, good = original(content), original(photo())
    assert copies.make(5) == 2
    row = Copy.objects.get(pk=bad.pk)
    assert (row.state, row.reason, row.size, bytes(row.sealed_key)) == (CopyState.MANUAL, reason, 0, b"")
    assert not store.copy_path(bad.pk).exists()
    assert Copy.objects.get(pk=good.pk).state == CopyState.READY
    with pytest.raises(store.Damaged):
        copies.whole(row)


def test_a_program_that_takes_too_long_is_ended() -> None:
    with pytest.raises(sandbox.GivenUp) as given_up, sandbox.rebuilt("jpeg", [photo()], patience=0.001):
        pytest.fail("nothing can be drawn in a thousandth of a second")
    assert given_up.value.reason == "too_long"


def test_two_workers_share_what_waits_and_a_dead_one_lets_go() -> None:
    row = original(photo())
    assert copies._claim() is not None
    assert copies._claim() is None
    Copy.objects.filter(pk=row.pk).update(tried_at=timezone.now() - 2 * copies.LEASE, tries=copies.MOST_TRIES)
    assert copies.make(1) == 1
    assert (Copy.objects.get(pk=row.pk).state, Copy.objects.get(pk=row.pk).reason) == (CopyState.MANUAL, "too_heavy")


def test_without_the_sandbox_key_nothing_is_made_and_nothing_is_lost(settings: Any) -> None:
    row = original(photo())
    settings.SANDBOX_PRIVATE_KEY = ""
    assert copies.make(5) == 0
    assert Copy.objects.get(pk=row.pk).state == CopyState.WAITING


def test_the_sandbox_key_opens_the_file_only_until_the_copy_is_there(settings: Any) -> None:
    row = original(photo())
    box = SealedBox(PrivateKey(urlsafe_b64decode(settings.SANDBOX_PRIVATE_KEY)))
    key = box.decrypt(bytes(Copy.objects.get(pk=row.pk).sealed_key))
    assert b"".join(store.open_original(row, lambda _id, _wrapped: key)) == photo()
    copies.make(1)
    with pytest.raises(CryptoError):
        box.decrypt(bytes(Copy.objects.get(pk=row.pk).sealed_key))


def test_a_changed_copy_is_never_given_out() -> None:
    copy = made(photo())
    path = store.copy_path(copy.pk)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    with pytest.raises(store.Damaged):
        copies.whole(copy)


def test_a_purged_file_takes_its_copy_along(django_capture_on_commit_callbacks: Any) -> None:
    copy = made(photo())
    with django_capture_on_commit_callbacks(execute=True):
        store.purge(Original.objects.get(pk=copy.pk))
    assert (Copy.objects.count(), Original.objects.count()) == (0, 0)
    assert not store.copy_path(copy.pk).exists()
