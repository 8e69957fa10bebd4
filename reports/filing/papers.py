"""The slip of a filing as a page to print and as a PDF. Neither holds a code, a ticket, a name or an hour."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from regions import days, offices
from reports import slips
from reports.enums import ExhibitKind, ReportKind
from reports.filing.tracking import opens
from reports.slips import Claim, Slip
from reports.status import Status

MARGIN = 22 * mm
PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=5)
TITLE = ParagraphStyle("title", parent=PLAIN, fontName="Helvetica-Bold", fontSize=20, leading=26, spaceAfter=8)
HEADING = ParagraphStyle("heading", parent=PLAIN, fontName="Helvetica-Bold", fontSize=12, spaceBefore=8)
LETTERS = ParagraphStyle("letters", parent=PLAIN, fontName="Courier", fontSize=9, leading=13, splitLongWords=True)
SAMPLE = "DATA CONTOH"


@require_safe
@opens
def slip(request: HttpRequest, code: str, _found: Status) -> HttpResponse:
    """The slip as a page."""
    issued = slips.issue(code)
    return render(request, "filing/slip.html", _context(issued)) if issued else redirect("filing:status")


@require_safe
@opens
def paper(_request: HttpRequest, code: str, _found: Status) -> HttpResponse:
    """The slip as a PDF to keep."""
    issued = slips.issue(code)
    if issued is None:
        return redirect("filing:status")
    response = HttpResponse(pdf(issued), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="tanda-terima.pdf"'
    return response


def told(claim: Claim) -> list[tuple[str, str]]:
    """What a slip says, as label and words."""
    office = offices.find(claim.office)
    return [
        (_("Bentuk"), str(ReportKind(claim.kind).label)),
        (_("Diterima portal"), days.spoken_date(claim.received_on)),
        (_("Kantor"), office.name if office else claim.office),
        (_("Jumlah bukti"), str(claim.pieces)),
        (_("Keadaan per"), days.spoken_date(claim.issued_on)),
    ]


def pdf(issued: Slip) -> bytes:
    """The slip on A4. `invariant` keeps the hour of the download out of the file."""
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
    document.build(list(_lines(issued)), onFirstPage=_marked, onLaterPages=_marked)
    return file.getvalue()


def _context(issued: Slip) -> dict[str, Any]:
    return {
        "facts": told(issued.claim),
        "pieces": [(_piece(piece.number, piece.kind), piece.sha256) for piece in issued.evidence],
        "content": issued.content,
        "digest": issued.claim.digest,
        "short": issued.short,
    }


def _piece(number: int, kind: str) -> str:
    return _("Bukti %(number)s, %(kind)s") % {"number": number, "kind": str(ExhibitKind(kind).label).lower()}


def _lines(issued: Slip) -> Iterator[Flowable]:
    context = _context(issued)
    yield Paragraph(_("Tanda terima"), TITLE)
    yield Paragraph(
        _("Portal ini menerima kiriman berikut. Lembar ini tidak memuat nama, kode, atau isi laporan."), PLAIN
    )
    for label, words in context["facts"]:
        yield Paragraph(f"<b>{label}:</b> {words}", PLAIN)
    if context["pieces"]:
        yield Paragraph(_("Sidik bukti (SHA-256)"), HEADING)
        for label, digest in context["pieces"]:
            yield Paragraph(label, PLAIN)
            yield Paragraph(digest, LETTERS)
    yield Paragraph(_("Isi yang disidik"), HEADING)
    yield Paragraph(context["content"], LETTERS)
    yield Paragraph(_("Sidik isi (SHA-256)"), HEADING)
    yield Paragraph(context["digest"], LETTERS)
    yield Paragraph(_("Teks untuk diperiksa"), HEADING)
    yield Paragraph(_("Ketik atau tempel seluruhnya di halaman Verifikasi portal ini."), PLAIN)
    yield Paragraph(context["short"], LETTERS)
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
