"""/lacak/ditekan/: "Saya ditekan". What can and cannot be done, said before anything is sent."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regions import offices
from reports import distress
from reports.filing import fields, pages, whose
from reports.filing.tracking import opens
from reports.status import Status
from reports.submission import Problem

WHO = ("office", "above")


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def pressed(request: HttpRequest, code: str, found: Status) -> HttpResponse:
    """Say honestly what follows, let the person choose who is told, and alert them."""
    if request.method != "POST":
        return _shown(request, found, [])
    who = request.POST.get("who", "")
    if who not in WHO:
        return _shown(request, found, [Problem("who", "required", _("Pilih siapa yang diberi tahu."))])
    try:
        distress.call(code, past_the_leader=who == "above")
    except distress.Unknown:
        return redirect("filing:track")
    return redirect("filing:status")


def _shown(request: HttpRequest, found: Status, problems: list[Problem]) -> HttpResponse:
    above = offices.above(found.office)
    context: dict[str, Any] = {
        **whose.named(request),
        "office": found.office,
        "above": above,
        "police": settings.POLICE_LINE,
        "protection": settings.PROTECTION_LINE,
        "problems": pages.summary(problems),
        "wrong": fields.by_field(problems),
    }
    return render(request, "filing/pressed.html", context, status=422 if problems else 200)
