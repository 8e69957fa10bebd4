"""The files of a package as Bawaslu sees them: every picture as it will travel, or how many are to be looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from reports import enclosing, naming
from reports.admin import evidence, exhibit, wording
from reports.admin.desk import Desk
from reports.enclosing import PLAYED
from reports.models.package import PackageExhibit
from reports.models.source import PackageSource
from services.accounts.enums import Action, DataGroup
from services.audit import log
from services.evidence import enclosures, sandbox, store
from services.evidence.enclosures import Enclosed
from services.evidence.models import Copy


@dataclass(frozen=True)
class Piece:
    """One piece of evidence of a package: in words, its pictures, its film or sound, and where it is blackened."""

    text: str
    origin: str = ""  # what it is called in the case
    pictures: Sequence[tuple[str, str]] = ()  # address and what it is, for who cannot see it
    file_url: str = ""
    kind: str = ""
    check_url: str = ""


def pieces(desk: Desk, package: UUID) -> list[Piece]:
    """All of a package, in the order of their numbers. No statement."""
    made = {row.number: row for row in desk.rows.enclosed if row.package_id == package}
    chosen = {one.number: one for one in desk.rows.sources if one.package_id == package}
    waiting = any(one.pk == package and one.approved_on is None for one in desk.rows.packages)
    builds = waiting and desk.actor_for(Action.CREATE, DataGroup.NARRATIVE_REDACTED)
    found = []
    for number in sorted({*made, *chosen}):
        row, source = made.get(number), chosen.get(number)
        url = check_url(desk, package, source) if builds and source else ""
        piece = _made(desk, row, source, url) if row else _unmade(source, url)
        found.append(replace(piece, origin=origin(desk, row, source)))
    return found


def origin(desk: Desk, row: PackageExhibit | None, source: PackageSource | None) -> str:
    """What a piece of a package is called in the case; a link that several handed in, by all of its names."""
    of_case = [one for rows in desk.rows.exhibits.values() for one in rows]
    link = row.link if row else ""
    same = [one for one in of_case if (one.pk == source.exhibit_id if source else link and one.link == link)]
    return ", ".join(sorted(naming.known_as(one) for one in same))


def check_url(desk: Desk, package: UUID, source: PackageSource) -> str:
    """Where the next picture of a file is looked at that nobody has looked at, else its first."""
    page = next(iter(enclosing.unseen(source)), 1)
    return reverse("admin:reports_case_blacken", args=[desk.case.pk, package, source.number, page])


def described(row: PackageExhibit) -> str:
    """What a file of a package is, with the hash by which it is known."""
    words = {"number": row.number, "kind": exhibit.KINDS[row.kind], "size": wording.size(row.size), "hash": row.sha256}
    return _("Bukti %(number)s — %(kind)s, %(size)s; hash SHA-256 %(hash)s") % words


def picture(
    request: HttpRequest, of: Copy | Enclosed, content: bytes, number: int, areas: Sequence[Sequence[int]]
) -> HttpResponse:
    """One picture of a file on its own, with areas black on it."""
    try:
        shown, drawn = enclosures.page(of.kind, content, number, areas)
    except sandbox.GivenUp:
        return damaged(request, of.pk, _("Gambar ini tidak dapat ditampilkan."))
    response = HttpResponse(drawn, content_type=evidence.MEDIA[shown])
    response["Content-Disposition"] = f'inline; filename="gambar-{number}.{evidence.ENDINGS[shown]}"'
    return response


def result(request: HttpRequest, row: PackageExhibit | None, page: int) -> HttpResponse:
    """One picture of the package's own file."""
    one = enclosing.file_of(row) if row else None
    if one is None:
        raise Http404
    try:
        content = enclosures.whole(one)
    except store.Damaged:
        sentence = _("Salinan dalam berkas penerusan ini rusak atau berubah, jadi tidak ditampilkan.")
        return damaged(request, one.pk, sentence)
    return picture(request, one, content, page, ())


def file(request: HttpRequest, row: PackageExhibit) -> HttpResponseBase:
    """The package's own file itself."""
    return evidence.given(request, enclosing.file_of(row), number=row.number, keeper=enclosures)


def damaged(request: HttpRequest, subject: object, sentence: str) -> HttpResponse:
    """A picture that is not shown, and why; on the record, with the id of its file."""
    log.record("evidence:alarm", subject=str(subject), actor=f"user:{request.user.pk}")
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=evidence.DAMAGED)


def _made(desk: Desk, row: PackageExhibit, source: PackageSource | None, url: str) -> Piece:
    if row.link:
        return Piece(_("Bukti %(number)s — tautan: %(link)s") % {"number": row.number, "link": row.link})
    if not row.clean_copy:
        return Piece(_("Bukti %(number)s") % {"number": row.number})
    where = {"object_id": desk.case.pk, "pk": row.package_id, "number": row.number}
    file_url = reverse("admin:reports_case_package_file", kwargs=where)
    if row.kind in PLAYED:
        return Piece(described(row), file_url=file_url, kind=row.kind, check_url=url)
    # Of a document that has left long ago nobody knows any more how many pages it was made from.
    pages = range(1, (source.pages if source else int(row.kind != "pdf")) + 1)
    shown = [(reverse("admin:reports_case_result", kwargs={**where, "page": page}), page) for page in pages]
    named = [(address, _alt(row.number, page, len(shown))) for address, page in shown]
    return Piece(described(row), pictures=named, file_url=file_url, kind=row.kind, check_url=url)


def _unmade(source: PackageSource | None, url: str) -> Piece:
    if source is None:
        return Piece("")
    words: Mapping[str, object] = {
        "number": source.number, "kind": exhibit.KINDS[source.kind], "left": len(enclosing.unseen(source)),
        "pages": source.pages,
    }  # fmt: skip
    text = _("Bukti %(number)s — %(kind)s; %(left)s dari %(pages)s gambar belum diperiksa verifikator")
    return Piece(text % words, check_url=url)


def _alt(number: int, page: int, pages: int) -> str:
    words = {"number": number, "page": page, "pages": pages}
    return _("Bukti %(number)s, gambar %(page)s dari %(pages)s, seperti akan keluar") % words
