"""A referral package on the case page: where it stands, and what those who reported say to it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.enums import State
from regions import days, offices
from reports import knowing
from reports.admin import addresses, wording
from reports.admin.reading import CaseRows
from reports.enums import ConsentAnswer, SilenceReason
from reports.models.consent import Consent
from reports.models.package import ReferralPackage
from services.accounts.enums import DataGroup


@dataclass(frozen=True)
class Parcel:
    """One referral package, and where its persons stand."""

    title: str
    standing: str
    legs: list[str]
    url: str  # empty for who may not read the text
    consents: list[str]


def parcel(package: ReferralPackage, rows: CaseRows, *, sees: Container[str]) -> Parcel:
    """One package: where it stands, and where its persons stand at the offices it went to.

    Number and text are for who may read them, consents for who reads the messages with reporters;
    where it stands is for all who may see the case.
    """
    read = DataGroup.NARRATIVE_REDACTED in sees
    persons = {person for person, owner in rows.parcels.items() if owner == package.pk}
    return Parcel(
        title=titled(package) if read else _("Berkas penerusan"),
        standing=_standing(package, len(rows.unseen(package.pk))),
        legs=[
            _("%(office)s: %(state)s") % {"office": offices.get(leg.agency_id).name, "state": State(leg.state).label}
            for leg in rows.legs
            if leg.subject in persons
        ],
        url=addresses.of_case(rows.case.pk, "package", package.pk) if read else "",
        consents=list(consents(package, rows)) if DataGroup.MESSAGES in sees else [],
    )


def titled(package: ReferralPackage) -> str:
    """A package by the letter it travels with."""
    words = {"number": package.letter_number, "day": days.spoken_date(package.letter_date)}
    return _("Surat %(number)s, %(day)s") % words


def consents(package: ReferralPackage, rows: CaseRows) -> Iterator[str]:
    """One sentence for each report of which few could know: what its author says to this package."""
    asked = {row.report_id: row for row in rows.consents if row.package_id == package.pk}
    for report in rows.reports:
        row = asked.get(report.pk)
        if row or (knowing.is_asked(report) and package.approved_on is None):
            said = _said(row) if row else _("persetujuan belum diminta; kurang dari lima orang mungkin tahu")
            yield _("Pelapor %(ticket)s: %(said)s.") % {"ticket": wording.grouped(report.ticket), "said": said}


def _standing(package: ReferralPackage, unseen: int) -> str:
    if package.destroyed_on:
        return _("Isinya dimusnahkan %(day)s, sesudah masa simpannya habis.") % {
            "day": days.spoken_date(package.destroyed_on)
        }
    if package.released_on:
        return _("Dikirim %(day)s.") % {"day": days.spoken_date(package.released_on)}
    if package.approved_on:
        return _("Disetujui pimpinan %(day)s; keluar bersama kiriman berikutnya setelah diteruskan.") % {
            "day": days.spoken_date(package.approved_on)
        }
    if unseen:
        return _("Gambar di %(number)s bukti belum diperiksa; baru setelah itu pimpinan dapat menyetujui.") % {
            "number": unseen
        }
    return _("Menunggu persetujuan pimpinan.")


def _said(row: Consent) -> str:
    if row.answered_on:
        words = {"answer": ConsentAnswer(row.answer).label, "day": days.spoken_date(row.answered_on)}
        return _("%(answer)s, %(day)s") % words
    if row.silence:
        return _("tidak menjawab; diteruskan tanpa bukti (%(why)s)") % {"why": SilenceReason(row.silence).label}
    return _("persetujuan diminta, ditunggu sampai %(day)s") % {"day": days.spoken_date(row.due_on)}
