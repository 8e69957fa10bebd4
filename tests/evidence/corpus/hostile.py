"""Files that mean harm or are broken: bombs, damage, locks, disguises (B-46 to B-50, B-54 to B-56)."""

import random
import struct
import zlib
from collections.abc import Iterator

from tests.evidence.corpus import papers, pictures
from tests.evidence.corpus.specimens import ENDS_WELL, ONLY_CLEAN, ONLY_MANUAL, ONLY_REFUSED, End, Specimen

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PLAYLIST = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
FTYP = b"\0\0\0\x18ftypisom\0\0\x02\0isommp41"
STRANGE: dict[str, bytes] = {
    "empty": b"",
    "one-byte": b"\xff",
    "exe": b"MZ\x90\0" + b"\0" * 60,
    "elf": b"\x7fELF" + b"\0" * 60,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svg-with-declaration": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
    "mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n",
    "eml": b"From: a@contoh.invalid\nTo: b@contoh.invalid\nSubject: x\n\nx",
    "hta": b"<hta:application id=x><script>1</script>",
    "php": b"<?php system('id');",
    "zip": pictures.archive("x"),
    "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 60,
    "rar": b"Rar!\x1a\x07\x01\0" + b"\0" * 60,
    "gzip": b"\x1f\x8b\x08" + b"\0" * 60,
    "docx": b"PK\x03\x04\x14\0\x06\0[Content_Types].xml",
    "gif-with-script": b"GIF89a=1;alert(1)//" + b"\0" * 60,
    "tiff-many-tables": b"II*\0\x08\0\0\0" + b"\x01\0" + b"\0" * 600,
    "postscript": b"%!PS-Adobe-3.0\n(/etc/passwd) run\n",
    "wmf": b"\xd7\xcd\xc6\x9a" + b"\0" * 60,
    "emf": b"\x01\0\0\0" + b"\0" * 36 + b" EMF",
    "avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1",
    "playlist": PLAYLIST,
    "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "eicar": EICAR,
    "shortcut": b"[InternetShortcut]\nURL=file:///etc/passwd\n",
    "matroska": b"\x1aE\xdf\xa3" + b"\0" * 60,
}


def refused() -> Iterator[Specimen]:
    """What the door turns away."""
    for name, content in STRANGE.items():
        yield Specimen(f"strange-{name}", content, ONLY_REFUSED)


def bombs() -> Iterator[Specimen]:
    """What unfolds to more than anybody can hold, and what never ends."""
    yield Specimen("bomb-png-wide", _png(50_000, 50_000), ONLY_MANUAL)
    yield Specimen("bomb-png-long", _png(1, 2_000_000_000), ONLY_MANUAL)
    yield Specimen("bomb-jpeg-wide", _jpeg(65_500, 65_500), ONLY_MANUAL)
    yield Specimen("bomb-png-text", _text_bomb(), ENDS_WELL)
    yield Specimen("bomb-webp-frames", _frames(1_000), ENDS_WELL)
    yield Specimen("bomb-pdf-pages", papers.pages(10_000), ONLY_MANUAL)
    hundred_metres = papers.paper().replace(b"[0 0 200 120]", b"[0 0 283465 283465]")
    yield Specimen("bomb-pdf-large-page", hundred_metres, ENDS_WELL)
    packed = papers.stream(b"0 0 1 1 re f\n" * 4_000_000, packed=True)
    yield Specimen("bomb-pdf-packed", papers.paper(more={4: packed}), ENDS_WELL)
    yield Specimen("bomb-pdf-loop", _loop(), ENDS_WELL)
    yield Specimen("bomb-pdf-nested-kids", _kids_that_are_their_own(), ENDS_WELL)


def damaged(seed: int) -> Iterator[Specimen]:
    """Cut, locked, empty behind a good beginning, or with bits turned over."""
    yield Specimen("locked-pdf", papers.locked(), ONLY_MANUAL)
    sound = {
        "jpeg": pictures.drawn("JPEG"),
        "png": pictures.drawn("PNG"),
        "webp": pictures.drawn("WEBP"),
        "heic": pictures.drawn("HEIF"),
        "pdf": papers.paper(),
    }
    for kind, content in sound.items():
        yield Specimen(f"half-{kind}", content[: len(content) // 2], ENDS_WELL)
        yield Specimen(f"beginning-{kind}", content[:16], ONLY_MANUAL)
    for kind, content in sound.items():
        for round_ in range(4):
            yield Specimen(f"flipped-{kind}-{round_}", _flipped(content, f"{seed}:{kind}:{round_}"), ENDS_WELL)
    yield Specimen("film-playlist-inside", FTYP + PLAYLIST, ONLY_MANUAL)
    yield Specimen("film-elsewhere", FTYP + _elsewhere(), ONLY_MANUAL)
    yield Specimen("film-box-without-end", FTYP + b"\0\0\0\x01moov\x7f" + b"\xff" * 7, ONLY_MANUAL)
    yield Specimen("sound-playlist-inside", b"ID3\x04\0\0\0\0\0\0" + PLAYLIST, ONLY_MANUAL)
    yield Specimen("sound-nothing-inside", b"OggS" + b"\0" * 200, ONLY_MANUAL)
    yield Specimen("jpeg-with-eicar", pictures.drawn("JPEG") + EICAR, ONLY_CLEAN)
    yield Specimen("jpeg-named-pdf", b"%PDF-1.7\n" + pictures.drawn("JPEG"), ONLY_MANUAL)


def ends_of(specimens: list[Specimen], end: End) -> list[Specimen]:
    """Those that can only end so."""
    return [one for one in specimens if one.ends == frozenset({end})]


def _png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _jpeg(width: int, height: int) -> bytes:
    plain = bytearray(pictures.drawn("JPEG"))
    place = plain.index(b"\xff\xc0") + 5
    plain[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(plain)


def _text_bomb() -> bytes:
    return pictures.chunk(b"zTXt", b"Author\0\0" + zlib.compress(b"x" * 80_000_000, 9))("")


def _frames(count: int) -> bytes:
    base = pictures.canvas()
    others = [base.point(lambda value, step=step: (value + step) % 256) for step in range(1, count)]
    return pictures.drawn("WEBP", save_all=True, append_images=others, quality=1, method=0)


def _loop() -> bytes:
    return papers.paper(
        content=b"/X Do",
        more={
            6: papers.stream(
                b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
            )
        },
    ).replace(b"/Resources<</Font", b"/Resources<</XObject<</X 6 0 R>>/Font")


def _kids_that_are_their_own() -> bytes:
    return papers.paper().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


def _flipped(content: bytes, seed: str) -> bytes:
    choose, turned = random.Random(seed), bytearray(content)  # noqa: S311 (a repeatable choice of places)
    for _bit in range(12):
        turned[choose.randrange(16, len(turned))] ^= 1 << choose.randrange(8)
    return bytes(turned)


def _elsewhere() -> bytes:
    """A film whose pictures lie in another file."""
    reference = b"\0\0\0\x1eurl \0\0\0\0file:///etc/passwd\0"
    return b"\0\0\0\x36moov" + b"\0\0\0\x2edref\0\0\0\0\0\0\0\x01" + reference
