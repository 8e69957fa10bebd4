"""Looking at every picture of a package before it may go to the leader, and blackening what betrays somebody.

Only a verifier of the office does it, and only while nobody has approved the package. The clean copy of the
case stays as it is; the package's own file is made anew whenever its marks change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.transitions import NotYours, Unmet
from procedures.vocabulary import Actor
from regions import days, offices
from reports import enclosing, packages
from reports.enclosing import GRID, PLAYED, WHOLE
from reports.models.case import Case
from reports.models.package import PackageExhibit, ReferralPackage
from reports.models.source import PackageSource
from services.accounts.enums import Role
from services.audit import log
from services.evidence import enclosures, sandbox, store

MOST_BOXES = 60  # on one picture
SENTENCES: dict[str, Promise] = {
    "approved": _("Paket ini sudah disetujui; gambarnya tidak dapat diubah lagi."),
    "gone": _("Bukti ini tidak lagi ikut dalam berkas penerusan."),
    "too_many": _("Paling banyak 60 kotak pada satu gambar. Gabungkan kotak yang berdekatan."),
    "box": _(
        "Kotak harus di dalam gambar: kiri dan atas 0–100, lebar dan tinggi lebih dari 0, jumlahnya paling banyak 100."
    ),
    "cell": _("Petak yang dicentang tidak ada pada gambar ini."),
    "played": _("Video dan suara tidak dapat dihitamkan. Sertakan apa adanya, atau tinggalkan."),
    "no_copy": _(
        "Salinan bersih bukti ini rusak atau sudah tidak ada. Tinggalkan bukti ini dan beri tahu administrator."
    ),
    "given_up": _(
        "Salinan untuk berkas penerusan tidak dapat dibuat. Coba sekali lagi; bila tetap gagal, tinggalkan bukti ini."
    ),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What is blackened on one picture: boxes in thousandths of its edges, and ticked cells of the grid."""

    boxes: Sequence[Sequence[int]] = ()
    cells: Sequence[int] = ()

    def wrong(self) -> str | None:
        """The code of what cannot be; None where all of it can."""
        if len(self.boxes) > MOST_BOXES:
            return "too_many"
        if not all(_fits(box) for box in self.boxes):
            return "box"
        return None if all(0 <= cell < GRID * GRID for cell in self.cells) else "cell"

    def kept(self) -> dict[str, Any]:
        """As a row keeps them."""
        return {"boxes": [list(box) for box in self.boxes], "cells": sorted(set(self.cells))}


def find(package: ReferralPackage, number: int, page: int) -> PackageSource | None:
    """The file with this number, where it has such a page."""
    source = enclosing.of_package(package).select_related("exhibit").filter(number=number).first()
    return source if source and 1 <= page <= source.pages else None


def mark(package: ReferralPackage, number: int, page: int, marks: Marks, *, seen: bool, by: Actor) -> PackageSource:
    """Keep what is blackened on one picture and whether it was looked at; raises `Unmet` and `NotYours`.

    Once every picture of a file was, the package's own file is made, with all that is blackened.
    """
    case = _of_the_office(package, by)
    if wrong := marks.wrong():
        raise Unmet(str(SENTENCES[wrong]))
    with transaction.atomic():
        source = _open(package, number, page)
        if source.kind in PLAYED and (marks.boxes or marks.cells):
            raise Unmet(str(SENTENCES["played"]))
        before = enclosing.areas(source, page)
        source.marks = {**source.marks, str(page): marks.kept()}
        source.seen = sorted({*source.seen, page} if seen else {*source.seen} - {page})
        source.save(update_fields=["marks", "seen"])
        if enclosing.areas(source, page) != before or not seen:
            enclosing.drop(package, number=number)
        log.record("package:looked", subject=package.pk, actor=by.reference, number=number, page=page, seen=seen)
        if not enclosing.unseen(source) and not _made(source):
            _make(source, case, by)
    return source


def leave_out(package: ReferralPackage, number: int, *, by: Actor) -> None:
    """Take a file out of a package; the others keep their numbers. Raises `Unmet` and `NotYours`."""
    _of_the_office(package, by)
    with transaction.atomic():
        source = _open(package, number, 1)
        enclosing.drop(package, number=number)
        source.delete()
        log.record("package:left_out", subject=package.pk, actor=by.reference, number=number)


def _make(source: PackageSource, case: Case, by: Actor) -> None:
    try:
        row = enclosing.make(source, on=_today(case))
        one = enclosing.file_of(row)
        said = enclosures.told(one) if one else ""
    except store.Damaged as damaged:
        raise Unmet(str(SENTENCES["no_copy"])) from damaged
    except sandbox.GivenUp as given_up:
        raise Unmet(str(SENTENCES["given_up"])) from given_up
    if said.strip():  # a copy that was drawn anew says nothing; where one does, the vault hears it before it leaves
        concerns = packages.compare(case, [said], source.package.respondents.all(), by=by)
        if concerns:
            raise Unmet(*(concern.message for concern in concerns))


def _made(source: PackageSource) -> bool:
    rows = PackageExhibit.objects.filter(package=source.package_id, number=source.number)
    return rows.filter(clean_copy__isnull=False).exists()


def _open(package: ReferralPackage, number: int, page: int) -> PackageSource:
    # Locked, so that nobody approves or throws it away meanwhile.
    waiting = ReferralPackage.objects.select_for_update().filter(pk=package.pk, approved_on__isnull=True)
    if not waiting.first():
        raise Unmet(str(SENTENCES["approved"]))
    source = find(package, number, page)
    if source is None or number in enclosing.taken_back(package):
        raise Unmet(str(SENTENCES["gone"]))
    return source


def _of_the_office(package: ReferralPackage, by: Actor) -> Case:
    case = packages.case_of(package)
    office = offices.in_office(offices.get(case.handler_id), _today(case)).code
    if by.role != Role.VERIFIER or office != by.agency or package.sender_id != case.handler_id:
        raise NotYours(str(_("Langkah ini bukan wewenang peran Anda.")))
    return case


def _fits(box: Sequence[int]) -> bool:
    left, top, width, height = box
    inside = left >= 0 and top >= 0 and width > 0 and height > 0
    return inside and left + width <= WHOLE and top + height <= WHOLE


def _today(case: Case) -> date:
    return days.local_date(timezone.now(), offices.region(case.region_id).zone)
