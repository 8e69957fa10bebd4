"""Asking the holder of a code whether a package may leave, and their answer (docs/adr/0010).

Asked by a verifier for a package that nobody has approved yet; the holder reads its text first. A no
keeps that package back for good. Silence is no yes: after the set days a leader may let a package go
on that holds no evidence at all, for a coded reason which the holder is told.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.transitions import NotYours, Unmet
from procedures.vocabulary import REPORTER, Actor
from regions import days, offices
from reports import enclosing, knowing, messages, notices, packages, receipts, status
from reports.enums import ConsentAnswer, SilenceReason
from reports.models.case import Case
from reports.models.consent import Consent
from reports.models.package import PackageRespondent, ReferralPackage
from reports.models.report import Exhibit, Report
from services.accounts.enums import Role
from services.audit import log

DAYS = timedelta(days=2)  # as many as the law gives for completing a report


class NothingAsked(Exception):
    """No question about a package waits under this code."""


def ask(package: ReferralPackage, *, by: Actor) -> int:
    """Ask everyone whose yes is needed and who was not asked yet; how many that were. Raises `Unmet`, `NotYours`."""
    case = packages.case_of(package)
    _of_the_office(case, by, Role.VERIFIER)
    with transaction.atomic():
        _still_open(package)
        known = set(Consent.objects.filter(package=package).values_list("report_id", flat=True))
        reports = [report for report in knowing.few(case) if report.pk not in known]
        if not reports:
            raise Unmet(str(_("Tidak ada persetujuan yang perlu diminta untuk berkas ini.")))
        today, zone = _today(case), offices.region(case.region_id).zone
        for report in reports:
            row = Consent.objects.create(
                package=package, report=report, asked_on=today, due_on=today + DAYS, shown=_shown(package, report)
            )
            _tell(report, f"consent:{row.pk}:asked", status.CONSENT_ASKED, case)
            due = days.spoken(days.end_of(row.due_on, zone), zone)
            notices.ask_reporter(report, key=f"consent:{row.pk}", due=due)
            log.record("package:consent_asked", subject=package.pk, actor=by.reference, report=report.pk)
    return len(reports)


def waiting(code: str) -> Consent | None:
    """The question that waits under a code; the latest. One statement."""
    rows = Consent.objects.filter(report__receipt_hash=receipts.digest(code), answer="", silence="")
    return rows.order_by("-pk").first()


def answer(code: str, *, agrees: bool, words: str = "") -> None:
    """The holder's answer, with words to the office if they like; raises `NothingAsked` and `messages.Refused`."""
    found = waiting(code)
    if found is None:
        raise NothingAsked
    report = Report.objects.only("receipt_hash").get(pk=found.report_id)
    linked = Case.objects.only("handler", "officer", "region")
    case = linked.get(links__report=found.report_id, links__unlinked_at__isnull=True)
    given = ConsentAnswer.AGREED if agrees else ConsentAnswer.DECLINED
    with transaction.atomic():
        still_open = Consent.objects.filter(pk=found.pk, answer="", silence="")
        if not still_open.update(answer=given, answered_on=_today(case), shown={}):
            raise NothingAsked
        said = status.CONSENT_GIVEN if agrees else status.CONSENT_DECLINED
        _tell(report, f"consent:{found.pk}:answered", said, case)
        log.record(
            "package:consent", subject=found.package_id, actor=REPORTER.reference, report=report.pk, answer=given.value
        )
        if words.strip():
            messages.from_reporter(code, words, with_step=True)  # tells the office as well
        else:
            notices.tell_office(case, key=f"consent:{found.pk}")


def go_on(package: ReferralPackage, *, reason: str, by: Actor) -> None:
    """A leader lets a package without evidence go on though somebody is silent; raises `Unmet` and `NotYours`."""
    case = packages.case_of(package)
    _of_the_office(case, by, Role.LEADER)
    coded = SilenceReason(reason)
    with transaction.atomic():
        _still_open(package)
        if package.exhibits.exists() or enclosing.of_package(package).exists():
            raise Unmet(str(_("Berkas ini memuat bukti. Tanpa persetujuan pelapor, susun berkas tanpa bukti.")))
        silent = list(Consent.objects.select_for_update().filter(package=package, answer="", silence=""))
        if not silent or any(_today(case) <= row.due_on for row in silent):
            raise Unmet(str(_("Waktu menjawab bagi pelapor belum lewat.")))
        for row in silent:
            row.silence, row.shown = coded, {}
            row.save(update_fields=["silence", "shown"])
            _tell(Report.objects.get(pk=row.report_id), f"consent:{row.pk}:missed", status.CONSENT_MISSED, case)
        log.record("package:consent_missed", subject=package.pk, actor=by.reference, reason=coded.value)


def _shown(package: ReferralPackage, report: Report) -> dict[str, Any]:
    """What the holder reads before answering. Only their own evidence: others' would tell of another reporter."""
    own = set(Exhibit.objects.filter(report=report).exclude(link="").values_list("link", flat=True))
    return {
        "narrative": package.narrative,
        "incident_date": package.incident_date.isoformat() if package.incident_date else "",
        "people": [_person(one) for one in package.respondents.select_related("employer")],
        "links": [row.link for row in package.exhibits.all() if row.link in own],
        "files": enclosing.numbers_of(package, report),
    }


def _person(one: PackageRespondent) -> str:
    employer = one.employer.name if one.employer else one.employer_text
    return ", ".join(part for part in (one.name, one.position, one.unit, employer) if part)


def _still_open(package: ReferralPackage) -> None:
    # Locked, so that nobody approves or throws it away meanwhile.
    found = ReferralPackage.objects.select_for_update().filter(pk=package.pk, approved_on__isnull=True)
    if not found.first():
        raise Unmet(str(_("Paket ini sudah disetujui.")))


def _of_the_office(case: Case, by: Actor, role: Role) -> None:
    if by.role != role or offices.in_office(offices.get(case.handler_id), _today(case)).code != by.agency:
        raise NotYours(str(_("Langkah ini bukan wewenang peran Anda.")))


def _tell(report: Report, source: str, sentence: str, case: Case) -> None:
    office = offices.get(case.handler_id).name
    status.tell([status.Told(report.receipt_hash, source, sentence, _today(case), office)])


def _today(case: Case) -> date:
    return days.local_date(timezone.now(), offices.region(case.region_id).zone)
