"""Two tabs on one draft, or two drafts in one browser: what the page says, and what can be chosen.

Nothing is decided here for anybody: what was typed stays on the page, what another tab saved stays in the draft.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports import messages, receipts
from reports.enums import ReportKind
from reports.filing import fields, pages, typed
from reports.filing.questions import EVIDENCE, INCIDENT, REPORTER, RESPONDENT, REVIEW, Question, Step
from reports.filing.sheet import Sheet
from reports.submission import Problem

UNKNOWN = "unknown"  # what every closed list that nobody touched says
MOST = 200  # characters of an answer that are shown beside another one


class Difference(NamedTuple):
    """One question that two tabs answered differently, in words."""

    label: str
    there: str
    here: str


def both(sheet: Sheet) -> dict[str, Any]:
    """The page as it was sent, with the newer answers beside it; of another door, how to keep the two apart."""
    context = pages.page(sheet)
    if sheet.of_other_door:
        # It goes on saying what it has seen, so that no button but the two offered ones puts it into the other draft.
        return {**context, "tabs": "apart", **_kinds(sheet), **_own_kind(sheet), **_claims(sheet)}
    return {**context, "tabs": "both", "differences": differences(sheet)}


def kept_apart(sheet: Sheet) -> dict[str, Any]:
    """A page of a tip while this browser holds a report, or the other way round: it keeps saying whose it is."""
    sentence = _(
        "Halaman ini milik isian lain, dan peramban ini kini memegang isian yang berbeda jenisnya. Keduanya tidak "
        "dicampur. Salin yang perlu, lalu buka isian itu dengan kodenya."
    )
    sheet.problems = [Problem("", "other_draft", sentence)]
    context = pages.page(sheet) if sheet.step is not REVIEW else pages.review(sheet)
    return {**context, **_claims(sheet), "handle": sheet.request.POST["draft"], "tabs": "elsewhere"}


def doors(sheet: Sheet) -> dict[str, Any]:
    """The other door was opened while a draft is unfinished."""
    return {"code": receipts.grouped(sheet.code), **_kinds(sheet)}


def differences(sheet: Sheet) -> list[Difference]:
    """What the draft says and what was typed, where they are not the same, in the order of the page."""
    return [
        Difference(label, there or _("kosong"), here or _("kosong"))
        for label, there, here in _answers(sheet)
        if there != here
    ]


def handed_in(sheet: Sheet) -> dict[str, Any] | None:
    """What was typed into a page whose draft was handed in meanwhile, and the ways on; None where nothing was.

    A message to the office is offered for what an officer reads anyway. Who reports and who saw it lies in the
    vault, so neither is put into one.
    """
    step, post, body = sheet.step, sheet.request.POST, typed.compacted(sheet.body, sheet.step)
    asked = [(label, question, path, typed.value_at(body, path)) for label, question, path in _asked(step, body)]
    given = [one for one in asked if one[3].strip() and one[3] != UNKNOWN and one[1].name != "kind"]
    answers = [(label, _said(body, question, path)) for label, question, path, _value in given]
    links, files = post.get("links", "").strip() if step is EVIDENCE else "", bool(sheet.request.FILES)
    if not (answers or links or files):
        return None
    said = "\n".join(f"{label.removesuffix('?')}: {text}" for label, text in answers)
    message = said if step in (INCIDENT, RESPONDENT) else ""
    kind = post.get("kind", post.get("door", ""))
    return {
        "step": step,
        "code": receipts.grouped(sheet.code),
        "handle": sheet.handle,
        "answers": answers,
        "links": links,
        "files": files,
        "elsewhere": sheet.from_elsewhere,
        "message": message if len(message) <= messages.LONGEST else "",
        "sealed": step is REPORTER or bool(step is EVIDENCE and body.get(step.block)),
        "sent": [(path, value) for _label, _question, path, value in asked if value and path != "kind"],
        "kind": kind if kind in ReportKind.values else ReportKind.REPORT.value,
    }


def _answers(sheet: Sheet) -> list[tuple[str, str, str]]:
    there, here = typed.compacted(sheet.kept, sheet.step), sheet.body
    return [
        (label, _shortened(_said(there, question, path)), _shortened(_said(here, question, path)))
        for label, question, path in _asked(sheet.step, there, here)
    ]


def _asked(step: Step, *bodies: typed.Body) -> Iterator[tuple[str, Question, str]]:
    """What a page asks, in its order: in words, as a question and as a path; as many entries as one of the bodies."""
    for question in step.questions:
        if question.name != "kind" or step is REPORTER:
            yield str(question.label), question, question.name
    number = max(len(body.get(step.block, [])) for body in bodies) if step.block else 0
    for place in range(number):
        for question in step.entry:
            yield f"{question.label} ({place + 1})", question, f"{step.block}.{place}.{question.name}"


def _said(body: typed.Body, question: Question, path: str) -> str:
    field = fields.bound(question, body, {}, path=path)
    return pages.in_words(field) if field.value else ""


def _shortened(text: str) -> str:
    return f"{text[:MOST]}…" if len(text) > MOST else text


def _claims(sheet: Sheet) -> dict[str, str]:
    """What a page says of itself, as it was sent."""
    return {name: sheet.request.POST.get(name, "") for name in ("seen", "mark", "door")}


def _own_kind(sheet: Sheet) -> dict[str, Any]:
    kind = sheet.request.POST["door"]
    return {"kind": kind, "is_tip": kind == ReportKind.TIP}


def _kinds(sheet: Sheet) -> dict[str, Any]:
    return {"holds_tip": sheet.kept["kind"] == ReportKind.TIP}
