"""Finds a planted word wherever it hides: in other letters, other encodings, packed files, pictures of pages.

A canary is a word of small letters and digits that occurs nowhere else; phone numbers are canaries of
digits. The detector unfolds what it is given (archives, streams, encodings) and looks for every
canary in each layer.
"""

import base64
import binascii
import io
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import unquote_to_bytes

DEEPEST = 4  # layers within layers: a sheet in an archive in an attachment
LARGEST = 32 * 1024 * 1024  # bytes a layer may unfold to
SMALL = 256  # bytes of a layer that pages have in common: an address, a class, a key
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]+={0,2})*")
HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){6,}")
ESCAPED = re.compile(rb"\\u00([0-9A-Fa-f]{2})")
OCTAL = re.compile(rb"\\([0-3][0-7]{2})")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
SEPARATED = re.compile(rb"[^0-9A-Za-z]+")


def found(content: bytes, canaries: Iterable[str], *, deep: int = DEEPEST) -> set[str]:
    """The canaries that can be read in the content, in whatever dress, down to so many layers."""
    wanted = {canary: canary.encode() for canary in canaries}
    shortest = min(map(len, wanted.values()), default=0)
    seen: set[str] = set()
    for layer in _layers(content, deep, set()):
        if len(layer) < shortest:
            continue  # no room for any of them
        plain = layer.lower()
        joined = SEPARATED.sub(b"", plain)
        seen.update(name for name, word in wanted.items() if word in plain or word in joined)
    return seen


def _layers(content: bytes, depth: int, known: set[bytes]) -> Iterator[bytes]:
    """The content itself and everything that it unfolds to, each layer once."""
    if len(content) > LARGEST or content in known:
        return
    known.add(content)
    yield content
    if depth:
        for inner in _unfolded_once(content) if len(content) <= SMALL else _unfolded(content):
            yield from _layers(inner, depth - 1, known)


@lru_cache(maxsize=20_000)
def _unfolded_once(content: bytes) -> tuple[bytes, ...]:
    """For what occurs on page after page."""
    return tuple(_unfolded(content))


def _unfolded(content: bytes) -> Iterator[bytes]:
    yield from _archived(content)
    yield from _unpacked(content)
    yield unescape(content.decode("latin-1")).encode("latin-1", "ignore")
    yield unquote_to_bytes(content)
    yield quopri.decodestring(content)
    yield ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), content)
    yield OCTAL.sub(lambda one: bytes([int(one[1], 8)]), content)
    yield content.replace(b"\0", b"")  # UTF-16 and UTF-32 of plain letters
    yield re.sub(rb"<[^>]*>", b"", content)  # a word cut in two by markup
    yield content[::-1]
    yield from _texts_of(content)


def _archived(content: bytes) -> Iterator[bytes]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.infolist():
                    yield member.filename.encode() + member.comment
                    if member.file_size <= LARGEST:
                        yield archive.read(member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
            return  # no archive after all, only bytes that begin like one


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Streams that zlib, gzip or raw deflate reads; those of a PDF stand between two words."""
    packed = [content] if content[:2] in (b"\x1f\x8b", b"x\x9c", b"x\xda", b"x\x01") else []
    for piece in (*packed, *(match[1] for match in STREAM.finditer(content))):
        for window in (47, -15):
            try:
                yield zlib.decompressobj(window).decompress(piece, LARGEST)
                break
            except zlib.error:
                continue


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
