"""A portal that leaks: each of its pages betrays one word in another dress. Only `test_seeds` opens it."""

import base64
import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.urls import path
from PIL import Image, PngImagePlugin
from reportlab.pdfgen.canvas import Canvas

from netralitas import urls

ROWS = 40  # around the word, so that it never stands alone


@dataclass
class Secret:
    """The word that the pages betray at the moment."""

    word: str = ""
    raw: bytes = field(default=b"")

    def let(self, word: str) -> None:
        """From now on betray this one."""
        self.word, self.raw = word, word.encode()


SECRET = Secret()


def zipped(name: str, content: bytes) -> bytes:
    """An archive of one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def sheet() -> bytes:
    """A workbook as spreadsheets write it."""
    cell = f'<row><c t="inlineStr"><is><t>{SECRET.word}</t></is></c></row>' * ROWS
    return zipped("xl/worksheets/sheet2.xml", f"<worksheet><sheetData>{cell}</sheetData></worksheet>".encode())


def table() -> bytes:
    """A list as a file."""
    target = io.StringIO()
    csv.writer(target).writerows([[number, "Contoh", f"'=1+{SECRET.word}"] for number in range(ROWS)])
    return target.getvalue().encode()


def paper(text: str = "", **about: str) -> bytes:
    """A page of a PDF, packed as the portal's own are."""
    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=1)
    canvas.drawString(80, 700, f"Tanda terima {text}")
    canvas.setTitle(about.get("title", "Tanda terima"))
    canvas.save()
    return target.getvalue()


def photo(**hidden: bytes) -> bytes:
    """A photo with something in its metadata."""
    target, told = io.BytesIO(), Image.Exif()
    told[0x010F] = hidden.get("maker", b"").decode()
    Image.new("RGB", (40, 30)).save(target, "JPEG", exif=told.tobytes(), comment=hidden.get("comment", b""))
    return target.getvalue()


def drawing() -> bytes:
    """A drawing with a packed text chunk."""
    target, told = io.BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.word, zip=True)
    Image.new("RGB", (40, 30)).save(target, "PNG", pnginfo=told)
    return target.getvalue()


def page(middle: str) -> HttpResponse:
    """A page as long as ours are, with this in the middle."""
    filler = "".join(f'<p class="baris-{number}">Laporan diterima &amp; dicatat.</p>\n' for number in range(ROWS))
    return HttpResponse(f"<!doctype html><title>Contoh</title>{filler}{middle}{filler}")


def file(content: bytes, name: str = "berkas.bin", kind: str = "application/octet-stream") -> HttpResponse:
    """A download."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _with(name: str, value: str) -> HttpResponse:
    answer = page("")
    answer[name] = value
    return answer


def _cookie(value: str) -> HttpResponse:
    answer = page("")
    answer.set_cookie("pilihan", value)
    return answer


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _percent() -> str:
    return "".join(f"%{byte:02X}" for byte in SECRET.raw)


PAGES: dict[str, Callable[[], Any]] = {
    "a page": lambda: page(f"<p>{SECRET.word}</p>"),
    "a comment": lambda: page(f"<!-- {SECRET.word} -->"),
    "an attribute": lambda: page(f'<input type="hidden" value="{SECRET.word}">'),
    "capital letters": lambda: page(SECRET.word.upper()),
    "a word cut by markup": lambda: page(f"{SECRET.word[:5]}<mark>{SECRET.word[5:]}</mark>"),
    "numbers of letters": lambda: page("".join(f"&#{byte};" for byte in SECRET.raw)),
    "escapes of a script": lambda: page("".join(f"\\u{byte:04x}" for byte in SECRET.raw)),
    "a link": lambda: page(f'<a href="/?q={_percent()}">x</a>'),
    "a link in a link": lambda: page(f'<a href="/?next={_percent().replace("%", "%25")}">x</a>'),
    "a picture in the page": lambda: page(f'<img src="data:image/jpeg;base64,{_b64(photo(maker=SECRET.raw))}">'),
    "base64 of base64": lambda: page(_b64(_b64(SECRET.raw).encode())),
    "digits": lambda: page(SECRET.raw.hex()),
    "a word from behind": lambda: page(SECRET.word[::-1]),
    "a header": lambda: _with("X-Trace", SECRET.word),
    "an ETag": lambda: _with("ETag", f'"{_b64(SECRET.raw)}"'),
    "a redirect": lambda: HttpResponseRedirect(f"/?kode={SECRET.word}"),
    "the words of a status": lambda: HttpResponse("x", status=400, reason=f"Bad {SECRET.word}"),
    "a cookie": lambda: _cookie(SECRET.word),
    "a signed, packed cookie": lambda: _cookie(signing.dumps({"x": [SECRET.word] * 9}, compress=True)),
    "a name of a download": lambda: file(b"x", name=f"{SECRET.word}.pdf"),
    "JSON": lambda: JsonResponse({"results": [{"number": n, "reporter": SECRET.word} for n in range(ROWS)]}),
    "JSON in JSON": lambda: JsonResponse({"x": json.dumps({"y": json.dumps(SECRET.raw.hex())})}),
    "UTF-16": lambda: file(table().decode().encode("utf-16"), kind="text/csv"),
    "a list as a file": lambda: file(table(), kind="text/csv"),
    "a streamed list": lambda: StreamingHttpResponse(line + b"\n" for line in table().split(b"\n")),
    "a packed answer": lambda: file(gzip.compress(table())),
    "a sheet": lambda: file(sheet()),
    "a sheet in an archive": lambda: file(zipped("bukti/lampiran.xlsx", sheet())),
    "the name of a file in an archive": lambda: file(zipped(f"{SECRET.word}.jpg", b"x" * 99)),
    "a photo in an archive": lambda: file(zipped("1.jpg", photo(maker=SECRET.raw))),
    "text of a PDF": lambda: file(paper(SECRET.word), kind="application/pdf"),
    "the title of a PDF": lambda: file(paper(title=SECRET.word), kind="application/pdf"),
    "a PDF in an archive": lambda: file(zipped("surat.pdf", paper(SECRET.word))),
    "the maker of a photo": lambda: file(photo(maker=SECRET.raw), kind="image/jpeg"),
    "the comment of a photo": lambda: file(photo(comment=SECRET.raw), kind="image/jpeg"),
    "a packed chunk of a drawing": lambda: file(drawing(), kind="image/png"),
    "a packed value": lambda: file(zlib.compress(table())),
}


def view(name: str) -> Callable[[HttpRequest], Any]:
    """The view of one page."""
    return lambda _request: PAGES[name]()


urlpatterns = [
    *(path(f"bocor/{number}/", view(name)) for number, name in enumerate(PAGES)),
    *urls.urlpatterns,
]
