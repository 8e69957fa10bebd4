"""Files in packages: which clean copies of a case travel, what is blackened on them, and the package's own copies.

A file travels once a verifier has looked at every picture of it and said so. What the package then holds is a
file of its own: it outlives the report in a released package, and goes with the report in any other (ADR 15).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reports import naming
from reports.enums import ExhibitKind
from reports.models.case import Case, CaseReport
from reports.models.package import PackageExhibit, ReferralPackage
from reports.models.report import Exhibit, Report
from reports.models.source import PackageSource
from services.evidence import copies, enclosures, sandbox, store
from services.evidence.enclosures import Enclosed
from services.evidence.models import Copy, CopyState

GRID = 12  # columns and rows of the cells that can be ticked instead of drawing
WHOLE = 1000  # an area is told in thousandths of the picture's edges
PLAYED = ("video", "audio")  # nothing can be blackened on them
Area = Sequence[int]
WAITING = gettext_lazy(
    "Bukti %(name)s: salinan bersihnya masih disiapkan. Tunggu beberapa menit lalu kirim lagi, atau hilangkan "
    "centangnya."
)
MANUAL = gettext_lazy(
    "Bukti %(name)s: salinan bersihnya tidak dapat dibuat. Minta berkas lain lewat pesan kepada yang menyerahkan, "
    "atau hilangkan centangnya."
)
BROKEN = gettext_lazy("Bukti %(name)s: salinan bersihnya rusak. Hilangkan centangnya dan beri tahu administrator.")
UNSEEN = gettext_lazy(
    "Bukti %(number)s belum diperiksa gambar demi gambar. Periksa dan hitamkan dulu, atau tinggalkan."
)
TAKEN_BACK = gettext_lazy(
    "Bukti %(number)s tidak lagi bagian kasus ini: laporannya dicabut atau dilepas. Buang berkas ini, susun yang lain."
)
SPOILT = gettext_lazy("Bukti %(number)s rusak atau berubah di penyimpanan. Buang berkas ini dan susun yang lain.")


def hindering(chosen: Iterable[Exhibit]) -> list[str]:
    """Why these exhibits cannot travel yet, one sentence for each that cannot."""
    files = [one for one in chosen if one.kind == ExhibitKind.FILE]
    states = copies.states(one.original for one in files if one.original)
    said: dict[str | None, Promise] = {CopyState.WAITING: WAITING, None: WAITING, CopyState.MANUAL: MANUAL}
    found = ((one, states.get(one.original) if one.original else None) for one in files)
    return [said[state] % {"name": naming.known_as(one)} for one, state in found if state != CopyState.READY]


def take_along(package: ReferralPackage, case: Case, numbered: Iterable[tuple[int, Exhibit]]) -> list[str]:
    """List the files that are to travel under their numbers; why some cannot be opened, one sentence each."""
    wrong, rows = [], []
    for number, exhibit in numbered:
        copy = Copy.objects.get(pk__in=[exhibit.original])
        try:
            pages = enclosures.count(copy)
        except (store.Damaged, sandbox.GivenUp):
            wrong.append(str(BROKEN % {"name": naming.known_as(exhibit)}))
            continue
        rows.append(
            PackageSource(case=case, package=package, number=number, exhibit=exhibit, kind=copy.kind, pages=pages)
        )
    PackageSource.objects.bulk_create(rows)
    return wrong


def sources(case: UUID) -> QuerySet[PackageSource]:
    """The files of a case that are to travel or have travelled."""
    return PackageSource.objects.filter(case=case)


def of_package(package: ReferralPackage) -> QuerySet[PackageSource]:
    """The files that were chosen for a package."""
    return PackageSource.objects.filter(package=package)


def copy_of(source: PackageSource) -> Copy | None:
    """The clean copy behind a file, as long as there is one."""
    return Copy.objects.filter(pk__in=[source.exhibit.original], state=CopyState.READY).first()


def unseen(source: PackageSource) -> list[int]:
    """The pages that nobody has looked at yet."""
    return [page for page in range(1, source.pages + 1) if page not in source.seen]


def areas(source: PackageSource, page: int) -> list[Area]:
    """What is blackened on a page: boxes as drawn, and cells of the grid as boxes."""
    marks = marked(source, page)
    found: list[Area] = [tuple(box) for box in marks["boxes"]]
    for cell in marks["cells"]:
        row, column = divmod(cell, GRID)
        left, top = column * WHOLE // GRID, row * WHOLE // GRID
        # Rounded outwards: all that a ticked cell covers on the page is black.
        right, bottom = (-(-(edge + 1) * WHOLE // GRID) for edge in (column, row))
        found.append((left, top, right - left, bottom - top))
    return found


def marked(source: PackageSource, page: int) -> Mapping[str, Any]:
    """The marks of a page as they were made."""
    return {"boxes": [], "cells": [], **source.marks.get(str(page), {})}


def make(source: PackageSource, *, on: date) -> PackageExhibit:
    """The package's own file, made of the clean copy with all that is blackened; raises `Damaged`, `GivenUp`."""
    copy = copy_of(source)
    if copy is None:
        raise store.Damaged
    black = {page: areas(source, page) for page in range(1, source.pages + 1)}
    made = enclosures.enclose(copy, {page: found for page, found in black.items() if found}, on=on)
    return PackageExhibit.objects.create(
        package=source.package, number=source.number, clean_copy=made.pk, kind=made.kind, size=made.size,
        sha256=made.sha256,
    )  # fmt: skip


def file_of(row: PackageExhibit) -> Enclosed | None:
    """The package's own file of a row; None for a link."""
    return Enclosed(row.clean_copy, row.kind, row.size, row.sha256) if row.clean_copy else None


def hindrances(package: ReferralPackage) -> list[str]:
    """Why the files of a package keep it back, one sentence each."""
    chosen = list(of_package(package))
    if not chosen:
        return []
    made = set(package.exhibits.exclude(clean_copy=None).values_list("number", flat=True))
    lost, found = taken_back(package), []
    for source in chosen:
        words = {"number": source.number}
        if source.number in lost:
            found.append(str(TAKEN_BACK % words))
        elif source.number not in made or unseen(source):
            found.append(str(UNSEEN % words))
    return found


def torn(case: Case) -> list[str]:
    """Why an approved package of a case cannot leave: files in it were taken back. One statement."""
    ready = PackageSource.objects.filter(case=case, package__approved_on__isnull=False, package__released_on=None)
    lost = ready.exclude(Exists(_standing())).values_list("number", flat=True)
    return [str(TAKEN_BACK % {"number": number}) for number in lost]


def words(rows: Iterable[PackageExhibit]) -> tuple[list[str], list[str]]:
    """What the files of a package say besides pixels and sounds, and sentences about those that cannot be read."""
    said, wrong = [], []
    for row, one in ((row, file_of(row)) for row in rows):
        try:
            said += [enclosures.told(one)] if one else []
        except (store.Damaged, sandbox.GivenUp):
            wrong.append(str(SPOILT % {"number": row.number}))
    return said, wrong


def taken_back(package: ReferralPackage) -> set[int]:
    """Numbers whose report was taken back or no longer lies in the case."""
    return set(of_package(package).exclude(Exists(_standing())).values_list("number", flat=True))


def numbers_of(package: ReferralPackage, report: Report) -> list[int]:
    """Which of a report's own files were chosen for a package, by the numbers its reporter knows."""
    mine = of_package(package).filter(exhibit__report=report)
    return list(mine.order_by("exhibit__number").values_list("exhibit__number", flat=True))


def travelling(case: Case) -> QuerySet[Exhibit]:
    """The exhibits of a case that may travel, to be called by name: not those of a report that was taken back."""
    lying = Exhibit.objects.filter(
        report__links__case=case, report__links__unlinked_at__isnull=True, report__withdrawn_on__isnull=True
    )
    return lying.annotate(turn=naming.turn(case.pk, report="report"))


def drop(package: ReferralPackage, *, number: int | None = None) -> None:
    """Delete the package's own files, or the one with this number; links stay listed."""
    rows = PackageExhibit.objects.filter(package=package, clean_copy__isnull=False)
    _drop(rows if number is None else rows.filter(number=number))


def forget(report: Report) -> int:
    """Delete what unreleased packages hold of a report's files; how many. What has left is its receivers' record."""
    mine = PackageSource.objects.filter(package=OuterRef("package"), number=OuterRef("number"), exhibit__report=report)
    return _drop(PackageExhibit.objects.filter(Exists(mine), package__released_on=None, clean_copy__isnull=False))


def untie(exhibits: QuerySet[Exhibit]) -> None:
    """Before exhibits are destroyed: no file of a package knows any more which of them it was made from."""
    PackageSource.objects.filter(exhibit__in=exhibits).delete()


def _drop(rows: QuerySet[PackageExhibit]) -> int:
    with transaction.atomic():
        found = list(rows.values_list("pk", "clean_copy"))
        PackageExhibit.objects.filter(pk__in=[pk for pk, _file in found]).delete()
        return enclosures.drop(file for _pk, file in found if file)


def _standing() -> QuerySet[CaseReport]:
    return CaseReport.objects.filter(
        Q(report__withdrawn_on__isnull=True),
        case=OuterRef("case"), report=OuterRef("exhibit__report"), unlinked_at__isnull=True,
    )  # fmt: skip


def pages_of(sources: Iterable[PackageSource]) -> Iterator[tuple[PackageSource, int]]:
    """Every picture that is to be looked at, in order."""
    for source in sources:
        for page in range(1, source.pages + 1):
            yield source, page
