"""Which draft or report an open page belongs to, so that nothing sent from it reaches another one.

A browser holds one code. A tab that was opened under another code goes on showing what that one opens; what it sends
would otherwise be told, added, withdrawn or deleted in the name of the code that is held now.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reports import receipts
from reports.filing import pocket
from reports.filing.questions import label_of
from reports.filing.sheet import HANDLE

FIELD = "draft"
TYPED_BY_NOBODY = {FIELD, "csrfmiddlewaretoken", "action", "sure", "truth", "kind", "who", "answer", "partly"}


def named(request: HttpRequest) -> dict[str, str]:
    """What a page says of itself: a mark that is tied to the code and opens nothing."""
    code = pocket.code(request)
    return {"handle": _handle(code)} if code else {}


def is_another(request: HttpRequest, code: str) -> bool:
    """Whether what was sent comes from a page of another draft or report than the one this code opens."""
    own = _handle(code)
    return request.method == "POST" and (request.POST.get(FIELD) or own) != own


def refused(request: HttpRequest) -> HttpResponse:
    """409: nothing was done; what was typed stands on the page to be copied."""
    typed = [
        (label_of(name) or _("Isian lain"), value)
        for name, values in request.POST.lists()
        for value in values
        if value and name not in TYPED_BY_NOBODY
    ]
    return render(request, "filing/another.html", {"typed": typed, "files": bool(request.FILES)}, status=409)


def _handle(code: str) -> str:
    return receipts.digest(code)[:HANDLE]
