"""The first page of the staff room: the lists one may open, in the order of the work."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from netralitas import rules
from services.accounts import access
from services.accounts.staff import REFERENCE, SECTIONS, GuardedAdmin
from services.notifications import rendering
from services.notifications.models import Message, MessageState

NOTES = 8


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
    undelivered: bool


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
    return [_note(message) for message in reversed(once.values())][:NOTES]


def _note(message: Message) -> Note:
    subject = rendering.subject(message.letter, message.context)
    return Note(subject, message.created_at, undelivered=message.state == MessageState.DROPPED)


def _entry(site: AdminSite, one: GuardedAdmin) -> Entry:
    name = f"{site.name}:{one.opts.app_label}_{one.opts.model_name}_changelist"
    title = str(one.title or one.opts.verbose_name_plural)
    return Entry(title=title[:1].upper() + title[1:], purpose=str(one.purpose), url=reverse(name))
