"""One piece of evidence in words: what it is, how far its clean copy is, and whether the reader may open it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import days
from reports import naming
from reports.admin import wording
from reports.enums import ExhibitKind
from reports.models.report import Exhibit
from services.evidence.models import CopyState

KINDS: dict[str, Promise] = {
    "jpeg": gettext_lazy("foto"),
    "png": gettext_lazy("foto"),
    "webp": gettext_lazy("foto"),
    "heic": gettext_lazy("foto"),
    "pdf": gettext_lazy("dokumen PDF"),
    "video": gettext_lazy("video"),
    "audio": gettext_lazy("rekaman suara"),
    "other": gettext_lazy("berkas jenis lain"),
}
REASONS: dict[str, Promise] = {
    "broken": gettext_lazy("berkasnya rusak atau terpotong"),
    "encrypted": gettext_lazy("berkasnya terkunci kata sandi"),
    "too_large": gettext_lazy("ukurannya terlalu besar untuk digambar ulang"),
    "too_many_pages": gettext_lazy("halamannya terlalu banyak"),
    "too_long": gettext_lazy("pengolahannya terlalu lama"),
    "too_heavy": gettext_lazy("pengolahannya terlalu berat"),
    "no_tool": gettext_lazy("pengolah video belum dipasang di server ini"),
    "no_sandbox": gettext_lazy("server ini tidak dapat mengurung pengolahannya; administrator perlu memeriksa"),
    "harmful": gettext_lazy("pemindai mengenalinya sebagai program jahat; jangan membuka aslinya"),
    "unscanned": gettext_lazy("terlalu besar untuk pemindai program jahat"),
    "damaged": gettext_lazy("berkas tersegelnya berubah; administrator perlu memeriksa"),
    "kind": gettext_lazy("jenisnya tidak dikenal"),
}


@dataclass(frozen=True)
class Shown:
    """A line about a piece of evidence: its key as `opens` where its clean copy can be opened, as `unseals` where
    its original can."""

    text: str
    opens: UUID | None = None
    unseals: UUID | None = None


def shown(row: Exhibit, *, whole: bool, seen: bool) -> Shown:
    """`whole`: the reader may know the original; `seen`: the reader may open the clean copy.

    A link is text and never clickable: opening it from an office would tell its owner.
    """
    words: dict[str, Any] = {"name": naming.known_as(row), "day": days.spoken_date(row.added_on), "link": row.link}
    if row.kind == ExhibitKind.LINK:
        named = _("Bukti %(name)s — tautan (teks, jangan dibuka dari komputer kantor): %(link)s; diterima %(day)s")
        told = _("Bukti %(name)s — tautan, diterima %(day)s; terbuka bagi pimpinan dan verifikator yang ditugaskan")
        return Shown((named if whole else told) % words)
    file, copy = getattr(row, "file", None) or {}, getattr(row, "copy", None) or {}
    words |= {"kind": KINDS.get(file.get("kind", ""), KINDS["other"]), "size": wording.size(file.get("size", 0))}
    parts = [_("Bukti %(name)s — %(kind)s, %(size)s, diterima %(day)s") % words]
    if whole and file.get("sha256"):
        parts.append(_("hash asli %(hash)s") % {"hash": file["sha256"]})
    ready = copy.get("state") == CopyState.READY
    if not ready:
        parts.append(_still_closed(copy))
    return Shown("; ".join(parts), opens=row.pk if ready and seen else None, unseals=row.pk if whole and file else None)


def _still_closed(copy: dict[str, Any]) -> str:
    if copy.get("state") != CopyState.MANUAL:
        return _("salinan bersih sedang disiapkan")
    reason = REASONS.get(copy.get("reason", ""), REASONS["broken"])
    return _("perlu pemeriksaan manual: %(reason)s") % {"reason": reason}
