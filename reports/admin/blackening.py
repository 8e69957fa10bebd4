"""The page on which a verifier looks at one picture of a package and blackens what betrays somebody.

Works without a script: cells are ticked, boxes are told in per cent. With one, boxes are drawn.
"""

import hashlib
import json
import math
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures import transitions
from procedures.vocabulary import Actor
from reports import blackening, enclosing
from reports.admin import exhibit
from reports.admin.desk import Desk
from reports.admin.enclosed import check_url, damaged, origin, picture
from reports.admin.package import PACKAGING, approvable
from reports.blackening import Marks
from reports.enclosing import GRID, PLAYED
from reports.models.case import Case
from reports.models.package import ReferralPackage
from reports.models.source import PackageSource
from services.evidence import copies, store

EDGES = ("left", "top", "width", "height")
TYPED = {
    "left": gettext_lazy("Kiri"),
    "top": gettext_lazy("Atas"),
    "width": gettext_lazy("Lebar"),
    "height": gettext_lazy("Tinggi"),
    "cell": gettext_lazy("Petak yang ditandai"),
}
BLANK = 2  # rows for further boxes, where no script adds them
TEMPLATE = "admin/reports/case/blacken.html"
STALE, REFUSED = 409, 422


@dataclass
class Typed:
    """What was sent: boxes as they were typed, ticked cells, and sentences about what cannot be."""

    rows: list[list[str]] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    boxes: list[list[int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: bool = False


@dataclass(frozen=True)
class Place:
    """One picture of one file of one package, and as whom the officer looks at it."""

    desk: Desk
    package: ReferralPackage
    source: PackageSource
    page: int
    by: Actor

    def url(self, name: str = "blacken", page: int = 0) -> str:
        """The address of this picture, or of another one of the same file."""
        keys = [self.desk.case.pk, self.package.pk, self.source.number, page or self.page]
        return reverse(f"admin:reports_case_{name}", args=keys)

    @property
    def back(self) -> str:
        """The package it belongs to."""
        return reverse("admin:reports_case_package", args=[self.desk.case.pk, self.package.pk])

    @property
    def print(self) -> str:
        """What the officer saw, to notice that a colleague has changed it."""
        known = [self.source.marks.get(str(self.page)), self.page in self.source.seen]
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:12]


def find(desk: Desk, package: UUID, number: int, page: int) -> Place:
    """A picture the officer may blacken; 404 where there is none or its package has been approved."""
    by = desk.actor_for(*PACKAGING)
    waiting = next((one for one in approvable(desk) if one.pk == package), None)
    source = blackening.find(waiting, number, page) if waiting else None
    if by is None or waiting is None or source is None:
        raise Http404
    return Place(desk, waiting, source, page, by)


def waits(desk: Desk) -> str:
    """Where the officer goes on looking at pictures; empty where none waits for them."""
    if not desk.actor_for(*PACKAGING):
        return ""
    chosen = ((one, source) for one in approvable(desk) for source in desk.rows.unseen(one.pk))
    return next((check_url(desk, one.pk, source) for one, source in chosen), "")


def clean(request: HttpRequest, place: Place, *, black: bool) -> HttpResponse:
    """The picture of the clean copy: as it is, or with what is blackened so far."""
    copy = enclosing.copy_of(place.source)
    if copy is None:
        raise Http404
    try:
        content = copies.whole(copy)
    except store.Damaged:
        return damaged(request, copy.pk, _("Salinan ini rusak atau berubah, jadi tidak ditampilkan."))
    return picture(request, copy, content, place.page, enclosing.areas(place.source, place.page) if black else ())


def answer(request: HttpRequest, place: Place, *, frame: dict[str, Any]) -> HttpResponse:
    """The page, or what was sent from it."""
    if request.method != "POST":
        return _shown(place, _stored(place), frame=frame)
    with transaction.atomic():
        Case.objects.select_for_update().filter(pk=place.desk.case.pk).first()
        place.source.refresh_from_db()
        try:
            with transaction.atomic():
                return _leave(request, place, frame) if "leave" in request.POST else _mark(request, place, frame)
        except transitions.NotYours as error:
            raise PermissionDenied from error
        except transitions.Refused as error:
            sentences = [str(one) for one in error.sentences]
            place.source.refresh_from_db()
            return _shown(place, typed(request.POST), frame=frame, status=REFUSED, refused=sentences)


def typed(data: QueryDict) -> Typed:
    """What was sent, in numbers where they are some."""
    found = Typed(seen=data.get("seen") == "yes")
    for row in zip(*(data.getlist(name) for name in EDGES), strict=False):
        texts = [text.strip() for text in row]
        if any(texts):
            found.rows.append(texts)
            found.boxes += filter(None, [_box(texts, len(found.rows), found.wrong)])
    cells = data.getlist("cell")
    found.cells = [int(one) for one in cells if one.isascii() and one.isdecimal() and len(one) < 4]
    if len(found.cells) != len(cells):
        found.wrong.append(str(blackening.SENTENCES["cell"]))
    return found


def _mark(request: HttpRequest, place: Place, frame: dict[str, Any]) -> HttpResponse:
    given = typed(request.POST)
    if request.POST.get("print", "") != place.print:
        sentence = _(
            "Penghitaman gambar ini sudah diubah petugas lain sejak halaman Anda dibuka. Belum ada yang disimpan."
        )
        return _shown(place, given, frame=frame, status=STALE, refused=[sentence])
    if given.wrong:
        return _shown(place, given, frame=frame, status=REFUSED, refused=given.wrong)
    marks = Marks(given.boxes, given.cells)
    place = Place(
        place.desk, place.package,
        blackening.mark(place.package, place.source.number, place.page, marks, seen=given.seen, by=place.by),
        place.page, place.by,
    )  # fmt: skip
    if not given.seen:
        messages.info(
            request, _("Tersimpan, tetapi gambar ini belum ditandai sudah diperiksa. Lihat hasilnya di bawah.")
        )
        return HttpResponseRedirect(place.url())
    following = _following(place)
    if following:
        messages.success(request, _("Tersimpan dan ditandai sudah diperiksa. Ini gambar berikutnya."))
        return HttpResponseRedirect(following)
    messages.success(request, _("Semua gambar sudah diperiksa; berkas penerusan dapat disetujui pimpinan."))
    return HttpResponseRedirect(place.back)


def _leave(request: HttpRequest, place: Place, frame: dict[str, Any]) -> HttpResponse:
    if request.POST.get("leave") != "yes":
        sentence = _("Centang dulu bahwa bukti ini tidak ikut.")
        return _shown(place, _stored(place), frame=frame, status=REFUSED, refused=[sentence])
    blackening.leave_out(place.package, place.source.number, by=place.by)
    messages.success(request, _("Bukti %(number)s ditinggalkan.") % {"number": place.source.number})
    return HttpResponseRedirect(_following(place) or place.back)


def _following(place: Place) -> str:
    """The next picture that nobody has looked at, of this file first."""
    chosen = list(enclosing.of_package(place.package))
    chosen.sort(key=lambda one: (one.number != place.source.number, one.number))
    for source, page in enclosing.pages_of(chosen):
        if page not in source.seen:
            keys = [place.desk.case.pk, place.package.pk, source.number, page]
            return reverse("admin:reports_case_blacken", args=keys)
    return ""


def _stored(place: Place) -> Typed:
    marks = enclosing.marked(place.source, place.page)
    rows = [[f"{part / 10:g}" for part in box] for box in marks["boxes"]]
    return Typed(rows=rows, cells=marks["cells"], seen=place.page in place.source.seen)


def _box(texts: list[str], number: int, wrong: list[str]) -> list[int] | None:
    try:
        thousandths = [Decimal(text.replace(",", ".")) * 10 for text in texts]
        if not all(part.is_finite() and abs(part) <= 1000 for part in thousandths):
            raise InvalidOperation
    except InvalidOperation:
        sentence = _("Kotak %(number)s: isi keempat angkanya dalam persen, misalnya 12,5; atau kosongkan keempatnya.")
        wrong.append(sentence % {"number": number})
        return None
    left, top, width, height = thousandths
    first = [math.floor(left), math.floor(top)]  # rounded outwards, never less than was told
    return [*first, math.ceil(left + width) - first[0], math.ceil(top + height) - first[1]]


def _shown(
    place: Place, given: Typed, *, frame: dict[str, Any], status: int = 200, refused: list[str] | None = None
) -> HttpResponse:
    source, desk = place.source, place.desk
    pictures = list(enclosing.pages_of(enclosing.of_package(place.package)))
    words = {"number": source.number, "kind": exhibit.KINDS[source.kind], "page": place.page, "pages": source.pages}
    context = {
        **frame,
        "source": source,
        "said": _("Bukti %(number)s, %(kind)s, gambar %(page)s dari %(pages)s") % words,
        "origin": origin(desk, None, source),
        "played": source.kind if source.kind in PLAYED else "",
        "copy_url": reverse("admin:reports_case_copy", args=[desk.case.pk, source.exhibit_id]),
        "clean_url": place.url("clean"),
        "result_url": place.url("result") if enclosing.areas(source, place.page) else "",
        "grid": [
            (number, *(1 + part for part in divmod(number, GRID)), number in given.cells) for number in range(GRID**2)
        ],
        "boxes": [*given.rows, *([""] * 4 for _each in range(BLANK))],
        "seen": given.seen,
        "print": place.print,
        "refused": refused or [],
        "done": sum(page in one.seen for one, page in pictures),
        "all": len(pictures),
        "pictures": [
            (one.number, page, one.pages, page in one.seen, (one.number, page) == (source.number, place.page), url)
            for one, page in pictures
            for url in [reverse("admin:reports_case_blacken", args=[desk.case.pk, place.package.pk, one.number, page])]
        ],
        "back_url": place.back,
    }
    return TemplateResponse(desk.request, TEMPLATE, context, status=status)
