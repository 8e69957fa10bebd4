"""What each page of /lapor/ and /lacak/ shows, gathered for its template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guidance import acts
from procedures import explaining
from procedures.workflow import CLOCKS
from regions import days, offices
from regions.enums import AgencyKind, RuleSetKind
from reports import addressee, exhibits, receipts, requirements
from reports.enums import ExhibitKind, ReportKind, Requirement, Stage
from reports.filing import countdown, fields, traces, typed, whereabouts
from reports.filing.questions import EVIDENCE, INCIDENT, REPORTER, RESPONDENT, STEPS, Question, Shape, Step, step_of
from reports.filing.sheet import Sheet
from reports.models.report import Exhibit, Report
from reports.status import QUESTION, Status
from reports.submission import Problem, Submission
from services.accounts import permissions
from services.accounts.enums import DataGroup
from services.evidence import copies
from services.evidence.models import CopyState

# Where each requirement of the law is mended: the page and the field.
MENDED_AT = {
    Requirement.REPORTER: (REPORTER, "reporter.name"),
    Requirement.RESPONDENT: (RESPONDENT, "respondents.0.name"),
    Requirement.LATE: (INCIDENT, "known_date"),
    Requirement.TIME_PLACE: (INCIDENT, "incident_date"),
    Requirement.DESCRIPTION: (INCIDENT, "narrative"),
    Requirement.EVIDENCE: (EVIDENCE, "files"),
}
FORMAL = (Requirement.REPORTER, Requirement.RESPONDENT, Requirement.LATE)
SHOWN = (
    DataGroup.REPORTER_IDENTITY,
    DataGroup.NARRATIVE_ORIGINAL,
    DataGroup.EVIDENCE_ORIGINAL,
    DataGroup.NARRATIVE_REDACTED,
)
PROGRESS = {  # of a file, as its owner reads it
    CopyState.WAITING: gettext_lazy("Berkas, tersegel; salinan bersih untuk petugas sedang dibuat"),
    CopyState.READY: gettext_lazy("Berkas, tersegel; salinan bersih untuk petugas sudah siap"),
    CopyState.MANUAL: gettext_lazy(
        "Berkas, tersegel; tidak terbaca mesin, jadi perlu pemeriksaan manual oleh petugas. "
        "Teks laporan Anda tetap aman"
    ),
}
LISTS = {step.block for step in STEPS if step.block}
OTHER_TERMS = {QUESTION: gettext_lazy("Jawaban Anda kepada petugas")}  # those that no law knows
BEFORE_REGISTRATION = {Stage.RECEIVED, Stage.IN_REVIEW, Stage.TO_COMPLETE}
OVER = {Stage.NOT_REGISTERED, Stage.NOT_VIOLATION, Stage.WITHDRAWN, Stage.CLOSED}


class Line(NamedTuple):
    """One piece of evidence as its owner reads it; `waiting`: more becomes of it by itself."""

    number: int
    text: str
    waiting: bool = False


@dataclass(frozen=True)
class Check:
    """One requirement of the law on the review page: met, or where to mend it; or it does not apply."""

    label: str
    met: bool
    sentence: str
    address: str
    applies: bool = True


def start() -> dict[str, Any]:
    """Who can see what, and which offices have said that they receive reports online."""
    today = timezone.localdate()
    found = [offices.of_kind(AgencyKind.BAWASLU_REGENCY, region.code) for region in offices.regions()]
    served = [office for office in found if office]  # a region may have none of its own
    without = [office.name for office in served if not offices.receives_online(office, today)]
    return {
        "readers": readers(),
        "without_mandate": without,
        "all_without": len(without) == len(served),
    }


def clock(post: QueryDict) -> countdown.Clock:
    """The filing window for what stands on the page at this moment."""
    submission, problems = typed.read(typed.merged({"kind": ReportKind.REPORT.value}, post, INCIDENT))
    return countdown.clock(submission, problems)


def readers(*, identity: bool = True) -> list[tuple[str, str]]:
    """ "Who can see this now", from the permission table; without the identity where it has been deleted."""
    shown = [group for group in SHOWN if identity or group != DataGroup.REPORTER_IDENTITY]
    return [(str(group.label), _roles(group)) for group in shown]


def _roles(group: DataGroup) -> str:
    return ", ".join(str(role.label) for role in permissions.readers(group))


def page(sheet: Sheet) -> dict[str, Any]:
    """A page of questions."""
    submission, problems = sheet.read()
    errors = fields.by_field(sheet.problems)
    step, body = sheet.step, sheet.body
    return {
        **_frame(sheet),
        "fields": {question.name.removeprefix("reporter."): bound for question, bound in _bound(step, body, errors)},
        "blocks": fields.blocks(step, body, errors) if step.block else [],
        "full": len(body.get(step.block, [])) >= step.most if step.block else False,
        "employers": fields.suggestions(submission.region) if step is RESPONDENT else "",
        **exhibited(sheet.code if step is EVIDENCE else ""),
        "wrong": errors,
        "typed": sheet.request.POST,
        "clock": countdown.clock(submission, problems),
        "kind": body.get("kind", ""),
        "has_card": sheet.has_card,
        "is_tip": body.get("kind") == ReportKind.TIP,
        "identity_readers": _roles(DataGroup.REPORTER_IDENTITY),
        "first_save": RESPONDENT.name not in sheet.done and step is RESPONDENT,
    }


def review(sheet: Sheet) -> dict[str, Any]:
    """Everything typed, the six requirements, and the office it goes to."""
    submission, problems = sheet.read()
    found = listed(sheet.code)
    readable = not problems
    to = _addressee(submission) if readable else None
    return {
        **_frame(sheet),
        "clock": countdown.clock(submission, problems),
        "formal": _checks(submission, bool(found), FORMAL) if readable else [],
        "material": _checks(submission, bool(found), set(Requirement) - set(FORMAL)) if readable else [],
        "sections": [_section(step, sheet) for step in STEPS[:-1]],
        "exhibits": found,
        "blocked": [(address(step_of(p.field), _anchor(p.field)), _said(p)) for p in problems],
        "office": to.office if to else None,
        "office_why": to.why if to else "",
        "is_tip": sheet.body.get("kind") == ReportKind.TIP,
        "traces": traces.found(submission, own=_own(sheet)),
        "truth_missing": any(problem.field == "truth" for problem in sheet.problems),
    }


def _own(sheet: Sheet) -> dict[str, str]:
    """What the person has typed about themself, also where a tip will not send it."""
    return {name: typed.value_at(sheet.body, f"reporter.{name}") for name in ("name", "address", "birth_date")}


def standing(found: Status) -> dict[str, Any]:
    """Where a report stands, in words: /lapor/selesai/ and /lacak/ show the same."""
    terms = [_term(term, found.office.region_id) for term in found.deadlines]
    return {
        "status": found,
        "heading": _("Kenaikan menjadi laporan sedang dicatat") if found.upgrading else found.stage_label,
        "is_tip": found.kind == ReportKind.TIP,
        "over": found.stage in OVER,
        "to_complete": found.stage == Stage.TO_COMPLETE,
        "may_withdraw": found.kind == ReportKind.REPORT and found.stage in BEFORE_REGISTRATION,
        "steps": [{"date": days.spoken_date(line.date), "label": line.label} for line in found.steps],
        "deadlines": terms,
        "window": next((term for term in terms if term["kind"] == "filing"), None),
        # A late report is nothing that anybody could still bring: it is said on a line of its own.
        "missing": [part for part in found.missing if part.code != Requirement.LATE],
        "late": next((part.message for part in found.missing if part.code == Requirement.LATE), ""),
        "office": found.office,
        "hours": whereabouts.opening_hours(found.office),
        "finding": whereabouts.finding(found.office),
        "readers": readers(identity=found.stage != Stage.WITHDRAWN),
    }


def ticket(code: str) -> str:
    """The public reference of a report, as it is said to an officer: three groups of four."""
    found = Report.objects.filter(receipt_hash=receipts.digest(code)).values_list("ticket", flat=True).first()
    return receipts.grouped(found or "")


def exhibited(code: str) -> dict[str, Any]:
    """What has been handed in under the code, and whether more becomes of some of it."""
    found = listed(code) if code else []
    return {"exhibits": found, "moving": any(one.waiting for one in found)}


def listed(code: str) -> list[Line]:
    """Evidence by number; a file is never named, its name could tell who sent it. With files, two statements."""
    found = exhibits.listed(code)
    files = [exhibit.original for exhibit in found if exhibit.original]
    states = copies.states(files) if files else {}
    return [Line(one.number, one.link) if one.kind == ExhibitKind.LINK else _progress(one, states) for one in found]


def _progress(exhibit: Exhibit, states: Mapping[UUID, str]) -> Line:
    """How far a file is on its way to those who may see it, in the words of its owner."""
    state = states.get(exhibit.original) if exhibit.original else None
    text = str(PROGRESS[CopyState(state)]) if state else _("Berkas, tersegel")
    return Line(exhibit.number, text, state == CopyState.WAITING)


def summary(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """(anchor, sentence) for the error summary, each naming its field."""
    return [(_anchor(problem.field), _said(problem)) for problem in problems]


def _frame(sheet: Sheet) -> dict[str, Any]:
    return {
        "step": sheet.step,
        "handle": sheet.handle,
        "seen": sheet.seen,
        "mark": sheet.mark,
        "door": sheet.body.get("kind", ""),
        "code": receipts.grouped(sheet.code),
        "begun": sheet.begun,
        "progress": [
            {
                "label": step.label,
                "address": address(step),
                "done": step.name in sheet.done,
                "here": step is sheet.step,
            }
            for step in STEPS
        ],
        "problems": summary(sheet.problems),
        "telling": sheet.telling,
    }


def _bound(step: Step, body: dict[str, Any], errors: fields.Errors) -> Iterable[tuple[Question, fields.Field]]:
    return [(question, fields.bound(question, body, errors)) for question in step.questions]


def _anchor(path: str) -> str:
    if path in LISTS:
        return "daftar"
    return "district" if path == "region" else path


def _said(problem: Problem) -> str:
    """The sentence with the name of its field before it, so that the summary can be read alone."""
    last = _anchor(problem.field).rsplit(".", 1)[-1]
    step = step_of(problem.field)
    if problem.field in LISTS:
        return f"{step.label}: {problem.message}"  # of the list as a whole
    label = next((q.label for q in (*step.questions, *step.entry) if q.name.rsplit(".", 1)[-1] == last), "")
    return f"{label}: {problem.message}" if label and problem.field else problem.message


def address(step: Step, anchor: str = "") -> str:
    """Where a page of the form stands, in the running language."""
    found = _address_of(step.name, get_language() or "")
    return f"{found}#{anchor}" if anchor else found


@lru_cache(maxsize=32)
def _address_of(name: str, _language: str) -> str:
    return reverse("filing:step", args=[name])


def _checks(submission: Submission, evidence: bool, codes: Iterable[Requirement]) -> list[Check]:
    placement = requirements.placement(submission)
    today = days.local_date(timezone.now(), offices.region(submission.region).zone)
    lacking = {
        part.code: part.message
        for part in requirements.missing(submission, placement=placement, today=today, evidence=evidence)
    }
    return [
        Check(str(code.label), code not in lacking, lacking.get(code, ""), address(*MENDED_AT[code]))
        if code != Requirement.LATE or placement.rule_set != RuleSetKind.OUTSIDE_ELECTION
        else Check(str(code.label), True, _("Di luar tahapan pemilihan tidak ada batas waktu."), "", applies=False)
        for code in Requirement
        if code in codes
    ]


def _addressee(submission: Submission) -> addressee.Addressee:
    """Whom the filing would go to if it were sent now."""
    today = days.local_date(timezone.now(), offices.region(submission.region).zone)
    return addressee.of(submission, requirements.placement(submission), on=today)


def _section(step: Step, sheet: Sheet) -> dict[str, Any]:
    """The answers of one page as (label, text), blanks left out."""
    body = sheet.body
    rows: list[tuple[Promise | str, str]] = [
        (field.question.label, in_words(field))
        for field in fields.of_step(step, body, {})
        if field.value and (field.question.name != "kind" and not _unsent(field, body))
    ]
    if step is REPORTER and sheet.has_card and body.get("kind") != ReportKind.TIP:
        rows.append((_("Foto KTP"), _("Sudah tersimpan, tersegel")))
    entries = [
        [(field.question.label, in_words(field)) for field in block.fields if field.value]
        for block in (fields.blocks(step, body, {}) if step.block else [])
    ]
    return {"step": step, "address": address(step), "rows": rows, "entries": [entry for entry in entries if entry]}


def _unsent(field: fields.Field, body: dict[str, Any]) -> bool:
    return field.name.startswith("reporter.") and body.get("kind") == ReportKind.TIP


def in_words(field: fields.Field) -> str:
    """An answer as people read it: the words of a choice, the name of a place, a day."""
    question, value = field.question, field.value
    if question.shape == Shape.ACT:
        act = acts.get(value)
        return act.label if act else value
    if question.shape == Shape.DISTRICT:
        return _place(value)
    if question.shape == Shape.DATE:
        return _day(value)
    if question.shape == Shape.PLACES:
        return addressee.places(value.split())
    if question.choices is not None:
        return {str(code): str(label) for code, label in question.choices.choices}.get(value, value)
    return value


def _place(code: str) -> str:
    for region in offices.regions():
        if region.code == code:
            return region.name
        for district in offices.districts(region):
            if district.code == code:
                return f"{district.name}, {region.name}"
    return code


def _day(text: str) -> str:
    try:
        return days.spoken_date(date.fromisoformat(text))
    except ValueError:
        return text


def _term(term: dict[str, Any], region: str | None) -> dict[str, Any]:
    due_at = datetime.fromisoformat(term["due_at"])
    clock = CLOCKS.get(term["kind"])
    standing = explaining.stands_still(term)
    return {
        "kind": term["kind"],
        "name": clock.name if clock else str(OTHER_TERMS.get(term["kind"], term["kind"])),
        "end": "" if standing else days.spoken(due_at, term["zone"]),
        "basis": _(term["basis"]) if term["basis"] else "",
        "past": not standing and due_at <= timezone.now(),
        "standing": standing,
        "how": explaining.plainly(term, region=region),
    }
