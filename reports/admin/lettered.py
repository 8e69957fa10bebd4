"""What was typed in from a letter and waits for a second person, in words: for the case page and the page of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from procedures.enums import Event
from procedures.models import LetterRecord, RecordState
from regions import days
from reports import awaiting
from reports.admin import officers
from services.accounts.models import User

Pair = tuple[str, str]


@dataclass(frozen=True)
class Waiting:
    """A record on the case page: which step, what became of it, and where it is read."""

    label: str
    state: str
    url: str


def waiting(event: str, state: str, url: str) -> Waiting:
    """A record as the case page names it."""
    return Waiting(str(Event(event).label), str(RecordState(state).label), url)


def words(row: LetterRecord, typed: Sequence[Pair], *, zone: str, user: User) -> dict[str, Any]:
    """The record in words, and whether the reader decides it."""
    names = officers.names([row.recorded_by, row.decided_by])
    waits = row.state == RecordState.WAITING
    return {
        "record": row,
        "state": str(RecordState(row.state).label),
        "typed": typed,
        "who": names.get(row.recorded_by, ""),
        "when": days.spoken_instant(row.recorded_at, zone),
        "scanned": row.scan is not None,
        "decided_by": names.get(row.decided_by, "") if row.decided_by else "",
        "decides": waits and user.pk in awaiting.deciders(row),
        "waits": waits,
    }


def pairs(form: forms.Form, typed: Mapping[str, Sequence[str]]) -> list[Pair]:
    """What was typed, under the labels of its form."""
    found = []
    for field in form.visible_fields():
        labels = dict(getattr(field.field, "choices", ()))
        said = [str(labels.get(value, value)) for value in typed.get(field.name, []) if value]
        if said:
            found.append((str(field.label), ", ".join(map(_spoken, said))))
    return found


def as_typed(typed: Mapping[str, Sequence[str]]) -> list[Pair]:
    """The same where its form is not open any more: the leg has moved on."""
    return [(name, ", ".join(values)) for name, values in typed.items()]


def data(row: LetterRecord, version: str) -> QueryDict:
    """What was typed, to be filled in again."""
    found = QueryDict(mutable=True)
    for name, values in row.typed.items():
        found.setlist(name, values)
    found["version"] = version
    return found


def kept(form: forms.Form, sent: QueryDict) -> dict[str, list[str]]:
    """What of a form is kept until a second person has read it."""
    return {name: sent.getlist(name) for name in form.fields if name in sent and name != "version"}


def _spoken(word: str) -> str:
    try:
        return days.spoken_date(date.fromisoformat(word))
    except ValueError:
        return word
