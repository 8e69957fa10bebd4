"""Offices, holidays and election events, with their sources, for reading."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from netralitas.admin.reference import ReferenceAdmin, ReferenceInline
from regions import calendars, offices
from regions.models import Agency, Contest, Election, Holiday, OfficeHolder, OfficeHours, Region, Stage
from services.accounts.enums import Action, DataGroup

REACH = ("address", "address_basis", "phone")


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
        """The weekday by its name."""
        return str(WEEKDAYS[row.weekday])


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    """Every office and employer, its dates, superior and successor. The system administrator writes down how it is
    reached, for citizens who have to go there."""

    title = _("Kantor dan instansi")
    purpose = _("Siapa menangani apa, sejak kapan, dan siapa penggantinya.")
    order = 10
    list_display = ("name", "kind", "region", "active_from", "active_until", "succeeded_by", "online_mandate_since")
    list_select_related = ("region", "succeeded_by")
    list_filter = ("kind", "region")
    search_fields = ("name", "code")
    fields = (
        "name", "code", "kind", "region", "superior", "personnel_office", "active_from", "active_until",
        "succeeded_by", "is_employer", "letter_only", "online_mandate_since", "address", "address_basis", "phone",
        "email", "zone",
    )  # fmt: skip
    inlines = (HolderInline, HoursInline)

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.UPDATE, [DataGroup.ACCOUNTS])

    def get_readonly_fields(self, _request: HttpRequest, _obj: Any = None) -> list[str]:
        """All but how to reach the office: the rest is law and history, and comes with a release."""
        return [name for name in self.fields if name not in REACH]

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """Only what was open to change is written; every process reads the offices anew."""
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
