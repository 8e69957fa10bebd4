"""The first page of the staff room: the lists one may open, in the order of the work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from netralitas import rules
from procedures.enums import Event
from procedures.models import LetterRecord
from regions import days, offices
from reports import awaiting
from reports.models.package import PackageLeg
from services.accounts import access
from services.accounts.models import User
from services.accounts.staff import REFERENCE, SECTIONS, GuardedAdmin
from services.notifications import rendering
from services.notifications.models import Message, MessageState

NOTES = 8
DECLINED_SHOWN = timedelta(days=14)  # how long a declined letter stands on the page of who recorded it
# Where a record is read, of a person's leg and of the joint desk; by name, since their pages register with this site.
OF_PERSON, OF_CASE = "admin:reports_packagerespondent_letter", "admin:reports_case_letter"


@dataclass(frozen=True)
class Entry:
    """One list of the staff room."""

    title: str
    purpose: str
    url: str


@dataclass(frozen=True)
class Section:
    """Lists that belong together."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Note:
    """A letter to the person or their office, as a line in the portal: mail alone may be missed."""

    text: str
    at: Any
    spoken: str  # by the clock of the person's office
    undelivered: bool


@dataclass(frozen=True)
class Letter:
    """A letter that somebody typed in: which step of which office, recorded when, and where it is read."""

    step: str
    office: str
    at: str
    url: str


def sections(site: AdminSite, request: HttpRequest) -> list[Section]:
    """Every list this person may open, by section; sections without one are left out."""
    lists = [one for one in site._registry.values() if isinstance(one, GuardedAdmin)]
    open_lists = sorted((one for one in lists if one.has_view_permission(request)), key=lambda one: one.order)
    found = []
    for key, title in SECTIONS.items():
        entries = tuple(_entry(site, one) for one in open_lists if one.section == key)
        if key == REFERENCE:
            entries = (Entry(str(rules.TITLE), str(rules.PURPOSE), reverse(f"{site.name}:rules")), *entries)
        if entries:
            found.append(Section(str(title), entries))
    return found


def notes(request: HttpRequest) -> list[Note]:
    """The latest letters to this person and their offices, also those no address was known for."""
    codes = access.agencies_of(request.user, timezone.localdate())
    references = [f"user:{request.user.pk}", *(f"agency:{code}" for code in sorted(codes))]
    latest = list(Message.objects.filter(reference__in=references).order_by("-created_at")[: 2 * NOTES])
    # One event often writes to the office and to its officer: one line is enough.
    once = {(message.letter, message.created_at): message for message in reversed(latest)}
    zone = _zone(request)
    return [_note(message, zone) for message in reversed(once.values())][:NOTES]


def _zone(request: HttpRequest) -> str:
    """The clock of the person's own office; the portal's for who serves at none."""
    own = [one for one in access.standings(request) if not one.inherited]
    return offices.get(own[0].agency_code).zone if own else settings.TIME_ZONE


def letters(request: HttpRequest) -> list[Letter]:
    """What was typed in from letters and is this person's to confirm or decline; see `awaiting.laid_before`.

    Where the office wrote and when it was recorded, by the clock of who recorded it; no case, no name.
    """
    return _named(awaiting.laid_before(request.user) if isinstance(request.user, User) else [])


def declined(request: HttpRequest) -> list[Letter]:
    """What this person recorded from letters and another declined in the last days, unless they recorded it anew."""
    since = timezone.now() - DECLINED_SHOWN
    return _named(awaiting.declined_of(request.user, since=since) if isinstance(request.user, User) else [])


def _named(rows: Sequence[LetterRecord]) -> list[Letter]:
    if not rows:
        return []
    found = PackageLeg.objects.filter(proceeding__in=[row.leg_id for row in rows])
    legs = {one.proceeding_id: one for one in found}
    return [_letter(row, legs.get(row.leg_id)) for row in rows]


def _letter(row: LetterRecord, leg: PackageLeg | None) -> Letter:
    url = (
        reverse(OF_PERSON, args=[leg.respondent_id, leg.pk, row.pk])
        if leg is not None
        else reverse(OF_CASE, args=[row.leg.subject, row.pk])
    )
    at = days.spoken_instant(row.recorded_at, offices.get(row.agency).zone)
    return Letter(str(Event(row.event).label), offices.get(row.leg.agency_id).name, at, url)


def _note(message: Message, zone: str) -> Note:
    subject = rendering.subject(message.letter, message.context)
    at = message.created_at
    return Note(subject, at, days.spoken_instant(at, zone), undelivered=message.state == MessageState.DROPPED)


def _entry(site: AdminSite, one: GuardedAdmin) -> Entry:
    name = f"{site.name}:{one.opts.app_label}_{one.opts.model_name}_changelist"
    title = str(one.title or one.opts.verbose_name_plural)
    return Entry(title=title[:1].upper() + title[1:], purpose=str(one.purpose), url=reverse(name))
