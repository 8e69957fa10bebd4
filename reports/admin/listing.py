"""The queue page: filter, one page by key, rows in words, and counters that never count everything."""

from collections import Counter as Counted
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from guidance import acts
from procedures.enums import State
from regions import days, offices
from reports import queue, visibility
from reports.admin import addresses, casefile, officers, wording
from reports.admin.filters import (
    MINE,
    PAGING,
    SOON_DAYS,
    TELLING,
    UNASSIGNED,
    CaseFilter,
    Choice,
    UnusableFilter,
    Wrong,
)
from reports.admin.wording import Flag, TimeLeft
from reports.enums import ReportKind
from reports.models.case import Case, CaseReport
from reports.visibility import DESK
from services.accounts import access

MOST = 99  # a counter beyond this says "99+": nobody acts on the exact figure, and counting costs
SELECTS = ("state", "kind", "overdue", "officer", "holder", "act", "district")
KINDS = {kind.value: kind.label for kind in ReportKind}
STATES = {state.value: state.label for state in State}


@dataclass(frozen=True)
class Row:
    """One case in the queue, in words. Of a case that the reader may not open: where it stands and who has it."""

    url: str  # empty where it may not be opened
    reference: str
    kind: str
    kind_label: str
    state: str
    officer: str
    act: str
    district: str
    received: str
    left: TimeLeft
    flags: list[Flag]


@dataclass(frozen=True)
class Counter:
    """One figure over the queue, and the filter that shows its cases."""

    label: str
    count: str
    url: str
    tone: str
    current: bool


@dataclass(frozen=True)
class Select:
    """One choice of the filter form."""

    name: str
    label: str
    value: str
    choices: list[Choice]


class Listing:
    """One view on the queue for one officer; raises `UnusableFilter` where it is asked for what it does not know."""

    def __init__(self, request: HttpRequest, cases: QuerySet[Case]) -> None:
        self.request = request
        self.now = timezone.now()
        self.codes = sorted(access.agencies_of(request.user, timezone.localdate(), roles=DESK))
        self.zone = offices.get(self.codes[0]).zone if self.codes else timezone.get_current_timezone_name()
        self.cases = cases
        self.opened = visibility.cases_visible_to(request.user) if visibility.sees_a_part(request.user) else None
        self.colleagues = officers.choices(self.codes)
        telling = self.opened is not None and any(request.GET.get(name) for name in TELLING)
        self.leaves_out = telling
        self.filter = CaseFilter(
            request.GET,
            self.opened if telling and self.opened is not None else cases,
            opened=self.opened,
            user=request.user.pk,
            zone=self.zone,
            acts=[(act.code, act.label) for act in acts.all()],
            districts=self._districts(),
            officers=self.colleagues,
        )
        self.rows = self.filter.checked()

    def context(self, *, export: bool) -> dict[str, Any]:
        """What the queue's template shows; with the way to the download where that is allowed."""
        get = self.request.GET
        try:
            page = queue.page(self.rows, after=get.get("after", ""), before=get.get("before", ""))
        except queue.UnusableCursor:
            name = "before" if get.get("before") else "after"
            sentence = _("Halaman “%(name)s” tidak dikenal.") % {"name": name}
            raise UnusableFilter([Wrong(name, sentence)], CaseFilter.known()) from None
        chosen = self.chosen
        narrowed = len([name for name in chosen if name != "q"])
        return {
            "office": ", ".join(offices.get(code).name for code in self._own),
            "counters": self._counters(),
            "selects": self._selects(),
            "typed": {name: get.get(name, "") for name in ("q", "received_from", "received_to")},
            "rows": self._words(page.cases),
            "filtered": bool(chosen),
            "narrowed": narrowed,
            "leaves_out": self.leaves_out,
            "clear_url": self.address,
            "previous_url": self._link(before=page.before) if page.before else "",
            "next_url": self._link(after=page.after) if page.after else "",
            "export_url": self._export() if export else "",
        }

    @cached_property
    def _own(self) -> list[str]:
        """The officer's own offices, without those whose work came to them, such as a dissolved Panwascam."""
        desk = (one for one in access.standings(self.request) if one.role in DESK and not one.inherited)
        return sorted({one.agency_code for one in desk})

    @cached_property
    def address(self) -> str:
        """The queue without any filter."""
        return addresses.queue()

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters in use; what was left empty is none."""
        given = self.request.GET.dict()
        return {name: str(value) for name, value in given.items() if value and name not in PAGING}

    def _link(self, **changes: str) -> str:
        return f"{self.address}?{urlencode({**self.chosen, **changes})}"

    def _export(self) -> str:
        return f"{reverse('admin:reports_case_export')}?{urlencode(self.chosen)}"

    def _districts(self) -> list[Choice]:
        regions = {offices.get(code).region_id for code in self.codes}
        return [(one.code, one.name) for code in sorted(filter(None, regions)) for one in offices.districts(code)]

    def _selects(self) -> list[Select]:
        return [
            Select(name, str(self.filter.filters[name].label), self.chosen.get(name, ""), self._choices(name))
            for name in SELECTS
        ]

    def _choices(self, name: str) -> list[Choice]:
        return [(str(value), label) for value, label in self.filter.filters[name].extra["choices"]]

    def _counters(self) -> list[Counter]:
        soon = days.end_of(days.local_date(self.now, self.zone) + timedelta(days=SOON_DAYS), self.zone)
        running = self.cases.filter(due_at__isnull=False)
        ending, own = running.filter(due_at__lte=soon), self.request.user.pk
        unassigned = self.filter.by_officer(running, "officer", UNASSIGNED)
        wanted = (
            (_("lewat tenggat"), {"overdue": "yes"}, "late", running.filter(due_at__lte=self.now)),
            (_("berakhir dalam 2 hari"), {"overdue": "soon"}, "soon", ending.filter(due_at__gt=self.now)),
            (_("tugas saya"), {"officer": MINE, "overdue": "any"}, "plain", running.filter(officer=own)),
            (_("belum ditugaskan"), {"officer": UNASSIGNED, "overdue": "any"}, "plain", unassigned),
        )
        counts = _bounded([rows for _label, _query, _tone, rows in wanted])
        return [
            Counter(label, count, f"{self.address}?{urlencode(query)}", tone, current=self.chosen == query)
            for count, (label, query, tone, _rows) in zip(counts, wanted, strict=True)
        ]

    def _words(self, cases: list[Case]) -> list[Row]:
        unofficial = _unofficial(cases)
        serving = {pk for pk, _name in self.colleagues}
        names = {
            pk: name if str(pk) in serving else _("%(name)s (tidak bertugas lagi)") % {"name": name}
            for pk, name in officers.names(case.officer for case in cases).items()
        }
        words, opened = Words(self.now, self.address, names), self._openable(cases)
        return [
            words.row(case, unofficial=case.pk in unofficial) if case.pk in opened else words.line(case)
            for case in cases
        ]

    def _openable(self, cases: list[Case]) -> set[UUID]:
        """Those of a page's cases that the reader may open; one statement where colleagues have some of them."""
        shown = {case.pk for case in cases}
        return shown if self.opened is None else set(self.opened.filter(pk__in=shown).values_list("pk", flat=True))


def _bounded(several: Iterable[QuerySet[Case]]) -> list[str]:
    """How many of each there are, up to what a counter says. One statement where the database unites bounded ones."""
    bounded = [rows.order_by() for rows in several]
    if connection.features.supports_slicing_ordering_in_compound:
        first, *others = (
            rows.annotate(which=Value(number)).values_list("which", flat=True)[: MOST + 1]
            for number, rows in enumerate(bounded)
        )
        found = Counted(first.union(*others, all=True))
    else:
        found = Counted({number: rows[: MOST + 1].count() for number, rows in enumerate(bounded)})
    return [f"{MOST}+" if found[number] > MOST else str(found[number]) for number in range(len(bounded))]


def _unofficial(cases: Iterable[Case]) -> set[UUID]:
    """The open official reports that nobody has signed or handed over yet. One query for a whole page."""
    waiting = {case.pk for case in cases if case.kind == ReportKind.REPORT and case.closed_at is None}
    received = CaseReport.objects.filter(
        case__in=waiting, unlinked_at__isnull=True, report__officially_received_on__isnull=False
    )
    return waiting - set(received.values_list("case_id", flat=True)) if waiting else set()


class Words:
    """Turns the cases of one page into words, each day, act and place once: fifty rows share a few of them."""

    def __init__(self, now: datetime, address: str, names: Mapping[UUID, str]) -> None:
        self.address = address
        self.names = names
        self.left = cache(lambda due_at, zone: wording.time_left(due_at, zone=zone, now=now))
        self.day = cache(days.spoken_date)
        self.act = cache(casefile.act_named)
        self.place = cache(casefile.district_named)
        self.label = cache(str)

    def line(self, case: Case) -> Row:
        """A case that a colleague has: its reference, its stage, its clock and who that is."""
        return Row(
            url="",
            reference=wording.grouped(case.reference),
            kind="",
            kind_label="",
            state=self.label(STATES[case.state]),
            officer=self.names.get(case.officer, "") if case.officer else "",
            act="",
            district="",
            received="",
            left=self.left(case.due_at, offices.region(case.region_id).zone),
            flags=[],
        )

    def row(self, case: Case, *, unofficial: bool) -> Row:
        """One case in words."""
        return Row(
            url=f"{self.address}{case.pk}/change/",
            reference=wording.grouped(case.reference),
            kind=case.kind,
            kind_label=self.label(KINDS[case.kind]),
            state=self.label(STATES[case.state]),
            officer=self.names.get(case.officer, "") if case.officer else "",
            act=self.act(case.act_id),
            district=self.place(case.region_id, case.district_id),
            received=self.day(case.received_on),
            left=self.left(case.due_at, offices.region(case.region_id).zone),
            flags=wording.flags(late=case.late, unofficial=unofficial, missing=() if case.closed_at else case.missing),
        )
