"""What the overseer says on one person: a recommendation to the appointing authority, not proven, a
refusal, or that it is cancelled. Each verb is one transaction; Bawaslu calls the same verbs with `letter=`."""

from datetime import date
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Event, Fact, Procedure
from procedures.models import Letter
from procedures.vocabulary import SYSTEM, Actor, Facts
from regions import offices
from regions.routing import resolve
from regions.routing.resolve import Target
from regions.routing.rules import ASN
from reports.enums import EmploymentStatus
from reports.models.package import PackageLeg, PackageRespondent
from sanctions import counting, endings, facts
from sanctions.endings import Reasoned
from sanctions.enums import Cause, CountStage
from sanctions.insisting import announced_in_order, insist, insist_on_days, recorder, today
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation


class Paper(TypedDict):
    """The letter of recommendation. `due_on` is the last day it sets for the answer, if it sets one."""

    number: str
    dated_on: date
    violation_class: str
    text: str
    due_on: NotRequired[date | None]
    announced_on: NotRequired[date | None]


@transaction.atomic
def recommend(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    **paper: Unpack[Paper],
) -> Recommendation:
    """Recommend a sanction to the appointing authority; the follow-up at the employer begins with it.

    Raises the engine's refusals. Nothing is written when it does.
    """
    dated_on, due_on = paper["dated_on"], paper.get("due_on")
    insist_on_days(leg, letter, dated_on)
    insist(
        announced_in_order(paper.get("announced_on"), dated_on, leg),
        (due_on is None or due_on > dated_on, _("Batas jawaban harus sesudah tanggal rekomendasi.")),
    )
    known = facts.joined(facts.gather(leg), Fact.RECOMMENDATION, recommended_on=dated_on, due_on=due_on)
    # The engine goes first: of two officers at once the second is told so, instead of tripping over a row.
    step = transitions.advance(
        leg.proceeding, Event.RECOMMEND, by=by, facts=known, letter=letter, expected_version=expected_version
    )
    recommendation = Recommendation.objects.create(
        respondent=leg.respondent,
        leg=leg.proceeding,
        number=paper["number"],
        dated_on=dated_on,
        violation_class=paper["violation_class"],
        text=paper["text"],
        addressee=addressee(leg.respondent, dated_on),
        due_on=due_on,
        letter=step.letter,
        recorded_by=recorder(by),
    )
    counting.count(leg.respondent, CountStage.RECOMMENDED, on=dated_on, announced_on=paper.get("announced_on"))
    if Procedure.PERSONNEL in transitions.opened(step):
        _open(leg, follow_up(leg.respondent, today(leg)), known)
    return recommendation


def find_not_proven(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    **ending: Unpack[Reasoned],
) -> Ending:
    """The overseer finds the accusation not proven; the leg is over."""
    return endings.end(leg, endings.NOT_PROVEN, by=by, letter=letter, expected_version=expected_version, ending=ending)


def reject(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    **ending: Unpack[Reasoned],
) -> Ending:
    """The overseer does not take the referral up; the leg is over."""
    return endings.end(leg, endings.REJECTED, by=by, letter=letter, expected_version=expected_version, ending=ending)


@transaction.atomic
def cancel(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    cause: str,
    found_status: str = "",
    **ending: Unpack[Reasoned],
) -> Ending:
    """The overseer cancels; who turned out to be no civil servant goes on to their own authority."""
    known = not found_status or found_status not in (*ASN, EmploymentStatus.UNKNOWN)
    insist(
        (
            cause != Cause.NOT_ASN or (bool(found_status) and known),
            _("Sebutkan apa status terlapor sebenarnya; perkaranya diteruskan kepada instansi yang berwenang."),
        ),
    )
    row = endings.end(
        leg,
        endings.CANCELLED,
        by=by,
        letter=letter,
        expected_version=expected_version,
        ending=ending,
        cause=cause,
        found_status=found_status if cause == Cause.NOT_ASN else "",
    )
    if cause == Cause.NOT_ASN:
        _open(leg, _target(leg.respondent, Procedure.EXTERNAL, on=today(leg), status=found_status), Facts())
    return row


def addressee(respondent: PackageRespondent, on: date) -> str:
    """The title a letter to the appointing authority of a person is addressed to on a day."""
    authority = resolve.employer_side(respondent.employer).ppk
    if respondent.conflicted:
        authority = follow_up(respondent, on).agency  # the level above: nobody answers for their own circle
    if authority is None:
        return respondent.employer_text or _("Pejabat Pembina Kepegawaian")
    holder = offices.holder(authority, on)
    return holder.title if holder is not None else authority.name


def follow_up(respondent: PackageRespondent, on: date) -> Target:
    """Who follows up at the employer's side, and whether by letter: routing's answer for that person."""
    return _target(respondent, Procedure.PERSONNEL, on=on, status=respondent.status)


def _target(respondent: PackageRespondent, procedure: str, *, on: date, status: str) -> Target:
    package = respondent.package
    targets = resolve.referral(
        status=status,
        violation_class=package.violation_class,
        employer=respondent.employer,
        region=package.region_id,
        on=on,
        conflicted=respondent.conflicted,
    )
    return next(target for target in targets if target.procedure == procedure)


def _open(leg: PackageLeg, target: Target, known: Facts) -> None:
    """Begin the next leg, unless the referral went there as well and it has begun."""
    respondent = leg.respondent
    if respondent.legs.filter(procedure=target.procedure).exists():
        return
    proceeding = transitions.begin(
        target.procedure,
        agency=target.agency,
        rule_set=leg.proceeding.rule_set,
        zone=target.agency.zone,
        subject=respondent.pk,
        by=SYSTEM,
        facts=known,
        sender=respondent.package.sender,
    )
    PackageLeg.objects.create(respondent=respondent, proceeding=proceeding, by_letter=target.by_letter)
