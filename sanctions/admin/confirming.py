"""The page on which a second person of Bawaslu confirms or declines a ruling that was typed in from a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Event
from procedures.transitions import Refused, Unmet
from procedures.vocabulary import Actor
from regions import days
from reports.admin import officers
from reports.models.package import PackageLeg
from sanctions import awaiting, facts
from sanctions.admin import stepping
from sanctions.admin.desk import Allowed
from sanctions.admin.events import EVENTS
from sanctions.models.awaiting import LetterRecord, RecordState
from services.accounts.models import User

PAGE = "admin:reports_packagerespondent_letter"
NOTE_LENGTH = 300


@dataclass(frozen=True)
class Waiting:
    """A record on the case page: which step, and where it is read."""

    label: str
    state: str
    url: str


def with_last_record(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs with what was typed in last about each, confirmed or not, for `told`; no query more."""
    rows = LetterRecord.objects.filter(leg=OuterRef("proceeding")).order_by("-recorded_at")
    return legs.annotate(last_record=Subquery(rows.values(told=JSONObject(id="id", event="event", state="state"))[:1]))


def told(leg: PackageLeg, *, back: str) -> Waiting | None:
    """The last record of a leg where a second person has not confirmed it; its page leads back. No query."""
    last = getattr(leg, "last_record", None)
    if not last or last["state"] == RecordState.CONFIRMED:
        return None
    return Waiting(
        str(Event(last["event"]).label),
        str(RecordState(last["state"]).label),
        f"{reverse(PAGE, args=[leg.respondent_id, leg.pk, UUID(last['id'])])}?{urlencode({stepping.BACK: back})}",
    )


def decide(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg], data: QueryDict, *, by: User) -> None:
    """Confirm or decline, as the form says; raises `Refused` with nothing changed."""
    with transaction.atomic():
        if "confirm" in data:
            confirm(row, leg, legs, by=by)
        else:
            decline(row, by=by, note=data.get("note", ""))


def confirm(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg], *, by: User) -> None:
    """Take the step that was typed in, in the name of who recorded it; raises `Refused` with nothing changed."""
    step = _step(row, leg, legs)
    form = stepping.form_of(step, _data(row))
    if not form.is_valid():
        raise Unmet(_("Isian surat ini tidak berlaku lagi. Tolak, lalu catat kembali."))
    with transaction.atomic():
        awaiting.decide(row, RecordState.CONFIRMED, by=by)
        letter = form.letter()
        if letter is not None:
            letter.scan = row.scan
            letter.save(force_insert=True)
        EVENTS[row.event].verb(leg, by=step.by, letter=letter, expected_version=row.version, **form.given())


def decline(row: LetterRecord, *, by: User, note: str) -> None:
    """Leave the leg where it stands, with a reason that stays; raises `Refused`."""
    if not note.strip():
        raise Unmet(_("Tulis alasan penolakan; yang mencatat membacanya."))
    awaiting.decide(row, RecordState.DECLINED, by=by, note=note.strip()[:NOTE_LENGTH])


def shown(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg], user: User) -> dict[str, Any]:
    """The record in words, and whether the reader decides it."""
    names = officers.names([row.recorded_by, row.decided_by])
    waits = row.state == RecordState.WAITING
    return {
        "record": row,
        "state": str(RecordState(row.state).label),
        "typed": _typed(row, leg, legs) if row.typed else [],
        "who": names.get(row.recorded_by, ""),
        "when": days.spoken_instant(row.recorded_at, leg.proceeding.zone),
        "scanned": row.scan is not None,
        "decided_by": names.get(row.decided_by, "") if row.decided_by else "",
        "decides": waits and user.pk in awaiting.deciders(row),
        "waits": waits,
    }


def _typed(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg]) -> list[tuple[str, str]]:
    try:
        form = stepping.form_of(_step(row, leg, legs), _data(row))
    except Refused:  # the leg has moved on: what was typed is shown as it was typed
        return [(name, ", ".join(values)) for name, values in row.typed.items()]
    pairs = []
    for field in form.visible_fields():
        values = row.typed.get(field.name, [])
        labels = dict(getattr(field.field, "choices", ()))
        words = [str(labels.get(value, value)) for value in values if value]
        if words:
            pairs.append((str(field.label), ", ".join(map(_spoken, words))))
    return pairs


def _spoken(word: str) -> str:
    try:
        return days.spoken_date(date.fromisoformat(word))
    except ValueError:
        return word


def _step(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg]) -> Allowed:
    """The step as its recorder may take it now; raises `Unmet` where it is not open any more."""
    by = Actor(row.role, user=row.recorded_by, agency=row.agency)
    offers = transitions.available(leg.proceeding, by=by, facts=facts.of(leg, legs))
    found = next((one for one in offers if one.event == row.event), None)
    if found is None or leg.proceeding.version != row.version:
        raise Unmet(_("Sementara itu ada langkah lain. Tolak catatan ini, lalu catat suratnya kembali."))
    return Allowed(leg, found, by)


def _data(row: LetterRecord) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in row.typed.items():
        data.setlist(name, values)
    data["version"] = str(row.version)
    return data
