"""The pages of /lacak/: a code opens a draft or a standing, and what its holder may add.

Codes come by POST only and never stand in an address. A mistyped code is said to be mistyped without
any look-up; a code that opens nothing gets one and the same answer, whatever the reason.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procedures.transitions import Refused
from reports import consents, drafts, handling, intake, messages, receipts, status, throttle, withdrawing
from reports.enums import ReportKind, Stage
from reports.filing import additions, evidence, fields, pages, pocket, whose
from reports.filing.questions import INCIDENT, STEPS, Step
from reports.status import Status
from reports.submission import Problem, Submission

Opened = Callable[[HttpRequest, str, Status], HttpResponse]


def opens(view: Opened) -> Callable[[HttpRequest], HttpResponse]:
    """For pages behind a code: hands over the code this browser holds and what it opens, or asks for one.

    What a page of another code sends is refused: one browser may have two reports open in two tabs.
    """

    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        code = pocket.code(request)
        if code and whose.is_another(request, code):
            return whose.refused(request)
        found = status.read(code) if code else None
        return view(request, code, found) if code and found else redirect("filing:track")

    return opened


def handed_in(view: Opened) -> Opened:
    """For forms that stand on the status page: whoever comes by another way than sending is led there.

    After a mistake the browser shows this address; a reload or the other language then asks for it anew.
    """

    @wraps(view)
    def taken(request: HttpRequest, code: str, found: Status) -> HttpResponse:
        return view(request, code, found) if request.method == "POST" else redirect("filing:status")

    return taken


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with one, go on to the draft or the standing behind it."""
    if request.method != "POST":
        return render(request, "filing/track.html")
    typed = request.POST.get("code", "")
    try:
        code = receipts.read(typed)
    except receipts.Typo as typo:
        return _asked_again(request, str(typo), typed)
    hold = throttle.LOOKUP.hold(request)
    if hold:
        return throttle.wait(request, hold)
    draft = drafts.load(code)
    if draft is None and status.read(code) is None:
        throttle.LOOKUP.note(request)
        return _asked_again(request, _("Kode ini tidak membuka apa pun. Mungkin sudah kedaluwarsa."), typed)
    response = redirect("filing:status") if draft is None else redirect("filing:step", _where_left(draft))
    pocket.keep(response, code)
    return response


@require_safe
@opens
def standing(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """Stage, time line, deadlines, what is missing, and messages."""
    return _standing(request, code, found)


@require_http_methods(["GET", "HEAD", "POST"])
@opens
@handed_in
def write(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """A message to the office."""
    try:
        messages.from_reporter(code, request.POST.get("text", ""))
    except messages.Refused as refused:
        response = _standing(request, code, found, [Problem("text", refused.code, str(refused))])
        if isinstance(refused, messages.TooMany):
            response.status_code, response["Retry-After"] = 429, str(refused.wait)
        return response
    return redirect("filing:status")


@require_http_methods(["GET", "HEAD", "POST"])
@opens
@handed_in
def add_evidence(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """Files and links, at any time before the end; they count at once."""
    if found.stage in pages.OVER:
        sentence = _("Penanganannya sudah berakhir, jadi bukti tidak dapat ditambahkan lagi.")
        return _standing(request, code, found, [Problem("", "over", sentence)])
    received = evidence.receive(request, code)
    if received.problems:
        return _standing(request, code, found, received.problems, telling=received.telling)
    return _after(received)


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def complete(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """Exactly what the office asked for; sending it says that the report is complete now."""
    if found.stage != Stage.TO_COMPLETE:
        return redirect("filing:status")
    missing = [part.code for part in found.missing]
    step = additions.completion(missing)
    asks: dict[str, Any] = {"wants_evidence": additions.wants_evidence(missing)}
    if request.method != "POST":
        return _asked(request, step, {}, [], asks)
    received = evidence.receive(request, code)
    asks |= {"telling": received.telling, **pages.exhibited(code)}
    if "action" in request.POST:
        return _asked(request, step, additions.reshaped(request.POST, step), received.problems, asks)
    body, addition, problems = additions.read(request.POST, step)
    problems += received.problems
    if not problems:
        problems, asks["partly"] = _left_empty(request, missing, addition, evidence=bool(asks["exhibits"]))
    if problems:
        return _asked(request, step, body, problems, asks)
    try:
        handling.complete(code, addition)
    except handling.NothingToComplete:
        return _asked(request, step, body, [Problem("", "closed", _too_late(addition))], asks)
    return _after(received)


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def upgrade(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """Make the tip an official report: who reports is asked, nothing is typed again."""
    if found.kind != ReportKind.TIP:
        return redirect("filing:status")
    if request.method != "POST":
        return _asked(request, additions.UPGRADE, {}, [])
    if "action" in request.POST:
        return _asked(request, additions.UPGRADE, additions.reshaped(request.POST, additions.UPGRADE), [])
    body, addition, problems = additions.read(request.POST, additions.UPGRADE)
    problems = problems or additions.nameless(addition)
    if "truth" not in request.POST:
        problems.append(Problem("truth", "required", _("Beri tanda bahwa keterangan Anda benar.")))
    if problems:
        return _asked(request, additions.UPGRADE, body, problems)
    try:
        intake.upgrade(code, addition)
    except intake.NotUpgradable:
        sentence = _("Berkasnya sudah ditutup, jadi informasi ini tidak dapat dinaikkan lagi.")
        return _asked(request, additions.UPGRADE, body, [Problem("", "closed", sentence)])
    return redirect("filing:status")


@require_http_methods(["GET", "HEAD", "POST"])
@opens
@handed_in
def withdraw(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """Take the report back, which is possible until it is registered."""
    if found.stage == Stage.WITHDRAWN:
        return redirect("filing:status")  # pressed twice
    if "sure" not in request.POST:
        sentence = _("Beri tanda bila Anda yakin mencabut laporan.")
        return _standing(request, code, found, [Problem("sure", "required", sentence)])
    try:
        withdrawing.withdraw(code)
    except Refused as refused:
        return _standing(request, code, found, [Problem("", "refused", str(refused))])
    return redirect("filing:status")


@require_POST
def close(_request: HttpRequest) -> HttpResponse:
    """Forget the code in this browser; what lies behind it stays."""
    response = redirect("filing:track")
    pocket.forget(response)
    return response


def _left_empty(
    request: HttpRequest, missing: list[str], addition: Submission, *, evidence: bool
) -> tuple[list[Problem], bool]:
    """What was asked for and left empty, and whether the rest may go without it; nothing once its owner says so."""
    empty = additions.unanswered(missing, addition, evidence=evidence)
    partly = bool(empty) and (len(empty) < additions.parts(missing) or bool(addition.witnesses))
    return ([] if partly and "partly" in request.POST else empty), partly


def _too_late(addition: Submission) -> str:
    """Where to put what was typed. A message is not sealed, so no name may go into one."""
    if addition.reporter or addition.witnesses:
        return _(
            "Waktu perbaikan berakhir selagi halaman ini terbuka. Tidak ada yang disimpan. Nama dan alamat, juga milik "
            "saksi, jangan dikirim sebagai pesan; bawalah ke kantor."
        )
    return _("Waktu perbaikan berakhir selagi halaman ini terbuka. Salin isinya ke dalam pesan kepada petugas.")


def _after(received: evidence.Received) -> HttpResponse:
    """Back to the standing, which says it where a file tells a place."""
    address = reverse("filing:status")
    return HttpResponseRedirect(f"{address}#{evidence.TOLD}" if received.telling else address)


def _asked_again(request: HttpRequest, sentence: str, typed: str) -> HttpResponse:
    context = {"typed": typed[:200], "problems": [("code", sentence)], "wrong": sentence}
    return render(request, "filing/track.html", context, status=422)


def _standing(
    request: HttpRequest, code: str, found: Status, problems: list[Problem] | None = None, *, telling: bool = False
) -> HttpResponse:
    context = {
        **pages.standing(found),
        **whose.named(request),
        "code": receipts.grouped(code),
        "ticket": "" if found.officially_received else pages.ticket(code),
        **pages.exhibited(code),
        "telling": telling,
        "consent": consents.waiting(code),
        "problems": pages.summary(problems or []),
        "wrong": fields.by_field(problems or []),
        "typed": request.POST,
    }
    return render(request, "filing/status.html", context, status=422 if problems else 200)


def _asked(
    request: HttpRequest, step: Step, body: dict[str, Any], problems: list[Problem], more: dict[str, Any] | None = None
) -> HttpResponse:
    errors = fields.by_field(problems)
    witnesses = fields.blocks(additions.WITNESSES, body, errors)
    context = {
        "step": step,
        "witnesses": witnesses,
        "named": any(field.value or field.errors for block in witnesses for field in block.fields),
        "full": len(witnesses) >= additions.WITNESSES.most,
        "questions": fields.of_step(step, body, errors),
        "blocks": fields.blocks(step, body, errors) if step.block else [],
        "problems": pages.summary(problems),
        "wrong": errors,
        "typed": request.POST,
        **whose.named(request),
        **(more or {}),
    }
    return render(request, f"filing/{step.name}.html", context, status=422 if problems else 200)


def _where_left(draft: dict[str, Any]) -> str:
    """The first page that was not yet sent."""
    done = draft.get("done", [])
    return next((step.name for step in STEPS if step.name not in done), INCIDENT.name)
