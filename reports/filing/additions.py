"""What the holder of a code may add to a report: missing parts, the step from tip to report, with either of them
witnesses.

Each is asked with the questions of the form; what may be stored is said by `reports.requirements`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions import offices
from reports import requirements, texts
from reports.enums import ReportKind, Requirement
from reports.filing import typed
from reports.filing.questions import EVIDENCE, INCIDENT, REPORTER, RESPONDENT, Question, Step
from reports.submission import Problem, ReporterEntry, Submission

IDENTITY = tuple(question for question in REPORTER.questions if question.name != "kind")
ASKED: dict[str, tuple[Question, ...]] = {
    Requirement.REPORTER: tuple(q for q in IDENTITY if q.name in {"reporter.name", "reporter.address"}),
    Requirement.TIME_PLACE: tuple(
        replace(q, optional=False) for q in INCIDENT.questions if q.name in {"incident_date", "place"}
    ),
    Requirement.DESCRIPTION: tuple(
        replace(question, label=_("Uraian tambahan")) for question in INCIDENT.questions if question.name == "narrative"
    ),
}
# Where the sentence about a part that was left empty stands, and what it says.
AT: dict[str, str] = {
    Requirement.REPORTER: "reporter.name",
    Requirement.TIME_PLACE: "incident_date",
    Requirement.DESCRIPTION: "narrative",
    Requirement.RESPONDENT: "respondents.0.name",
    Requirement.EVIDENCE: "files",
}
ASKS: dict[str, Promise] = {
    Requirement.REPORTER: _("Tulis nama dan alamat Anda."),
    Requirement.TIME_PLACE: _("Tulis tanggal atau tempatnya."),
    Requirement.DESCRIPTION: _("Tulis uraian tambahannya."),
    Requirement.RESPONDENT: _("Tulis sesuatu yang menunjuk orangnya, misalnya jabatan dan instansinya."),
    Requirement.EVIDENCE: _("Tambahkan sebuah berkas atau tautan."),
}
UPGRADE = Step(name="naikkan", label=_("Naikkan menjadi laporan"), questions=IDENTITY)
# Asked on both pages and never demanded: no requirement has a code for it, an office asks in its note.
WITNESSES = Step(name="saksi", label=_("Saksi"), block=EVIDENCE.block, entry=EVIDENCE.entry, most=EVIDENCE.most)


def completion(missing: Iterable[str]) -> Step:
    """A page that asks exactly for what is missing. Lateness cannot be mended and is not asked."""
    codes = set(missing)
    return Step(
        name="lengkapi",
        label=_("Lengkapi laporan"),
        questions=tuple(question for code in ASKED if code in codes for question in ASKED[code]),
        block=RESPONDENT.block if Requirement.RESPONDENT in codes else "",
        entry=RESPONDENT.entry if Requirement.RESPONDENT in codes else (),
        most=1,
    )


def wants_evidence(missing: Iterable[str]) -> bool:
    """Whether a file or link is among what is missing."""
    return Requirement.EVIDENCE in set(missing)


def unanswered(missing: Iterable[str], addition: Submission, *, evidence: bool) -> list[Problem]:
    """A sentence at each part that was asked for and to which nothing was added, in the order of the page."""
    reporter, people = addition.reporter or ReporterEntry(), addition.respondents
    added = {
        Requirement.REPORTER: texts.shows(reporter.name) or texts.shows(reporter.address),
        Requirement.TIME_PLACE: addition.incident_date is not None or texts.shows(addition.place),
        Requirement.DESCRIPTION: texts.shows(addition.narrative or ""),
        Requirement.RESPONDENT: any(requirements.names_someone(entry) for entry in people),
        Requirement.EVIDENCE: evidence,
    }
    return [Problem(AT[code], "required", str(ASKS[code])) for code in added if code in missing and not added[code]]


def parts(missing: Iterable[str]) -> int:
    """How many parts of a report a completion asks for."""
    return sum(code in ASKS for code in missing)


def nameless(addition: Submission) -> list[Problem]:
    """What an official report cannot do without, at its field."""
    reporter = addition.reporter or ReporterEntry()
    lacking = {"reporter.name": reporter.name, "reporter.address": reporter.address}
    sentence = _("Laporan resmi memerlukan nama dan alamat pelapor. Tanpa keduanya, biarkan sebagai informasi awal.")
    return [Problem(name, "required", str(sentence)) for name, value in lacking.items() if not texts.shows(value)]


def read(post: QueryDict, step: Step) -> tuple[typed.Body, Submission, list[Problem]]:
    """What was typed, as an addition to a report, and what of it cannot be stored."""
    body = typed.compacted(typed_in(post, step), WITNESSES)
    found, problems = typed.read(typed.compacted(body, step))
    return body, found, [problem for problem in problems if _asked(problem.field, step)]


def typed_in(post: QueryDict, step: Step) -> typed.Body:
    """What was typed, right or wrong, with the witnesses that are still empty.

    An addition names no place and no kind of its own; to be checked by the rules of a filing it
    borrows any served region, and the kind that may carry a reporter where one is asked for.
    """
    asks_identity = any(question.name.startswith("reporter.") for question in step.questions)
    body: dict[str, Any] = {
        "kind": (ReportKind.REPORT if asks_identity else ReportKind.TIP).value,
        "region": offices.regions()[0].code,
    }
    return typed.merged(typed.merged(body, post, step), post, WITNESSES)


def reshaped(post: QueryDict, step: Step) -> typed.Body:
    """What was typed, with one witness more or less, as the button says; nothing is checked or kept."""
    body = typed_in(post, step)
    verb, _dot, number = post.get("action", "").partition(".")
    entries = body[WITNESSES.block]
    if verb == "add" and len(entries) < WITNESSES.most:
        entries.append({})
    if verb == "remove" and number.isdecimal() and int(number) < len(entries):
        del entries[int(number)]
    return body


def _asked(path: str, step: Step) -> bool:
    names = {question.name for question in step.questions}
    repeated = tuple(block for block in (step.block, WITNESSES.block) if block)
    return path in names or path.startswith(repeated)
