"""Files of every kind, a few bytes long, and stored originals."""

from datetime import date
from io import BytesIO

from services.evidence import intake
from services.evidence.models import Original
from services.vault import sealing

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00" + b"isi foto contoh" * 4 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
DAY = date(2024, 10, 3)


def film(brand: bytes = b"isom", size: int = 100) -> bytes:
    """The beginning of an ISO media file of one brand."""
    return (b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x02\x00" + brand + b"mp41").ljust(size, b"\x00")


def original(content: bytes = JPEG) -> Original:
    """One stored original, sealed to the test vault."""
    return intake.accept(BytesIO(content), wrap=sealing.wrap_key, on=DAY)
