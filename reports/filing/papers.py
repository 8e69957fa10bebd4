"""The slip of a filing as a page to print and as a PDF. Neither holds a code, a ticket, a name or an hour."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regions import days, offices
from reports import slips
from reports.enums import ExhibitKind, ReportKind
from reports.filing.tracking import opens
from reports.slips import Claim, Slip
from reports.status import Status


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
    from reports.filing import printing  # noqa: PLC0415 (8 MB that most web processes never need)

    response = HttpResponse(printing.pdf(_context(issued)), content_type="application/pdf")
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
