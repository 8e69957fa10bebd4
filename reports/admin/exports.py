"""Exactly what is filtered, as CSV: streamed row by row, against a reason, recorded, and unable to
carry a formula into a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.enums import Holder, State
from regions import days, offices
from reports import queue, visibility
from reports.admin import casefile, wording
from reports.admin.filters import CaseFilter, UnusableFilter, Wrong
from reports.admin.forms import ExportForm
from reports.admin.listing import Listing
from reports.enums import Requirement
from reports.models.case import Case
from services.accounts import access, permissions, reentry
from services.accounts.enums import Context

CHUNK = 500
# A file of tips alone, or of reports alone, would tell of every case in it whether somebody signed their name (N-04).
NOT_IN_A_FILE = ("kind",)
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


class Record(Protocol):
    """Writes one audit entry about an object."""

    def __call__(self, request: HttpRequest, verb: str, subject: object, **detail: Any) -> None: ...


class Line:
    """A file of which only the line just written is kept."""

    def write(self, text: str) -> str:
        """Hand the line straight on."""
        return text


def answer(request: HttpRequest, cases: QuerySet[Case], *, frame: dict[str, Any], record: Record) -> HttpResponseBase:
    """The form that asks for the reason, or the stream. Raises `UnusableFilter` and `PermissionDenied`."""
    if not may(request):
        raise PermissionDenied
    listing = Listing(request, cases)
    _refuse_telling(listing)
    form = ExportForm(request.POST if request.method == "POST" else None, label_suffix="")
    if not form.is_valid():
        part = listing.opened is not None
        context = {**frame, "form": form, "filters": _spoken(listing), "part": part, "back_url": _back(listing)}
        return TemplateResponse(
            request, "admin/reports/case/export.html", context, status=422 if form.is_bound else 200
        )
    reentry.require(request, reentry.Act.EXPORT)
    whose = _offices(request)
    for code in whose:
        record(
            request,
            "export",
            code,
            reason=form.cleaned_data["reason"],
            filters=sorted(listing.chosen),
            values=[value for name, value in sorted(listing.chosen.items()) if name != "q"],
        )
    stream = StreamingHttpResponse(lines(listing, whose), content_type="text/csv; charset=utf-8")
    stream["Content-Disposition"] = f'attachment; filename="kasus-{timezone.localdate():%Y-%m-%d}.csv"'
    return stream


def _refuse_telling(listing: Listing) -> None:
    """Raise `UnusableFilter` where what the file is narrowed to would say what no column of it says."""
    told = _(
        "Saringan “%(label)s” tidak berlaku untuk unduhan: berkasnya akan menunjukkan apakah pelapor menyebut nama."
    )
    wrongs = [
        Wrong(name, told % {"label": listing.filter.filters[name].label})
        for name in NOT_IN_A_FILE
        if name in listing.chosen
    ]
    if wrongs:
        raise UnusableFilter(wrongs, [name for name in CaseFilter.known() if name not in NOT_IN_A_FILE])


def lines(listing: Listing, whose: Iterable[str]) -> Iterator[str]:
    """The file of these offices, line by line; memory does not grow with its length."""
    writer = csv.writer(Line())
    yield "\ufeff"  # spreadsheets read UTF-8 only when told
    if settings.DEMO:
        yield writer.writerow(["# DATA CONTOH: semua nama dan peristiwa karangan"])
    as_of, queue_name, state = days.spoken(listing.now, listing.zone), _("Antrean kasus"), _("Keadaan")
    chosen = "; ".join(_spoken(listing)) or _("tanpa saringan")
    yield writer.writerow([f"# {queue_name} · {', '.join(offices.get(code).name for code in whose)}"])
    yield writer.writerow([f"# {state} {as_of} · {chosen}"])
    yield writer.writerow(HEADINGS)
    for case in listing.rows.order_by(*queue.DOWN).iterator(chunk_size=CHUNK):
        yield writer.writerow([guarded(value) for value in cells(case, listing)])


HEADINGS = (
    "rujukan", "tahap", "langkah_berikut", "perbuatan", "kecamatan", "tanggal_kejadian", "tanggal_diketahui",
    "diterima", "tenggat", "sisa_waktu", "nomor_register", "terlambat", "kurang", "terlapor", "laporan", "ditutup",
)  # fmt: skip


def cells(case: Case, listing: Listing) -> list[str]:
    """One case as the queue shows it; no name of anyone."""
    left = wording.time_left(case.due_at, zone=listing.zone, now=listing.now)
    closed = days.local_date(case.closed_at, listing.zone).isoformat() if case.closed_at else ""
    due = wording.last_day(case.due_at, listing.zone).isoformat() if case.due_at else ""
    return [
        wording.grouped(case.reference), str(State(case.state).label),
        str(Holder(case.holder).label), casefile.act_named(case.act_id),
        casefile.district_named(case.region_id, case.district_id), _iso(case.incident_date), _iso(case.known_date),
        _iso(case.received_on), due, left.text, case.register_number,
        _("ya") if case.late else _("tidak"), wording.missing_words(_told(case.missing)), str(case.respondent_count),
        str(case.report_count), closed,
    ]  # fmt: skip


def _told(missing: Iterable[str]) -> list[str]:
    """What a case lacks; whether somebody gave a name stays in the office, and so does whether it is a tip."""
    return [code for code in missing if code != Requirement.REPORTER]


def guarded(value: str) -> str:
    """The value, made harmless where a spreadsheet would run it as a formula."""
    return f"'{value}" if value.startswith(RISKY) else value


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def may(request: HttpRequest) -> bool:
    """Whether the table lets this officer take the list out, of whichever office."""
    return bool(_offices(request))


def _offices(request: HttpRequest) -> list[str]:
    """The officer's own offices of which they may take the list out, without those whose work came to them."""
    held = {
        one.agency_code
        for one in access.standings(request)
        if not one.inherited and permissions.may(one.role, *visibility.TAKES_OUT, Context.UNTAKEN)
    }
    return sorted(held)


def _spoken(listing: Listing) -> list[str]:
    """The filters in use, in words, so that a file says what it holds."""
    found = []
    for name, value in listing.chosen.items():
        one = listing.filter.filters[name]
        label = dict(one.extra.get("choices", ())).get(value, value)
        found.append(f"{one.label}: {label}")
    return found


def _back(listing: Listing) -> str:
    return f"{reverse('admin:reports_case_changelist')}?{urlencode(listing.chosen)}"
