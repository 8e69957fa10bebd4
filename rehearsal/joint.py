"""How a criminal leg fares in a rehearsal: the joint desk writes, and Bawaslu records its letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, Fact, Procedure
from procedures.models import Proceeding
from procedures.vocabulary import Facts
from rehearsal.desks import Desks
from rehearsal.habits import Habits
from rehearsal.season import Next

SILENT = 0.1  # of the joint desks never write
# Of what the table offers, how often each letter comes.
LIKELY = {
    Event.CONTINUE: 60,
    Event.HAND_TO_POLICE: 60,
    Event.PROSECUTE: 60,
    Event.STOP: 35,
    Event.CLOSE: 10,
}


@dataclass
class Letters:
    """The letters of the joint desk about one case, as they come."""

    case_id: UUID
    chance: Random
    desks: Desks
    habits: Habits
    number: str
    _letters: int = 0

    def begin(self) -> Iterator[Next]:
        """The joint desk takes its time, if the case lies there."""
        if self._leg() is not None and self.chance.random() >= SILENT:
            yield self._after(0.5, 4), self.record

    def record(self) -> Iterator[Next]:
        """Bawaslu records the next letter; the desk's own table says which there can be."""
        leg = self._leg()
        if leg is None:
            return
        by = self.desks.next_at(leg)
        now = timezone.now()
        if opening := self.habits.opens_again(by.agency, now) or self.habits.next_hours(by.agency, now):
            yield opening + timedelta(hours=self.chance.uniform(0.1, 6)), self.record
            return
        offered = {offer.event for offer in transitions.available(leg, by=by, facts=Facts(frozenset({Fact.REASON})))}
        able = [event for event in LIKELY if event in offered]
        if not able:
            return
        event = self.chance.choices(able, [LIKELY[one] for one in able])[0]
        self._letters += 1
        letter = self.desks.letter(leg, number=f"CONTOH-{self.number}-G{self._letters}")
        self.desks.confirmed(leg, event, by)
        transitions.advance(leg, event, by=by, letter=letter, note="DATA CONTOH: menurut surat sentra.")
        if leg.ended_at is None:
            yield self._after(3, 16), self.record

    def _leg(self) -> Proceeding | None:
        legs = Proceeding.objects.filter(subject=self.case_id, procedure=Procedure.GAKKUMDU, ended_at__isnull=True)
        return legs.first()

    def _after(self, low: float, high: float) -> datetime:
        moment: datetime = timezone.now() + timedelta(days=self.chance.uniform(low, high))
        return moment
