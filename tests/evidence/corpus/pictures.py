"""Pictures in every allowed kind with a secret in every place where one can hide (B-48, B-51)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

SIZE = (48, 32)
MAKER_NOTE, USER_COMMENT, IMAGE_ID, OWNER, SERIAL = 37500, 37510, 42016, 42032, 42033
XMP = b"http://ns.adobe.com/xap/1.0/\x00"
Plant = Callable[[str], bytes]


def canvas(mode: str = "RGB") -> Image.Image:
    """A small picture that is no single colour."""
    return Image.linear_gradient("L").resize(SIZE).convert(mode)


def drawn(kind: str, mode: str = "RGB", **more: object) -> bytes:
    """A picture as a file of one kind, with Pillow's own means of adding to it."""
    written = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(canvas(mode)).save(written, quality=60, **more)
    else:
        canvas(mode).save(written, kind, **more)
    return written.getvalue()


def exif(word: str, *, orientation: int = 1) -> bytes:
    """Owner, serial number, place, note of the maker and a thumbnail, all telling the word."""
    made = Image.Exif()
    made[0x010E], made[0x013B], made[0x0112] = f"desc {word}", f"by {word}", orientation
    inner, place = made.get_ifd(0x8769), made.get_ifd(0x8825)
    inner.update({MAKER_NOTE: word.encode(), OWNER: word, SERIAL: word, IMAGE_ID: word})
    inner[USER_COMMENT] = b"ASCII\0\0\0" + word.encode()
    place.update({1: "S", 2: (1.0, 14.0, 32.5), 3: "E", 4: (116.0, 51.0, 7.25), 0x1B: word.encode()})
    return made.tobytes()


def profile(word: str) -> bytes:
    """A colour profile whose description is the word."""
    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(plain) + b"desc\0\0\0\0" + word.encode() + b"\0"


def packet(word: str) -> bytes:
    """An XMP packet."""
    text = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{word}</dc:creator></x:xmpmeta>'
    return text.encode()


def segment(marker: int, body: bytes) -> Plant:
    """A JPEG with one more segment; the body's `%` is the word."""

    def planted(word: str) -> bytes:
        whole = body.replace(b"%", word.encode())
        plain = drawn("JPEG")
        return plain[:2] + struct.pack(">BBH", 0xFF, marker, len(whole) + 2) + whole + plain[2:]

    return planted


def chunk(kind: bytes, body: bytes) -> Plant:
    """A PNG with one more chunk."""

    def planted(word: str) -> bytes:
        whole = kind + body.replace(b"%", word.encode())
        plain = drawn("PNG")
        return (
            plain[:33] + struct.pack(">I", len(whole) - 4) + whole + struct.pack(">I", zlib.crc32(whole)) + plain[33:]
        )

    return planted


def riff(kind: bytes) -> Plant:
    """A WebP with one more chunk."""

    def planted(word: str) -> bytes:
        body = word.encode() + b"\0" * (len(word) % 2)
        plain = drawn("WEBP") + kind + struct.pack("<I", len(body)) + body
        return plain[:4] + struct.pack("<I", len(plain) - 8) + plain[8:]

    return planted


def after(plain: bytes, tail: Callable[[str], bytes]) -> Plant:
    """A sound file with something behind its end."""
    return lambda word: plain + tail(word)


def archive(word: str) -> bytes:
    """A zip with a file that tells the word, so that the whole is two things at once."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr(f"{word}.txt", word)
    return written.getvalue()


def page(word: str) -> bytes:
    """A page with a script."""
    return f"<html><script>document.title='{word}'</script></html>".encode()


def program(word: str) -> bytes:
    """A line of PHP."""
    return f"<?php echo '{word}'; ?>".encode()


def plain(word: str) -> bytes:
    """Nothing but the word."""
    return word.encode()


TAILS = {"zip": archive, "html": page, "php": program, "text": plain}
KINDS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
SEGMENTS: dict[str, tuple[int, bytes]] = {
    "comment": (0xFE, b"%"),
    "xmp": (0xE1, XMP + b"<x:xmpmeta>%</x:xmpmeta>"),
    "iptc": (0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x50\0\x1b%"),
    "flashpix": (0xE2, b"FPXR\0%"),
    "app4": (0xE4, b"%"),
    "app11-jumbf": (0xEB, b"JP\0\0jumb%"),
    "adobe-ducky": (0xEC, b"Ducky%"),
    "script-comment": (0xFE, b"<script>alert('%')</script>"),
    "eicar-like-comment": (0xFE, b"X5O!P%"),
}
CHUNKS: dict[str, tuple[bytes, bytes]] = {
    "text": (b"tEXt", b"Author\0%"),
    "comment": (b"tEXt", b"Comment\0<script>%</script>"),
    "international": (b"iTXt", b"Title\0\0\0id\0\0%"),
    "xmp": (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>%</x:xmpmeta>"),
    "private": (b"prVt", b"%"),
    "raw-profile": (b"tEXt", b"Raw profile type exif\0%"),
    "name-of-palette": (b"sPLT", b"%\0\x08"),
}


def planted() -> Iterator[tuple[str, Plant]]:
    """All of them: a name, and what makes the file from its word."""
    for name, (marker, body) in SEGMENTS.items():
        yield f"jpeg-{name}", segment(marker, body)
    for name, (kind, text) in CHUNKS.items():
        yield f"png-{name}", chunk(kind, text)
    yield "png-packed-text", _packed
    yield "png-text-by-pillow", lambda word: drawn("PNG", pnginfo=_notes(word))
    for number in range(1, 9):
        yield f"jpeg-turned-{number}", _turned(number)
    for short, kind_name in KINDS.items():
        yield from _in_kind(short, kind_name)
    yield "webp-unknown-chunk", riff(b"SECR")
    yield "jpeg-cmyk", lambda word: drawn("JPEG", "CMYK", exif=exif(word))
    yield "jpeg-grey", lambda word: drawn("JPEG", "L", comment=word.encode())
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        yield f"png-mode-{mode.replace(';', '-')}", _of_mode(mode)
    yield "webp-moving", _moving


def _in_kind(short: str, kind: str) -> Iterator[tuple[str, Plant]]:
    yield f"{short}-exif", lambda word: drawn(kind, exif=exif(word))
    if kind != "HEIF":
        yield f"{short}-profile", lambda word: drawn(kind, icc_profile=profile(word))
    if kind in ("WEBP", "HEIF", "JPEG"):
        yield f"{short}-packet", lambda word: drawn(kind, xmp=packet(word))
    for tail, made in TAILS.items():
        yield f"{short}-then-{tail}", after(drawn(kind), made)


def _turned(number: int) -> Plant:
    return lambda word: drawn("JPEG", exif=exif(word, orientation=number))


def _of_mode(mode: str) -> Plant:
    return lambda word: drawn("PNG", mode, pnginfo=_notes(word))


def _notes(word: str) -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", word, zip=True)
    notes.add_itxt("Description", word, "id", zip=True)
    return notes


def _packed(word: str) -> bytes:
    return chunk(b"zTXt", b"Author\0\0" + zlib.compress(word.encode()))("")


def _moving(word: str) -> bytes:
    frames = [canvas().rotate(angle) for angle in (90, 180)]
    return drawn("WEBP", save_all=True, append_images=frames, exif=exif(word))
