"""How the offices that receive a package behave: most answer late, some never.

What can happen is read from the table (`transitions.available`) and chosen among the hands of
`rehearsal.papers`; here is who acts at which desk, and when they come back to it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, Fact, Holder, Procedure
from procedures.transitions import Offer
from procedures.vocabulary import Actor, Facts
from rehearsal.desks import Desks, in_charge, today
from rehearsal.habits import Habits
from rehearsal.papers import HANDS, Hand, Sheet
from rehearsal.season import Next
from reports.models.package import PackageLeg, PackageRespondent
from sanctions import facts, followed

SILENT_OVERSEER, SILENT_PERSONNEL = 0.03, 0.06
WAKES_UP = 0.7  # of the silent offices answer once their data has been blocked
OPENING = {Event.RECOMMEND, Event.CANCEL}  # what may begin another leg
MOST_LOOKS = 8  # in a row at a leg where there is nothing to do yet


class Shelf:
    """What is known of persons whose legs move next: read together, and each taken once, by whoever moves first."""

    def __init__(self) -> None:
        self._legs: dict[UUID, list[PackageLeg]] = {}

    def fill(self, acts: Iterable[object]) -> None:
        """Read for the answers among these acts; what was left is old by now."""
        self._legs = followed.rulings_on_all(act.respondent for act in acts if isinstance(act, Answer))

    def take(self, respondent: PackageRespondent) -> list[PackageLeg]:
        """The legs of a person as they stand."""
        return self._legs.pop(respondent.pk, None) or followed.rulings_on(respondent)


@dataclass
class Turn:
    """The legs that a referred case began."""

    case_id: UUID
    chance: Random
    desks: Desks
    habits: Habits
    number: str
    tally: Counter[str]
    shelf: Shelf
    waited_for: set[int] = field(default_factory=set)  # legs whose office has been given its time
    _letters: int = 0

    def begin(self) -> Iterator[Next]:
        """Every office that got the package takes its time."""
        fresh = self.open_legs().exclude(pk__in=self.waited_for)
        for leg in fresh.select_related("respondent__package", "respondent__employer"):
            yield from self._later(leg)

    def open_legs(self) -> QuerySet[PackageLeg]:
        """What is still open of the case's packages, always in the same order."""
        legs = PackageLeg.objects.filter(respondent__origin__case=self.case_id)
        return legs.filter(proceeding__ended_at__isnull=True).order_by("respondent__number", "procedure")

    def numbered(self) -> str:
        """The number of the next letter or decree in this matter."""
        self._letters += 1
        return f"CONTOH-{self.number}-{self._letters}"

    def _later(self, leg: PackageLeg) -> Iterator[Next]:
        self.waited_for.add(leg.pk)
        overseer = leg.procedure == Procedure.OVERSIGHT
        if self.chance.random() < (SILENT_OVERSEER if overseer else SILENT_PERSONNEL):
            return
        days = self.chance.lognormvariate(*(self.habits.overseer if overseer else self.habits.personnel))
        moment: datetime = timezone.now() + timedelta(days=max(2.0, days))
        yield moment, Answer(self, leg.respondent, leg.pk)


@dataclass
class Answer:
    """Whoever has the next move at one leg makes it."""

    turn: Turn
    respondent: PackageRespondent  # frozen, as all of a package that has left
    pk: int
    looked: int = 0

    def __call__(self) -> Iterator[Next]:
        """Do one of the things the table offers; come back later, or not at all where somebody was faster."""
        legs = self.turn.shelf.take(self.respondent)
        leg = next(one for one in legs if one.pk == self.pk)
        leg.respondent = self.respondent
        if leg.proceeding.ended_at is not None:
            return
        by = self.turn.desks.next_at(leg.proceeding)
        if later := self._shut(in_charge(leg.proceeding), by.agency):
            yield later, self
            return
        chosen = self._choice(leg, by, facts.of(leg, legs))
        if chosen is None:
            yield from self._look_again(leg, 5, 10)
            return
        with followed.in_hand(self.respondent, legs):
            following = list(self._act(leg, by, *chosen))
        yield from following

    def _act(self, leg: PackageLeg, by: Actor, offer: Offer, hand: Hand) -> Iterator[Next]:
        turn, proceeding = self.turn, leg.proceeding
        needs_letter = Fact.LETTER in offer.needs
        letter = turn.desks.letter(proceeding, number=turn.numbered()) if needs_letter else None
        confirmed = turn.desks.confirmed(proceeding, offer.event, by) if offer.takes_two else None
        sheet = Sheet(leg, by, letter, today(proceeding.zone), turn.numbered(), turn.chance)
        try:
            hand.write(sheet)
        except transitions.Unmet:
            # A condition that nobody here thought of, or a paper of another zone's tomorrow: tried again.
            turn.tally["steps_refused"] += 1
            if confirmed is not None:
                confirmed.delete()
            yield from self._look_again(leg, 0.5, 1.5)
            return
        self.looked = 0
        if proceeding.ended_at is None:
            yield self._after(*hand.then), self
        if offer.event == Event.BLOCK and turn.chance.random() < WAKES_UP:
            yield from self._woken()
        if offer.event in OPENING:
            yield from turn.begin()  # what this step has opened elsewhere

    def _woken(self) -> Iterator[Next]:
        for other in self.turn.open_legs().filter(respondent=self.respondent, procedure=Procedure.PERSONNEL):
            yield self._after(2, 8), Answer(self.turn, self.respondent, other.pk)

    def _look_again(self, leg: PackageLeg, low: float, high: float) -> Iterator[Next]:
        """Nothing to do yet: come back, unless others have the next move or it has been tried often enough."""
        self.looked += 1
        if leg.proceeding.holder != Holder.RECEIVER and self.looked < MOST_LOOKS:
            yield self._after(low, high), self

    def _shut(self, office: str, desk: str) -> datetime | None:
        """When to try again, where nobody serves at the office or the desk that records, or its hours are over."""
        now, habits, chance = timezone.now(), self.turn.habits, self.turn.chance
        if opening := habits.opens_again(office, now) or habits.opens_again(desk, now):
            return opening + timedelta(days=chance.uniform(0.5, 4))
        if opening := habits.next_hours(desk, now):
            return opening + timedelta(hours=chance.uniform(0.1, 6))
        return None

    def _choice(self, leg: PackageLeg, by: Actor, known: Facts) -> tuple[Offer, Hand] | None:
        offered = {offer.event: offer for offer in transitions.available(leg.proceeding, by=by, facts=known)}
        able = [(offered[event], hand) for event, hand in HANDS.items() if event in offered and hand.fits(known)]
        return self.turn.chance.choices(able, [hand.weight for _offer, hand in able])[0] if able else None

    def _after(self, low: float, high: float) -> datetime:
        moment: datetime = timezone.now() + timedelta(days=self.turn.chance.uniform(low, high))
        return moment
