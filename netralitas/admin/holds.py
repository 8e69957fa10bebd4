"""Who is held for too many openings of identities, and the page on which an auditor lets them go on."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import days
from reports import privacy
from reports.admin import officers
from reports.admin.frame import Crumb, frame
from reports.admin.openings import DOWN, REFUSED, VAULT_DOWN, CodeForm
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.models import User
from services.accounts.staff import SYSTEM, GuardedAdmin
from services.vault.models import Hold

PAGE = "admin:vault_hold_changelist"
MOST = 50


@dataclass(frozen=True)
class Row:
    """One hold in words."""

    pk: UUID
    who: str
    when: str
    by: str


@admin.register(Hold)
class HoldAdmin(GuardedAdmin):
    """Open holds first. Lifting one takes an auditor's own one-time code, which the vault checks."""

    title = gettext_lazy("Penahanan pembukaan identitas")
    purpose = gettext_lazy("Petugas yang mencapai batas tiga pembukaan dalam 24 jam tertahan sampai auditor memeriksa.")
    section = SYSTEM
    order = 15
    context = Context.OTHER_OFFICE

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.only("id", "account", "since", "confirmed_account", "confirmed_at")

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, [DataGroup.AUDIT])  # of everybody's acts: an auditor

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.changelist_view), name="vault_hold_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page; a POST lifts one hold."""
        self.refuse(request)
        form = CodeForm(request.POST or None, label_suffix="")
        status = 200
        if request.method == "POST":
            status = self._lifted(request, form) if form.is_valid() else REFUSED
            if status == 200:
                messages.success(request, _("Dilepas. Hitungannya mulai dari awal."))
                return HttpResponseRedirect(reverse(PAGE))
        holds = list(self.get_queryset(request)[:MOST])
        self.listed(request, len(holds))
        names = officers.names([one for hold in holds for one in (hold.account, hold.confirmed_account)])
        context = {
            **frame(self.admin_site, request, title=str(self.title), crumbs=[Crumb(str(self.title))]),
            "purpose": self.purpose,
            "form": form,
            "waiting": [_row(one, names) for one in holds if one.confirmed_at is None],
            "past": [_row(one, names) for one in holds if one.confirmed_at is not None],
        }
        return TemplateResponse(request, "admin/vault/hold/change_list.html", context, status=status)

    def _lifted(self, request: HttpRequest, form: CodeForm) -> int:
        """200 once it is lifted; else the status of the answer, with the sentence at the form."""
        try:
            hold = UUID(request.POST.get("hold", ""))
        except ValueError:
            raise Http404 from None
        try:
            privacy.lift_hold(hold, by=cast(User, request.user), otp=form.cleaned_data["otp"])
        except privacy.Refused as refusal:
            form.add_error(None, refusal.message)
            return REFUSED
        except privacy.VaultDown:
            form.add_error(None, str(VAULT_DOWN))
            return DOWN
        return 200


def _row(hold: Hold, names: Any) -> Row:
    when = days.spoken_instant(hold.since, settings.TIME_ZONE)
    nobody = _("petugas lain")
    return Row(hold.pk, names.get(hold.account, nobody), when, names.get(hold.confirmed_account, nobody))
