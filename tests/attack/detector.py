"""Finds a planted word wherever it hides: in other letters, other encodings, packed files, pictures of pages.

A canary is a word of small letters and digits that occurs nowhere else; phone numbers are canaries of
digits. The detector unfolds what it is given (archives, streams, pages and pictures with what they say
of themselves, encodings) and looks for every canary in each layer.
"""

import base64
import binascii
import io
import logging
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from html import unescape
from urllib.parse import unquote_to_bytes

import pypdfium2
from PIL import Image

DEEPEST = 4  # layers within layers: a sheet in an archive in an attachment
LARGEST = 32 * 1024 * 1024  # bytes a layer may unfold to
SMALL = 256  # bytes of a layer that pages have in common: an address, a class, a key
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]+={0,2})*")
HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){6,}")
ESCAPED = re.compile(rb"\\u00([0-9A-Fa-f]{2})")
OCTAL = re.compile(rb"\\([0-3][0-7]{2})")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
A85 = re.compile(rb"^[!-uz\s]+~>\s*$")
PACKED = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]")  # how gzip and zlib begin, wherever it is
DRAWN = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"II*\0", b"MM\0*")
PDF = b"%PDF-"
HEADS_END = (b"\n\n", b"\r\n\r\n")  # of an answer, a letter, a file with its name before it
SEPARATED = re.compile(rb"[^0-9A-Za-z]+")


def found(content: bytes, canaries: Iterable[str], *, deep: int = DEEPEST) -> set[str]:
    """The canaries that can be read in the content, in whatever dress, down to so many layers."""
    wanted = {canary: canary.encode() for canary in canaries}
    shortest = min(map(len, wanted.values()), default=0)
    seen: set[str] = set()
    for layer in _layers(content, deep, shortest):
        plain = layer.lower()
        joined = SEPARATED.sub(b"", plain)
        behind = joined[::-1]
        seen.update(name for name, word in wanted.items() if word in plain or word in joined or word in behind)
    return seen


def found_in(parts: Iterable[bytes], canaries: Iterable[str]) -> set[str]:
    """The same for many things that lie beside each other."""
    wanted = list(canaries)
    return set().union(*(found(part, wanted) for part in parts))


def _layers(content: bytes, deep: int, shortest: int) -> Iterator[bytes]:
    """The content itself and everything that it unfolds to, each layer once and from the outside in.

    A layer shorter than every canary has room for none of them, packed or not.
    """
    known, layers = {content}, [content]
    for depth in range(deep + 1):
        yield from layers
        inner: list[bytes] = []
        for layer in layers if depth < deep else []:
            for one in _unfolded_once(layer) if len(layer) <= SMALL else _unfolded(layer):
                if shortest <= len(one) <= LARGEST and one not in known:
                    known.add(one)
                    inner.append(one)
        layers = inner


@lru_cache(maxsize=20_000)
def _unfolded_once(content: bytes) -> tuple[bytes, ...]:
    """For what occurs on page after page."""
    return tuple(_unfolded(content))


def _unfolded(content: bytes) -> Iterator[bytes]:
    yield from _archived(content)
    yield from _unpacked(content)
    yield from _told(content)
    for end in HEADS_END:
        rest = content.partition(end)[2]
        if rest.startswith((*DRAWN, PDF)):
            yield rest
    if b"&" in content:
        yield unescape(content.decode("latin-1")).encode("latin-1", "ignore")
    if b"%" in content:
        yield unquote_to_bytes(content)
    if b"=" in content:
        yield quopri.decodestring(content)
    if b"\\" in content:
        yield ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), content)
        yield OCTAL.sub(lambda one: bytes([int(one[1], 8)]), content)
    if b"\0" in content:
        yield content.replace(b"\0", b"")  # UTF-16 and UTF-32 of plain letters
    if b"<" in content:
        yield re.sub(rb"<[^>]*>", b"", content)  # a word cut in two by markup
    yield from _texts_of(content)


def _archived(content: bytes) -> Iterator[bytes]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.infolist():
                    yield member.filename.encode() + member.comment
                    if member.file_size <= LARGEST:
                        yield archive.read(member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, zlib.error):
            return  # no archive after all, only bytes that begin like one


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Streams that zlib, gzip or raw deflate reads; those of a PDF stand between two words."""
    packed = [content[match.start() :] for match in PACKED.finditer(content)]
    streams = [match[1] for match in STREAM.finditer(content)]
    streams += [plain for one in streams if A85.match(one) for plain in _of_letters(one)]
    for piece in (*packed, *streams):
        for window in (47, -15):
            try:
                yield zlib.decompressobj(window).decompress(piece, LARGEST)
                break
            except zlib.error:
                continue


def _of_letters(stream: bytes) -> Iterator[bytes]:
    try:
        yield base64.a85decode(b"<~" + stream.strip(), adobe=True)
    except ValueError:
        return  # it only looks like one


def _told(content: bytes) -> Iterator[bytes]:
    """What pictures and PDF say of themselves, and the text that stands on the pages."""
    if not content.startswith((*DRAWN, PDF)):
        return
    logging.disable()  # Pillow tells a debugger all that it reads: these lines are of the detector, not of the portal
    try:
        yield from _of_picture(content) if content.startswith(DRAWN) else _of_pages(content)
    except (OSError, SyntaxError, ValueError, pypdfium2.PdfiumError):
        return  # only bytes that begin like one
    finally:
        logging.disable(logging.NOTSET)


def _of_picture(content: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(content)) as picture:
        return [repr((picture.info, dict(picture.getexif()))).encode()]


def _of_pages(content: bytes) -> list[bytes]:
    told = []
    with closing(pypdfium2.PdfDocument(content)) as document:
        told.append(repr(document.get_metadata_dict()).encode())
        for page in document:
            with closing(page), closing(page.get_textpage()) as text:
                told.append(text.get_text_bounded().encode())
    return told


def _texts_of(content: bytes) -> Iterator[bytes]:
    """Runs that read as base64 or as hexadecimal digits."""
    for match in BASE64.finditer(content):
        run = re.sub(rb"\s", b"", match[0])
        for shift in range(4):  # a run may begin in the middle of a group
            try:
                text = run[shift:].replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
                yield base64.b64decode(text + b"=" * (-len(text) % 4))
            except binascii.Error:
                continue
    for match in HEX.finditer(content):
        yield bytes.fromhex(match[0].decode())
