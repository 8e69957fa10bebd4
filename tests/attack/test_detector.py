"""The detector is itself tested: forty ways in which a word can leak, and forty finds."""

import base64
import gzip
import io
import json
import quopri
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import encode_rfc2231

import pytest

from tests.attack import detector

WORD = "k7qzp2vw9xjh"
RAW = WORD.encode()


def zipped(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def mailed(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    return message


def attached(content: bytes) -> bytes:
    message = mailed(Subject="Pemberitahuan")
    message.set_content("Ada perkembangan.")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="surat.bin")
    return message.as_bytes()


LEAKS: dict[str, Callable[[], bytes]] = {
    "a field too many in JSON": lambda: json.dumps({"reporter": WORD}).encode(),
    "a line of a log": lambda: f"level=info event=filed name={WORD}".encode(),
    "a subject": lambda: mailed(Subject=f"Laporan {WORD}").as_bytes(),
    "a comment of a page": lambda: f"<p>x</p><!-- {WORD} -->".encode(),
    "the name of a download": lambda: f'Content-Disposition: attachment; filename="{WORD}.pdf"'.encode(),
    "the name of a download, the new way": lambda: encode_rfc2231(WORD, "utf-8").encode(),
    "the text of an error": lambda: f"ValueError: invalid literal {WORD!r}".encode(),
    "the argument of a task": lambda: json.dumps([[WORD], {}, {}]).encode(),
    "a hidden sheet": lambda: zipped("xl/worksheets/sheet9.xml", f"<c><v>{WORD}</v></c>".encode()),
    "the name of a file in an archive": lambda: zipped(f"{WORD}.txt", b"x"),
    "an archive in an archive": lambda: zipped("a.zip", zipped("b.txt", RAW)),
    "an ETag": lambda: f'ETag: "{WORD}"'.encode(),
    "an address": lambda: f"/lacak/?q={WORD}".encode(),
    "an encoded address": lambda: "".join(f"%{byte:02x}" for byte in RAW).encode(),
    "an address encoded twice": lambda: urllib.parse.quote("".join(f"%{byte:02X}" for byte in RAW)).encode(),
    "capital letters": lambda: WORD.upper().encode(),
    "a cookie": lambda: b"Set-Cookie: s=" + base64.urlsafe_b64encode(RAW),
    "base64": lambda: base64.b64encode(RAW),
    "base64 that begins elsewhere": lambda: base64.b64encode(b"x" + RAW),
    "base64 behind other letters": lambda: b"id" + base64.b64encode(b"--" + RAW + b"--"),
    "base64 in lines": lambda: base64.encodebytes(b"." * 50 + RAW + b"." * 50),
    "base64 of base64": lambda: base64.b64encode(base64.b64encode(RAW)),
    "hexadecimal digits": lambda: RAW.hex().encode(),
    "capital hexadecimal digits": lambda: RAW.hex().upper().encode(),
    "the bytes of a dump": lambda: rb"\x" + RAW.hex().encode(),
    "UTF-16": lambda: WORD.encode("utf-16-le"),
    "UTF-16, the other way": lambda: WORD.encode("utf-16-be"),
    "UTF-32": lambda: WORD.encode("utf-32-le"),
    "numbers of letters in a page": lambda: "".join(f"&#{byte};" for byte in RAW).encode(),
    "hexadecimal numbers of letters": lambda: "".join(f"&#x{byte:x};" for byte in RAW).encode(),
    "escapes of a script": lambda: "".join(f"\\u{byte:04x}" for byte in RAW).encode(),
    "octal escapes": lambda: "".join(f"\\{byte:03o}" for byte in RAW).encode(),
    "a packed answer": lambda: gzip.compress(RAW),
    "a packed value": lambda: zlib.compress(RAW),
    "a page of a PDF": lambda: b"%PDF-1.7\nstream\n" + zlib.compress(b"BT (" + RAW + b") Tj ET") + b"\nendstream",
    "a PDF that writes in digits": lambda: b"%PDF-1.7\nBT <" + RAW.hex().encode() + b"> Tj ET",
    "quoted letters of a mail": lambda: quopri.encodestring(RAW[:4] + b"=" + RAW[4:]).replace(b"=3D", b"=\n"),
    "an attachment": lambda: attached(RAW),
    "an archive in an attachment": lambda: attached(zipped("a.txt", RAW)),
    "a word cut by markup": lambda: f"{WORD[:5]}<b>{WORD[5:]}</b>".encode(),
    "a word cut by blanks": lambda: " ".join(WORD).encode(),
    "a word from behind": lambda: WORD[::-1].encode(),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS.keys())
def test_a_leak_is_found(leak: Callable[[], bytes]) -> None:
    assert detector.found(leak(), [WORD]) == {WORD}


def test_there_are_at_least_forty_leaks() -> None:
    assert len(LEAKS) >= 40


def test_other_words_are_not_found() -> None:
    assert detector.found(b"k7qzp2vw9xj " + base64.b64encode(b"k7qzp2vw9xj"), [WORD]) == set()
