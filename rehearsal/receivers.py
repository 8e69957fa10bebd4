"""How the offices that receive a package behave: most answer late, some never.

What can happen is read from the table (`transitions.available`); here is how likely a person does
each of it, and by which verb. An event without a verb here is left to others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, Procedure
from procedures.models import Letter
from procedures.vocabulary import Actor
from rehearsal.desks import Desks, in_charge, today
from rehearsal.habits import Habits
from rehearsal.season import Next
from reports.enums import ReplyKind
from reports.models.package import PackageLeg
from sanctions import catalogue, decisions, execution, facts, recommendations
from sanctions.models.catalogue import SanctionKind

SILENT_OVERSEER, SILENT_PERSONNEL = 0.06, 0.12
LEVELS = {"medium": 50, "moral": 40, "heavy": 7, "light": 3, "dismissal": 1, "contract": 2}
# Of what the table offers at a leg, how often each event is what the office does.
LIKELY = {
    Event.RECOMMEND: 93,
    Event.FIND_NOT_PROVEN: 4,
    Event.REJECT: 3,
    Event.DECIDE: 91,
    Event.DECLINE: 6,
    Event.RECORD_LEAVING: 3,
    Event.EXECUTE: 97,
}


@dataclass
class Turn:
    """The legs that a referred case began."""

    receipt_hash: str
    chance: Random
    desks: Desks
    habits: Habits
    number: str
    waited_for: set[int] = field(default_factory=set)  # legs whose office has been given its time
    _letters: int = 0

    def begin(self) -> Iterator[Next]:
        """Every office that got the package takes its time."""
        legs = PackageLeg.objects.filter(respondent__origin__case__links__report__receipt_hash=self.receipt_hash)
        for leg in legs.filter(proceeding__ended_at__isnull=True).order_by("respondent__number", "procedure"):
            if leg.pk not in self.waited_for:
                yield from self._later(leg)

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
        yield moment, Answer(self, leg.pk)


@dataclass
class Answer:
    """One office acts on one leg."""

    turn: Turn
    pk: int

    def __call__(self) -> Iterator[Next]:
        """Do one of the things the table offers; nothing where somebody was faster."""
        legs = PackageLeg.objects.select_related("proceeding", "respondent__package", "respondent__employer")
        leg = legs.get(pk=self.pk)
        proceeding, by = leg.proceeding, self.turn.desks.of_leg(leg.proceeding)
        if proceeding.ended_at is not None:
            return
        if later := self._shut(in_charge(proceeding), by.agency):
            yield later, self
            return
        event = self._choice(leg, by)
        if event is None:
            return
        letter = self.turn.desks.letter(proceeding, by, number=self.turn.numbered())
        self._do(event, leg, by, letter)
        if proceeding.ended_at is None:
            yield timezone.now() + timedelta(days=self.turn.chance.uniform(5, 25)), self
        yield from self.turn.begin()  # what this step has opened elsewhere

    def _shut(self, office: str, desk: str) -> datetime | None:
        """When to try again, where nobody serves at the office or the desk that records, or its hours are over."""
        now, habits, chance = timezone.now(), self.turn.habits, self.turn.chance
        if opening := habits.opens_again(office, now) or habits.opens_again(desk, now):
            return opening + timedelta(days=chance.uniform(0.5, 4))
        if opening := habits.next_hours(desk, now):
            return opening + timedelta(hours=chance.uniform(0.1, 6))
        return None

    def _choice(self, leg: PackageLeg, by: Actor) -> Event | None:
        offered = {offer.event for offer in transitions.available(leg.proceeding, by=by)}
        known = [event for event in LIKELY if event in offered]
        return self.turn.chance.choices(known, [LIKELY[event] for event in known])[0] if known else None

    def _do(self, event: Event, leg: PackageLeg, by: Actor, letter: Letter | None) -> None:
        on = today(leg.proceeding.zone)
        if event == Event.RECOMMEND:
            self._recommend(leg, by, letter)
        elif event == Event.FIND_NOT_PROVEN:
            recommendations.find_not_proven(leg, by=by, letter=letter, reason="DATA CONTOH", announced_on=on)
        elif event == Event.REJECT:
            recommendations.reject(leg, by=by, letter=letter, reason="DATA CONTOH")
        elif event == Event.DECIDE:
            self._decide(leg, by, letter)
        elif event == Event.DECLINE:
            decisions.decline(leg, by=by, letter=letter, reason="DATA CONTOH: tidak cukup bukti di sidang disiplin.")
        elif event == Event.RECORD_LEAVING:
            decisions.record_leaving(leg, by=by, letter=letter, reason="DATA CONTOH: pensiun.")
        elif event == Event.EXECUTE:
            execution.record(leg, by=by, letter=letter, executed_on=on, reported_on=on, note="DATA CONTOH")

    def _recommend(self, leg: PackageLeg, by: Actor, letter: Letter | None) -> None:
        on = today(leg.proceeding.zone)
        recommendations.recommend(
            leg,
            by=by,
            letter=letter,
            number=f"{self.turn.numbered()}/R/{on.year}",
            dated_on=on,
            violation_class=leg.respondent.package.violation_class,
            text="DATA CONTOH: agar dijatuhi sanksi sesuai ketentuan.",
            announced_on=on,
        )

    def _decide(self, leg: PackageLeg, by: Actor, letter: Letter | None) -> None:
        on = today(leg.proceeding.zone)
        kind, mismatch = self._kind(leg)
        decisions.decide(
            leg,
            by=by,
            letter=letter,
            kind=kind,
            decree_number=f"{self.turn.numbered()}/SK/{on.year}",
            decree_date=on,
            starts_on=on,
            signatory="Pejabat Pembina Kepegawaian (contoh)",
            reply=self.turn.chance.choice((ReplyKind.ANSWER, ReplyKind.ABSENCE)),
            replied_on=on,
            mismatch_reason=mismatch,
            announced_on=on,
        )

    def _kind(self, leg: PackageLeg) -> tuple[SanctionKind, str]:
        on, person = today(leg.proceeding.zone), leg.respondent
        choices = catalogue.applicable(person.status, facts.violation_class(leg), on)
        fitting = [choice.kind for choice in choices if choice.fits] or [choices[0].kind]
        kind = self.turn.chance.choices(fitting, [LEVELS.get(kind.level, 1) for kind in fitting])[0]
        warned = any(choice.kind == kind and choice.warnings for choice in choices)
        return kind, "DATA CONTOH: status terlapor di luar katalog." if warned else ""
