"""The second program inside the sandbox: looks at a clean copy, and blackens what must not be seen on it.

Run as `python -m services.evidence.blackening WAY KIND ORDER SOURCE TARGET`; ORDER is JSON, the last two are
open descriptors of memory. Like `rebuilding` it knows no database, no key and no name.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
from PIL import Image

from services.evidence.rebuilding import GivenUp, bind, confined, drawn_page, pages

WHOLE = 1000  # an area is (left, top, width, height) in thousandths of the picture's edges
GRAIN = 8  # pixels that a JPEG encodes together: an area grows to whole ones, so that black stays black
CODING = {"quality": 88, "subsampling": 0}  # colours at full size: none bleeds from beside an area into it
Area = Sequence[int]
Order = dict[str, Any]


def blackened(drawn: Image.Image, areas: Sequence[Area]) -> Image.Image:
    """The picture on a new canvas, black where an area lies; what was there is in no pixel of it."""
    canvas = Image.new(drawn.mode, drawn.size)
    canvas.paste(drawn)
    black = (0, 0, 0, 255)[: len(drawn.getbands())]
    for area in areas:
        canvas.paste(black, box(area, drawn.size))
    return canvas


def box(area: Area, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels of an area, grown to whole grains and cut off at the edges."""
    left, top, width, height = area
    across, down = size
    first = (left * across // WHOLE // GRAIN * GRAIN, top * down // WHOLE // GRAIN * GRAIN)
    last = (_grown((left + width) * across), _grown((top + height) * down))
    return (*first, min(last[0], across), min(last[1], down))


def copy(kind: str, order: Order, source: int, target: int) -> str:
    """A copy of the clean copy, each page or picture blackened where `order` says: page → areas."""
    if kind == "pdf":
        opened = _document(source)
        drawn = (blackened(one, order.get(str(number), ())) for number, one in enumerate(pages(opened), 1))
        bind(drawn, target, **CODING)
        return "pdf"
    done = blackened(_picture(source), order.get("1", ()))
    _save(done, target)
    return "png" if done.mode == "RGBA" else "jpeg"


def page(kind: str, order: Order, source: int, target: int) -> str:
    """One page or picture as it looks with the areas of `order`."""
    if kind == "pdf":
        opened = _document(source)
        if not 0 < order["page"] <= len(opened):
            raise GivenUp("broken")
        drawn = drawn_page(opened[order["page"] - 1])
    else:
        drawn = _picture(source)
    done = blackened(drawn, order["areas"])
    _save(done, target)
    return "png" if done.mode == "RGBA" else "jpeg"


def count(kind: str, _order: Order, source: int, _target: int) -> str:
    """How many pages there are; one of anything but a document."""
    return str(len(_document(source))) if kind == "pdf" else "1"


def told(kind: str, _order: Order, source: int, target: int) -> str:
    """Every word a file carries besides its pixels and sounds: text layers, metadata, names inside."""
    ways = {"pdf": _of_document, "video": _of_recording, "audio": _of_recording}
    words = ways.get(kind, _of_picture)(source)
    with os.fdopen(os.dup(target), "wb") as written:
        written.write("\n".join(words).encode("utf-8", "replace"))
    return "text"


WAYS = {"copy": copy, "page": page, "count": count, "told": told}


def _grown(thousandths: int) -> int:
    pixels = -(-thousandths // WHOLE)
    return -(-pixels // GRAIN) * GRAIN


def _document(source: int) -> pypdfium2.PdfDocument:
    with os.fdopen(os.dup(source), "rb") as stream:
        return pypdfium2.PdfDocument(stream.read())


def _picture(source: int) -> Image.Image:
    with os.fdopen(os.dup(source), "rb") as stream, Image.open(stream) as opened:
        return opened.convert("RGBA" if opened.mode == "RGBA" else "RGB")


def _save(done: Image.Image, target: int) -> None:
    with os.fdopen(os.dup(target), "wb") as written:
        if done.mode == "RGBA":
            done.save(written, "PNG")
        else:
            done.save(written, "JPEG", **CODING)


def _of_picture(source: int) -> Iterator[str]:
    with os.fdopen(os.dup(source), "rb") as stream, Image.open(stream) as opened:
        opened.load()
        exif = opened.getexif()
        inner = (exif.get_ifd(tag).values() for tag in (0x8769, 0x8825, 0xA005))
        for value in itertools.chain(opened.info.values(), exif.values(), *inner):
            if isinstance(value, str | bytes):
                yield value if isinstance(value, str) else value.decode("utf-8", "replace")


def _of_document(source: int) -> Iterator[str]:
    opened = _document(source)
    yield from opened.get_metadata_dict(skip_empty=True).values()
    yield from (attachment.get_name() for attachment in map(opened.get_attachment, range(opened.count_attachments())))
    yield from (entry.title for entry in opened.get_toc())
    for number in range(len(opened)):
        yield str(opened[number].get_textpage().get_text_range())


def _of_recording(source: int) -> Iterator[str]:
    program = shutil.which("ffprobe", path=os.defpath + ":/usr/local/bin")
    if program is None:
        raise GivenUp("no_tool")
    entries = "format_tags:stream_tags:chapter_tags"
    command = [
        program, "-v", "error", "-protocol_whitelist", "file,pipe", "-f", "mov", "-show_entries", entries,
        "-of", "json", "-i", f"/proc/self/fd/{source}",
    ]  # fmt: skip
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, pass_fds=(source,), check=True)
    yield done.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    _name, way, kind, order, *descriptors = sys.argv
    source, target = map(int, descriptors)
    sys.exit(confined(kind, lambda: WAYS[way](kind, json.loads(order), source, target)))
