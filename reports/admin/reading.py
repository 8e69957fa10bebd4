"""All rows of one case in four statements. The papers of many small tables come in one union: a page
that asked each table by itself would ask sixteen times."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import CharField, Field, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from procedures.enums import Procedure
from procedures.models import Deadline, Pause, Proceeding, Step
from procedures.vocabulary import Facts
from reports import facts
from reports.models.case import Case, CaseReport, Respondent
from reports.models.hearing import Announcement, Answer, PlenaryMinutes
from reports.models.package import PackageRespondent, ReferralPackage
from reports.models.report import Exhibit, Message, Report
from services.evidence.models import Original

M = TypeVar("M", bound=Model)
PACKAGE = (
    "id", "reference", "sender", "letter_number", "letter_date", "built_by", "approved_by", "approved_on",
    "released_on",
)  # fmt: skip


@dataclass(frozen=True)
class CaseRows:
    """One case and everything in it, as read. Instances made from the union load absent columns on demand."""

    case: Case
    legs: list[Proceeding]  # Bawaslu's first, then Gakkumdu's, then those of the packages
    steps: list[Step]
    deadlines: list[Deadline]
    respondents: list[Respondent]
    answers: list[Answer]
    minutes: list[PlenaryMinutes]
    announcements: list[Announcement]
    messages: list[Message]
    packages: list[ReferralPackage]
    parcels: Mapping[UUID, UUID]  # package respondent → package
    reports: list[Report]
    exhibits: Mapping[UUID, list[Exhibit]]  # by report

    @property
    def leg(self) -> Proceeding:
        """The Bawaslu leg, which the buttons act on."""
        return self.legs[0]

    @cached_property
    def facts(self) -> Facts:
        """What these rows amount to for the engine; no further statement."""
        own = [step for step in self.steps if step.proceeding_id == self.leg.pk]
        return facts.of(
            facts.CaseFile(
                respondents=self.respondents,
                answered={answer.respondent_id for answer in self.answers},
                minutes=self.minutes,
                packages=self.packages,
                used_minutes=facts.used_minutes(self.leg, own),
            )
        )


def read(case: Case) -> CaseRows:
    """Everything in a case that the caller may see. Four statements."""
    papers = _papers(case.pk)
    parcels = {UUID(row["person"]): UUID(row["id"]) for row in papers["package"]}
    packages = {row["id"]: _revived(ReferralPackage, PACKAGE, row) for row in papers["package"]}
    steps = list(
        Step.objects.filter(proceeding__subject__in=[case.pk, *parcels])
        .select_related("proceeding", "letter")
        .order_by("at", "pk")
    )
    legs = _legs(case, steps)
    links = CaseReport.objects.filter(case=case, unlinked_at__isnull=True).select_related("report")
    reports = [link.report for link in links.order_by("linked_at")]
    return CaseRows(
        case=case,
        legs=legs,
        steps=steps,
        deadlines=_deadlines(papers, legs),
        respondents=sorted((_whole(Respondent, row) for row in papers["respondent"]), key=lambda row: row.number),
        answers=[_whole(Answer, row) for row in papers["answer"]],
        minutes=sorted((_whole(PlenaryMinutes, row) for row in papers["minutes"]), key=lambda row: row.held_on),
        announcements=sorted((_whole(Announcement, row) for row in papers["announcement"]), key=lambda row: row.on),
        messages=sorted((_whole(Message, row) for row in papers["message"]), key=lambda row: row.at),
        packages=sorted(packages.values(), key=lambda row: (row.letter_date, str(row.pk))),
        parcels=parcels,
        reports=reports,
        exhibits=exhibits(reports),
    )


def _papers(case: UUID) -> Mapping[str, list[dict[str, Any]]]:
    persons = PackageRespondent.objects.filter(origin__case=case).order_by().values("pk")
    said = Message.objects.filter(report__links__case=case, report__links__unlinked_at__isnull=True)
    first, *others = (
        _paper("respondent", Respondent.objects.filter(case=case)),
        _paper("minutes", PlenaryMinutes.objects.filter(case=case)),
        _paper("answer", Answer.objects.filter(respondent__case=case)),
        _paper("announcement", Announcement.objects.filter(case=case)),
        _paper("message", said),
        _paper("deadline", Deadline.objects.filter(proceeding__subject=case)),
        _paper("deadline", Deadline.objects.filter(proceeding__subject__in=persons)),
        _paper("pause", Pause.objects.filter(deadline__proceeding__subject=case)),
        _paper("pause", Pause.objects.filter(deadline__proceeding__subject__in=persons)),
        _paper(
            "package",
            ReferralPackage.objects.filter(origins__case=case),
            PACKAGE,
            person="origins__package_respondent_id",
        ),
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, row in first.union(*others, all=True):
        found[name].append(row)
    return found


def _paper(name: str, rows: QuerySet[M], columns: Sequence[str] = (), **more: str) -> QuerySet[M, tuple[str, Any]]:
    names = columns or [column.name for column in rows.model._meta.concrete_fields]
    label = Value(name, output_field=CharField())
    return rows.order_by().values_list(label, JSONObject(**{one: one for one in names}, **more))


def _whole(model: type[M], row: Mapping[str, Any]) -> M:
    return _revived(model, [column.name for column in model._meta.concrete_fields], row)


def _revived(model: type[M], columns: Sequence[str], row: Mapping[str, Any]) -> M:
    wanted = set(columns)
    pairs = [
        (column.attname, _value(column, row[column.name]))
        for column in model._meta.concrete_fields
        if column.name in wanted
    ]
    names, values = zip(*pairs, strict=True)
    return model.from_db("default", names, values)


def _value(column: "Field[Any, Any]", value: Any) -> Any:
    plain = column.to_python(value)
    # SQLite writes a moment into JSON without its zone; it stores UTC.
    return plain.replace(tzinfo=UTC) if isinstance(plain, datetime) and plain.tzinfo is None else plain


def _legs(case: Case, steps: Sequence[Step]) -> list[Proceeding]:
    legs = {step.proceeding_id: step.proceeding for step in steps}
    for step in steps:
        step.proceeding = legs[step.proceeding_id]
    order = {Procedure.BAWASLU: 0, Procedure.GAKKUMDU: 1}
    return sorted(legs.values(), key=lambda leg: (leg.subject != case.pk, order.get(Procedure(leg.procedure), 2)))


def _deadlines(papers: Mapping[str, list[dict[str, Any]]], legs: Sequence[Proceeding]) -> list[Deadline]:
    known_legs = {leg.pk: leg for leg in legs}
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for row in papers["pause"]:
        pause = _whole(Pause, row)
        pauses[pause.deadline_id].append(pause)
    found = sorted((_whole(Deadline, row) for row in papers["deadline"]), key=lambda row: row.due_at)
    for deadline in found:
        deadline.proceeding = known_legs[deadline.proceeding_id]
        known = Pause.objects.none()
        known._result_cache = sorted(pauses[deadline.pk], key=lambda row: row.since)
        deadline._prefetched_objects_cache = {"pauses": known}  # type: ignore[attr-defined]
    return found


def exhibits(reports: Sequence[Report]) -> Mapping[UUID, list[Exhibit]]:
    """The exhibits of these reports, each with what is known of its file. One statement."""
    file = Original.objects.filter(pk=OuterRef("original")).values_list(
        JSONObject(kind="kind", size="size", sha256="sha256")
    )
    rows = Exhibit.objects.filter(report__in=reports).annotate(file=Subquery(file)).order_by("number")
    found: dict[UUID, list[Exhibit]] = defaultdict(list)
    for row in rows:
        if row.report_id:
            found[row.report_id].append(row)
    return found
