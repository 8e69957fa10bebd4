"""Roles: a page on which an administrator asks for one and a leader agrees or declines."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.models import Agency
from reports.admin.forms import day
from reports.admin.frame import Crumb
from services.accounts import access, granting, reentry
from services.accounts.enums import Action, DataGroup, Role
from services.accounts.models import RoleRequest, User
from services.accounts.staff import SYSTEM, GuardedAdmin

PAGE = "admin:accounts_rolerequest_changelist"
REFUSED = 422
SHOWN = 50
GIVEN = [(role.value, role.label) for role in Role if role not in granting.NEVER_SIGN_IN]


class AskForm(forms.Form):
    """Who should serve where, as what, and on which paper that rests."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Petugas"), queryset=User.objects.filter(is_active=True), to_field_name="username"
    )
    agency = forms.ModelChoiceField(label=gettext_lazy("Kantor"), queryset=Agency.objects.all(), to_field_name="code")
    role = forms.ChoiceField(label=gettext_lazy("Peran"), choices=[("", "—"), *GIVEN])
    since = day(gettext_lazy("Mulai"))
    until = day(gettext_lazy("Sampai (tidak termasuk)"), required=False)
    basis = forms.CharField(label=gettext_lazy("Dasar: surat tugas atau keputusan"), max_length=160)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("Tanggal akhir harus setelah tanggal mulai."))
        return cleaned


@admin.register(RoleRequest)
class RoleRequestAdmin(GuardedAdmin):
    """What was asked for and what became of it. Nobody gives a role alone."""

    title = gettext_lazy("Permintaan peran")
    purpose = gettext_lazy("Administrator meminta peran bagi petugas; pimpinan menyetujui atau menolak.")
    section = SYSTEM
    order = 69
    opens = frozenset({Action.CREATE, Action.APPROVE})

    def visible(self, _request: HttpRequest, queryset: Any) -> Any:
        return queryset

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self._asks(request) or any(one.role == Role.LEADER for one in access.standings(request))

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.changelist_view), name="accounts_rolerequest_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page; a POST asks for a role, agrees to one or declines one."""
        self.refuse(request)
        user = request.user
        if not isinstance(user, User):
            raise PermissionDenied
        asked = request.method == "POST" and not {"approve", "decline"} & request.POST.keys()
        form = AskForm(request.POST if asked else None, initial={"since": timezone.localdate()}, label_suffix="")
        status = 200
        if request.method == "POST":
            try:
                if self._done(request, user, form):
                    return HttpResponseRedirect(reverse(PAGE))
            except granting.Refused as error:
                if form.is_bound:
                    form.add_error(None, str(error))
                else:
                    messages.error(request, str(error))
            status = REFUSED
        context = self._context(request, user, form)
        self.listed(request, len(context["deciding"]) + len(context["rows"]))
        return TemplateResponse(request, "admin/accounts/rolerequest/change_list.html", context, status=status)

    def _done(self, request: HttpRequest, user: User, form: AskForm) -> bool:
        """Whether something was asked for or decided; raises `Refused` and `CodeNeeded`."""
        if "approve" in request.POST or "decline" in request.POST:
            reentry.require(request, reentry.Act.ROLE)
            if "approve" in request.POST:
                granting.approve(_key(request.POST["approve"]), by=user)
                messages.success(request, _("Peran berlaku. Auditor diberi tahu."))
            else:
                note = request.POST.get("note", "")[:300]
                granting.decline(_key(request.POST["decline"]), note=note, by=user)
                messages.success(request, _("Permintaan ditolak. Tidak ada peran yang diberikan."))
            return True
        if not self._asks(request):
            raise PermissionDenied
        if not form.is_valid():
            return False
        reentry.require(request, reentry.Act.ROLE)
        granting.ask(**form.cleaned_data, by=user)
        messages.success(request, _("Permintaan dikirim kepada pimpinan. Peran berlaku setelah disetujui."))
        return True

    def _context(self, request: HttpRequest, user: User, form: AskForm) -> dict[str, Any]:
        deciding = granting.waiting(user)
        rows = self.get_queryset(request).select_related("user", "agency", "asked_by", "decided_by")
        if not self._asks(request):
            rows = rows.filter(decided_by=user)
        deciding_keys = {row.pk for row in deciding}
        return {
            **self.admin_site.each_context(request),
            "title": str(self.title),
            "crumbs": [Crumb(str(self.title))],
            "purpose": self.purpose,
            "form": form if self._asks(request) else None,
            "deciding": deciding,
            "rows": [row for row in rows[:SHOWN] if row.pk not in deciding_keys],
            "days": granting.LASTS.days,
        }

    def _asks(self, request: HttpRequest) -> bool:
        return self.allowed(request, Action.CREATE, [DataGroup.ACCOUNTS])


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise granting.Refused(_("Permintaan ini sudah tidak menunggu.")) from None
