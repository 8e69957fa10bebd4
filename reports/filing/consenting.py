"""/lacak/persetujuan/: what is about to leave Bawaslu, and the yes or no of the person it could point at."""

from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regions import days
from reports import consents, messages
from reports.enums import ConsentAnswer
from reports.filing import fields, pages, whose
from reports.filing.tracking import opens
from reports.models.consent import Consent
from reports.status import Status
from reports.submission import Problem


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def consent(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """Read the text, then agree or decline, with words to the office if one likes."""
    asked = consents.waiting(code)
    if asked is None:
        return redirect("filing:status")
    if request.method != "POST":
        return _asked(request, asked, found, [])
    try:
        problems = _answered(request, code)
    except consents.NothingAsked:
        return redirect("filing:status")
    return _asked(request, asked, found, problems) if problems else redirect("filing:status")


def _answered(request: HttpRequest, code: str) -> list[Problem]:
    given = request.POST.get("answer", "")
    if given not in ConsentAnswer.values:
        return [Problem("answer", "required", _("Pilih setuju atau tidak setuju."))]
    try:
        with transaction.atomic():
            consents.answer(code, agrees=given == ConsentAnswer.AGREED, words=request.POST.get("words", ""))
    except messages.Refused as refused:
        return [Problem("words", refused.code, str(refused))]
    return []


def _asked(request: HttpRequest, asked: Consent, found: Status, problems: list[Problem]) -> HttpResponse:
    shown = asked.shown
    day = shown["incident_date"]
    context = {
        **whose.named(request),
        "office": found.office,
        "due": days.spoken_date(asked.due_on),
        "narrative": shown["narrative"],
        "incident_date": days.spoken_date(date.fromisoformat(day)) if day else "",
        "people": [person or _("belum diketahui") for person in shown["people"]],
        "links": shown["links"],
        "files": ", ".join(map(str, shown.get("files", ()))),  # questions of earlier versions tell of none
        "problems": pages.summary(problems),
        "wrong": fields.by_field(problems),
        "typed": request.POST,
    }
    return render(request, "filing/consent.html", context, status=422 if problems else 200)
