"""What a form page sends, as the JSON body the API takes, and that body as a `Submission`.

Answers are kept as typed, right or wrong, so that nothing is lost; unknown names are dropped.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import QueryDict

from regions import offices
from reports import requirements, submission
from reports.enums import EmploymentStatus, ReportKind
from reports.filing.questions import Question, Shape, Step
from reports.submission import Problem, Submission

REGION_CODE = 5  # characters of a dotted regency code, "64.72"
LOCAL_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
SEVERAL = {Shape.PLACES}
Body = dict[str, Any]


def merged(body: Mapping[str, Any], post: QueryDict, step: Step) -> Body:
    """The body with the answers of one page in place of its earlier ones."""
    result = dict(body)
    for question in step.questions:
        if question.name in post:
            _put(result, question, _answer(post, question))
    if step.block:
        result[step.block] = list(_entries(post, step))
    if "kind" in post:
        result["kind"] = post["kind"]
    return result


def compacted(body: Mapping[str, Any], step: Step) -> Body:
    """The body without the entries in which nothing was typed."""
    entries = body.get(step.block, [])
    return {**body, step.block: [entry for entry in entries if not blank(entry)]} if step.block else dict(body)


def part(body: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """What of the body one page asks for, so that it can be compared; which door it came through is left out."""
    asked = {question.name: value_at(body, question.name) for question in step.questions}
    entries = [entry for entry in body.get(step.block, []) if not blank(entry)] if step.block else []
    return {**asked, step.block: entries}


def blank(entry: Mapping[str, str]) -> bool:
    """Whether nothing was typed into an entry of a list."""
    return not any(
        value.strip() for name, value in entry.items() if name != "status" or value != EmploymentStatus.UNKNOWN
    )


def read(body: Mapping[str, Any]) -> tuple[Submission, list[Problem]]:
    """The submission behind a body, and everything in it that cannot be stored as typed.

    A tip carries no reporter: what was typed for a report stays in the draft and goes nowhere.
    """
    filled = {name: value for name, value in body.items() if value not in ("", [], None) or name == "narrative"}
    if filled.get("kind") != ReportKind.REPORT:
        filled.pop("reporter", None)
    else:
        filled.setdefault("reporter", {})
    if "also_in" in filled:
        filled["also_in"] = filled["also_in"].split()
    for name in ("respondents", "witnesses"):
        entries = filled.get(name, [])
        filled[name] = [{key: value for key, value in entry.items() if value} for entry in entries]
    found, shape = submission.read(filled)
    return found, [*shape, *requirements.problems(found)]


def with_codes(found: Submission) -> Submission:
    """The submission with an agency's code where a typed employer is the name of a known one."""
    named = (replace(entry, employer=offices.code_of(entry.employer) or entry.employer) for entry in found.respondents)
    return replace(found, respondents=tuple(named))


def value_at(body: Mapping[str, Any], path: str) -> str:
    """The answer under a dotted path; empty where there is none."""
    if path == "district":
        return str(body.get("district") or body.get("region") or "")
    here: Any = body
    for name in path.split("."):
        if isinstance(here, list):
            here = here[int(name)] if int(name) < len(here) else None
        else:
            here = here.get(name) if isinstance(here, Mapping) else None
    return str(here or "")


def _answer(post: QueryDict, question: Question) -> str:
    """What was typed; several ticks of one question are one answer, its codes between blanks."""
    return " ".join(map(str, post.getlist(question.name))) if question.shape in SEVERAL else str(post[question.name])


def _put(body: Body, question: Question, text: str) -> None:
    if question.shape == Shape.DISTRICT:
        body["region"] = text[:REGION_CODE]
        body["district"] = text if len(text) > REGION_CODE else ""
        return
    if question.shape == Shape.DATE:
        text = _iso(text)
    if question.shape == Shape.PLACES:  # elsewhere than at the place itself
        text = " ".join(code for code in text.split() if code != body.get("region"))
    *heads, name = question.name.split(".")
    for head in heads:
        body[head] = dict(body.get(head) or {})
        body = body[head]
    body[name] = text


def _entries(post: QueryDict, step: Step) -> Iterator[dict[str, str]]:
    """The entries of a repeated block, as far as the page numbered them without a gap."""
    for number in range(step.most + 1):  # one too many is kept and refused in words
        names = {question.name: f"{step.block}.{number}.{question.name}" for question in step.entry}
        if not any(name in post for name in names.values()):
            return
        yield {short: str(post.get(name, "")) for short, name in names.items()}


def _iso(text: str) -> str:
    """3/10/2024 as 2024-10-03: browsers without a date field hand over what people write. No date stays as typed."""
    match = LOCAL_DATE.fullmatch(text.strip())
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat() if match else text.strip()
    except ValueError:
        return text.strip()
