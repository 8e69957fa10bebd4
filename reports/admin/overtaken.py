"""What an officer is told who sends a form of a case that a colleague took meanwhile: that, and their own text."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reports import visibility
from reports.admin import actions, addresses

LONGEST = 20_000  # letters of one field that the page gives back
MOST = 200  # values of one name; a picture has fewer cells
TITLE = gettext_lazy("Sudah diambil rekan")
Labels = Mapping[str, str | Promise]  # name of a field whose text comes back → how its page calls it
View = Callable[..., HttpResponseBase]


def gives_back(labels: Labels) -> Callable[[View], View]:
    """For a page of a case that is no form of a verb: what was sent from it meets the same answer."""

    def around(view: View) -> View:
        @wraps(view)
        def seen(admin: Any, request: HttpRequest, object_id: UUID, **place: Any) -> HttpResponseBase:
            try:
                return view(admin, request, object_id, **place)
            except Http404:
                if not is_told(request, object_id):
                    raise
                return page(request, labels, frame=admin.frame(request, str(TITLE)))

        return seen

    return around


def is_told(request: HttpRequest, case: UUID) -> bool:
    """Whether the queue shows the person the line of this case, which a colleague has; all others hear nothing."""
    if request.method != "POST":
        return False
    opens = visibility.cases_visible_to(request.user).filter(pk=case)
    return visibility.queue_of(request.user).filter(pk=case).exists() and not opens.exists()


def page(request: HttpRequest, labels: Labels, *, frame: dict[str, Any]) -> HttpResponse:
    """409: nothing was saved or sent. What was typed stands there to be copied; nothing of the case does."""
    context = {**frame, "typed": _typed(request, labels), "queue_url": addresses.queue()}
    return TemplateResponse(request, "admin/reports/case/overtaken.html", context, status=actions.STALE)


def labels_of(form: type[forms.Form]) -> Labels:
    """The free text of a form under its labels. A one-time code is no field of it and never comes back."""
    return {
        name: str(field.label or name)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not field.widget.is_hidden and name != "otp"
    }


def _typed(request: HttpRequest, labels: Labels) -> list[tuple[str, str]]:
    said = [
        (str(label), ", ".join(filter(str.strip, request.POST.getlist(name)[:MOST]))[:LONGEST])
        for name, label in labels.items()
    ]
    return [(label, text) for label, text in said if text]
