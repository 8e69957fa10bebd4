"""The pages on which an officer looks at clean copies. An original is never served here."""

from typing import Any
from uuid import UUID

from csp.constants import NONE, SELF
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from reports.admin import exhibit, playing
from reports.admin.desk import Desk
from reports.enclosing import PLAYED
from reports.models.report import Exhibit
from services.accounts.enums import DataGroup
from services.audit import log
from services.evidence import copies, store
from services.evidence.models import Copy, CopyState

# What the browser may do around a copy, and with the copy itself: nothing but show it.
AROUND, ALONE = {"media-src": [SELF]}, {"default-src": [NONE], "sandbox": True}
MEDIA = {
    "jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf", "video": "video/mp4", "audio": "audio/mp4",
}  # fmt: skip
ENDINGS = {"jpeg": "jpg", "png": "png", "pdf": "pdf", "video": "mp4", "audio": "m4a"}
DAMAGED = 409  # no 5xx: that would roll the alarm back


def find(desk: Desk, pk: UUID) -> tuple[Exhibit, Copy]:
    """An exhibit of the case and its clean copy; 404 where the officer may not see it or there is none yet."""
    row = next((one for rows in desk.rows.exhibits.values() for one in rows if one.pk == pk), None)
    if row is None or row.original is None or DataGroup.EVIDENCE_COPY not in desk.sees:
        raise Http404
    copy = Copy.objects.filter(pk=row.original, state=CopyState.READY).first()
    if copy is None:
        raise Http404
    return row, copy


def page(request: HttpRequest, row: Exhibit, copy: Copy, *, context: dict[str, Any]) -> HttpResponse:
    """A clean copy with what is known of it."""
    shown = {
        "exhibit": exhibit.shown(row, whole=False, seen=False),
        "kind": copy.kind,
        "file_url": f"{request.path}file/",
    }
    return TemplateResponse(request, "admin/reports/case/evidence.html", {**context, **shown})


def file(request: HttpRequest, row: Exhibit, copy: Copy) -> HttpResponseBase:
    """The bytes of a clean copy under a neutral name; never one that has changed since it was made."""
    return given(request, copy, number=row.number, keeper=copies)


def given(request: HttpRequest, copy: Any, *, number: int, keeper: Any) -> HttpResponseBase:
    """A copy that `keeper` keeps, as above."""
    response: HttpResponseBase
    try:
        if copy.kind in PLAYED:
            response = playing.answer(request, copy, keeper=keeper, content_type=MEDIA[copy.kind])
        else:
            response = HttpResponse(keeper.whole(copy), content_type=MEDIA[copy.kind])
    except store.Damaged:
        log.record("evidence:alarm", subject=copy.pk, actor=f"user:{request.user.pk}")
        sentence = _("Salinan ini rusak atau berubah, jadi tidak ditampilkan. Hal ini dicatat untuk administrator.")
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=DAMAGED)
    way = "attachment" if copy.kind == "pdf" else "inline"
    response["Content-Disposition"] = f'{way}; filename="bukti-{number}.{ENDINGS[copy.kind]}"'
    return response
