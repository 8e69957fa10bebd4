"""What was typed in from a letter and waits for a second person, in words: for the case page and the page of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.enums import Event
from procedures.models import LetterRecord, RecordState
from regions import days, offices
from reports import awaiting
from reports.admin import officers
from services.accounts.models import User

Pair = tuple[str, str]
TAKES_TWO = gettext_lazy(
    "Setelah disimpan, orang kedua kantor Anda harus memastikan isi surat ini. Sebelum itu langkahnya belum berlaku "
    "dan tidak ada yang berubah."
)


@dataclass(frozen=True)
class Waiting:
    """A record on the case page: which step, what became of it and by whom, and where it is read.

    A confirmed one is read nowhere any more: the papers hold it.
    """

    label: str
    state: str
    url: str
    waits: bool
    decided: str


def told(event: str, state: str, url: str, *, agency: str, by: str = "", at: datetime | None = None) -> Waiting:
    """A record as the case page names it; `agency` recorded it, `by` decided it."""
    return Waiting(
        str(Event(event).label),
        str(RecordState(state).label),
        "" if state == RecordState.CONFIRMED else url,
        waits=state == RecordState.WAITING,
        decided=", ".join(filter(None, (by, spoken(at, agency) if at else ""))),
    )


def spoken(moment: datetime, agency: str) -> str:
    """When something was recorded or decided, by the clock of the office that did."""
    return days.spoken_instant(moment, offices.get(agency).zone)


def said(event: str, data: QueryDict) -> str:
    """What is said once it was decided."""
    if "confirm" in data:
        return _("Diputuskan: %(step)s.") % {"step": Event(event).label}
    return _("Surat ditolak; langkah tidak dijalankan.")


def words(row: LetterRecord, typed: Sequence[Pair], *, user: User) -> dict[str, Any]:
    """The record in words, and whether the reader decides it."""
    names = officers.names([row.recorded_by, row.decided_by])
    waits = row.state == RecordState.WAITING
    return {
        "record": row,
        "state": str(RecordState(row.state).label),
        "typed": typed,
        "who": names.get(row.recorded_by, ""),
        "when": spoken(row.recorded_at, row.agency),
        "scanned": row.scan is not None,
        "decided_by": names.get(row.decided_by, "") if row.decided_by else "",
        "decided_at": spoken(row.decided_at, row.agency) if row.decided_at else "",
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
