"""How few could know what a package tells, and whether those who reported it agree that it leaves (threat T-02)."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.enums import Channel, ConsentAnswer, Knowers
from reports.models.case import Case
from reports.models.consent import Consent
from reports.models.package import ReferralPackage
from reports.models.report import Report

SENTENCES: dict[str, Promise] = {
    "unasked": _("Kurang dari lima orang mungkin tahu hal ini. Mintalah dulu persetujuan pelapor atas berkas ini."),
    "waiting": _("Pelapor belum menjawab permintaan persetujuan atas berkas ini."),
    ConsentAnswer.DECLINED: _("Pelapor tidak setuju berkas ini keluar. Buang berkas ini dan susun yang lain."),
}


def is_asked(report: Report) -> bool:
    """Whether the author of this report is to agree before anything of it leaves.

    One that was taken back is not asked about: nobody answers for it any more. A report that an
    officer typed in has no holder of a code.
    """
    return report.knowers == Knowers.FEW and report.channel != Channel.DESK and report.withdrawn_on is None


def few(case: Case) -> list[Report]:
    """The reports of a case whose authors are to agree."""
    linked = Report.objects.filter(links__case=case, links__unlinked_at__isnull=True).order_by("pk")
    return [report for report in linked if is_asked(report)]


def hindrances(case: Case, package: ReferralPackage) -> list[str]:
    """Why a package may not be approved yet, one sentence per cause; empty where it may."""
    asked = {row.report_id: row for row in Consent.objects.filter(package=package)}
    found = (standing(asked.get(report.pk)) for report in few(case))
    return _sentences(code for code in found if code)


def standing(consent: Consent | None) -> str:
    """What keeps a package back: "unasked", "waiting", "declined"; "" where nothing does."""
    if consent is None:
        return "unasked"
    if consent.answer:
        return "" if consent.answer == ConsentAnswer.AGREED else ConsentAnswer.DECLINED.value
    return "" if consent.silence else "waiting"


def _sentences(codes: Iterable[str]) -> list[str]:
    return [str(SENTENCES[code]) for code in dict.fromkeys(codes)]
