"""Where a page's script sends a file in parts. The plain form beside it does the same in one piece.

POST begins (or finds again) an upload and answers {"id", "received", "part"}; POST to its address with
`X-Offset` brings a part and answers {"received"}, with {"number", "name", "tells"} once the file is whole; DELETE
cancels. A refusal is {"code", "message"}, a misplaced part 409 with what is due. GET of the state says of
every piece of evidence how far it is.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import exhibits, uploads
from reports.filing import pages, pocket, whose
from services.evidence import parts

LONGEST_MARK = 64

View = Callable[..., HttpResponse]


def with_code(view: View) -> View:
    """404 without a code, and a sentence instead of an error where something is refused."""

    @wraps(view)
    def answer(request: HttpRequest, **named: UUID) -> HttpResponse:
        code = pocket.code(request)
        try:
            if code is None:
                raise uploads.Unknown
            return view(request, code, **named)
        except uploads.Unknown:
            return _refused("unknown", _("Unggahan ini tidak ada lagi. Pilih berkasnya sekali lagi."), status=404)
        except exhibits.Refused as refused:
            return _refused(refused.code, str(refused), status=422)

    return answer


@require_POST
@with_code
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Announce a file by its size; the name it has is never asked."""
    if whose.is_another(request, code):
        sentence = _("Halaman ini milik isian atau laporan lain. Buka dengan kodenya, lalu pilih berkasnya di sana.")
        return _refused("another", sentence, status=422)
    size = request.POST.get("size", "")
    mark = request.POST.get("mark", "")
    if not size.isdecimal() or len(size) > 12 or len(mark) > LONGEST_MARK or not mark.isascii():
        return _refused("size", _("Ukuran berkas tidak terbaca. Pilih berkasnya sekali lagi."), status=422)
    upload = uploads.begin(code, size=int(size), mark=mark)
    return JsonResponse({"id": str(upload.pk), "received": upload.received, "part": parts.PART})


@require_http_methods(["POST", "DELETE"])
@with_code
def part(request: HttpRequest, code: str, upload: UUID) -> HttpResponse:
    """One part, or the end of it all."""
    if request.method == "DELETE":
        uploads.cancel(code, upload)
        return HttpResponse(status=204)
    offset = request.headers.get("X-Offset", "")
    if not offset.isdecimal() or len(offset) > 12:
        return _refused("offset", _("Bagian berkas tidak terbaca. Coba lagi."), status=422)
    if int(request.headers.get("Content-Length") or 0) > parts.PART:
        return _refused("part", _("Bagian berkas terlalu besar."), status=413)
    try:
        progress = uploads.take(code, upload, int(offset), request.body)
    except parts.Misplaced as misplaced:
        return JsonResponse({"received": misplaced.received}, status=409)
    told: dict[str, object] = {"received": progress.received}
    if progress.exhibit is not None:
        number = progress.exhibit.number
        name = next(one.text for one in pages.listed(code) if one.number == number)
        told |= {"number": number, "name": name, "tells": progress.tells}
    return JsonResponse(told)


@require_safe
@with_code
def state(_request: HttpRequest, code: str) -> HttpResponse:
    """How far each piece of evidence is, in the words of the page."""
    return JsonResponse({"exhibits": [one._asdict() for one in pages.listed(code)]})


def _refused(code: str, message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
