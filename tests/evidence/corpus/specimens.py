"""What one file of the corpus is, and how a copy of it is searched for what was planted."""

import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2
from PIL import Image


class End(StrEnum):
    """What may become of a file."""

    REFUSED = "refused"  # at the door, by its first bytes
    CLEAN = "clean"  # a copy is drawn
    MANUAL = "manual"  # no copy: a person has to look


ONLY_CLEAN, ONLY_MANUAL, ONLY_REFUSED = frozenset({End.CLEAN}), frozenset({End.MANUAL}), frozenset({End.REFUSED})
ENDS_WELL = frozenset({End.CLEAN, End.MANUAL})  # a damaged file: either is right, as long as it ends


@dataclass(frozen=True)
class Specimen:
    """One file: its name in the corpus, its bytes, what may become of it, and what must not be left of it."""

    name: str
    content: bytes
    ends: frozenset[End] = ONLY_CLEAN
    secret: str = ""


def secret(name: str, seed: int) -> str:
    """The word planted in the file of this name: long, and found nowhere by chance."""
    return "Rahasia" + hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()[:20]


def traces(copy: bytes, word: str) -> list[str]:
    """Where a copy still holds the word: as bytes in any usual spelling, packed, as metadata or as text of a page."""
    found = [place for place, text in _readings(copy) if any(one in text for one in _spellings(word))]
    if copy.startswith(b"%PDF"):
        found += [f"text of page {number}" for number, text in enumerate(_page_texts(copy), 1) if word in text]
    else:
        found += [f"metadata {key}" for key, value in _metadata(copy).items() if word in str(value)]
    return found


def _spellings(word: str) -> tuple[bytes, ...]:
    plain = word.encode("ascii")
    wide = word.encode("utf-16-be")
    return plain, wide, word.encode("utf-16-le"), plain.hex().encode(), wide.hex().encode(), plain[::-1]


def _readings(copy: bytes) -> Iterator[tuple[str, bytes]]:
    yield "bytes", copy
    # Every place at which something packed could begin: PDF streams, zTXt, iCCP.
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", copy):
        packed = zlib.decompressobj()
        try:
            yield f"packed at {start.start()}", packed.decompress(copy[start.start() :], 4_000_000)
        except zlib.error:
            continue


def _page_texts(copy: bytes) -> Iterator[str]:
    with pypdfium2.PdfDocument(copy) as document:
        for page in document:
            yield page.get_textpage().get_text_range()


def _metadata(copy: bytes) -> dict[str, object]:
    try:
        with Image.open(io.BytesIO(copy)) as opened:
            return {**opened.info, **{f"exif {tag}": value for tag, value in opened.getexif().items()}}
    except OSError:
        return {}  # a film: its bytes were searched above
