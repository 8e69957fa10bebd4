"""Reports as filed, read-only: a list by day of reception and one page each. What is done with a report is
done on its case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import django_filters
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import days
from reports import naming, visibility
from reports.admin import casefile, reading, wording
from reports.admin.filters import StrictFilterSet, UnusableFilter, Wrong, spelled
from reports.admin.frame import Crumb, frame
from reports.admin.wording import Flag
from reports.enums import ReportKind
from reports.models.case import Case, CaseReport
from reports.models.report import Report
from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.staff import WORK, GuardedAdmin

LIST = "admin:reports_report_changelist"
PAGE = 50


class ReportFilter(StrictFilterSet):
    """By ticket and by day of reception. It filters cases: they carry the index by office and day."""

    paging = ("after",)
    q = django_filters.CharFilter(method="search", max_length=80, label=gettext_lazy("Tiket"))
    received_from = django_filters.DateFilter(
        field_name="received_on", lookup_expr="gte", label=gettext_lazy("Diterima sejak")
    )
    received_to = django_filters.DateFilter(
        field_name="received_on", lookup_expr="lte", label=gettext_lazy("Diterima sampai")
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def search(self, rows: QuerySet[Case], _name: str, text: str) -> QuerySet[Case]:
        """The case in which the report with this ticket lies now."""
        lying = CaseReport.objects.filter(report__ticket=spelled(text), unlinked_at__isnull=True)
        return rows.filter(pk__in=lying.values("case_id"))


@dataclass(frozen=True)
class Row:
    """One report of the list, in words."""

    url: str
    ticket: str
    kind: str
    kind_label: str
    received: str
    case_url: str
    case: str
    flags: list[Flag]


@admin.register(Report)
class ReportAdmin(GuardedAdmin):
    """The reports that lie in a case one may open."""

    title = gettext_lazy("Laporan masuk")
    purpose = gettext_lazy("Laporan dan informasi awal seperti yang disampaikan; hanya untuk dibaca.")
    section = WORK
    order = 20
    context = Context.UNTAKEN  # the least by which a row of this list may be read

    def visible(self, request: HttpRequest, _queryset: QuerySet[Report]) -> QuerySet[Report]:
        return visibility.reports_visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, [DataGroup.NARRATIVE_ORIGINAL])

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="reports_report_changelist"),
            path("<uuid:object_id>/change/", wrap(self.change_view), name="reports_report_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, newest first."""
        self._admit(request)
        context = frame(self.admin_site, request, title=str(self.title), crumbs=[Crumb(str(self.title))])
        try:
            context |= _listed(request)
        except UnusableFilter as error:
            refused = {"wrongs": error.wrongs, "known": error.known, "clear_url": reverse(LIST)}
            title = _("Alamat daftar tidak dikenal")
            return TemplateResponse(
                request, "admin/reports/unusable_filter.html", {**context, **refused, "title": title}, status=400
            )
        self.listed(request, len(context["rows"]))
        return TemplateResponse(request, "admin/reports/report/change_list.html", {**context, **(extra_context or {})})

    def change_view(  # type: ignore[override]
        self, request: HttpRequest, object_id: UUID, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One report as it was filed. That it was read is recorded first, or nothing is shown."""
        self._admit(request)
        report = self.get_queryset(request).filter(pk=object_id).first()
        if report is None:
            raise Http404
        self.record(request, "read", report.pk)
        links = CaseReport.objects.annotate(turn=naming.turn("case", report="report")).select_related("case")
        lying = links.get(report=report, unlinked_at__isnull=True)
        context = visibility.context(request.user, lying.case)
        roles = [one.role for one in visibility.actors(request.user, lying.case.handler_id)]
        whole = any(permissions.may(role, Action.READ, DataGroup.EVIDENCE_ORIGINAL, context) for role in roles)
        title = _("Laporan %(ticket)s") % {"ticket": wording.grouped(report.ticket)}
        crumbs = [Crumb(str(self.title), reverse(LIST)), Crumb(title)]
        exhibits = reading.exhibits(report, lying.turn)
        shown = {
            "report": casefile.filing(report, exhibits, turn=lying.turn, whole=whole, seen=False),
            "case": wording.grouped(lying.case.reference),
            "case_url": _case(lying.case_id),
        }
        around = frame(self.admin_site, request, title=title, crumbs=crumbs)
        return TemplateResponse(request, "admin/reports/report/change_form.html", {**around, **shown})

    def _admit(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _listed(request: HttpRequest) -> Mapping[str, Any]:
    cases = ReportFilter(request.GET, visibility.cases_visible_to(request.user)).checked()
    if after := request.GET.get("after", ""):
        day, pk = _place(after)
        cases = cases.filter(received_on__lte=day).filter(Q(received_on__lt=day) | Q(pk__lt=pk))
    found = list(cases.order_by("-received_on", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    typed = {name: request.GET.get(name, "") for name in ReportFilter.base_filters}
    chosen = {name: value for name, value in typed.items() if value}
    last = f"{shown[-1].received_on.isoformat()}.{shown[-1].pk.hex}" if len(found) > PAGE else ""
    return {
        "rows": _rows(shown),
        "typed": typed,
        "filtered": bool(chosen),
        "clear_url": reverse(LIST),
        "next_url": f"{reverse(LIST)}?{urlencode({**chosen, 'after': last})}" if last else "",
    }


def _rows(cases: Sequence[Case]) -> list[Row]:
    order = {case.pk: place for place, case in enumerate(cases)}
    links = CaseReport.objects.filter(case__in=order, unlinked_at__isnull=True).select_related("report")
    by_pk = {case.pk: case for case in cases}
    return [
        _row(link.report, by_pk[link.case_id])
        for link in sorted(links, key=lambda link: (order[link.case_id], link.linked_at, link.pk))
    ]


def _row(report: Report, case: Case) -> Row:
    official = bool(report.officially_received_on) or report.current_kind != ReportKind.REPORT
    return Row(
        url=reverse("admin:reports_report_change", args=[report.pk]),
        ticket=wording.grouped(report.ticket),
        kind=report.current_kind,
        kind_label=str(ReportKind(report.current_kind).label),
        received=days.spoken_date(report.received_on),
        case_url=_case(case.pk),
        case=wording.grouped(case.reference),
        flags=wording.flags(late=report.late, unofficial=not official, missing=report.missing),
    )


def _case(pk: UUID) -> str:
    return reverse("admin:reports_case_change", args=[pk])


def _place(after: str) -> tuple[date, UUID]:
    try:
        day, pk = after.split(".", 1)
        return date.fromisoformat(day), UUID(pk)
    except ValueError:
        sentence = _("Halaman “%(name)s” tidak dikenal.") % {"name": "after"}
        raise UnusableFilter([Wrong("after", sentence)], ReportFilter.known()) from None
