"""Calls for help of people who reported: a list for leaders and custodians, and the form that says "we have it"."""

from collections.abc import Mapping
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
from reports.admin import called, officers, takeover, wording
from reports.admin.desk import Desk
from reports.admin.forms import DeskForm, reason
from reports.admin.frame import Crumb, frame
from reports.models.distress import DistressCall
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.staff import WORK, GuardedAdmin

GROUP = DataGroup.STATUS
LIST, CALL = "admin:reports_distresscall_changelist", "admin:reports_distresscall_change"
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
    closed: str


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
            path("<uuid:object_id>/message/", wrap(self.message_view), name="reports_distresscall_message"),
            path("<uuid:object_id>/close/", wrap(self.close_view), name="reports_distresscall_close"),
            path("<uuid:object_id>/take-over/", wrap(self.take_over_view), name="reports_distresscall_take_over"),
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
        """One call: receive it, or read who has; once received, hear its author from here."""
        found = self._found(request, object_id)
        form = ReceiveForm(request.POST or None, **_blank())
        if request.method == "POST" and form.is_valid() and self._received(request, found, form):
            messages.success(request, _("Panggilan diterima; pelapor membacanya di halaman status."))
            return HttpResponseRedirect(reverse(LIST))
        return self._page(request, found, {"form": form}, refused=request.method == "POST")

    def message_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Write to the author of a call that was received here."""
        found = self._heard(request, object_id)
        form = called.MessageForm(request.POST or None, **_blank())
        if request.method == "POST" and form.is_valid() and called.sent(found, form, by=_actor(request, found)):
            messages.success(request, _("Pesan terkirim ke halaman status pelapor."))
            return HttpResponseRedirect(reverse(CALL, args=[found.pk]))
        return self._page(request, found, {"say": form}, refused=request.method == "POST")

    def close_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Say that there is nothing left to do on a call."""
        found = self._heard(request, object_id)
        form = called.CloseForm(request.POST or None, **_blank())
        if request.method == "POST" and form.is_valid():
            distress.close(found, by=_actor(request, found))
            messages.success(request, _("Panggilan ditutup."))
            return HttpResponseRedirect(reverse(LIST))
        return self._page(request, found, {"end": form}, refused=request.method == "POST")

    def take_over_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Take over the case of a call that was received here, without knowing its reference."""
        found = self._heard(request, object_id)
        if not takeover.may(request):
            raise PermissionDenied
        back = [Crumb(str(self.title), reverse(LIST)), Crumb(_title(found), reverse(CALL, args=[found.pk]))]
        return takeover.of_call(request, found, frame=self._frame(request, _("Ambil alih kasus"), *back))

    def _found(self, request: HttpRequest, object_id: UUID) -> DistressCall:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found: DistressCall | None = self.get_queryset(request).filter(pk=object_id).first()
        if found is None:
            raise Http404
        return found

    def _heard(self, request: HttpRequest, object_id: UUID) -> DistressCall:
        """A call that the person has received as a leader; anything else is not there."""
        found = self._found(request, object_id)
        if not called.hears(request.user, found):
            raise Http404
        return found

    def _page(
        self, request: HttpRequest, found: DistressCall, forms: Mapping[str, DeskForm], *, refused: bool
    ) -> HttpResponse:
        self.record(request, "read", found.pk)
        context = {
            **self._frame(request, _title(found), Crumb(str(self.title), reverse(LIST))),
            "call": _row(found),
            "by": officers.names([found.received_by]).get(found.received_by, "") if found.received_by else "",
            "note": found.note,
            **called.shown(request, found, by=_actor(request, found)),
            **forms,
        }
        status = REFUSED if refused else 200
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


def _blank() -> dict[str, Any]:
    return {"initial": {"version": "-"}, "today": timezone.localdate(), "label_suffix": ""}


def _title(found: DistressCall) -> str:
    return _("Pelapor %(ticket)s") % {"ticket": wording.grouped(found.ticket)}


def _row(one: DistressCall) -> Row:
    return Row(
        url=reverse("admin:reports_distresscall_change", args=[one.pk]),
        ticket=wording.grouped(one.ticket),
        office=offices.get(one.told_id).name,
        raised=days.spoken_date(one.raised_on),
        received=days.spoken_date(one.received_on) if one.received_on else "",
        closed=days.spoken_date(one.closed_on) if one.closed_on else "",
    )
