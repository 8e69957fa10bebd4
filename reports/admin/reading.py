"""All rows of one case in one statement: a union over many small tables, compiled once per process.

A page that asked each table by itself would ask twenty times, and letting the ORM compile the union
anew for every page would take ten times as long as running it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import CharField, Field, ForeignKey, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from procedures.enums import Procedure
from procedures.models import Deadline, Letter, Pause, Proceeding, Step
from procedures.vocabulary import Facts
from reports import enclosing, facts, naming
from reports.models.case import Case, Respondent
from reports.models.consent import Consent
from reports.models.distress import DistressCall
from reports.models.hearing import (
    Announcement,
    Answer,
    Invitation,
    PlenaryDecision,
    PlenaryMember,
    PlenaryMinutes,
    Preservation,
)
from reports.models.package import PackageExhibit, PackageRespondent, ReferralPackage
from reports.models.report import Exhibit, Message, Report
from reports.models.source import PackageSource
from services.evidence.models import Copy, Original

M = TypeVar("M", bound=Model)
Row = Mapping[str, Any]
Part = QuerySet[Any, tuple[str, Any]]
PACKAGE = (
    "id", "reference", "sender", "letter_number", "letter_date", "built_by", "approved_by", "approved_on",
    "released_on", "destroyed_on",
)  # fmt: skip
SAMPLE = UUID(int=1)  # stands for the case while the statement is compiled; every real id is random


@dataclass(frozen=True)
class CaseRows:
    """One case and everything in it, as read. A package loads columns that are not in `PACKAGE` on demand."""

    case: Case
    legs: list[Proceeding]  # Bawaslu's first, then Gakkumdu's, then those of the packages
    steps: list[Step]
    deadlines: list[Deadline]
    respondents: list[Respondent]
    answers: list[Answer]
    invitations: list[Invitation]
    preservations: list[Preservation]  # by the day they are due
    decisions: list[PlenaryDecision]  # by the day of the plenary, each with its minutes
    seats: Mapping[int, list[PlenaryMember]]  # by minutes
    announcements: list[Announcement]
    messages: list[Message]
    packages: list[ReferralPackage]
    parcels: Mapping[UUID, UUID]  # package respondent → package
    sources: list[PackageSource]  # the files chosen for packages
    enclosed: list[PackageExhibit]  # what the packages hold
    consents: list[Consent]
    calls: list[DistressCall]  # of reporters under pressure, those that wait
    reports: list[Report]
    exhibits: Mapping[UUID, list[Exhibit]]  # by report
    turns: Mapping[UUID, int]  # in which turn each report joined the case, from 0: which letter its evidence has

    @property
    def leg(self) -> Proceeding:
        """The Bawaslu leg, which the buttons act on."""
        return self.legs[0]

    def unseen(self, package: UUID) -> list[PackageSource]:
        """The files of a package that are still to be looked at, picture by picture."""
        made = {row.number for row in self.enclosed if row.package_id == package and row.clean_copy}
        chosen = (one for one in self.sources if one.package_id == package)
        return [one for one in chosen if one.number not in made or enclosing.unseen(one)]

    @cached_property
    def facts(self) -> Facts:
        """What these rows amount to for the engine; no further statement."""
        own = [step for step in self.steps if step.proceeding_id == self.leg.pk]
        return facts.of(
            facts.CaseFile(
                respondents=self.respondents,
                answered={answer.respondent_id for answer in self.answers},
                decisions=self.decisions,
                packages=self.packages,
                handler=self.leg.agency_id,
                used_minutes=facts.used_minutes(self.leg, own),
            )
        )


def read(case: Case) -> CaseRows:
    """Everything in a case that the caller may see. One statement."""
    papers = _papers(case.pk)
    parcels = {UUID(row["person"]): UUID(row["id"]) for row in papers["package"]}
    packages = {row["id"]: _revived(ReferralPackage, row) for row in papers["package"]}
    legs = _legs(case, papers)
    turns = {UUID(row["id"]): row["turn"] for row in papers["report"]}
    return CaseRows(
        case=case,
        legs=legs,
        steps=_steps(papers, legs),
        deadlines=_deadlines(papers, legs),
        respondents=_sorted(Respondent, papers["respondent"], lambda row: row.number),
        answers=_sorted(Answer, papers["answer"], lambda row: row.pk),
        invitations=_sorted(Invitation, papers["invitation"], lambda row: (row.hearing_on, row.pk)),
        preservations=_sorted(Preservation, papers["preservation"], lambda row: (row.due_on, row.pk)),
        decisions=_decisions(papers),
        seats=_seats(papers),
        announcements=_sorted(Announcement, papers["announcement"], lambda row: (row.on, row.pk)),
        messages=_sorted(Message, papers["message"], lambda row: (row.at, row.pk)),
        packages=sorted(packages.values(), key=lambda row: (row.letter_date, str(row.pk))),
        parcels=parcels,
        sources=_sorted(PackageSource, papers["source"], lambda row: row.number),
        enclosed=_sorted(PackageExhibit, papers["enclosed"], lambda row: row.number),
        consents=_sorted(Consent, papers["consent"], lambda row: row.pk),
        calls=_sorted(DistressCall, papers["call"], lambda row: (row.raised_on, str(row.pk))),
        reports=[_revived(Report, row) for row in sorted(papers["report"], key=lambda row: row["linked_at"])],
        exhibits=_by_report(_exhibit(row, turns) for row in papers["exhibit"]),
        turns=turns,
    )


def exhibits(report: Report, turn: int) -> list[Exhibit]:
    """The exhibits of a report that joined its case in this turn, with what is known of their files. One statement."""
    rows: list[Exhibit] = list(
        Exhibit.objects.filter(report=report).annotate(file=_file(), copy=_copy()).order_by("number")
    )
    for row in rows:
        row.turn = turn  # type: ignore[attr-defined]
    return rows


def _papers(case: UUID) -> Mapping[str, list[Row]]:
    sql, params = _statement(connection.vendor)
    own = Case._meta.pk.get_db_prep_value(case, connection)
    samples = (SAMPLE, SAMPLE.hex)
    found: dict[str, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, [own if one in samples else one for one in params])
        rows = cursor.fetchall()
    texts = ",".join(text for _name, text in rows)
    for (name, _text), row in zip(rows, json.loads(f"[{texts}]"), strict=True):
        found[name].append(row)
    return found


@cache
def _statement(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    first, *others = _parts(SAMPLE)
    return first.union(*others, all=True).query.sql_with_params()


def _parts(case: UUID) -> Iterator[Part]:
    here: dict[str, Any] = {"links__case": case, "links__unlinked_at__isnull": True}
    held: dict[str, Any] = {f"report__{name}": value for name, value in here.items()}
    turn = naming.turn(case, report="pk")
    yield _part("report", Report.objects.filter(**here), linked_at="links__linked_at", turn=turn)
    yield _part("exhibit", Exhibit.objects.filter(**held), file=_file(), copy=_copy())
    # What goes past the office's own leader is for who was told.
    heard = Q(call__isnull=True) | Q(call__told__in=Case.objects.filter(pk=case).values("handler"))
    yield _part("message", Message.objects.filter(heard, **held))
    yield _part("consent", Consent.objects.filter(**held))
    yield _part("call", DistressCall.objects.filter(**held, received_on__isnull=True))
    yield _part("respondent", Respondent.objects.filter(case=case))
    yield _part("decision", PlenaryDecision.objects.filter(case=case))
    yield _part("minutes", PlenaryMinutes.objects.filter(decisions__case=case))
    yield _part("seat", PlenaryMember.objects.filter(minutes__decisions__case=case))
    yield _part("invitation", Invitation.objects.filter(respondent__case=case))
    yield _part("preservation", Preservation.objects.filter(case=case))
    yield _part("answer", Answer.objects.filter(respondent__case=case))
    yield _part("announcement", Announcement.objects.filter(case=case))
    yield _part(
        "package", ReferralPackage.objects.filter(origins__case=case), PACKAGE, person="origins__package_respondent_id"
    )
    yield _part("source", enclosing.sources(case))
    own = ReferralPackage.objects.filter(origins__case=case).order_by().values("pk")
    yield _part("enclosed", PackageExhibit.objects.filter(package__in=own))
    persons = PackageRespondent.objects.filter(origin__case=case).order_by().values("pk")
    # Two parts each, by the case and by the persons of its packages: an OR would lose both indexes.
    for about in ({"subject": case}, {"subject__in": persons}):
        of_leg = {f"proceeding__{name}": value for name, value in about.items()}
        steps = Step.objects.filter(**of_leg)
        yield _part("leg", Proceeding.objects.filter(**about))
        yield _part("step", steps)
        yield _part("letter", Letter.objects.filter(pk__in=steps.order_by().values("letter")))
        yield _part("deadline", Deadline.objects.filter(**of_leg))
        yield _part("pause", Pause.objects.filter(**{f"deadline__{name}": value for name, value in of_leg.items()}))


def _part(name: str, rows: QuerySet[M], columns: Sequence[str] = (), **more: Any) -> Part:
    names = columns or [column.name for column in rows.model._meta.concrete_fields]
    label = Value(name, output_field=CharField())
    return rows.order_by().values_list(label, JSONObject(**{one: one for one in names}, **more))


def _file() -> Subquery:
    known = JSONObject(kind="kind", size="size", sha256="sha256")
    return Subquery(Original.objects.filter(pk=OuterRef("original")).values_list(known))


def _copy() -> Subquery:
    known = JSONObject(state="state", reason="reason", kind="kind", size="size")
    return Subquery(Copy.objects.filter(pk=OuterRef("original")).values_list(known))


def _sorted(model: type[M], rows: Sequence[Row], key: Callable[[M], Any]) -> list[M]:
    return sorted((_revived(model, row) for row in rows), key=key)


def _revived(model: type[M], row: Row) -> M:
    names, values = [], []
    for name, attname, read in _columns(model):
        if name in row:
            value = row[name]
            names.append(attname)
            values.append(value if read is None or value is None else read(value))
    return model.from_db("default", names, values)


@cache
def _columns(model: type[Model]) -> list[tuple[str, str, Callable[[Any], Any] | None]]:
    return [(column.name, column.attname, _reader(column)) for column in model._meta.concrete_fields]


def _reader(column: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    """What makes a column's value of what JSON holds; None where that is the value."""
    while isinstance(column, ForeignKey):
        column = column.target_field
    return READERS.get(type(column), column.to_python)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    # SQLite writes a moment into JSON without its zone; it stores UTC.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _nested(value: Any) -> Any:
    """A value that is JSON itself: SQLite hands it on as text within the text."""
    return json.loads(value) if isinstance(value, str) else value


# A column of another kind is read as Django reads it.
READERS: dict[type, Callable[[Any], Any] | None] = {
    models.CharField: None,
    models.TextField: None,
    models.IntegerField: None,
    models.PositiveIntegerField: None,
    models.PositiveSmallIntegerField: None,
    models.BigAutoField: None,
    models.UUIDField: UUID,
    models.DateField: date.fromisoformat,
    models.DateTimeField: _moment,
    models.JSONField: _nested,
}


def _legs(case: Case, papers: Mapping[str, list[Row]]) -> list[Proceeding]:
    order = {Procedure.BAWASLU: 0, Procedure.GAKKUMDU: 1}
    return _sorted(
        Proceeding,
        papers["leg"],
        lambda leg: (leg.subject != case.pk, order.get(Procedure(leg.procedure), 2), leg.began_at, leg.pk),
    )


def _decisions(papers: Mapping[str, list[Row]]) -> list[PlenaryDecision]:
    minutes = {one.pk: one for one in _sorted(PlenaryMinutes, papers["minutes"], lambda row: row.pk)}
    found = _sorted(PlenaryDecision, papers["decision"], lambda row: row.pk)
    for one in found:
        one.minutes = minutes[one.minutes_id]
    return sorted(found, key=lambda one: (one.minutes.held_on, one.pk))


def _seats(papers: Mapping[str, list[Row]]) -> Mapping[int, list[PlenaryMember]]:
    found: dict[int, list[PlenaryMember]] = defaultdict(list)
    for seat in _sorted(PlenaryMember, papers["seat"], lambda row: row.number):
        found[seat.minutes_id].append(seat)
    return found


def _steps(papers: Mapping[str, list[Row]], legs: Sequence[Proceeding]) -> list[Step]:
    known = {leg.pk: leg for leg in legs}
    letters = {letter.pk: letter for letter in (_revived(Letter, row) for row in papers["letter"])}
    found = _sorted(Step, papers["step"], lambda row: (row.at, row.pk))
    for step in found:
        step.proceeding = known[step.proceeding_id]
        step.letter = letters[step.letter_id] if step.letter_id else None
    return found


def _deadlines(papers: Mapping[str, list[Row]], legs: Sequence[Proceeding]) -> list[Deadline]:
    known = {leg.pk: leg for leg in legs}
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in _sorted(Pause, papers["pause"], lambda row: row.since):
        pauses[pause.deadline_id].append(pause)
    found = _sorted(Deadline, papers["deadline"], lambda row: (row.due_at, row.pk))
    by_key = {deadline.pk: deadline for deadline in found}
    for deadline in found:
        deadline.proceeding = known[deadline.proceeding_id]
        if deadline.prolongs_id:
            deadline.prolongs = by_key[deadline.prolongs_id]
        had = Pause.objects.none()
        had._result_cache = pauses[deadline.pk]
        deadline._prefetched_objects_cache = {"pauses": had}  # type: ignore[attr-defined]
    return found


def _exhibit(row: Row, turns: Mapping[UUID, int]) -> Exhibit:
    made = _revived(Exhibit, row)
    made.turn = turns[UUID(row["report"])]  # type: ignore[attr-defined]
    made.file = _nested(row["file"])  # type: ignore[attr-defined]
    made.copy = _nested(row["copy"])  # type: ignore[attr-defined]
    return made


def _by_report(rows: Iterator[Exhibit]) -> Mapping[UUID, list[Exhibit]]:
    found: dict[UUID, list[Exhibit]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.number):
        if row.report_id:
            found[row.report_id].append(row)
    return found
