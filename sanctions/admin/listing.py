"""The list of a desk: counters, filters and one page of rows, each in words. Three queries in all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guidance.models import ViolationClass
from procedures.enums import State
from regions import days, offices
from reports.admin import wording
from reports.admin.filters import SOON_DAYS, UnusableFilter, Wrong
from reports.admin.wording import TimeLeft
from reports.models.package import PackageLeg
from sanctions import inbox
from sanctions.admin import packagefile
from sanctions.admin.filters import COPY, DONE, OPEN, WATCH, PackageFilter

LIST = "admin:reports_packagerespondent_changelist"
FILE = "admin:reports_packagerespondent_change"
MOST = 999
ORDERS = {OPEN: inbox.in_hand, WATCH: inbox.watched, DONE: inbox.finished, COPY: inbox.by_arrival}


@dataclass(frozen=True)
class Row:
    """One leg of the list."""

    url: str
    reference: str
    number: int
    left: TimeLeft
    state: str
    person: str
    employer: str
    region: str
    violation_class: str
    came_on: str
    by_letter: bool


@dataclass(frozen=True)
class Counter:
    """One number above the list, and the filter behind it."""

    label: str
    count: str
    tone: str
    url: str
    current: bool


@dataclass(frozen=True)
class Listing:
    """All that the list shows."""

    rows: list[Row]
    counters: list[Counter]
    next_url: str
    first_url: str
    clear_url: str
    filtered: bool
    narrowed: int
    selects: list[dict[str, Any]]
    typed: dict[str, str]


def read(legs: QuerySet[PackageLeg], copies: QuerySet[PackageLeg], data: QueryDict, *, zone: str) -> Listing:
    """One page of these legs; raises `UnusableFilter` for what the address should not say.

    `copies` are legs of other offices whose packages came here for information.
    """
    typed = {name: str(value) for name, value in data.items() if value and name != "after"}
    work = typed.get("work", OPEN)
    filters = PackageFilter(data, copies if work == COPY else legs, zone=zone)
    ordered = ORDERS.get(work, inbox.in_hand)(filters.checked())
    try:
        page = inbox.page(ordered, after=str(data.get("after", "")))
    except inbox.BadCursor:
        wrong = Wrong("after", _("Penanda halaman “after” tidak dikenal."))
        raise UnusableFilter([wrong], PackageFilter.known()) from None
    clear_url = reverse(LIST)
    return Listing(
        rows=[_row(leg) for leg in page.legs],
        counters=_counters(legs, copies, typed, zone=zone),
        next_url=_address({**typed, "after": page.after}) if page.after else "",
        first_url=_address(typed) if data.get("after") else "",
        clear_url=clear_url,
        filtered=bool(typed),
        narrowed=len([name for name in typed if name not in ("q", "work")]),
        selects=[_select(filters, name, typed) for name in filters.filters if name != "q"],
        typed=typed,
    )


def _row(leg: PackageLeg) -> Row:
    respondent, proceeding = leg.respondent, leg.proceeding
    due_at = getattr(leg, "due_at", None)
    unnamed = _("Nama dimusnahkan") if respondent.package.destroyed_on else _("Nama belum diketahui")
    return Row(
        url=reverse(FILE, args=[respondent.pk]),
        reference=wording.grouped(respondent.package.reference),
        number=respondent.number,
        left=wording.time_left(due_at, zone=proceeding.zone, now=timezone.now()),
        state=str(State(proceeding.state).label),
        person=respondent.name or respondent.position or unnamed,
        employer=packagefile.employer(respondent),
        region=offices.region(respondent.package.region_id).short_name,
        violation_class=str(ViolationClass(respondent.package.violation_class).label),
        came_on=days.spoken_date(days.local_date(proceeding.began_at, proceeding.zone)),
        by_letter=leg.by_letter,
    )


def _counters(
    legs: QuerySet[PackageLeg], copies: QuerySet[PackageLeg], typed: dict[str, str], *, zone: str
) -> list[Counter]:
    now = timezone.now()
    soon = days.end_of(days.local_date(now, zone) + timedelta(days=SOON_DAYS), zone)
    held = Q(proceeding__state__in=inbox.HELD)
    counts = inbox.with_due(legs.filter(proceeding__ended_at__isnull=True)).aggregate(
        late=Count("pk", filter=held & Q(due_at__lte=now)),
        soon=Count("pk", filter=held & Q(due_at__gt=now, due_at__lte=soon)),
        open=Count("pk", filter=held),
        watch=Count("pk", filter=~held),
    )
    # What is over grows with the years: past a point nobody needs to know how far.
    counts["done"] = legs.filter(proceeding__state__in=inbox.OVER).order_by()[: MOST + 1].count()
    counts["copy"] = copies.order_by()[: MOST + 1].count()
    current = {name: value for name, value in typed.items() if value != OPEN}
    wanted = [
        ("late", _("lewat tenggat"), {"overdue": "yes"}),
        ("soon", _("berakhir dalam 2 hari"), {"overdue": "soon"}),
        ("open", _("masih dikerjakan"), {}),
        ("watch", _("menunggu pihak lain"), {"work": WATCH}),
        ("done", _("selesai"), {"work": DONE}),
        ("copy", _("tembusan"), {"work": COPY}),
    ]
    return [
        Counter(label, _number(counts[tone]), tone, _address(query), current=current == query)
        for tone, label, query in wanted
        if tone not in (WATCH, COPY) or counts[tone] or typed.get("work") == tone
    ]


def _number(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


def _select(filters: PackageFilter, name: str, typed: dict[str, str]) -> dict[str, Any]:
    one = filters.filters[name]
    choices: Iterable[tuple[str, Any]] = one.extra["choices"]
    return {"name": name, "label": one.label, "choices": list(choices), "value": typed.get(name, "")}


def _address(query: dict[str, str]) -> str:
    return f"{reverse(LIST)}?{urlencode(query)}" if query else reverse(LIST)
