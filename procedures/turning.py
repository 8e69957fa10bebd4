"""What becomes of the clocks when a proceeding moves: some begin, some run on, some end, some are prolonged.

Only `procedures.transitions` calls this, inside its transaction.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procedures import deadlines, writing
from procedures.enums import Procedure, State
from procedures.models import Deadline, Proceeding
from procedures.vocabulary import Facts, Held
from procedures.workflow import TABLES
from regions import offices
from regions.days import end_of

A_MOMENT = timedelta(seconds=1)  # an end of day is exclusive: this is still within it


def begin(proceeding: Proceeding, facts: Facts, now: datetime, *, but: Iterable[str] = ()) -> None:
    """Start the clocks of the state a proceeding now stands in, `but` those that run already."""
    kind = TABLES[Procedure(proceeding.procedure)].states[State(proceeding.state)]
    if isinstance(kind, Held):
        held = replace(kind, clocks=tuple(clock for clock in kind.clocks if clock.code not in but))
        agency = offices.get(proceeding.agency_id)
        Deadline.objects.bulk_create(deadlines.of_state(proceeding, held, at=now, facts=facts, agency=agency))


def turn(proceeding: Proceeding, before: str, facts: Facts, now: datetime, *, said_on: date | None = None) -> None:
    """End the clocks of the state before and start those of the new one; what both name runs on.

    Where an office said it in a letter, its clocks end on the day it wrote that (`said_on`), however late Bawaslu
    has recorded it.
    """
    table = TABLES[Procedure(proceeding.procedure)]
    to = State(proceeding.state)
    runs_on = table.clocks(State(before)) & table.clocks(to) if before != to else set()
    ended = min(now, end_of(said_on, proceeding.zone) - A_MOMENT) if said_on else now
    if runs_on:
        end(proceeding, deadlines.running(proceeding).exclude(kind__in=runs_on), ended)
    elif writing.end_all(proceeding, ended):
        writing.silence(proceeding)
    begin(proceeding, facts, now, but=runs_on)


def extend(proceeding: Proceeding, running: list[Deadline], now: datetime) -> None:
    """Prolong the running clocks whose law knows an extension."""
    agency = offices.get(proceeding.agency_id)
    made = {one.pk: deadlines.extension(one, proceeding, at=now, agency=agency) for one in running}
    longer = {pk: one for pk, one in made.items() if one is not None}
    end(proceeding, Deadline.objects.filter(pk__in=list(longer)), now)
    Deadline.objects.bulk_create(longer.values())


def end(proceeding: Proceeding, clocks: QuerySet[Deadline], now: datetime) -> None:
    """End clocks. What was owed for a clock that no longer runs is silenced by the act itself."""
    if clocks.update(ended_at=now):
        writing.silence(proceeding)


def standing_still(running: Iterable[Deadline]) -> Iterable[str]:
    """The sentence for a clock that is paused and so cannot be prolonged."""
    if any(clock.paused_since for clock in running):
        yield _("Waktu penanganan sedang dihentikan sementara; jalankan dahulu sebelum diperpanjang.")
