"""The pages of /lapor/: they keep what was typed, show what is wrong, and hand over. They decide nothing.

Every POST saves the draft, unless another tab has changed the same page meanwhile or handed the draft in. One without
a mistake answers with a redirect, so that refresh and "back" are harmless; after one with a mistake the page's script
sees to that.
"""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import drafts, exhibits, intake, receipts, status, texts, throttle
from reports.enums import Channel, ReportKind
from reports.filing import card, evidence, pages, pocket, tabs, typed, whose
from reports.filing.questions import BY_NAME, EVIDENCE, INCIDENT, REPORTER, REVIEW, Step, following, preceding
from reports.filing.sheet import APART, Sheet
from reports.submission import Problem

SOONEST = 3  # seconds in which nobody fills in a report
AUTOSAVE = "autosave"  # the action of a form that a script sends while its owner types
TRIES = 5  # saves of one draft in the same instant, each of which is taken in turn
POT = "situs"  # a field that people do not see; programs fill it in

log = logging.getLogger(__name__)


@require_safe
@cache_control(public=True, max_age=60)
def start(request: HttpRequest) -> HttpResponse:
    """Two doors and the honest text, before anything is asked."""
    return render(request, "filing/start.html", pages.start())


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str, kind: str = "") -> HttpResponse:
    """One page of the form. Opening the first one issues the code; its first save makes the draft."""
    code = pocket.code(request)
    by_itself = request.POST.get("action") == AUTOSAVE
    if by_itself and code is None:
        return HttpResponse(status=409)  # the browser has been told to forget: what it sends afterwards is not kept
    if request.POST.get("action") == APART:
        code = None
    draft = drafts.load(code) if code else None
    if draft is None:
        if code and status.read(code):
            return _handed_in(request, BY_NAME[name], code)
        if request.method != "POST" and name != INCIDENT.name:
            return redirect("filing:step", INCIDENT.name)
        draft = drafts.Loaded()
    sheet = Sheet(request, BY_NAME[name], code or receipts.issue(), draft)
    if kind and sheet.begun and sheet.body["kind"] != kind:
        return render(request, "filing/doors.html", tabs.doors(sheet))
    if kind:
        sheet.body["kind"] = kind
    response = _in_turn(sheet) if request.method == "POST" else _show(sheet)
    if not by_itself:  # its answer may come after the quick exit's, and would undo it
        pocket.keep(response, sheet.code)
    return response


@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """The countdown alone, for the page's script when a day or the place changes. Nothing is kept, no code issued."""
    return render(request, "components/deadline.html", {"clock": pages.clock(request.POST)})


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """ "Simpan dulu": the code, until when the draft lives, and how to come back."""
    code = pocket.code(request)
    if code is None or not drafts.exists(code):
        return redirect("filing:track")
    return render(request, "filing/saved.html", {"code": receipts.grouped(code), "days": drafts.LIFE.days})


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What was handed in, what is missing, what happens next, and the code once more."""
    code = pocket.code(request)
    standing = status.read(code) if code else None
    if code is None or standing is None:
        return redirect("filing:track")
    context = {"code": receipts.grouped(code), "ticket": pages.ticket(code), **pages.standing(standing)}
    return render(request, "filing/done.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest) -> HttpResponse:
    """Drop the draft and the code from this browser; never another draft than the one the page showed.

    A reload of the refusal, or its other language, asks for this address anew.
    """
    if request.method != "POST":
        return redirect("filing:start")
    code = pocket.code(request)
    if code and whose.is_another(request, code):
        return whose.refused(request)
    if code:
        drafts.destroy(code)
    response = redirect("filing:start")
    pocket.forget(response)
    return response


@require_POST
def another(request: HttpRequest) -> HttpResponse:
    """Put this browser's code away and begin anew, as a tip where that door was chosen; nothing of it is touched."""
    tip = request.POST.get("door") == ReportKind.TIP
    response = redirect("filing:tip") if tip else redirect("filing:step", INCIDENT.name)
    pocket.forget(response)
    return response


def _show(sheet: Sheet, *, code: int = 200) -> HttpResponse:
    if sheet.request.method != "POST" and sheet.was_wrong:
        sheet.problems = sheet.own(sheet.read()[1])
    build = pages.review if sheet.step is REVIEW else pages.page
    return render(sheet.request, f"filing/{sheet.step.name}.html", build(sheet), status=code)


def _handed_in(request: HttpRequest, step: Step, code: str) -> HttpResponse:
    """The draft of a page was handed in from another tab: nothing of the page is taken, and nothing of it is lost."""
    if request.POST.get("action") == AUTOSAVE:
        return HttpResponse(status=409)
    sheet = Sheet(request, step, code, drafts.Loaded())
    sheet.body = typed.merged(sheet.body, request.POST, step)
    found = tabs.handed_in(sheet) if request.method == "POST" else None
    return render(request, "filing/handed_in.html", found, status=409) if found else redirect("filing:done")


def _in_turn(sheet: Sheet) -> HttpResponse:
    """Take a page. Where another save of the draft came first, take it over what that one kept: it may be stale now."""
    for _attempt in range(TRIES):
        try:
            return _take(sheet)
        except drafts.Overtaken:
            newest, before = drafts.load(sheet.code), sheet.kept
            if newest is None and status.read(sheet.code):
                return _handed_in(sheet.request, sheet.step, sheet.code)
            sheet = sheet.anew(drafts.Loaded() if newest is None else newest)
            # What saves itself gives way: it may be older than what the same page kept, or thrown away.
            gives_way = newest is None or typed.part(sheet.kept, sheet.step) != typed.part(before, sheet.step)
            if gives_way and sheet.request.POST.get("action") == AUTOSAVE:
                return HttpResponse(status=409)
    sheet.body = typed.merged(sheet.body, sheet.request.POST, sheet.step)
    sentence = _("Isian ini sedang disimpan dari tab lain. Halaman ini belum tersimpan; kirim sekali lagi.")
    sheet.problems = [Problem("", "overtaken", sentence)]
    return _show(sheet, code=409)


def _take(sheet: Sheet) -> HttpResponse:
    """Keep what was typed, then do what the pressed button says."""
    post = sheet.request.POST
    sheet.body = typed.merged(sheet.body, post, sheet.step)
    if sheet.begun and sheet.step is INCIDENT:
        sheet.body["kind"] = sheet.kept["kind"]  # its hidden word says which door was opened, not what was chosen since
    if sheet.from_elsewhere:
        return _elsewhere(sheet)
    if sheet.stale:
        return _stale(sheet)
    _receive(sheet)
    word, _dot, rest = post.get("action", "next").partition(".")
    try:
        return ACTIONS.get(word, _next)(sheet, rest)
    except drafts.TooLarge:
        sheet.problems = [
            Problem("", "too_large", _("Isian terlalu panjang untuk disimpan. Persingkat lalu coba lagi."))
        ]
        return _show(sheet, code=422)


def _elsewhere(sheet: Sheet) -> HttpResponse:
    """A page of another draft. Of the same kind it may be sent once more; a tip and a report are never mixed."""
    if sheet.of_other_kind:
        return render(sheet.request, f"filing/{sheet.step.name}.html", tabs.kept_apart(sheet), status=409)
    sentence = _("Halaman ini milik isian lain yang dibuka di peramban ini. Periksa, lalu kirim lagi bila benar.")
    sheet.problems = [Problem("", "other_draft", sentence)]
    return _show(sheet, code=409)


def _stale(sheet: Sheet) -> HttpResponse:
    """Another tab has changed this page: nothing is written over; both are shown, and one of them is chosen.

    Files were chosen in this tab and cost nobody an answer, so they are taken.
    """
    if sheet.request.POST.get("action") == AUTOSAVE:
        return HttpResponse(status=409)
    if sheet.step is REVIEW:
        sentence = _("Isian ini diubah di tab lain sejak halaman ini dibuka. Tinjau sekali lagi, lalu kirim.")
        sheet.problems = [Problem("", "stale", sentence)]
        return _show(sheet, code=409)
    if sheet.received is None and sheet.step is EVIDENCE and evidence.brought(sheet.request):
        _receive_evidence(sheet)
    return render(sheet.request, f"filing/{sheet.step.name}.html", tabs.both(sheet), status=409)


def _receive(sheet: Sheet) -> None:
    """Files and links that the page brought. They are read once, however often the page has to be saved."""
    if sheet.received is not None:
        if sheet.changes_card:
            sheet.put_card(sheet.fresh_card)
        return
    if sheet.step is EVIDENCE and evidence.brought(sheet.request):
        if not sheet.begun:
            sheet.save()  # a file belongs to a draft that exists
        _receive_evidence(sheet)
    if sheet.step is REPORTER and card.brought(sheet.request):
        try:
            sheet.put_card(card.read(sheet.request))
        except card.Refused as refused:
            sheet.problems = [refused.problem]
    sheet.received = list(sheet.problems)


def _receive_evidence(sheet: Sheet) -> None:
    received = evidence.receive(sheet.request, sheet.code)
    sheet.problems, sheet.telling = received.problems, received.telling


def _next(sheet: Sheet, _rest: str) -> HttpResponse:
    sheet.body = typed.compacted(sheet.body, sheet.step)
    _submission, problems = sheet.read()
    sheet.problems += sheet.own(problems)
    sheet.note(wrong=bool(sheet.problems))
    if not sheet.problems:
        sheet.finish()
    sheet.save()
    return _show(sheet, code=422) if sheet.problems else _to(following(sheet.step), _told(sheet))


def _back(sheet: Sheet, _rest: str) -> HttpResponse:
    sheet.body = typed.compacted(sheet.body, sheet.step)
    sheet.save()
    return _show(sheet, code=422) if sheet.problems else _to(preceding(sheet.step) or INCIDENT, _told(sheet))


def _stay(sheet: Sheet, anchor: str) -> HttpResponse:
    sheet.save()
    return _show(sheet, code=422) if sheet.problems else _to(sheet.step, _told(sheet) or anchor)


def _add(sheet: Sheet, _rest: str) -> HttpResponse:
    """One more person on the page; where the list is full the page says so on sending."""
    entries = sheet.body.setdefault(sheet.step.block, [])
    if 0 < len(entries) < sheet.step.most:
        entries.append({})
    return _stay(sheet, f"{sheet.step.block}.{len(entries) - 1}")


def _remove(sheet: Sheet, which: str) -> HttpResponse:
    entries, number = sheet.body.get(sheet.step.block, []), texts.number(which)
    if number is not None and number < len(entries):
        del entries[number]
    return _stay(sheet, "daftar")


def _drop_card(sheet: Sheet, anchor: str) -> HttpResponse:
    sheet.put_card(None)
    return _stay(sheet, anchor)


def _take_out(sheet: Sheet, which: str) -> HttpResponse:
    """One piece of evidence less. It is gone for good: chosen again, it is a new one."""
    number = texts.number(which)
    if number is not None:
        exhibits.take_out(sheet.code, number)
    return _stay(sheet, "ada")


def _put_away(sheet: Sheet, _rest: str) -> HttpResponse:
    sheet.save()
    return _show(sheet, code=422) if sheet.problems else redirect("filing:saved")


def _autosave(sheet: Sheet, _rest: str) -> HttpResponse:
    sheet.save()
    return HttpResponse(status=204)


def _submit(sheet: Sheet, _rest: str) -> HttpResponse:
    """Hand the filing over, unless a field cannot be stored or the truth was not affirmed."""
    submission, problems = sheet.read()
    if "truth" not in sheet.request.POST:
        sentence = _("Beri tanda bahwa keterangan Anda benar.")
        problems = [*problems, Problem("truth", "required", sentence)]
    if problems:
        sheet.problems = problems
        return _show(sheet, code=422)
    throttle.FILING.note(sheet.request)
    hold = throttle.FILING.hold(sheet.request)
    if hold:
        return throttle.wait(sheet.request, hold)
    _flag(sheet)
    found, read = typed.with_codes(submission), sheet.draft.version
    intake.receive(found, code=sheet.code, channel=Channel.FORM, read=read)
    return redirect("filing:done")


def _flag(sheet: Sheet) -> None:
    """Count what looks like a program. It is only counted: people with form fillers look alike."""
    if sheet.request.POST.get(POT):
        log.warning("filing_flagged", extra={"reason": "hidden_field"})
    if time.time() - sheet.draft.get("opened", 0) < SOONEST:
        log.warning("filing_flagged", extra={"reason": "too_fast"})


def _told(sheet: Sheet) -> str:
    """Where the next page says that a file tells a place; empty where none does."""
    return evidence.TOLD if sheet.telling else ""


def _to(step: Step, anchor: str = "") -> HttpResponse:
    return HttpResponseRedirect(pages.address(step, anchor))


ACTIONS: dict[str, Callable[[Sheet, str], HttpResponse]] = {
    "next": _next,
    "back": _back,
    "stay": _stay,
    "add": _add,
    "remove": _remove,
    "uncard": _drop_card,
    "take_out": _take_out,
    "save": _put_away,
    AUTOSAVE: _autosave,
    "submit": _submit,
}
