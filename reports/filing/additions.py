"""What the holder of a code may add to a report: missing parts, the step from tip to report.

Each is asked with the questions of the form; what may be stored is said by `reports.requirements`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from regions import offices
from reports.enums import ReportKind, Requirement
from reports.filing import typed
from reports.filing.questions import INCIDENT, REPORTER, RESPONDENT, Question, Step
from reports.submission import Problem, Submission

IDENTITY = tuple(question for question in REPORTER.questions if question.name != "kind")
ASKED: dict[str, tuple[Question, ...]] = {
    Requirement.REPORTER: tuple(q for q in IDENTITY if q.name in {"reporter.name", "reporter.address"}),
    Requirement.TIME_PLACE: tuple(q for q in INCIDENT.questions if q.name in {"incident_date", "place"}),
    Requirement.DESCRIPTION: tuple(
        replace(question, label=_("Uraian tambahan")) for question in INCIDENT.questions if question.name == "narrative"
    ),
}
UPGRADE = Step(name="naikkan", label=_("Naikkan menjadi laporan"), questions=IDENTITY)


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


def read(post: QueryDict, step: Step) -> tuple[typed.Body, Submission, list[Problem]]:
    """What was typed, as an addition to a report, and what of it cannot be stored.

    An addition names no place and no kind of its own; to be checked by the rules of a filing it
    borrows any served region, and the kind that may carry a reporter where one is asked for.
    """
    asks_identity = any(question.name.startswith("reporter.") for question in step.questions)
    body: dict[str, Any] = {
        "kind": (ReportKind.REPORT if asks_identity else ReportKind.TIP).value,
        "region": offices.regions()[0].code,
    }
    body = typed.merged(body, post, step)
    found, problems = typed.read(typed.compacted(body, step))
    return body, found, [problem for problem in problems if _asked(problem.field, step)]


def _asked(path: str, step: Step) -> bool:
    names = {question.name for question in step.questions}
    return path in names or (bool(step.block) and path.startswith(step.block))
