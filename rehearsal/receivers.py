"""How the offices that receive a package behave: most answer late, some never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from procedures.enums import Procedure, State
from rehearsal.desks import Desks, today
from rehearsal.season import Next
from reports.enums import ReplyKind
from reports.models.package import PackageLeg
from sanctions import catalogue, decisions, execution, facts, recommendations
from sanctions.models.catalogue import SanctionKind

SILENT_OVERSEER, SILENT_PERSONNEL = 0.06, 0.12
LEVELS = {"medium": 50, "moral": 40, "heavy": 7, "light": 3, "dismissal": 1, "contract": 2}


@dataclass
class Turn:
    """The legs that a referred case began."""

    receipt_hash: str
    chance: Random
    desks: Desks

    def begin(self) -> Iterator[Next]:
        """Every office that got the package takes its time."""
        legs = PackageLeg.objects.filter(respondent__origin__case__links__report__receipt_hash=self.receipt_hash)
        for leg in legs.filter(proceeding__ended_at__isnull=True):
            yield from self._later(leg.pk, leg.procedure)

    def _later(self, pk: int, procedure: str) -> Iterator[Next]:
        overseer = procedure == Procedure.OVERSIGHT
        if self.chance.random() < (SILENT_OVERSEER if overseer else SILENT_PERSONNEL):
            return
        days = self.chance.lognormvariate(4.1, 0.7) if overseer else self.chance.lognormvariate(4.4, 0.8)
        moment: datetime = timezone.now() + timedelta(days=max(2.0, days))
        yield moment, Answer(self, pk)


@dataclass
class Answer:
    """One office acts on one leg."""

    turn: Turn
    pk: int

    def __call__(self) -> Iterator[Next]:
        """Recommend, decide, carry out, or end it otherwise; nothing where somebody was faster."""
        legs = PackageLeg.objects.select_related("proceeding", "respondent__package", "respondent__employer")
        leg = legs.get(pk=self.pk)
        if leg.proceeding.ended_at is not None:
            return
        if leg.proceeding.state == State.VERIFICATION:
            yield from self._oversee(leg)
        elif leg.proceeding.state == State.FOLLOW_UP:
            yield from self._decide(leg)
        elif leg.proceeding.state == State.SANCTIONED:
            self._carry_out(leg)

    def _oversee(self, leg: PackageLeg) -> Iterator[Next]:
        by, letter = self.turn.desks.of_leg(leg.proceeding)
        on, luck = today(leg.proceeding.zone), self.turn.chance.random()
        if luck < 0.04:
            recommendations.find_not_proven(leg, by=by, letter=letter, reason="DATA CONTOH", announced_on=on)
            return
        if luck < 0.07:
            recommendations.reject(leg, by=by, letter=letter, reason="DATA CONTOH")
            return
        recommendations.recommend(
            leg,
            by=by,
            letter=letter,
            number=f"CONTOH-R-{self.turn.chance.randint(1, 9999)}/{on.year}",
            dated_on=on,
            violation_class=leg.respondent.package.violation_class,
            text="DATA CONTOH: agar dijatuhi sanksi sesuai ketentuan.",
            announced_on=on,
        )
        for follow_up in leg.respondent.legs.filter(procedure=Procedure.PERSONNEL):
            yield from self.turn._later(follow_up.pk, Procedure.PERSONNEL)

    def _decide(self, leg: PackageLeg) -> Iterator[Next]:
        by, letter = self.turn.desks.of_leg(leg.proceeding)
        on, luck = today(leg.proceeding.zone), self.turn.chance.random()
        if luck < 0.06:
            decisions.decline(leg, by=by, letter=letter, reason="DATA CONTOH: tidak cukup bukti di sidang disiplin.")
            return
        if luck < 0.09:
            decisions.record_leaving(leg, by=by, letter=letter, reason="DATA CONTOH: pensiun.")
            return
        kind, mismatch = self._kind(leg)
        decisions.decide(
            leg,
            by=by,
            letter=letter,
            kind=kind,
            decree_number=f"CONTOH-SK-{self.turn.chance.randint(1, 9999)}/{on.year}",
            decree_date=on,
            starts_on=on,
            signatory="Pejabat Pembina Kepegawaian (contoh)",
            reply=self.turn.chance.choice((ReplyKind.ANSWER, ReplyKind.ABSENCE)),
            replied_on=on,
            mismatch_reason=mismatch,
            announced_on=on,
        )
        yield timezone.now() + timedelta(days=self.turn.chance.uniform(5, 25)), self

    def _kind(self, leg: PackageLeg) -> tuple[SanctionKind, str]:
        on, person = today(leg.proceeding.zone), leg.respondent
        choices = catalogue.applicable(person.status, facts.violation_class(leg), on)
        fitting = [choice.kind for choice in choices if choice.fits] or [choices[0].kind]
        kind = self.turn.chance.choices(fitting, [LEVELS.get(kind.level, 1) for kind in fitting])[0]
        warned = any(choice.kind == kind and choice.warnings for choice in choices)
        return kind, "DATA CONTOH: status terlapor di luar katalog." if warned else ""

    def _carry_out(self, leg: PackageLeg) -> None:
        by, letter = self.turn.desks.of_leg(leg.proceeding)
        on = today(leg.proceeding.zone)
        execution.record(leg, by=by, letter=letter, executed_on=on, reported_on=on, note="DATA CONTOH")
