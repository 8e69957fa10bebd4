"""What an officer is told who sends a form of a case that a colleague took meanwhile: that, and their own text."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from reports import visibility
from reports.admin import actions, addresses

LONGEST = 20_000  # letters of one field that the page gives back


def is_told(request: HttpRequest, case: UUID, verb: str) -> bool:
    """Whether the queue shows the person the line of this case, which a colleague has; all others hear nothing."""
    if request.method != "POST" or verb not in actions.ALL:
        return False
    opens = visibility.cases_visible_to(request.user).filter(pk=case)
    return visibility.queue_of(request.user).filter(pk=case).exists() and not opens.exists()


def page(request: HttpRequest, verb: str, *, frame: dict[str, Any]) -> HttpResponse:
    """409: nothing was saved or sent. What was typed stands there to be copied; nothing of the case does."""
    context = {**frame, "typed": _typed(request, actions.ALL[verb].form), "queue_url": addresses.queue()}
    return TemplateResponse(request, "admin/reports/case/overtaken.html", context, status=actions.STALE)


def _typed(request: HttpRequest, form: type[forms.Form]) -> list[tuple[str, str]]:
    """The free text of the form under its labels. A one-time code is no field of it and never comes back."""
    texts = {
        name: field
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not field.widget.is_hidden
    }
    said = [(str(field.label or name), request.POST.get(name, "")[:LONGEST]) for name, field in texts.items()]
    return [(label, text) for label, text in said if text.strip()]
