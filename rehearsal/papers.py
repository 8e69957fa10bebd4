"""What an office writes for each event of a package leg: by which verb, with what in it, how often.

The table says what may happen; this says what somebody in a rehearsal does of it. An event without
an entry here is left alone, so a new row breaks nothing before a hand for it is written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from procedures.enums import Event, State
from procedures.models import Letter
from procedures.vocabulary import Actor, Facts
from reports.enums import EmploymentStatus, ReplyKind
from reports.models.package import PackageLeg
from sanctions import catalogue, decisions, documents, execution, facts, recommendations
from sanctions.enums import Answer, Cause
from sanctions.models.catalogue import SanctionKind

SAMPLE = "DATA CONTOH"
LEVELS = {"medium": 50, "moral": 40, "heavy": 7, "light": 3, "dismissal": 1, "contract": 2}
USUAL = (5.0, 25.0)  # days until the next step, where an event names none


@dataclass(frozen=True)
class Sheet:
    """One act at one desk: what a hand needs to write its paper."""

    leg: PackageLeg
    by: Actor
    letter: Letter | None
    on: date
    number: str
    chance: Random

    @property
    def desk(self) -> dict[str, object]:
        """Who records it, and from which letter."""
        return {"by": self.by, "letter": self.letter}


@dataclass(frozen=True)
class Hand:
    """How often an event is chosen beside others, what writes it, and the days until the next step."""

    weight: int
    write: Callable[[Sheet], object]
    then: tuple[float, float] = USUAL
    fits: Callable[[Facts], bool] = lambda known: True


def _recommend(sheet: Sheet) -> object:
    return recommendations.recommend(
        sheet.leg,
        **sheet.desk,  # type: ignore[arg-type]
        number=f"{sheet.number}/R/{sheet.on.year}",
        dated_on=sheet.on,
        violation_class=sheet.leg.respondent.package.violation_class,
        text=f"{SAMPLE}: agar dijatuhi sanksi sesuai ketentuan.",
        announced_on=sheet.on,
    )


def _cancel(sheet: Sheet) -> object:
    other = sheet.chance.random() < 0.5
    return recommendations.cancel(
        sheet.leg,
        **sheet.desk,  # type: ignore[arg-type]
        cause=Cause.NOT_ASN if other else Cause.OVERSEER,
        found_status=EmploymentStatus.HONORER if other else "",
        reason=f"{SAMPLE}: pemeriksaan dibatalkan.",
    )


def _ended(verb: Callable[..., object], reason: str) -> Callable[[Sheet], object]:
    return lambda sheet: verb(sheet.leg, **sheet.desk, reason=f"{SAMPLE}: {reason}")


def _not_proven(sheet: Sheet) -> object:
    return recommendations.find_not_proven(
        sheet.leg,
        **sheet.desk,  # type: ignore[arg-type]
        reason=f"{SAMPLE}: tidak terbukti.",
        announced_on=sheet.on,
    )


def _paper(verb: Callable[..., object], **fixed: object) -> Callable[[Sheet], object]:
    """A paper of the day with its number, and what else the event always says."""
    return lambda sheet: verb(sheet.leg, **sheet.desk, dated_on=sheet.on, number=sheet.number, **fixed)


def _summons(verb: Callable[..., object]) -> Callable[[Sheet], object]:
    return lambda sheet: verb(
        sheet.leg,
        **sheet.desk,
        dated_on=sheet.on,
        number=sheet.number,
        happens_on=documents.summons_latest(sheet.leg, sheet.on),
    )


def _examine(sheet: Sheet) -> object:
    return documents.examine(sheet.leg, **sheet.desk, dated_on=sheet.on, reply=_reply(sheet))  # type: ignore[arg-type]


def _answer(sheet: Sheet) -> object:
    said = sheet.chance.choice((Answer.SANCTIONED, Answer.NO_SANCTION, Answer.NOT_PURSUED))
    return documents.answer(sheet.leg, **sheet.desk, dated_on=sheet.on, number=sheet.number, answer=said)  # type: ignore[arg-type]


def _decide(sheet: Sheet) -> object:
    kind, mismatch = _kind(sheet)
    return decisions.decide(
        sheet.leg,
        **sheet.desk,  # type: ignore[arg-type]
        kind=kind,
        decree_number=f"{sheet.number}/SK/{sheet.on.year}",
        decree_date=sheet.on,
        starts_on=sheet.on,
        signatory="Pejabat Pembina Kepegawaian (contoh)",
        reply=_reply(sheet),
        replied_on=sheet.on,
        mismatch_reason=mismatch,
        announced_on=sheet.on,
    )


def _change(sheet: Sheet) -> object:
    kind, mismatch = _kind(sheet)
    text = mismatch or f"{SAMPLE}: sanksi diganti."
    return documents.change(
        sheet.leg,
        **sheet.desk,  # type: ignore[arg-type]
        dated_on=sheet.on,
        number=sheet.number,
        kind=kind,
        starts_on=sheet.on,
        text=text,
    )


def _execute(sheet: Sheet) -> object:
    at_once = sheet.chance.random() < 0.6
    return execution.record(
        sheet.leg,
        **sheet.desk,  # type: ignore[arg-type]
        executed_on=sheet.on,
        reported_on=sheet.on if at_once else None,
        note=SAMPLE,
    )


def _reply(sheet: Sheet) -> str:
    """How the person was heard; who stayed away after one summons is summoned again first."""
    once = sheet.leg.proceeding.state == State.SUMMONED
    absent = sheet.leg.proceeding.state == State.SUMMONED_AGAIN and sheet.chance.random() < 0.6
    return ReplyKind.ABSENCE if absent and not once else ReplyKind.ANSWER


def _kind(sheet: Sheet) -> tuple[SanctionKind, str]:
    person = sheet.leg.respondent
    choices = catalogue.applicable(person.status, facts.violation_class(sheet.leg), sheet.on)
    fitting = [choice.kind for choice in choices if choice.fits] or [choices[0].kind]
    kind = sheet.chance.choices(fitting, [LEVELS.get(kind.level, 1) for kind in fitting])[0]
    warned = any(choice.kind == kind and choice.warnings for choice in choices)
    return kind, f"{SAMPLE}: status terlapor di luar katalog." if warned else ""


def _authority(said: str) -> Callable[[Facts], bool]:
    return lambda known: known.text("authority") == said


def _remedy(said: str) -> Callable[[Facts], bool]:
    return lambda known: known.text("remedy") == said


HANDS: dict[Event, Hand] = {
    # the overseer
    Event.ASK_VALIDATION: Hand(
        25, _paper(documents.ask_validation, text=f"{SAMPLE}: mohon dipastikan tempat dan waktunya."), (0.5, 4)
    ),
    Event.CONFIRM: Hand(85, _paper(documents.confirm), (1, 6)),
    Event.CORRECT: Hand(15, _paper(documents.correct, text=f"{SAMPLE}: waktunya pukul sembilan."), (1, 6)),
    Event.RECOMMEND: Hand(65, _recommend, (16, 24)),  # so long the overseer waits for an answer
    Event.FIND_NOT_PROVEN: Hand(3, _not_proven),
    Event.REJECT: Hand(2, _ended(recommendations.reject, "bukan kewenangan.")),
    Event.CANCEL: Hand(2, _cancel),
    Event.WARN: Hand(100, _paper(documents.warn), (15, 20), _authority("waiting")),
    Event.BLOCK: Hand(100, _paper(documents.block), (4, 9), _authority("waiting")),
    Event.UNBLOCK: Hand(100, _paper(documents.unblock), USUAL, _authority("acted")),
    # the employer's side
    Event.SUMMON: Hand(45, _summons(documents.summon), (3, 8)),
    Event.SUMMON_AGAIN: Hand(25, _summons(documents.summon_again), (3, 8)),
    Event.FORM_TEAM: Hand(5, _paper(documents.form_team), (1, 4)),
    Event.EXAMINE: Hand(45, _examine, (1, 5)),
    Event.DECIDE: Hand(45, _decide, (5, 16)),
    Event.DECLINE: Hand(2, _ended(decisions.decline, "tidak cukup bukti di sidang disiplin.")),
    Event.RECORD_LEAVING: Hand(2, _ended(decisions.record_leaving, "pensiun.")),
    Event.OBJECT: Hand(12, _paper(documents.object_to), (6, 20), _remedy("objection")),
    Event.APPEAL: Hand(30, _paper(documents.appeal), (6, 20), _remedy("appeal")),
    Event.REPLY_TO_APPEAL: Hand(200, _paper(documents.reply_to_appeal), (10, 30)),
    Event.UPHOLD: Hand(70, _paper(documents.uphold), (3, 12)),
    Event.CHANGE: Hand(15, _change, (3, 12)),
    Event.ANNUL: Hand(15, _paper(documents.annul, text=f"{SAMPLE}: keputusan dibatalkan.")),
    Event.EXECUTE: Hand(88, _execute, (2, 9)),
    Event.REPORT_BACK: Hand(100, lambda s: execution.report_back(s.leg, by=s.by, letter=s.letter, reported_on=s.on)),
    # other authorities
    Event.ANSWER: Hand(75, _answer),
    Event.REMIND: Hand(25, _paper(documents.remind), (4, 10)),
}
