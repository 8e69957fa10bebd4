"""Which kind of file this is, judged by its first bytes; a name or a declared type is never asked."""

from services.evidence.models import FileKind

HEAD = 4096  # bytes that `judge` wants to see
MIB = 1024 * 1024
PICTURE_LIMIT, FILM_LIMIT = 25 * MIB, 200 * MIB

# The brand that follows "ftyp" in the ISO family: photographs, sound and film share one container.
PHOTO_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
SOUND_BRANDS = frozenset({b"M4A ", b"M4B "})
FILM_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42"}
    | {b"mmp4", b"avc1", b"M4V ", b"MSNV", b"qt  "}
)
FILM_FAMILIES = (b"3gp", b"3g2", b"3ge", b"3gg")


def judge(head: bytes) -> FileKind | None:
    """The kind of a file that begins with `head`; None where it is none of the allowed ones.

    It says what the file presents itself as, not that it is sound or harmless: that is for the
    sandbox, which rebuilds it.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"%PDF-"):
        return FileKind.PDF
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12], head[16:64])
    if head.startswith((b"ID3", b"OggS")) or _is_mp3_frame(head):
        return FileKind.AUDIO
    return None


def limit(kind: FileKind) -> int:
    """The largest size of a kind, in bytes."""
    return FILM_LIMIT if kind in {FileKind.VIDEO, FileKind.AUDIO} else PICTURE_LIMIT


def _by_brand(brand: bytes, compatible: bytes) -> FileKind | None:
    if brand in {b"mif1", b"msf1"} and not any(one in compatible for one in (b"heic", b"heix", b"hevc", b"hevx")):
        return None  # AVIF and others share these two brands
    if brand in PHOTO_BRANDS:
        return FileKind.HEIC
    if brand in SOUND_BRANDS:
        return FileKind.AUDIO
    if brand in FILM_BRANDS or brand[:3] in FILM_FAMILIES:
        return FileKind.VIDEO
    return None


def _is_mp3_frame(head: bytes) -> bool:
    # Eleven set bits, a known version, layer III, a real bit rate and a real sampling rate.
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and rate not in {0, 15} and sampling != 3
