"""How the reporters whom a breach concerns are told: the form that counts, its preview, and how far it has come."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from netralitas import breaches
from netralitas.breaches import Number, Posted, Unfit, Wanted
from netralitas.models import Breach, BreachNotice
from regions import days, offices
from regions.enums import AgencyKind
from regions.models import Agency
from reports import leaks
from reports.admin.forms import day
from reports.concerned import Selection
from reports.enums import Leak, Remedy
from services.accounts import reentry
from services.accounts.models import User

KINDS = (AgencyKind.BAWASLU_RI, AgencyKind.BAWASLU_PROVINCE, AgencyKind.BAWASLU_REGENCY)
REFUSED = 422


class NoticeForm(forms.Form):
    """Whom to tell, and which of the fixed words fit."""

    office = forms.ModelChoiceField(
        label=gettext_lazy("Pelapor pada kantor"),
        queryset=Agency.objects.filter(kind__in=KINDS).order_by("name"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Semua kantor"),
        help_text=gettext_lazy("Semua yang laporannya ditangani kantor ini sekarang atau pernah ditanganinya."),
    )
    since = day(gettext_lazy("Laporan masuk sejak"), required=False)
    until = day(gettext_lazy("Laporan masuk sampai"), required=False, help_text=gettext_lazy("Kosong: semua tanggal."))
    how = forms.ChoiceField(label=gettext_lazy("Apa yang terjadi dengan datanya"), choices=Leak.choices)
    remedy = forms.ChoiceField(label=gettext_lazy("Penanganannya"), choices=Remedy.choices)

    def clean(self) -> dict[str, Any]:
        """Two days in their order."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("Akhirnya tidak boleh sebelum mulainya."))
        return values

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        values = self.cleaned_data
        selection = Selection(values["office"].code if values["office"] else "", values["since"], values["until"])
        return Wanted(selection, values["how"], values["remedy"])


@dataclass(frozen=True)
class Preview:
    """What would happen: how many, and the very words they read. `fields` repeat what was chosen."""

    number: Number
    whom: str
    sentence: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One notice on the worksheet."""

    pk: int
    whom: str
    sentence: str
    standing: str
    waits: bool
    own: bool  # asked for by who looks: another person confirms


@dataclass(frozen=True)
class Sheet:
    """All notices of a breach, and how far their letters are."""

    rows: list[Row]
    posted: Posted


def handle(request: HttpRequest, breach: Breach, by: User) -> tuple[dict[str, Any], BreachNotice | None]:
    """What the form page shows, and the notice that was asked for, if one was. It needs a fresh code."""
    typed = request.POST if request.method == "POST" else None
    form = NoticeForm(typed, label_suffix="")
    if typed is None or not form.is_valid():
        return {"form": form}, None
    wanted = form.wanted()
    try:
        if "seen" in typed:
            reentry.require(request, reentry.Act.BREACH_NOTICE)
            return {"form": form}, breaches.ask(breach, wanted, seen=_whole(typed["seen"]), by=by.pk)
        return {"form": form, "preview": preview(breach, wanted, form)}, None
    except Unfit as refusal:
        form.add_error(None, refusal.message)
        return {"form": form}, None


def preview(breach: Breach, wanted: Wanted, form: NoticeForm) -> Preview:
    """What a notice would do; raises `Unfit`."""
    return Preview(
        number=breaches.number(breach, wanted.selection),
        whom=whom(wanted.selection),
        sentence=leaks.sentence(breaches.line(breach, wanted)),
        fields=[(name, form.data.get(name, "")) for name in form.fields],
    )


def sheet(breach: Breach, by: User) -> Sheet:
    """The notices of a breach as the worksheet shows them."""
    rows = [_row(one, by) for one in BreachNotice.objects.filter(breach=breach)]
    return Sheet(rows, breaches.posted(breach))


def decide(request: HttpRequest, notice: BreachNotice, by: User) -> str:
    """Confirm a notice, with a fresh code, or take it back; the verb for the audit, empty where it was refused."""
    verb = "notice_refused" if "refuse" in request.POST else "notice_confirmed"
    try:
        if verb == "notice_confirmed":
            reentry.require(request, reentry.Act.BREACH_NOTICE)
            breaches.confirm(notice, by=by.pk)
        else:
            breaches.refuse(notice, by=by.pk)
    except Unfit as refusal:
        messages.error(request, refusal.message)
        return ""
    return verb


def whom(selection: Selection) -> str:
    """Whom a selection means, in words."""
    office = offices.get(selection.office).name if selection.office else _("Semua kantor")
    since, until = _spoken(selection.since), _spoken(selection.until)
    if since and until:
        return _("%(office)s, laporan yang masuk %(since)s sampai %(until)s") % {
            "office": office, "since": since, "until": until,
        }  # fmt: skip
    if since:
        return _("%(office)s, laporan yang masuk sejak %(since)s") % {"office": office, "since": since}
    if until:
        return _("%(office)s, laporan yang masuk sampai %(until)s") % {"office": office, "until": until}
    return _("%(office)s, semua laporan") % {"office": office}


def _row(notice: BreachNotice, by: User) -> Row:
    return Row(
        pk=notice.pk,
        whom=whom(breaches.selection_of(notice)),
        sentence=leaks.sentence(notice.line),
        standing=_standing(notice),
        waits=notice.confirmed_at is None and notice.refused_by is None,
        own=notice.asked_by == by.pk,
    )


def _standing(notice: BreachNotice) -> str:
    words = {"told": notice.told, "counted": notice.counted}
    if notice.refused_by:
        return _("Dibatalkan; tidak ada yang diberi tahu.")
    if notice.confirmed_at is None:
        return _("Menunggu orang kedua: %(counted)s pelapor.") % words
    if notice.done_at is None:
        return _("Berjalan: %(told)s dari %(counted)s halaman pelapor sudah memuatnya.") % words
    return _("Selesai: %(told)s halaman pelapor memuatnya.") % words


def _spoken(on: date | None) -> str:
    return days.spoken_date(on) if on else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
