"""The auditor's question: whose identity, original or case was exposed to whom between two moments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from netralitas.admin import audit_words
from reports.admin import officers
from reports.admin.frame import Crumb, frame
from services.accounts import access, permissions, reentry
from services.accounts.enums import Action, Context, DataGroup
from services.audit import exposure, log
from services.audit.exposure import Exposure, Kind

LIST = "admin:audit_entry_changelist"
MOST = 500  # rows on the page; the file holds all
LOCAL = "%Y-%m-%dT%H:%M"
MOMENT = forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local"})


class ExposureForm(forms.Form):
    """From when until when, and of what."""

    since = forms.DateTimeField(label=gettext_lazy("Dari"), widget=MOMENT, input_formats=[LOCAL, "%Y-%m-%d %H:%M"])
    until = forms.DateTimeField(label=gettext_lazy("Sampai"), widget=MOMENT, input_formats=[LOCAL, "%Y-%m-%d %H:%M"])
    kind = forms.ChoiceField(
        label=gettext_lazy("Yang terbuka"),
        required=False,
        choices=lambda: [("", _("Semuanya")), *((kind.value, kind.label) for kind in Kind)],
    )
    subject = forms.CharField(label=gettext_lazy("Nomor acak (boleh kosong)"), required=False, max_length=64)

    def clean(self) -> dict[str, Any]:
        """A span with nothing in it is a typing error."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until <= since:
            self.add_error("until", _("Saat kedua harus sesudah saat pertama."))
        return values

    def found(self) -> "Iterable[Exposure]":
        """What was exposed, of a valid form."""
        values = self.cleaned_data
        kind = Kind(values["kind"]) if values["kind"] else None
        return exposure.exposures(values["since"], values["until"], kind=kind, subject=values["subject"].strip())


@dataclass(frozen=True)
class Row:
    """One exposure in words."""

    kind: str
    action: str
    subject: str
    who: str
    times: int
    first: datetime
    last: datetime


def page(site: AdminSite, request: HttpRequest) -> HttpResponseBase:
    """The form and its answer; `file=1` streams all of it as CSV, by POST and with a fresh code."""
    if not may_ask(request):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    asked = "since" in sent or "until" in sent
    form = ExposureForm(sent if asked else None, label_suffix="")
    valid = asked and form.is_valid()
    if valid and request.method == "POST":
        return _file(request, form)
    context = {
        **frame(site, request, title=_("Siapa melihat apa"), crumbs=[Crumb(_("Jejak audit"), reverse(LIST)),
                                                                     Crumb(_("Siapa melihat apa"))]),
        "form": form, "asked": valid, **(_answer(request, form) if valid else {}),
    }  # fmt: skip
    return TemplateResponse(request, "admin/audit/exposure.html", context, status=422 if asked and not valid else 200)


def _answer(request: HttpRequest, form: ExposureForm) -> dict[str, Any]:
    _record(request, form, "exposure_asked")
    found = list(islice(form.found(), MOST + 1))
    names = officers.names(filter(None, (audit_words.account(one.actor) for one in found)))
    return {
        "rows": [_row(one, names) for one in found[:MOST]],
        "more": len(found) > MOST,
        "most": MOST,
        "exports": _may(request, Action.EXPORT),
    }


def _file(request: HttpRequest, form: ExposureForm) -> HttpResponseBase:
    if not _may(request, Action.EXPORT):
        raise PermissionDenied
    reentry.require(request, reentry.Act.EXPORT)
    _record(request, form, "exposure_exported")
    notice = "DATA CONTOH: semua nama dan peristiwa karangan" if settings.DEMO else ""
    lines = exposure.file(iter(form.found()), notice=notice)
    stream = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    stream["Content-Disposition"] = f'attachment; filename="jejak-{timezone.localdate():%Y-%m-%d}.csv"'
    return stream


def _record(request: HttpRequest, form: ExposureForm, verb: str) -> None:
    values = form.cleaned_data
    log.record(
        f"audit:{verb}",
        subject="list",
        actor=f"user:{request.user.pk}",
        since=values["since"],
        until=values["until"],
        kind=values["kind"],
    )


def may_ask(request: HttpRequest) -> bool:
    """Whether the table lets this person read about everybody's acts."""
    return _may(request, Action.READ)


def _may(request: HttpRequest, action: str) -> bool:
    roles = {one.role for one in access.standings(request)}
    return any(permissions.may(role, action, DataGroup.AUDIT, Context.OTHER_OFFICE) for role in roles)


def _row(one: Exposure, names: Any) -> Row:
    account = audit_words.account(one.actor)
    who = names.get(account, one.actor) if account else one.actor
    return Row(one.kind.label, one.action, one.subject, who, one.times, one.first, one.last)
