"""Cases that one's office handled before they were moved: the history up to that step, read-only."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.enums import Procedure
from procedures.models import Step
from regions import offices
from reports import visibility
from reports.admin import casefile, wording
from reports.admin.frame import Crumb, frame
from reports.models.case import FormerHandler
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.staff import WORK, GuardedAdmin

LIST = "admin:reports_formerhandler_changelist"
MOST = 200  # of one office; older ones are found through the office that has the case


@dataclass(frozen=True)
class Row:
    """One case that went elsewhere, in words."""

    url: str
    reference: str
    to: str
    day: str


@admin.register(FormerHandler)
class FormerHandlerAdmin(GuardedAdmin):
    """What the permission table leaves of a case that was moved: its status and steps, nothing a person wrote."""

    title = gettext_lazy("Kasus yang dilimpahkan")
    purpose = gettext_lazy("Kasus yang dahulu ditangani kantor Anda: riwayatnya sampai berpindah kantor.")
    section = WORK
    order = 40
    context = Context.FORMER_OFFICE

    def visible(self, request: HttpRequest, _queryset: QuerySet[FormerHandler]) -> QuerySet[FormerHandler]:
        return visibility.cases_formerly_of(request.user)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, [DataGroup.STATUS])

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="reports_formerhandler_changelist"),
            path("<int:object_id>/change/", wrap(self.change_view), name="reports_formerhandler_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The cases that went, the latest first."""
        self.refuse(request)
        rows = self.get_queryset(request).select_related("case")[:MOST]
        context = {
            **frame(self.admin_site, request, title=str(self.title), crumbs=[Crumb(str(self.title))]),
            "purpose": self.purpose,
            "rows": [_row(one) for one in rows],
        }
        self.listed(request, len(context["rows"]))
        return TemplateResponse(request, "admin/reports/formerhandler/change_list.html", context)

    def change_view(  # type: ignore[override]
        self, request: HttpRequest, object_id: int, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The steps of one case up to the one that moved it. That they were read is recorded first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        former = self.get_queryset(request).select_related("case").filter(pk=object_id).first()
        if former is None:
            raise Http404
        self.record(request, "read", former.case_id)
        steps = Step.objects.filter(
            proceeding__subject=former.case_id, proceeding__procedure=Procedure.BAWASLU, number__lte=former.version
        ).select_related("proceeding", "letter")
        title = _("Riwayat kasus %(reference)s") % {"reference": wording.grouped(former.case.reference)}
        context = {
            **frame(
                self.admin_site, request, title=title, crumbs=[Crumb(str(self.title), reverse(LIST)), Crumb(title)]
            ),
            "row": _row(former),
            "steps": [casefile.line(step, names={}, notes=False) for step in steps.order_by("number")],
        }
        return TemplateResponse(request, "admin/reports/formerhandler/change_form.html", context)


def _row(former: FormerHandler) -> Row:
    return Row(
        url=reverse("admin:reports_formerhandler_change", args=[former.pk]),
        reference=wording.grouped(former.case.reference),
        to=offices.get(former.to_id).name,
        day=casefile.spoken(former.on),
    )
