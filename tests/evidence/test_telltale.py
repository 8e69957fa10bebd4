"""What a file tells about place and device is seen while it passes, and changes nothing of it."""

from io import BytesIO

import pytest

from services.evidence.telltale import EDGE, Watched
from tests.evidence.corpus import pictures
from tests.factories.evidence import PDF, film


def passed(content: bytes, size: int = 1000) -> tuple[bytes, bool]:
    """What came out on the other side, and whether it tells."""
    watched, out = Watched(BytesIO(content)), b""
    while part := watched.read(size):
        out += part
    return out, watched.tells


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_with_camera_data_tells_and_the_same_without_does_not(kind: str) -> None:
    telling = pictures.drawn(kind, exif=pictures.exif("Rahasia"))
    assert passed(telling) == (telling, True)
    assert passed(pictures.drawn(kind)) == (pictures.drawn(kind), False)


def test_a_film_with_a_place_behind_its_pictures_tells() -> None:
    assert passed(film(size=3 * EDGE) + b"\x00\x00\x00\x20udta\x00\x00\x00\x18\xa9xyz")[1]
    assert not passed(film(size=3 * EDGE))[1]


@pytest.mark.parametrize(
    ("content", "tells"),
    [
        (PDF, False),
        (PDF + b"<</Author (Contoh)>>", True),
        (b"", False),
        (b"Exif\x00\x00 in a file of no known kind", False),
        (b"\xff\xd8\xff" + b"\x00" * 3 * EDGE + b"eXIf", False),  # the mark of another kind
    ],
)
def test_only_marks_of_its_own_kind_count(content: bytes, tells: bool) -> None:
    assert passed(content) == (content, tells)


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_mark_is_found_however_the_stream_is_cut(size: int) -> None:
    assert passed(pictures.drawn("JPEG", exif=pictures.exif("Rahasia")), size)[1]
