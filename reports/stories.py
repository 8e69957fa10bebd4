"""A step and all it touches: case, reports, package. Loaded for a whole batch in a few statements.

Also says how a case stands for those who reported it, from what stands now and not from the step,
so that telling it late or twice tells the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from procedures import deadlines
from procedures.enums import Procedure, State
from procedures.models import Deadline, Proceeding, Step
from regions import days, offices
from reports import requirements, status
from reports.enums import Stage
from reports.models.case import NOTES, Case, CaseReport
from reports.models.package import TELLING, PackageLeg
from reports.models.report import WORDS, Report

CASE_PROCEDURES = (Procedure.BAWASLU, Procedure.GAKKUMDU)
FILING_STATES = (State.REVIEW, State.INCOMPLETE, State.INQUIRY)
STAGES = {
    State.REVIEW: Stage.IN_REVIEW,
    State.INCOMPLETE: Stage.TO_COMPLETE,
    State.INQUIRY: Stage.INQUIRY,
    State.STUDY: Stage.REGISTERED,
    State.REFERRED: Stage.REFERRED,
    State.NOT_REGISTERED: Stage.NOT_REGISTERED,
    State.NOT_VIOLATION: Stage.NOT_VIOLATION,
    State.WITHDRAWN: Stage.WITHDRAWN,
    State.STOPPED: Stage.CLOSED,
    State.CLOSED: Stage.CLOSED,
}
# What became of a referral, the furthest last: with several people the case stands where the furthest is.
AFTER_REFERRAL = (
    (Stage.NOT_PROVEN, (State.NOT_PROVEN, State.REJECTED)),
    (Stage.RECOMMENDED, (State.RECOMMENDED, State.WARNED, State.BLOCKED)),
    (
        Stage.DECIDED,
        (
            State.SANCTIONED,
            State.OBJECTION,
            State.APPEAL,
            State.APPEAL_REPLIED,
            State.UPHELD,
            State.CARRIED_OUT,
            State.EXECUTED,
            State.ANNULLED,
            State.NO_SANCTION,
            State.LEFT_SERVICE,
            State.ANSWERED,
        ),
    ),
)

# What a batch does without: the worker's database role may not read it.
_OF_PERSON = tuple(f"respondent__{name}" for name in TELLING)
_UNTOLD = (
    *_OF_PERSON,
    "respondent__package__narrative",
    *(f"respondent__origin__case__{name}" for name in NOTES),
)


@dataclass(slots=True)
class Story:
    """One step with what it belongs to. A leg that belongs to no case of ours has none."""

    step: Step
    case: Case | None = None
    leg: PackageLeg | None = None
    reports: Sequence[Report] = ()

    @property
    def code(self) -> str:
        """The name of what happened, such as `bawaslu:refer`."""
        return f"{self.step.proceeding.procedure}:{self.step.event}"

    @property
    def on(self) -> date:
        """The day it happened, where the act happened."""
        zone = offices.region(self.case.region_id).zone if self.case else self.step.proceeding.zone
        return days.local_date(self.step.at, zone)


@dataclass(slots=True)
class Progress:
    """How one case stands now: its legs, their clocks, its reports."""

    case: Case
    leg: Proceeding | None = None
    crime: Proceeding | None = None  # what Sentra Gakkumdu deals with beside it
    package_legs: list[Proceeding] = field(default_factory=list)
    terms: list[Deadline] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def of_steps(ids: Iterable[str]) -> list[Story]:
    """The stories of these steps, in the order they happened. At most four statements."""
    steps = Step.objects.defer("note").filter(pk__in=list(ids)).select_related("proceeding").order_by("pk")
    stories = [Story(step) for step in steps]
    legs = _legs(story.step.proceeding_id for story in stories if not _on_case(story.step))
    cases = _cases(story.step.proceeding.subject for story in stories if _on_case(story.step))
    for story in stories:
        story.leg = legs.get(story.step.proceeding_id)
        story.case = _case_of(story.leg) if story.leg else cases.get(story.step.proceeding.subject)
    reports = _reports(story.case.pk for story in stories if story.case)
    for story in stories:
        story.reports = reports[story.case.pk] if story.case else ()
    return stories


def of_legs(legs: Iterable[Proceeding]) -> dict[UUID, Case]:
    """The case behind each leg, by the leg's id; a leg that belongs to no case of ours is left out."""
    known = list(legs)
    cases = _cases(leg.subject for leg in known if leg.procedure in CASE_PROCEDURES)
    rows = _legs(leg.pk for leg in known if leg.procedure not in CASE_PROCEDURES)
    found = {leg.pk: cases.get(leg.subject) or _case_of(rows[leg.pk]) for leg in known
             if leg.subject in cases or leg.pk in rows}  # fmt: skip
    return {key: case for key, case in found.items() if case is not None}


def progress_of(cases: Iterable[Case]) -> list[Progress]:
    """How these cases stand now. Five statements for any number."""
    made = {case.pk: Progress(case) for case in cases}
    for leg in Proceeding.objects.filter(subject__in=list(made), procedure__in=CASE_PROCEDURES):
        if leg.procedure == Procedure.BAWASLU:
            made[leg.subject].leg = leg
        else:
            made[leg.subject].crime = leg
    rows = PackageLeg.objects.filter(respondent__origin__case__in=list(made))
    for case_id, leg in _pairs(rows.select_related("proceeding", "respondent__origin").defer(*_OF_PERSON)):
        made[case_id].package_legs.append(leg)
    owners = {leg.pk: progress for progress in made.values() for leg in _all_legs(progress)}
    terms = deadlines.open_deadlines(owners)
    prefetch_related_objects(terms, "pauses")  # the status says since when a clock stands still, and why
    for term in terms:
        owners[term.proceeding_id].terms.append(term)
    for case_id, found in _reports(made).items():
        made[case_id].reports.extend(found)
    return list(made.values())


def standings(progress: Progress) -> dict[str, dict[str, Any]]:
    """What the holders of the codes of a case may know now: {receipt hash: columns}."""
    case = progress.case
    shared = {"stage": stage(progress).value, "office_id": case.handler_id, "missing": list(case.missing)}
    return {
        report.receipt_hash: {
            **shared,
            "kind": report.current_kind,
            "deadlines": status.deadlines(_distinct(_terms(progress, report))),
        }
        for report in progress.reports
    }


def stage(progress: Progress) -> Stage:
    """The public stage of a case: that of its Bawaslu leg, after referral that of the furthest package leg."""
    if progress.leg is None:
        return Stage.RECEIVED
    found = STAGES[State(progress.leg.state)]
    if found is Stage.REFERRED:
        states = {leg.state for leg in progress.package_legs}
        for later, marks in AFTER_REFERRAL:
            found = later if states.intersection(marks) else found
    return found


def _terms(progress: Progress, report: Report) -> list[status.Term]:
    terms: list[status.Term] = list(progress.terms)
    if progress.leg and progress.leg.state in FILING_STATES:
        window = requirements.window(
            report.known_date, report.incident_date, rule_set=progress.case.rule_set, region=report.region_id
        )
        terms += [window] if window else []
    return terms


def _distinct(terms: Iterable[status.Term]) -> list[status.Term]:
    return list({(term.kind, term.due_at): term for term in terms}.values())


def _on_case(step: Step) -> bool:
    return step.proceeding.procedure in CASE_PROCEDURES


def _all_legs(progress: Progress) -> list[Proceeding]:
    return [*(leg for leg in (progress.leg, progress.crime) if leg), *progress.package_legs]


def _cases(subjects: Iterable[UUID]) -> dict[UUID, Case]:
    wanted = set(subjects)
    return Case.objects.defer(*NOTES).in_bulk(wanted) if wanted else {}


def _legs(proceedings: Iterable[UUID]) -> dict[UUID, PackageLeg]:
    wanted = set(proceedings)
    if not wanted:
        return {}
    rows = PackageLeg.objects.filter(proceeding__in=wanted)
    rows = rows.select_related("respondent__package", "respondent__origin__case")
    return {row.proceeding_id: row for row in rows.defer(*_UNTOLD)}


def _case_of(leg: PackageLeg) -> Case | None:
    origin = getattr(leg.respondent, "origin", None)
    return origin.case if origin else None


def _pairs(rows: Iterable[PackageLeg]) -> Iterable[tuple[UUID, Proceeding]]:
    return [(row.respondent.origin.case_id, row.proceeding) for row in rows]


def _reports(cases: Iterable[UUID]) -> dict[UUID, list[Report]]:
    found: dict[UUID, list[Report]] = defaultdict(list)
    wanted = set(cases)
    if wanted:
        links = CaseReport.objects.filter(case__in=wanted, unlinked_at__isnull=True, report__withdrawn_on__isnull=True)
        words = (f"report__{name}" for name in WORDS)
        for link in links.select_related("report").defer("reason", *words).order_by("pk"):
            found[link.case_id].append(link.report)
    return found
