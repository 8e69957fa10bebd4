"""Files and links handed in under a code, numbered; shown as "Bukti 1", to the office as "Bukti B1" (`naming`).

A link is text: nothing here ever opens one. A file is sealed before its row exists.
"""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions import days, offices
from reports import receipts, texts
from reports.enums import ExhibitKind, Requirement
from reports.models.case import Case
from reports.models.report import WORDS, Draft, Exhibit, Report, Standing
from services.evidence import intake
from services.evidence.models import Original
from services.vault import sealing

MOST = 10
LONGEST_LINK = 500
TRIES = 5
ZONE = "Asia/Makassar"  # of a file that comes before the region is known; only its day is kept
SENTENCES: dict[str, Promise] = {
    "unknown_code": _("Kode ini tidak membuka apa pun."),
    "too_many": _("Paling banyak 10 bukti untuk satu kode. Sebutkan yang lain dalam uraian atau pesan."),
    "spoilt": _("Berkas ini rusak sebelum lengkap; laporan tetap tersimpan. Pilih berkasnya sekali lagi."),
    "link": _("Tulis satu tautan yang dimulai dengan http:// atau https://."),
    "link_too_long": _("Tautan paling panjang 500 karakter."),
}


class Refused(Exception):
    """What was handed in cannot be kept; `code` is stable, the text a sentence for the person."""

    def __init__(self, code: str, sentence: str = "") -> None:
        super().__init__(sentence or str(SENTENCES[code]))
        self.code = code


class _SentBefore(Exception):
    """The file lies under this code already."""

    def __init__(self, exhibit: Exhibit) -> None:
        super().__init__()
        self.exhibit = exhibit


def known(code: str) -> bool:
    """Whether a filing or an unfinished one lies under this code."""
    receipt_hash = receipts.digest(code)
    return Report.objects.filter(receipt_hash=receipt_hash).exists() or _draft(receipt_hash)


def accept_file(code: str, stream: intake.Readable) -> Exhibit:
    """Seal one file and list it under the code; raises `Refused`. It counts as evidence at once."""
    receipt_hash, report = _owner(code)
    on = _today(report)
    _room(receipt_hash)
    try:
        # One transaction: a sealed file that no exhibit stands for would be nobody's.
        with transaction.atomic():
            original = intake.accept(stream, wrap=sealing.wrap_key, on=on)
            if known := _twin(receipt_hash, original):
                raise _SentBefore(known)
            return _listed(
                Exhibit(
                    receipt_hash=receipt_hash, report=report, kind=ExhibitKind.FILE, original=original.pk, added_on=on
                )
            )
    except _SentBefore as twice:
        return twice.exhibit  # a page that was loaded again, a photo chosen twice; the sweep takes the second seal
    except intake.Refused as refused:
        raise Refused(refused.code, refused.message) from refused


def accept_link(code: str, url: str) -> Exhibit:
    """List one link under the code; raises `Refused`. Nothing is fetched, now or later."""
    receipt_hash, report = _owner(code)
    link = _checked(url)
    same = Exhibit.objects.filter(receipt_hash=receipt_hash, link=link).first()
    if same is not None:
        return same  # sent twice over a bad line
    return _listed(
        Exhibit(receipt_hash=receipt_hash, report=report, kind=ExhibitKind.LINK, link=link, added_on=_today(report))
    )


def take_out(code: str, number: int) -> bool:
    """Take a piece out of what has not been handed in yet; whether there was one. What is sent stays sent."""
    own = Exhibit.objects.filter(receipt_hash=receipts.digest(code), report=None, number=number)
    # Django would look first whether an office has a task for it, which the public may not; the key forbids it anyway.
    return bool(own._raw_delete(own.db))  # None where no row can bear the number


def listed(code: str) -> list[Exhibit]:
    """What has been handed in under the code, in order."""
    return list(Exhibit.objects.filter(receipt_hash=receipts.digest(code)).order_by("number"))


def attach(receipt_hash: str, report_id: UUID) -> bool:
    """Hand over to a new report what came before it; whether there was anything. One statement."""
    return bool(Exhibit.objects.filter(receipt_hash=receipt_hash).update(report_id=report_id))


def used_by(originals: Iterable[UUID]) -> set[UUID]:
    """Which of these sealed files an exhibit still stands for; the others are orphans."""
    rows = Exhibit.objects.filter(original__in=list(originals)).values_list("original", flat=True)
    return {original for original in rows if original is not None}


def _twin(receipt_hash: str, original: Original) -> Exhibit | None:
    """The piece under the same code that is this very file."""
    files = Exhibit.objects.filter(receipt_hash=receipt_hash, kind=ExhibitKind.FILE)
    same = Original.objects.filter(pk__in=files.values("original"), size=original.size, sha256=original.sha256)
    return files.filter(original__in=same.values("pk")).first()


def _owner(code: str) -> tuple[str, Report | None]:
    receipt_hash = receipts.digest(code)
    report = Report.objects.defer(*WORDS).filter(receipt_hash=receipt_hash).first()
    if report is None and not _draft(receipt_hash):
        raise Refused("unknown_code")
    return receipt_hash, report


def _draft(receipt_hash: str) -> bool:
    return Draft.objects.filter(receipt_hash=receipt_hash, expires_at__gt=timezone.now()).exists()


def _today(report: Report | None) -> date:
    return days.local_date(timezone.now(), offices.region(report.region_id).zone if report else ZONE)


def _room(receipt_hash: str) -> int:
    """The next free number; raises `Refused` where the list is full."""
    there = Exhibit.objects.filter(receipt_hash=receipt_hash).aggregate(last=Max("number"), pieces=Count("pk"))
    if there["pieces"] >= MOST:
        raise Refused("too_many")
    return int(there["last"] or 0) + 1


def _listed(exhibit: Exhibit) -> Exhibit:
    for _attempt in range(TRIES):
        exhibit.number = _room(exhibit.receipt_hash)
        try:
            with transaction.atomic():
                exhibit.save(force_insert=True)
                if exhibit.report_id:
                    _counts_at_once(exhibit.receipt_hash, exhibit.report_id)
        except IntegrityError:
            continue  # another file of the same person took the number
        return exhibit
    raise Refused("too_many")


def _counts_at_once(receipt_hash: str, report_id: UUID) -> None:
    """Evidence is no longer missing, on the holder's page and in the queue."""
    standings = Standing.objects.filter(receipt_hash=receipt_hash)
    cases = Case.objects.filter(links__report_id=report_id, links__unlinked_at__isnull=True)
    for rows in (standings, cases):
        for pk, missing in rows.values_list("pk", "missing"):
            if Requirement.EVIDENCE in missing:
                left = [code for code in missing if code != Requirement.EVIDENCE]
                rows.model._default_manager.filter(pk=pk).update(missing=left)


def _checked(url: str) -> str:
    link = texts.line(url)
    if len(link) > LONGEST_LINK:
        raise Refused("link_too_long")
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        raise Refused("link") from None
    if parts.scheme.lower() not in ("http", "https") or not host or " " in link or texts.refused(link):
        raise Refused("link")
    return link
