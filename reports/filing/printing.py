"""The slip of a filing drawn as a PDF."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

MARGIN = 22 * mm
PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=5)
TITLE = ParagraphStyle("title", parent=PLAIN, fontName="Helvetica-Bold", fontSize=20, leading=26, spaceAfter=8)
HEADING = ParagraphStyle("heading", parent=PLAIN, fontName="Helvetica-Bold", fontSize=12, spaceBefore=8)
LETTERS = ParagraphStyle("letters", parent=PLAIN, fontName="Courier", fontSize=9, leading=13, splitLongWords=True)
SAMPLE = "DATA CONTOH"


def pdf(slip: Mapping[str, Any]) -> bytes:
    """The slip on A4, from what its page shows. `invariant` keeps the hour of the download out of the file."""
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=_("Tanda terima"),
        author="Netralitas",
        lang=get_language() or "id",
        invariant=1,
    )
    document.build(list(_lines(slip)), onFirstPage=_marked, onLaterPages=_marked)
    return file.getvalue()


def _lines(slip: Mapping[str, Any]) -> Iterator[Flowable]:
    yield Paragraph(_("Tanda terima"), TITLE)
    yield Paragraph(
        _("Portal ini menerima kiriman berikut. Lembar ini tidak memuat nama, kode, atau isi laporan."), PLAIN
    )
    for label, words in slip["facts"]:
        yield Paragraph(f"<b>{label}:</b> {words}", PLAIN)
    if slip["pieces"]:
        yield Paragraph(_("Sidik bukti (SHA-256)"), HEADING)
        for label, digest in slip["pieces"]:
            yield Paragraph(label, PLAIN)
            yield Paragraph(digest, LETTERS)
    yield Paragraph(_("Isi yang disidik"), HEADING)
    yield Paragraph(slip["content"], LETTERS)
    yield Paragraph(_("Sidik isi (SHA-256)"), HEADING)
    yield Paragraph(slip["digest"], LETTERS)
    yield Paragraph(_("Teks untuk diperiksa"), HEADING)
    yield Paragraph(_("Ketik atau tempel seluruhnya di halaman Verifikasi portal ini."), PLAIN)
    yield Paragraph(slip["short"], LETTERS)
    yield Spacer(1, 4 * mm)
    yield Paragraph(
        _(
            "Lembar ini membuktikan penerimaan oleh portal; apakah kantor menerimanya secara resmi, ada di halaman "
            "status. Simpan di tempat aman: ia menunjukkan bahwa seseorang melapor pada hari itu."
        ),
        PLAIN,
    )


def _marked(canvas: Canvas, _document: SimpleDocTemplate) -> None:
    """The portal's name on every sheet, and across it in a demo that nothing here is real."""
    width, height = A4
    canvas.saveState()
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(MARGIN, height - 14 * mm, "Netralitas")
    if settings.DEMO:
        canvas.drawRightString(width - MARGIN, height - 14 * mm, SAMPLE)
        canvas.setFillGray(0.88)
        canvas.setFont("Helvetica-Bold", 64)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(45)
        canvas.drawCentredString(0, 0, SAMPLE)
    canvas.restoreState()
