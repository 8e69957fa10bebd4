"""Offices, holidays and election events, with their sources. Of an office an administrator records its particulars."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from netralitas.admin import particulars as pages
from netralitas.admin.reference import LABELS, ReferenceAdmin, ReferenceInline
from regions import calendars, days, offices
from regions.models import Agency, Contest, Election, Holiday, OfficeHolder, OfficeHours, OnlineMandate, Region, Stage
from services.accounts import particulars, reentry
from services.accounts.enums import Action, DataGroup
from services.accounts.models import MailboxChange, User

REACH = ("address", "address_basis", "phone")
MAILBOX = "email"


class HolderInline(ReferenceInline):
    """Who holds the office, by title."""

    model = OfficeHolder
    verbose_name_plural = _("pemegang jabatan")
    fields = ("title", "acting", "since", "until")


class HoursInline(ReferenceInline):
    """When the office receives people."""

    model = OfficeHours
    verbose_name_plural = _("jam kerja")
    fields = ("weekday_name", "opens", "closes", "valid_from", "valid_until", "basis")
    readonly_fields = ("weekday_name",)

    @admin.display(description=_("hari"))
    def weekday_name(self, row: OfficeHours) -> str:
        """The weekday by its name; the empty row that Django lays out on a page with a mistake has none."""
        return str(WEEKDAYS.get(row.weekday, "–"))


class MandateInline(ReferenceInline):
    """By which decision the office receives reports online, or no longer does: its history."""

    model = OnlineMandate
    verbose_name_plural = _("wewenang menerima laporan daring")
    fields = ("since", "said", "decision", "number", "dated", "recorded_at")
    readonly_fields = ("said",)
    labels = {
        **LABELS,
        "decision": _("keputusan"),
        "number": _("nomor"),
        "dated": _("tanggal keputusan"),
        "recorded_at": _("dicatat"),
    }

    @admin.display(description=_("laporan daring"))
    def said(self, row: OnlineMandate) -> str:
        """What holds from that day on."""
        return str(_("diterima resmi") if row.receives else _("tidak lagi diterima resmi"))


class MailboxInline(ReferenceInline):
    """Where letters to the office went, for those who may read accounts."""

    model = MailboxChange
    verbose_name_plural = _("riwayat alamat surel")
    fields = ("changed_at", "former_email", "email", "changed_by")
    labels: dict[str, Any] = {}


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    """Every office and employer, its dates, superior and successor. The system administrator writes down how it is
    reached, and records its mandate and its hours (`particulars`), for citizens who have to go there."""

    title = _("Kantor dan instansi")
    purpose = _("Siapa menangani apa, sejak kapan, dan siapa penggantinya.")
    order = 10
    list_display = ("name", "kind", "region", "active_from", "active_until", "succeeded_by", "online")
    list_select_related = ("region", "succeeded_by")
    list_filter = ("kind", "region")
    search_fields = ("name", "code")
    fields = (
        "name", "code", "kind", "region", "superior", "personnel_office", "active_from", "active_until",
        "succeeded_by", "is_employer", "letter_only", "online", "address", "address_basis", "phone", "email", "zone",
    )  # fmt: skip
    inlines = (MandateInline, HoursInline, HolderInline, MailboxInline)

    @admin.display(description=_("menerima laporan daring sejak"))
    def online(self, agency: Agency) -> str:
        """Since when, by the decision in force today."""
        since = offices.online_since(agency, days.local_date(timezone.now(), agency.zone))
        return days.spoken_date(since) if since else "–"

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<path:code>/wewenang/", self.admin_site.admin_view(self.mandate_view), name=pages.MANDATE),
            path("<path:code>/jam/", self.admin_site.admin_view(self.hours_view), name=pages.HOURS),
            *super().get_urls(),
        ]

    def mandate_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Record by which decision the office receives reports online."""
        return pages.mandate(self, request, self._kept_by(request, code))

    def hours_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Record other office hours from a day on."""
        return pages.hours(self, request, self._kept_by(request, code))

    def _kept_by(self, request: HttpRequest, code: str) -> Agency:
        if not self.has_change_permission(request):
            raise PermissionDenied
        office: Agency = get_object_or_404(self.get_queryset(request), pk=code)
        return office

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With the ways to the pages on which more is recorded, for whoever may."""
        context = {"keeps": self.has_change_permission(request), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.UPDATE, [DataGroup.ACCOUNTS])

    def get_readonly_fields(self, _request: HttpRequest, _obj: Any = None) -> list[str]:
        """All but how to reach the office: the rest is law and history, and comes with a release or has its page."""
        return [name for name in self.fields if name not in (*REACH, MAILBOX)]

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """Only what was open to change is written; every process reads the offices anew. Another mailbox needs a
        fresh code, and is told."""
        if MAILBOX in form.changed_data and isinstance(request.user, User):
            reentry.require(request, reentry.Act.OFFICE)
            particulars.move_mailbox(obj, form.cleaned_data[MAILBOX], by=request.user)
        obj.save(update_fields=REACH)
        offices.bump()


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    """The served regions and the zones in which their days begin and end."""

    title = _("Wilayah")
    purpose = _("Wilayah yang dilayani portal dan zona waktunya.")
    order = 20
    fields = ("name", "short_name", "code", "seat", "zone", "population")
    list_display = ("name", "code", "province_name", "zone", "seat", "population")
    list_select_related = ("province",)

    @admin.display(description=_("provinsi"))
    def province_name(self, region: Region) -> str:
        return region.province.name


class HolidayForm(ModelForm):  # type: ignore[type-arg]
    """A day that a decree has added; one that is known already is named at its field."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, name = cleaned.get("day"), cleaned.get("name", "")
        if day and Holiday.objects.filter(day=day, name=name).exists():
            self.add_error("day", _("Hari libur dengan tanggal dan nama ini sudah tercatat."))
        return cleaned


@admin.register(Holiday)
class HolidayAdmin(ReferenceAdmin):
    """Days on which working-day clocks stand still. The system administrator adds what a late decree says;
    nothing is changed or taken away here, since a deadline may never end earlier than people were told."""

    title = _("Hari libur dan cuti bersama")
    purpose = _("Hari yang tidak dihitung sebagai hari kerja, dengan dasar keputusannya.")
    order = 30
    list_display = ("day", "name", "kind", "region", "basis", "confirmed")
    list_select_related = ("region",)
    list_filter = ("kind", "confirmed")
    form = HolidayForm
    fields = ("day", "name", "kind", "region", "basis", "confirmed")

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.UPDATE, [DataGroup.ACCOUNTS])

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        """Every running clock is behind this calendar from now on; the next scan computes it again."""
        super().save_model(request, obj, form, change)
        calendars.bump()


class ContestInline(ReferenceInline):
    """The contests of an event."""

    model = Contest
    verbose_name_plural = _("pemilihan dalam peristiwa ini")
    fields = ("kind", "determined_on")


@admin.register(Election)
class ElectionAdmin(ReferenceAdmin):
    """Election events; a re-vote is an event of its own."""

    title = _("Peristiwa pemilihan")
    purpose = _("Pemilihan, wilayahnya, dan hari penetapan calon.")
    order = 40
    list_display = ("name", "rule_set", "begins", "ends", "basis")
    fields = ("name", "code", "rule_set", "begins", "ends", "basis")
    inlines = (ContestInline,)


@admin.register(Stage)
class StageAdmin(ReferenceAdmin):
    """The calendar: which phase runs from which day to which."""

    title = _("Tahapan pemilihan")
    purpose = _("Hari pertama dan terakhir setiap tahapan, dengan dasarnya.")
    order = 50
    list_display = ("event", "contest_kind", "phase", "first_day", "last_day", "basis")
    list_select_related = ("contest__election",)
    list_filter = ("phase",)

    @admin.display(description=_("peristiwa"), ordering="contest__election__begins")
    def event(self, stage: Stage) -> str:
        return stage.contest.election.name

    @admin.display(description=_("pemilihan"))
    def contest_kind(self, stage: Stage) -> str:
        return stage.contest.get_kind_display()
