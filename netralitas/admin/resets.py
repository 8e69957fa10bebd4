"""Lost code apps: a page on which an administrator asks for one to be taken away and a second person agrees."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.admin.frame import Crumb
from services.accounts import granting, reentry, resetting
from services.accounts.enums import Action, DataGroup
from services.accounts.models import FactorReset, User
from services.accounts.staff import SYSTEM, GuardedAdmin

PAGE = "admin:accounts_factorreset_changelist"
REFUSED = 422
SHOWN = 50


class AskForm(forms.Form):
    """Whose code app is lost, and how the administrator knows that it is really this officer who says so."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Petugas"), queryset=User.objects.filter(is_active=True), to_field_name="username"
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan, dan bagaimana Anda mengenali petugas itu"),
        max_length=160,
        help_text=gettext_lazy("Misalnya: ponsel hilang, datang sendiri dengan kartu pegawai."),
    )


@admin.register(FactorReset)
class FactorResetAdmin(GuardedAdmin):
    """What was asked for and what became of it. Nobody takes a second factor away alone."""

    title = gettext_lazy("Penggantian aplikasi kode")
    purpose = gettext_lazy(
        "Ponsel petugas hilang: administrator meminta aplikasi kodenya dihapus; administrator lain, atau pimpinan, "
        "pemegang kunci, atau auditor kantor petugas itu menyetujui."
    )
    section = SYSTEM
    order = 72
    opens = frozenset({Action.CREATE, Action.APPROVE})

    def visible(self, _request: HttpRequest, queryset: Any) -> Any:
        return queryset

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self._asks(request) or self.allowed(request, Action.APPROVE, [DataGroup.ACCOUNTS])

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.changelist_view), name="accounts_factorreset_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page; a POST asks for a reset, agrees to one or declines one."""
        self.refuse(request)
        user = request.user
        if not isinstance(user, User):
            raise PermissionDenied
        asked = request.method == "POST" and not {"approve", "decline"} & request.POST.keys()
        form = AskForm(request.POST if asked else None, label_suffix="")
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
        return TemplateResponse(request, "admin/accounts/factorreset/change_list.html", context, status=status)

    def _done(self, request: HttpRequest, user: User, form: AskForm) -> bool:
        """Whether something was asked for or decided; raises `Refused` and `CodeNeeded`."""
        if "approve" in request.POST or "decline" in request.POST:
            reentry.require(request, reentry.Act.FACTOR_RESET)
            if "approve" in request.POST:
                resetting.approve(_key(request.POST["approve"]), by=user)
                messages.success(
                    request, _("Aplikasi kode dihapus. Pemilik akun, auditor, dan pemegang kunci disurati.")
                )
            else:
                note = request.POST.get("note", "")[:300]
                resetting.decline(_key(request.POST["decline"]), note=note, by=user)
                messages.success(request, _("Permintaan ditolak. Aplikasi kode tetap berlaku."))
            return True
        if not self._asks(request):
            raise PermissionDenied
        if not form.is_valid():
            return False
        reentry.require(request, reentry.Act.FACTOR_RESET)
        resetting.ask(**form.cleaned_data, by=user)
        messages.success(
            request, _("Permintaan dikirim kepada orang kedua. Aplikasi kode tetap berlaku sampai disetujui.")
        )
        return True

    def _context(self, request: HttpRequest, user: User, form: AskForm) -> dict[str, Any]:
        deciding = resetting.waiting(user)
        rows = self.get_queryset(request).select_related("user", "asked_by", "decided_by")
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
            "days": resetting.LASTS.days,
        }

    def _asks(self, request: HttpRequest) -> bool:
        return self.allowed(request, Action.CREATE, [DataGroup.ACCOUNTS])


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise granting.Refused(_("Permintaan ini sudah tidak menunggu.")) from None
