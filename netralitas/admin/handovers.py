"""Mass handover between authorities: a page on which one administrator counts and another agrees."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures import handovers
from procedures.enums import Procedure
from procedures.models import Handover
from procedures.vocabulary import Refused
from regions.enums import AgencyKind
from regions.models import Agency
from reports.admin.frame import Crumb
from services.accounts import reentry
from services.accounts.enums import Action, DataGroup
from services.accounts.staff import SYSTEM, GuardedAdmin

PAGE = "admin:procedures_handover_changelist"
REFUSED = 422
KINDS = (AgencyKind.OVERSEER, AgencyKind.PERSONNEL_REGENCY, AgencyKind.PERSONNEL_PROVINCE)


class HandoverForm(forms.Form):
    """From whom to whom, and by which law or letter."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Dari kantor"), queryset=Agency.objects.filter(kind__in=KINDS), to_field_name="code"
    )
    target = forms.ModelChoiceField(
        label=gettext_lazy("Ke kantor"), queryset=Agency.objects.filter(kind__in=KINDS), to_field_name="code"
    )
    basis = forms.CharField(label=gettext_lazy("Dasar: peraturan atau surat"), max_length=160)


@admin.register(Handover)
class HandoverAdmin(GuardedAdmin):
    """What was handed from one authority to another, and the form for the next time."""

    title = gettext_lazy("Serah terima antarlembaga")
    purpose = gettext_lazy("Memindahkan semua perkara terbuka satu lembaga ke penggantinya, oleh dua orang.")
    section = SYSTEM
    order = 60
    opens = frozenset({Action.UPDATE})

    def visible(self, _request: HttpRequest, queryset: Any) -> Any:
        return queryset

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.UPDATE, [DataGroup.ACCOUNTS])

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.changelist_view), name="procedures_handover_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page; a POST asks for a handover, or agrees to the one that waits."""
        self.refuse(request)
        form, status = HandoverForm(request.POST if "source" in request.POST else None, label_suffix=""), 200
        if request.method == "POST":
            try:
                if self._done(request, form):
                    return HttpResponseRedirect(reverse(PAGE))
            except Refused as error:
                if form.is_bound:
                    form.add_error(None, " ".join(error.sentences))
                else:
                    messages.error(request, " ".join(error.sentences))
            status = REFUSED
        rows = list(self.get_queryset(request).select_related("source", "target")[:50])
        self.listed(request, len(rows))
        context = {
            **self.admin_site.each_context(request),
            "title": str(self.title),
            "crumbs": [Crumb(str(self.title))],
            "purpose": self.purpose,
            "form": form,
            "waiting": [(row, _parts(row)) for row in rows if row.at is None],
            "past": [row for row in rows if row.at is not None],
        }
        return TemplateResponse(request, "admin/procedures/handover/change_list.html", context, status=status)

    def _done(self, request: HttpRequest, form: HandoverForm) -> bool:
        """Whether something was asked for or agreed to; raises `Refused`."""
        user = UUID(str(request.user.pk))
        if "approve" in request.POST:
            row = self.get_queryset(request).filter(pk=request.POST["approve"], at__isnull=True).first()
            if row is None:
                raise Refused(_("Serah terima ini sudah tidak menunggu."))
            reentry.require(request, reentry.Act.HANDOVER_APPROVAL)
            moved = handovers.approve(row, by=user)
            if moved < 0:
                messages.error(request, _("Jumlahnya sudah berubah; usul ini gugur. Hitung lagi."))
            else:
                messages.success(request, _("%(number)s perkara dipindahkan.") % {"number": moved})
            return True
        if not form.is_valid():
            return False
        reentry.require(request, reentry.Act.HANDOVER_REQUEST)
        values = form.cleaned_data
        row = handovers.ask(values["source"], values["target"], basis=values["basis"], by=user)
        messages.success(request, _("%(number)s perkara dihitung; menunggu orang kedua.") % {"number": row.counted})
        return True


def _parts(row: Handover) -> str:
    found = handovers.count(row.source)
    return ", ".join(f"{Procedure(code).label} {number}" for code, number in found.items())
