"""Pages on which an administrator records an office's mandate for online filing, or other office hours."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import calendars, days, offices
from regions.models import Agency
from reports.admin.frame import Crumb
from services.accounts import particulars, reentry
from services.accounts.models import User
from services.accounts.staff import GuardedAdmin
from services.accounts.two_people import Refused

MANDATE, HOURS = "regions_agency_mandate", "regions_agency_hours"
REFUSED = 422
GIVEN, ENDED = "given", "ended"


class DayInput(forms.DateInput):
    """A day as the browser asks for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day as the browser asks for it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MandateForm(forms.Form):
    """From which day, what then holds, and the decision that says so."""

    receives = forms.ChoiceField(
        label=gettext_lazy("Apa yang diputuskan"),
        choices=(
            (GIVEN, gettext_lazy("Laporan daring diterima secara resmi")),
            (ENDED, gettext_lazy("Laporan daring tidak lagi diterima secara resmi")),
        ),
        widget=forms.RadioSelect,
    )
    since = forms.DateField(label=gettext_lazy("Sejak hari"), widget=DayInput())
    decision = forms.CharField(
        label=gettext_lazy("Nama keputusan"),
        max_length=160,
        help_text=gettext_lazy("Misalnya: Keputusan Ketua Bawaslu tentang penerimaan laporan daring."),
    )
    number = forms.CharField(label=gettext_lazy("Nomor keputusan"), max_length=60)
    dated = forms.DateField(label=gettext_lazy("Tanggal keputusan"), widget=DayInput())


class HoursForm(forms.Form):
    """From which day, and for each weekday from when to when; two empty clocks are a closed day."""

    since = forms.DateField(label=gettext_lazy("Berlaku sejak"), widget=DayInput())
    basis = forms.CharField(
        label=gettext_lazy("Dasar: peraturan, keputusan, atau surat, dengan nomornya"), max_length=160
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in WEEKDAYS.items():
            for end, word in (("opens", _("buka")), ("closes", _("tutup"))):
                label = f"{name}, {word}"
                self.fields[f"{end}_{number}"] = forms.TimeField(label=label, required=False, widget=ClockInput())

    def clean(self) -> dict[str, Any]:
        """A day has both clocks, in their order, or none."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for number in WEEKDAYS:
            opens, closes = values.get(f"opens_{number}"), values.get(f"closes_{number}")
            if (opens is None) != (closes is None):
                missing = "closes" if closes is None else "opens"
                self.add_error(f"{missing}_{number}", _("Isi jam buka dan jam tutup, atau kosongkan keduanya."))
            elif opens is not None and closes is not None and closes <= opens:
                self.add_error(f"closes_{number}", _("Jam tutup harus sesudah jam buka."))
        if not self.errors and not self.week():
            self.add_error(None, _("Isi jam untuk paling sedikit satu hari."))
        return values

    def week(self) -> dict[int, tuple[time, time]]:
        """The days on which the office is open."""
        values = self.cleaned_data
        return {
            number: (values[f"opens_{number}"], values[f"closes_{number}"])
            for number in WEEKDAYS
            if values.get(f"opens_{number}") is not None
        }


def mandate(page: GuardedAdmin, request: HttpRequest, office: Agency) -> HttpResponse:
    """Ask for the decision, then for a look at what follows from it; record it when that was confirmed."""
    form = MandateForm(request.POST or None, label_suffix="")
    confirming, status = False, 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid() and _mandate_sound(form, office) and "again" not in request.POST:
            if "confirm" in request.POST:
                reentry.require(request, reentry.Act.OFFICE)
                if _recorded(form, office, _person(request)):
                    messages.success(request, _("Keputusan dicatat. Kantor dan pimpinannya disurati."))
                    return HttpResponseRedirect(_home(office))
            else:
                confirming, status = True, 200
        elif "again" in request.POST:
            status = 200
    context = {
        **_frame(page, request, office, _("Wewenang menerima laporan daring")),
        "form": form,
        "confirming": confirming,
        "receives": form.is_bound and form.data.get("receives") == GIVEN,
        "online_since": offices.online_since(office, days.local_date(timezone.now(), office.zone)),
        "mandates": office.mandates.order_by("-pk"),
    }
    return TemplateResponse(request, "admin/regions/agency/mandate.html", context, status=status)


def hours(page: GuardedAdmin, request: HttpRequest, office: Agency) -> HttpResponse:
    """Ask for hours, beginning with those of today, and record them."""
    form = HoursForm(request.POST or None, initial=_hours_today(office), label_suffix="")
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            values = form.cleaned_data
            try:
                particulars.set_hours(
                    office, since=values["since"], week=form.week(), basis=values["basis"], by=_person(request)
                )
            except Refused as error:
                form.add_error("since", str(error))
            else:
                messages.success(request, _("Jam kerja baru dicatat. Sampai hari itu jam yang lama tetap berlaku."))
                return HttpResponseRedirect(_home(office))
    week = [(name, form[f"opens_{number}"], form[f"closes_{number}"]) for number, name in WEEKDAYS.items()]
    context = {**_frame(page, request, office, _("Jam kerja baru")), "form": form, "week": week}
    return TemplateResponse(request, "admin/regions/agency/hours.html", context, status=status)


def _mandate_sound(form: MandateForm, office: Agency) -> bool:
    """What the desk would refuse, said at its field before the page that confirms."""
    earliest = particulars.first_day(office)
    if form.cleaned_data["since"] < earliest:
        text = _("Paling cepat mulai %(day)s: yang sudah diterima tetap seperti adanya.")
        form.add_error("since", text % {"day": days.spoken_date(earliest)})
    if form.cleaned_data["dated"] >= earliest:
        form.add_error("dated", _("Tanggal keputusan belum tiba."))
    return not form.errors


def _recorded(form: MandateForm, office: Agency, by: User) -> bool:
    values: Mapping[str, Any] = form.cleaned_data
    try:
        particulars.record_mandate(
            office,
            since=values["since"],
            receives=values["receives"] == GIVEN,
            decision=values["decision"],
            number=values["number"],
            dated=values["dated"],
            by=by,
        )
    except Refused as error:
        form.add_error("since", str(error))
        return False
    return True


def _hours_today(office: Agency) -> dict[str, date | time]:
    """The hours of an ordinary week, as the form begins with them."""
    today = days.local_date(timezone.now(), office.zone)
    recorded = offices.hours(office.code)
    found: dict[str, date | time] = {"since": particulars.first_day(office)}
    for number in WEEKDAYS:
        rows = [
            row for row in recorded if row.weekday == number and row.opens != row.closes and calendars.valid(row, today)
        ]
        spans = [(row.opens, row.closes) for row in rows]
        if not recorded and number in particulars.WORKDAYS:
            spans = [calendars.USUAL_HOURS]
        if spans:
            found |= {f"opens_{number}": spans[0][0], f"closes_{number}": spans[0][1]}
    return found


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _home(office: Agency) -> str:
    return reverse("admin:regions_agency_change", args=[office.pk])


def _frame(page: GuardedAdmin, request: HttpRequest, office: Agency, title: str) -> dict[str, Any]:
    crumbs = [
        Crumb(str(page.title), reverse("admin:regions_agency_changelist")),
        Crumb(office.name, _home(office)),
        Crumb(title),
    ]
    return {**page.admin_site.each_context(request), "title": title, "crumbs": crumbs, "office": office}
