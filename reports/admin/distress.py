"""Calls for help of people who reported: a list for leaders and custodians, and the form that says "we have it"."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.transitions import Refused
from procedures.vocabulary import Actor
from regions import days, offices
from reports import distress, visibility
from reports.admin import officers, wording
from reports.admin.desk import Desk
from reports.admin.forms import DeskForm, reason
from reports.admin.frame import Crumb, frame
from reports.models.distress import DistressCall
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.staff import WORK, GuardedAdmin

GROUP = DataGroup.STATUS
LIST = "admin:reports_distresscall_changelist"
LATEST = 50  # of those that were received; all that wait are shown
REFUSED = 422


@dataclass(frozen=True)
class Row:
    """One call of the list, in words."""

    url: str
    ticket: str
    office: str
    raised: str
    received: str  # empty while it waits


class ReceiveForm(DeskForm):
    """That one has the call, and what is done now."""

    note = reason(
        gettext_lazy("Yang dilakukan sekarang"),
        help_text=gettext_lazy("Untuk rekan Anda; pelapor hanya membaca tanggalnya. Jangan menulis nama."),
    )
    sure = forms.BooleanField(label=gettext_lazy("Saya menangani panggilan ini"))


@admin.register(DistressCall)
class DistressCallAdmin(GuardedAdmin):
    """Calls of the offices one leads, and for a custodian of all below; the ones that wait come first."""

    title = gettext_lazy("Pelapor yang ditekan")
    purpose = gettext_lazy("Pelapor yang memberi tahu bahwa mereka ditekan. Terima hari ini juga, lalu bertindak.")
    section = WORK
    order = 5
    context = Context.CALLED

    def visible(self, request: HttpRequest, _queryset: QuerySet[DistressCall]) -> QuerySet[DistressCall]:
        return visibility.calls_visible_to(request.user)

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.UPDATE, self.groups())

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="reports_distresscall_changelist"),
            path("<uuid:object_id>/change/", wrap(self.change_view), name="reports_distresscall_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What waits first, the oldest first; then what was received, the latest first."""
        self.refuse(request)
        rows = self.get_queryset(request)
        waiting = rows.filter(received_on__isnull=True).order_by("raised_on", "pk")
        received = rows.filter(received_on__isnull=False).order_by(F("received_on").desc(), "pk")
        context = {
            **self._frame(request, str(self.title)),
            "purpose": self.purpose,
            "waiting": [_row(one) for one in waiting],
            "received": [_row(one) for one in received[:LATEST]],
        }
        self.listed(request, len(context["waiting"]) + len(context["received"]))
        return TemplateResponse(request, "admin/reports/distresscall/change_list.html", context)

    def change_view(  # type: ignore[override]
        self, request: HttpRequest, object_id: UUID, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One call: receive it, or read who has."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request).filter(pk=object_id).first()
        if found is None:
            raise Http404
        form = ReceiveForm(request.POST or None, initial={"version": "-"}, today=timezone.localdate(), label_suffix="")
        if request.method == "POST" and form.is_valid() and self._received(request, found, form):
            messages.success(request, _("Panggilan diterima; pelapor membacanya di halaman status."))
            return HttpResponseRedirect(reverse(LIST))
        self.record(request, "read", found.pk)
        title = _("Pelapor %(ticket)s") % {"ticket": wording.grouped(found.ticket)}
        context = {
            **self._frame(request, title, Crumb(str(self.title), reverse(LIST))),
            "call": _row(found),
            "by": officers.names([found.received_by]).get(found.received_by, "") if found.received_by else "",
            "note": found.note,
            "form": form,
            "report_url": f"{reverse('admin:reports_report_changelist')}?q={found.ticket}" if _reads(request) else "",
        }
        status = REFUSED if request.method == "POST" else 200
        return TemplateResponse(request, "admin/reports/distresscall/change_form.html", context, status=status)

    def _received(self, request: HttpRequest, found: DistressCall, form: ReceiveForm) -> bool:
        try:
            distress.receive(found, note=form.cleaned_data["note"], by=_actor(request, found))
        except Refused as error:
            form.add_error(None, " ".join(error.sentences))
            return False
        return True

    def _frame(self, request: HttpRequest, title: str, *crumbs: Crumb) -> dict[str, Any]:
        return frame(self.admin_site, request, title=title, crumbs=[*crumbs, Crumb(title)])


def urls(desk: Desk) -> list[str]:
    """Pages of the calls about this case that wait for this officer as a leader; nobody else learns of one."""
    led = {one.agency for one in desk.actors if permissions.may(one.role, Action.UPDATE, GROUP, Context.CALLED)}
    waiting = [one for one in desk.rows.calls if one.told_id in led]
    return [reverse("admin:reports_distresscall_change", args=[one.pk]) for one in waiting]


def _actor(request: HttpRequest, found: DistressCall) -> Actor:
    """As a leader of the office that was told, else as custodian."""
    leads = found.told_id in visibility.desks_of(request.user, roles=(Role.LEADER,))
    role = Role.LEADER if leads else Role.CUSTODIAN
    agency = next((one.agency_code for one in access.standings(request) if one.role == role), "")
    return Actor(role, user=request.user.pk, agency=found.told_id if leads else agency)


def _reads(request: HttpRequest) -> bool:
    return bool(visibility.desks_of(request.user))


def _row(one: DistressCall) -> Row:
    return Row(
        url=reverse("admin:reports_distresscall_change", args=[one.pk]),
        ticket=wording.grouped(one.ticket),
        office=offices.get(one.told_id).name,
        raised=days.spoken_date(one.raised_on),
        received=days.spoken_date(one.received_on) if one.received_on else "",
    )
