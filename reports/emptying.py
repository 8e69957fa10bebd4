"""What is left of a case when its time is over: that there was one, its stages, days, law and counts.

Who it was about, the office's own words and every package it sent go for good, and only where the archive
law's consent is there. What followed a package is emptied by `sanctions.emptying` in the same transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from procedures.models import Letter, LetterRecord, Proceeding, Step
from reports import enclosing
from reports.models.case import Case, CaseReport, Recusal, Respondent
from reports.models.consent import Consent
from reports.models.hearing import Answer, PlenaryDecision, PlenaryMember, PlenaryMinutes, Preservation
from reports.models.package import PackageExhibit, PackageRespondent, ReferralPackage
from services.audit import ledger
from services.evidence import store
from services.evidence.models import Original

GONE = "–"  # stands where a text must not be empty, and for each name that is still counted
NAMELESS: dict[str, Any] = {
    "name": "", "employer_text": "", "unit": "", "position": "", "description": "", "person_hash": "",
}  # fmt: skip
NOT_ENDED, TOO_EARLY, LEG_OPEN, ALREADY = "not_ended", "too_early", "leg_open", "already"


def due(before: datetime) -> QuerySet[Case]:
    """Cases that ended by that moment with every leg of theirs, and still say whom they were about."""
    of_packages = Proceeding.objects.filter(package_leg__respondent__package__origins__case=OuterRef("pk"))
    running = [rows.filter(_later(before)) for rows in (Proceeding.objects.filter(subject=OuterRef("pk")), of_packages)]
    ended = Case.objects.filter(closed_at__lte=before, destroyed_on__isnull=True)
    return ended.exclude(Exists(running[0])).exclude(Exists(running[1]))


def hindrance(case: Case, before: datetime) -> str:
    """Why a case may not be emptied yet, one code; empty where it may."""
    if case.destroyed_on:
        return ALREADY
    legs = _legs(case)
    if case.closed_at is None:
        return NOT_ENDED
    if legs.filter(ended_at__isnull=True).exists():
        return LEG_OPEN
    if case.closed_at > before or legs.filter(ended_at__gt=before).exists():
        return TOO_EARLY
    return ""


def empty(case: Case) -> None:
    """Delete who a case was about, its packages with their files, and the office's words on it."""
    today = timezone.localdate()
    packages = packages_of(case)
    ledger.note(ledger.CASE, [case.pk])
    with transaction.atomic():
        _people(case)
        _words(case)
        _minutes(case)
        for package in packages:
            _package(package)
        enclosing.sources(case.pk).delete()
        _scans(_legs(case))
        packages.update(destroyed_on=today)
        Case.objects.filter(pk=case.pk).update(destroyed_on=today)
    case.destroyed_on = today


def packages_of(case: Case) -> QuerySet[ReferralPackage]:
    """The packages that were made of a case, sent or not."""
    return ReferralPackage.objects.filter(pk__in=case.origins.values("package"))


def back(cases: Iterable[UUID]) -> QuerySet[Case]:
    """Those of these cases that say again whom they were about, as after a restore."""
    return Case.objects.filter(pk__in=list(cases), destroyed_on__isnull=True)


def counts() -> dict[str, int]:
    """For `check_invariants`: what was emptied for good and is here all the same."""
    named = Q(name__gt="") | Q(position__gt="") | Q(person_hash__gt="")
    return {
        "reports: emptied case is back": back(ledger.subjects(ledger.CASE)).count(),
        "reports: emptied case still names somebody": Respondent.objects.filter(
            named | Q(nip__gt=""), case__destroyed_on__isnull=False
        ).count(),
        "reports: emptied package still tells something": PackageRespondent.objects.filter(
            named | Q(package__narrative__gt=""), package__destroyed_on__isnull=False
        ).count(),
        "reports: emptied package still holds evidence": PackageExhibit.objects.filter(
            package__destroyed_on__isnull=False
        ).count(),
    }


def _later(before: datetime) -> Q:
    return Q(ended_at__isnull=True) | Q(ended_at__gt=before)


def _legs(case: Case) -> QuerySet[Proceeding]:
    persons = case.origins.values("package_respondent")
    return Proceeding.objects.filter(Q(subject=case.pk) | Q(subject__in=persons))


def _people(case: Case) -> None:
    people = Respondent.objects.filter(case=case)
    people.update(**NAMELESS, nip="")
    Answer.objects.filter(respondent__in=people).update(summary="")


def _words(case: Case) -> None:
    """The office's own words: why it classed, moved, stood aside, preserved, and what it noted at a step."""
    Case.objects.filter(pk=case.pk).exclude(office_class_reason="").update(office_class_reason=GONE)
    CaseReport.objects.filter(case=case).update(reason="")
    Recusal.objects.filter(case=case).update(note="")
    Preservation.objects.filter(case=case).update(note="")
    Step.objects.filter(proceeding__in=_legs(case)).update(note="")
    LetterRecord.objects.filter(leg__in=_legs(case)).update(typed={}, note="")
    # How many stood aside is kept: with those present it says how many decided.
    for decision in PlenaryDecision.objects.filter(case=case):
        recused = "\n".join(GONE for _name in decision.recused.splitlines())
        PlenaryDecision.objects.filter(pk=decision.pk).update(recused=recused, dissent="")


def _minutes(case: Case) -> None:
    """Minutes speak of all cases of their plenary: they are emptied with the last of them."""
    others = PlenaryDecision.objects.filter(minutes=OuterRef("pk"), case__destroyed_on__isnull=True).exclude(case=case)
    minutes = PlenaryMinutes.objects.filter(decisions__case=case).exclude(Exists(others))
    found = list(minutes.values_list("pk", flat=True))
    PlenaryMinutes.objects.filter(pk__in=found).update(agenda="")
    PlenaryMember.objects.filter(minutes__in=found).update(name="")


def _package(package: ReferralPackage) -> None:
    enclosing.drop(package)
    package.exhibits.all().delete()
    package.respondents.update(**NAMELESS)
    Consent.objects.filter(package=package).update(shown={})
    ReferralPackage.objects.filter(pk=package.pk).update(narrative="")


def _scans(legs: QuerySet[Proceeding]) -> None:
    """Pictures of the letters that its steps rest on, or were to; number, day and sender of a letter stay."""
    named = Step.objects.filter(proceeding__in=legs).values("letter")
    letters = Letter.objects.filter(pk__in=named, scan__isnull=False)
    typed = LetterRecord.objects.filter(leg__in=legs, scan__isnull=False)
    files = list(Original.objects.filter(Q(pk__in=letters.values("scan")) | Q(pk__in=typed.values("scan"))))
    letters.update(scan=None)
    typed.update(scan=None)
    if files:
        ledger.note(ledger.ORIGINAL, [one.pk for one in files])
    for one in files:
        store.purge(one)
