"""Opens the legs that a released package begins: to whom is routing's answer, under which law the table's."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from guidance import acts
from procedures import transitions
from procedures.enums import Procedure
from procedures.models import Proceeding
from procedures.vocabulary import SYSTEM, Actor
from regions import days, offices
from regions.enums import RuleSetKind
from regions.routing import resolve
from regions.routing.resolve import Target
from reports.models.case import NOTES, Case
from reports.models.package import TELLING, PackageCopy, PackageLeg, PackageRespondent, ReferralPackage
from services.audit import log


@dataclass(frozen=True, slots=True)
class Sent:
    """To whom one package went: offices that are in charge now, and offices that got a copy."""

    in_charge: list[Proceeding]
    copies: list[str]


def release(package: ReferralPackage) -> Sent | None:
    """Let an approved package leave: one leg per respondent and office in charge. Twice is once (None)."""
    case = case_of(package)
    today = days.local_date(timezone.now(), offices.region(package.region_id).zone)
    with transaction.atomic():
        waiting = ReferralPackage.objects.filter(pk=package.pk, approved_on__isnull=False, released_on__isnull=True)
        if not waiting.update(released_on=today):
            return None
        sent = _send(package, case, today)
        copies = [PackageCopy(package=package, agency_id=code) for code in sent.copies]
        PackageCopy.objects.bulk_create(copies, ignore_conflicts=True)
        log.record("package:release", subject=package.pk, actor="system", legs=[leg.pk for leg in sent.in_charge])
    package.released_on = today
    return sent


def case_of(package: ReferralPackage) -> Case:
    """The case a package came from."""
    return Case.objects.defer(*NOTES).filter(origins__package=package).distinct().get()


def targets(package: ReferralPackage, person: PackageRespondent, *, may_be_crime: bool, on: date) -> tuple[Target, ...]:
    """Who gets this package about this person on a day."""
    return resolve.referral(
        status=person.status,
        violation_class=package.violation_class,
        employer=offices.get(person.employer_id) if person.employer_id else None,
        region=package.region_id,
        on=on,
        conflicted=person.conflicted,
        may_be_crime=may_be_crime,
    )


def _send(package: ReferralPackage, case: Case, today: date) -> Sent:
    sent = Sent([], [])
    for person in package.respondents.defer(*TELLING):
        for target in targets(package, person, may_be_crime=_may_be_crime(case), on=today):
            if target.copy:
                sent.copies.append(target.agency.code)
            elif target.procedure == Procedure.GAKKUMDU:
                sent.in_charge.extend(_gakkumdu(case, package, target))
            else:
                sent.in_charge.extend(_opened(package, person, target))
    # Who is in charge of one of the people needs no copy about another.
    in_charge = {leg.agency_id for leg in sent.in_charge}
    return Sent(sent.in_charge, [code for code in dict.fromkeys(sent.copies) if code not in in_charge])


def _may_be_crime(case: Case) -> bool:
    classified = acts.classify(case.act_id, phase=case.phase)
    return bool(classified and classified.may_be_crime)


def _opened(package: ReferralPackage, person: PackageRespondent, target: Target) -> list[Proceeding]:
    if PackageLeg.objects.filter(respondent=person, procedure=target.procedure).exists():
        return []
    leg = _begun(target.procedure, package, target, subject=person.pk)
    PackageLeg.objects.create(respondent=person, proceeding=leg, by_letter=target.by_letter)
    return [leg]


def _gakkumdu(case: Case, package: ReferralPackage, target: Target) -> list[Proceeding]:
    """The criminal leg hangs on the case: one for all its respondents, and none outside elections."""
    if package.rule_set == RuleSetKind.OUTSIDE_ELECTION:
        return []
    if Proceeding.objects.filter(subject=case.pk, procedure=Procedure.GAKKUMDU).exists():
        return []
    return [_begun(Procedure.GAKKUMDU, package, target, subject=case.pk)]


def open_criminal(case: Case, *, by: Actor) -> Proceeding | None:
    """Begin the criminal leg of a case at the joint desk of its place; None where it has one already."""
    if Proceeding.objects.filter(subject=case.pk, procedure=Procedure.GAKKUMDU).exists():
        return None
    office = resolve.joint_desk(case.region_id, on=days.local_date(timezone.now(), offices.region(case.region_id).zone))
    return transitions.begin(
        Procedure.GAKKUMDU,
        agency=office,
        rule_set=case.rule_set,
        zone=office.zone,
        subject=case.pk,
        by=by,
        sender=offices.get(case.handler_id),
    )


def _begun(procedure: str, package: ReferralPackage, target: Target, *, subject: UUID) -> Proceeding:
    return transitions.begin(
        procedure,
        agency=target.agency,
        rule_set=package.rule_set,
        zone=target.agency.zone,
        subject=subject,
        by=SYSTEM,
        sender=offices.get(package.sender_id),
    )
