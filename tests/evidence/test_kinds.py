"""Kinds by content: what is allowed, what looks alike, and what is refused."""

import pytest

from services.evidence import kinds
from services.evidence.models import FileKind
from tests.factories.evidence import JPEG, PDF, film

AVIF = b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf"
HEIF = b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (JPEG, FileKind.JPEG),
        (b"\xff\xd8\xff\xe1\x00\x10Exif", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", FileKind.PNG),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", FileKind.WEBP),
        (film(b"heic"), FileKind.HEIC),
        (HEIF, FileKind.HEIC),
        (PDF, FileKind.PDF),
        (b"\xef\xbb\xbf%PDF-1.4", FileKind.PDF),
        (b"\r\n%PDF-1.4", FileKind.PDF),
        (film(b"isom"), FileKind.VIDEO),
        (film(b"mp42"), FileKind.VIDEO),
        (film(b"qt  "), FileKind.VIDEO),
        (film(b"3gp5"), FileKind.VIDEO),
        (film(b"M4A "), FileKind.AUDIO),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00", FileKind.AUDIO),
        (b"\xff\xfb\x90\x64" + b"\x00" * 20, FileKind.AUDIO),
        (b"\xff\xf3\x40\xc4" + b"\x00" * 20, FileKind.AUDIO),
        (b"OggS\x00\x02" + b"\x00" * 20 + b"OpusHead", FileKind.AUDIO),
        (JPEG + b"PK\x03\x04", FileKind.JPEG),  # a second nature does not survive rebuilding
        (PDF + b"<html>", FileKind.PDF),
    ],
)
def test_allowed_kinds_are_known_by_their_first_bytes(head: bytes, kind: FileKind) -> None:
    assert kinds.judge(head) is kind


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"\xff\xd8",
        b"\xff\xfb",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"PK\x03\x04\x14\x00",
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<!DOCTYPE html>",
        b"<?xml",
        b"GIF89a",
        b"BM\x00\x00",
        b"II*\x00",
        b"MM\x00*",
        b"#EXTM3U\n#EXTINF",
        b"#!/bin/sh",
        b"\xd0\xcf\x11\xe0",
        AVIF,
        film(b"avif"),
        film(b"jp2 "),
        film(b"crx "),
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"RIFF\x24\x00\x00\x00AVI LIST",
        b"\x1aE\xdf\xa3",
        b"FLV\x01",
        b"\xff\xfe<\x00h\x00",
        b"\xff\xff\xff\xff",
        b"text %PDF-1.4",
        b"%!PS-Adobe",
        b"{\\rtf1",
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR",
    ],
)
def test_everything_else_is_none(head: bytes) -> None:
    assert kinds.judge(head) is None


def test_limits_are_25_and_200_megabytes() -> None:
    limits = {kind: kinds.limit(kind) // kinds.MIB for kind in FileKind if kind != FileKind.OTHER}
    assert limits == {
        FileKind.JPEG: 25, FileKind.PNG: 25, FileKind.WEBP: 25, FileKind.HEIC: 25, FileKind.PDF: 25,
        FileKind.VIDEO: 200, FileKind.AUDIO: 200,
    }  # fmt: skip
