"""What this app itself knows of a case, frozen for the engine: minutes, replies, checks, package."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from procedures import transitions
from procedures.enums import Fact, Procedure
from procedures.models import Proceeding, Step
from procedures.vocabulary import Facts, Json
from regions import offices
from reports import quorum
from reports.models.case import Respondent
from reports.models.hearing import Answer, PlenaryDecision
from reports.models.package import ReferralPackage


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The rows the facts of a case are read from; the case page has loaded them anyway."""

    respondents: list[Respondent]
    answered: set[UUID]  # ids of respondents whose right of reply was met
    decisions: list[PlenaryDecision]  # each with its minutes
    packages: list[ReferralPackage]
    handler: str  # the office that has the case
    used_minutes: set[str]  # ids of minutes that an earlier step rests on


def gather(proceeding: Proceeding) -> Facts:
    """The facts of a Bawaslu leg; empty for any other, whose facts others bring. Five statements."""
    if proceeding.procedure != Procedure.BAWASLU:
        return Facts()
    case = proceeding.subject
    respondents = list(Respondent.objects.filter(case=case))
    return of(
        CaseFile(
            respondents=respondents,
            answered=set(Answer.objects.filter(respondent__case=case).values_list("respondent_id", flat=True)),
            decisions=list(PlenaryDecision.objects.filter(case=case).select_related("minutes")),
            packages=list(ReferralPackage.objects.filter(origins__case=case).distinct()),
            handler=proceeding.agency_id,
            used_minutes=used_minutes(proceeding, Step.objects.filter(proceeding=proceeding)),
        )
    )


def of(file: CaseFile) -> Facts:
    """The facts that these rows amount to.

    Minutes carry one decision on a case: those an earlier step rests on do not count again, nor do
    those of a plenary without quorum. A package counts from its approval until it has been released.
    """
    present: set[Fact] = set()
    values: dict[str, Json] = {}
    fresh = [one.minutes for one in file.decisions if str(one.minutes_id) not in file.used_minutes and _had_quorum(one)]
    if fresh:
        newest = max(fresh, key=lambda minutes: (minutes.held_on, minutes.pk))
        present.add(Fact.PLENARY_MINUTES)
        values["minutes"] = str(newest.pk)
    if file.respondents and all(person.pk in file.answered for person in file.respondents):
        present.add(Fact.RIGHT_OF_REPLY)
    if file.respondents and all(person.checked_on for person in file.respondents):
        present.add(Fact.STATUS_CHECKED)
    # What a former office approved does not leave in the name of the present one.
    ready = [one for one in file.packages if one.approved_on and not one.released_on and one.sender_id == file.handler]
    if ready:
        present.add(Fact.PACKAGE)
        values["packages"] = [str(package.pk) for package in ready]
    return Facts(frozenset(present), values)


def _had_quorum(decision: PlenaryDecision) -> bool:
    minutes = decision.minutes
    return decision.deciding() >= quorum.needed(offices.get(minutes.agency_id), minutes.members)


def used_minutes(proceeding: Proceeding, steps: Iterable[Step]) -> set[str]:
    """Ids of the minutes that these steps of a proceeding rest on, by the rows they followed."""
    used = set()
    for step in steps:
        step.proceeding = proceeding  # it is; this spares a query per step
        if Fact.PLENARY_MINUTES in transitions.row_of(step).needs:
            used.add(str(step.facts.get("values", {}).get("minutes", "")))
    return used
