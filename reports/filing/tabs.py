"""Two tabs on one draft, or two drafts in one browser: what the page says, and what can be chosen.

Nothing is decided here for anybody: what was typed stays on the page, what another tab saved stays in the draft.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports import receipts
from reports.enums import ReportKind
from reports.filing import fields, pages, typed
from reports.filing.questions import REPORTER, REVIEW, Question
from reports.filing.sheet import Sheet
from reports.submission import Problem

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


def _answers(sheet: Sheet) -> list[tuple[str, str, str]]:
    step, found = sheet.step, []
    there, here = typed.compacted(sheet.kept, step), sheet.body
    for question in step.questions:
        if question.name != "kind" or step is REPORTER:
            found.append((str(question.label), _said(there, question, question.name), _said(here, question)))
    number = max(len(there.get(step.block, [])), len(here.get(step.block, []))) if step.block else 0
    for place in range(number):
        for question in step.entry:
            path = f"{step.block}.{place}.{question.name}"
            label = f"{question.label} ({place + 1})"
            found.append((label, _said(there, question, path), _said(here, question, path)))
    return found


def _said(body: typed.Body, question: Question, path: str = "") -> str:
    field = fields.bound(question, body, {}, path=path)
    text = pages.in_words(field) if field.value else ""
    return f"{text[:MOST]}…" if len(text) > MOST else text


def _claims(sheet: Sheet) -> dict[str, str]:
    """What a page says of itself, as it was sent."""
    return {name: sheet.request.POST.get(name, "") for name in ("seen", "mark", "door")}


def _own_kind(sheet: Sheet) -> dict[str, Any]:
    kind = sheet.request.POST["door"]
    return {"kind": kind, "is_tip": kind == ReportKind.TIP}


def _kinds(sheet: Sheet) -> dict[str, Any]:
    return {"holds_tip": sheet.kept["kind"] == ReportKind.TIP}
