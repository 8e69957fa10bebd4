"""What sanctions knows of a leg, frozen for the engine. Guards read these facts and nothing else."""

from datetime import date

from procedures.enums import Fact
from procedures.vocabulary import Facts, Json
from reports.models.package import PackageLeg
from sanctions.models.decision import Decision
from sanctions.models.oversight import Recommendation


def gather(leg: PackageLeg) -> Facts:
    """The documents recorded about the respondent of this leg so far, with their dates."""
    present: set[Fact] = set()
    values: dict[str, Json] = {}
    recommendation = Recommendation.objects.filter(respondent=leg.respondent_id).last()
    if recommendation is not None:
        present.add(Fact.RECOMMENDATION)
        values["recommended_on"] = recommendation.dated_on.isoformat()
    decision = Decision.objects.filter(leg=leg.proceeding_id).select_related("execution").first()
    if decision is not None:
        present |= {Fact.DECREE, Fact.RIGHT_OF_REPLY}
        values["decided_on"] = decision.decree_date.isoformat()
        execution = getattr(decision, "execution", None)
        if execution is not None:
            values["executed_on"] = execution.executed_on.isoformat()
    return Facts(frozenset(present), values)


def violation_class(leg: PackageLeg) -> str:
    """The class that counts for this respondent: the overseer's where it has spoken, else Bawaslu's."""
    recommendation = Recommendation.objects.filter(respondent=leg.respondent_id).last()
    return recommendation.violation_class if recommendation else leg.respondent.package.violation_class


def joined(known: Facts, *present: Fact, **days: date | None) -> Facts:
    """The known facts together with what the caller brings now; a day that is None says nothing."""
    brought = {name: day.isoformat() for name, day in days.items() if day is not None}
    return Facts(known.present | set(present), {**known.values, **brought})
