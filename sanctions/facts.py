"""What sanctions knows of a leg, frozen for the engine. Guards read these facts and nothing else."""

from collections.abc import Sequence
from datetime import date

from procedures.enums import Fact, Procedure
from procedures.vocabulary import Facts, Json
from procedures.workflow.personnel import UNDECIDED
from reports.models.package import PackageLeg
from sanctions import followed


def gather(leg: PackageLeg) -> Facts:
    """The documents recorded about the person of this leg so far, with their dates. Two queries."""
    return of(leg, followed.rulings_on(leg.respondent))


def of(leg: PackageLeg, legs: Sequence[PackageLeg]) -> Facts:
    """The same from all legs about that person, already read. No query."""
    present: set[Fact] = set()
    values: dict[str, Json] = {"previous_on": previous_on(leg, legs).isoformat(), "authority": authority(legs)}
    said = followed.recommendation(legs)
    if said is not None:
        present.add(Fact.RECOMMENDATION)
        values["recommended_on"] = said.dated_on.isoformat()
    here = next((one for one in legs if one.pk == leg.pk), leg)
    papers = followed.papers(here)
    if papers.decision is not None:
        present |= {Fact.DECREE, Fact.RIGHT_OF_REPLY}
        values["decided_on"] = papers.decision.decree_date.isoformat()
        values["remedy"] = "appeal" if papers.decision.kind.permanent else "objection"
    if papers.execution is not None:
        values["executed_on"] = papers.execution.executed_on.isoformat()
    return Facts(frozenset(present), values)


def authority(legs: Sequence[PackageLeg]) -> str:
    """Whether the appointing authority of this person has acted: "acted" once it decided, else "waiting"."""
    states = [one.proceeding.state for one in legs if one.procedure == Procedure.PERSONNEL]
    return "acted" if any(state not in UNDECIDED for state in states) else "waiting"


def previous_on(leg: PackageLeg, legs: Sequence[PackageLeg]) -> date:
    """The day of the last paper before the next step of this leg; the referral's own where there is none."""
    here = next((one for one in legs if one.pk == leg.pk), leg)
    said, papers = followed.recommendation(legs), followed.papers(here)
    found = [leg.respondent.package.letter_date, *(one.dated_on for one in papers.documents)]
    found += [said.dated_on] if said else []
    found += [papers.decision.decree_date] if papers.decision else []
    return max(found)


def violation_class(leg: PackageLeg) -> str:
    """The class that counts for this person: the overseer's where it has spoken, else Bawaslu's. Two queries."""
    return class_of(leg, followed.rulings_on(leg.respondent))


def class_of(leg: PackageLeg, legs: Sequence[PackageLeg]) -> str:
    """The same from all legs about that person, already read. No query."""
    said = followed.recommendation(legs)
    return said.violation_class if said else leg.respondent.package.violation_class


def joined(known: Facts, *present: Fact, **days: date | None) -> Facts:
    """The known facts together with what the caller brings now; a day that is None says nothing."""
    brought = {name: day.isoformat() for name, day in days.items() if day is not None}
    return Facts(known.present | set(present), {**known.values, **brought})
