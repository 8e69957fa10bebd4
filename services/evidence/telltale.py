"""Whether a file tells where or with what it was made, seen while it arrives and kept nowhere.

Only words are looked for, at both ends of the file: no decoder runs here. It is a hint for the person
who sends it, never a judgement: what staff see is a clean copy whether or not anything was found.
"""

from services.evidence.intake import Readable
from services.evidence.kinds import judge
from services.evidence.models import FileKind

EDGE = 64 * 1024  # bytes at each end, where cameras and telephones write
ISO_MARKS = (b"\xa9xyz", b"loci", b"com.apple.quicktime", b"gpmd", b"\xa9mak", b"\xa9mod")
MARKS: dict[FileKind, tuple[bytes, ...]] = {
    FileKind.JPEG: (b"Exif\x00\x00", b"http://ns.adobe.com/xap/1.0/", b"Photoshop 3.0\x00"),
    FileKind.PNG: (b"eXIf", b"XML:com.adobe.xmp", b"Raw profile type"),
    FileKind.WEBP: (b"EXIF", b"XMP "),
    FileKind.HEIC: (b"Exif",),
    FileKind.PDF: (b"/Author", b"/Creator", b"<x:xmpmeta"),
    FileKind.VIDEO: ISO_MARKS,
    FileKind.AUDIO: (*ISO_MARKS, b"TPE1", b"ARTIST="),
}


class Watched:
    """A stream that remembers the two ends of what went through it."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._head = b""
        self._tail = b""

    def read(self, size: int, /) -> bytes:
        """As the stream itself."""
        part = self._stream.read(size)
        self._head += part[: EDGE - len(self._head)]
        self._tail = (self._tail + part)[-EDGE:]
        return part

    @property
    def tells(self) -> bool:
        """Whether what has gone through bears such a mark."""
        kind = judge(self._head)
        marks = MARKS.get(kind, ()) if kind else ()
        return any(mark in end for mark in marks for end in (self._head, self._tail))
