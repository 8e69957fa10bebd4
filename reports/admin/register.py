"""The office's book of plenaries: its minutes by number, and on which cases each has decided."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import offices
from reports import texts, visibility
from reports.admin import casefile, wording
from reports.admin.frame import Crumb, frame
from reports.models.hearing import PlenaryDecision, PlenaryMinutes
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.staff import WORK, GuardedAdmin

LIST = "admin:reports_plenaryminutes_changelist"
PAGE = 50


@dataclass(frozen=True)
class Row:
    """One plenary of the list, in words."""

    url: str
    number: str
    day: str
    agenda: str
    came: str
    cases: int


@dataclass(frozen=True)
class Decided:
    """One decision of a plenary: the case and what its minutes say about it."""

    url: str
    case: str
    told: str


@admin.register(PlenaryMinutes)
class PlenaryMinutesAdmin(GuardedAdmin):
    """The minutes of one's own office. Those that decide on a case one must stand aside from stay hidden.

    So do those that decide on cases of colleagues alone, from who may not open these.
    """

    title = gettext_lazy("Buku rapat pleno")
    purpose = gettext_lazy("Berita acara rapat pleno kantor Anda dan kasus yang diputus di dalamnya.")
    section = WORK
    order = 30
    context = Context.UNTAKEN

    def visible(self, request: HttpRequest, queryset: QuerySet[PlenaryMinutes]) -> QuerySet[PlenaryMinutes]:
        desks, user = visibility.desks_of(request.user), request.user
        decided = PlenaryDecision.objects.filter(minutes=OuterRef("pk"), case__handler__in=desks)
        free = visibility.queue_of(user).order_by().values("pk")
        rows = queryset.filter(agency__in=desks).exclude(Exists(decided.exclude(case__in=free)))
        if not visibility.sees_a_part(user):
            return rows
        opened = decided.filter(case__in=visibility.cases_visible_to(user).values("pk"))
        return rows.filter(Exists(opened) | ~Exists(decided))

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, [DataGroup.NOTES])

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="reports_plenaryminutes_changelist"),
            path("<int:object_id>/change/", wrap(self.change_view), name="reports_plenaryminutes_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The office's plenaries, the newest first; further ones by the key of the last."""
        self.refuse(request)
        rows = self.get_queryset(request).annotate(cases=Count("decisions")).order_by("-held_on", "-pk")
        before = texts.number(request.GET.get("before", ""))
        if before is not None:
            last = PlenaryMinutes.objects.filter(pk=before).first()
            rows = (
                rows.filter(held_on__lte=last.held_on).exclude(held_on=last.held_on, pk__gte=last.pk) if last else rows
            )
        found = list(rows[: PAGE + 1])
        shown = found[:PAGE]
        self.listed(request, len(shown))
        context = {
            **frame(self.admin_site, request, title=str(self.title), crumbs=[Crumb(str(self.title))]),
            "purpose": self.purpose,
            "rows": [_row(one) for one in shown],
            "next_url": f"{reverse(LIST)}?before={shown[-1].pk}" if len(found) > PAGE else "",
        }
        return TemplateResponse(request, "admin/reports/plenaryminutes/change_list.html", context)

    def change_view(  # type: ignore[override]
        self, request: HttpRequest, object_id: int, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One plenary with its decisions. That it was read is recorded first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        minutes = self.get_queryset(request).filter(pk=object_id).first()
        if minutes is None:
            raise Http404
        self.record(request, "read", minutes.pk)
        title = _("Berita acara %(number)s") % {"number": minutes.number}
        crumbs = [Crumb(str(self.title), reverse(LIST)), Crumb(title)]
        seats = list(minutes.seats.all())
        decisions = minutes.decisions.select_related("case").order_by("pk")
        open_to = set(visibility.cases_visible_to(request.user).filter(decisions__minutes=minutes).values_list("pk"))
        if visibility.sees_a_part(request.user):  # what was decided on a colleague's case is left to them
            decisions = decisions.filter(case__in=[pk for (pk,) in open_to])
        context = {
            **frame(self.admin_site, request, title=title, crumbs=crumbs),
            "facts": [
                (_("Kantor"), offices.get(minutes.agency_id).name),
                (_("Tanggal"), casefile.spoken(minutes.held_on)),
                (_("Acara"), minutes.agenda),
                (_("Hadir"), _came(minutes)),
            ],
            "seats": seats,
            "decisions": [_decided(one, may_open=(one.case_id,) in open_to) for one in decisions],
        }
        return TemplateResponse(request, "admin/reports/plenaryminutes/change_form.html", context)

    parameters = ("before",)


def _row(one: PlenaryMinutes) -> Row:
    return Row(
        url=reverse("admin:reports_plenaryminutes_change", args=[one.pk]),
        number=one.number,
        day=casefile.spoken(one.held_on),
        agenda=one.agenda,
        came=_came(one),
        cases=one.cases,  # type: ignore[attr-defined]
    )


def _came(one: PlenaryMinutes) -> str:
    return _("%(present)s dari %(members)s anggota") % {"present": one.present, "members": one.members}


def _decided(one: PlenaryDecision, *, may_open: bool) -> Decided:
    told = []
    if one.recused:
        told.append(
            _("Mengundurkan diri dari perkara ini: %(names)s.") % {"names": ", ".join(one.recused.splitlines())}
        )
    if one.dissent:
        told.append(_("Pendapat berbeda: %(dissent)s") % {"dissent": one.dissent})
    return Decided(_page(one.case_id) if may_open else "", wording.grouped(one.case.reference), " ".join(told))


def _page(case: UUID) -> str:
    return reverse("admin:reports_case_change", args=[case])
