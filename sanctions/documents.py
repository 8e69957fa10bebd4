"""The steps between the great ones: one paper each, from a question to an answer. Each way is one
transaction; Bawaslu takes the same ways with `letter=`, to record what an office wrote."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from procedures import deadlines, transitions
from procedures.enums import Event, Fact
from procedures.models import Letter
from procedures.vocabulary import Actor, Facts
from procedures.workflow.personnel import SUMMONS
from regions import calendars, days, offices
from regions.enums import RuleSetKind
from reports.models.package import PackageLeg
from sanctions import catalogue, counting, facts, followed
from sanctions.enums import CountStage
from sanctions.insisting import announced_in_order, insist, insist_on_days, recorder
from sanctions.models.catalogue import SanctionKind
from sanctions.models.document import Document


class Paper(TypedDict):
    """What the paper says; every way asks for its own part of it. A written `text` is also the reason."""

    dated_on: date
    number: NotRequired[str]
    happens_on: NotRequired[date | None]
    due_on: NotRequired[date | None]
    text: NotRequired[str]
    reply: NotRequired[str]
    answer: NotRequired[str]
    kind: NotRequired[SanctionKind | None]
    starts_on: NotRequired[date | None]
    announced_on: NotRequired[date | None]


@dataclass(frozen=True)
class Way:
    """One event with its paper. `proof` names what must be filled in for the paper to be the document
    `fact` that the table asks for; `stage` is what the person is then counted in."""

    event: Event
    fact: Fact | None = None
    proof: tuple[str, ...] = ()
    stage: CountStage | None = None

    @transaction.atomic
    def __call__(
        self,
        leg: PackageLeg,
        *,
        by: Actor,
        letter: Letter | None = None,
        expected_version: int | None = None,
        **paper: Unpack[Paper],
    ) -> Document:
        """Take the step and keep its paper. Raises the engine's refusals; nothing is written when it does."""
        legs = followed.rulings_on(leg.respondent)
        insist_on_days(leg, letter, paper["dated_on"])
        insist(*_in_order(leg, paper), *_ruling_in_order(leg, legs, paper))
        # The engine goes first: of two officers at once the second is told so, instead of tripping over a row.
        step = transitions.advance(
            leg.proceeding,
            self.event,
            by=by,
            facts=self._brought(leg, facts.of(leg, legs), paper),
            letter=letter,
            expected_version=expected_version,
        )
        document = Document.objects.create(
            respondent=leg.respondent,
            leg=leg.proceeding,
            event=self.event,
            letter=step.letter,
            recorded_by=recorder(by),
            **_columns(paper),
        )
        self._count(leg, paper)
        return document

    def _brought(self, leg: PackageLeg, known: Facts, paper: Paper) -> Facts:
        present = [self.fact] if self.fact and all(paper.get(name) for name in self.proof) else []
        if paper.get("text", "").strip():
            present.append(Fact.REASON)
        codes = {name: str(paper.get(name) or "") for name in ("reply", "answer") if paper.get(name)}
        brought = facts.joined(
            known,
            *present,
            dated_on=paper["dated_on"],
            due_on=paper.get("due_on"),
            examination_on=paper.get("happens_on"),
            summons_latest=summons_latest(leg, paper["dated_on"]),
        )
        return Facts(brought.present, {**brought.values, **codes})

    def _count(self, leg: PackageLeg, paper: Paper) -> None:
        if self.stage is not None:
            kind = paper.get("kind")
            level = kind.level if kind else ""
            counting.count(
                leg.respondent, self.stage, on=paper["dated_on"], announced_on=paper.get("announced_on"), level=level
            )


ask_validation = Way(Event.ASK_VALIDATION, Fact.QUESTION, ("text",))
confirm = Way(Event.CONFIRM)
correct = Way(Event.CORRECT)
warn = Way(Event.WARN, Fact.WARNING, ("number",), CountStage.WARNED)
block = Way(Event.BLOCK, Fact.BLOCKING, ("number",), CountStage.BLOCKED)
unblock = Way(Event.UNBLOCK, Fact.BLOCKING, ("number",), CountStage.UNBLOCKED)
summon = Way(Event.SUMMON, Fact.SUMMONS, ("number",))
summon_again = Way(Event.SUMMON_AGAIN, Fact.SUMMONS, ("number",))
form_team = Way(Event.FORM_TEAM, Fact.TEAM, ("number",))
examine = Way(Event.EXAMINE, Fact.EXAMINATION, ("reply",))
object_to = Way(Event.OBJECT, Fact.REMEDY, ("dated_on",))
appeal = Way(Event.APPEAL, Fact.REMEDY, ("dated_on",))
reply_to_appeal = Way(Event.REPLY_TO_APPEAL)
uphold = Way(Event.UPHOLD, Fact.RULING, ("number",))
change = Way(Event.CHANGE, Fact.RULING, ("number", "kind", "starts_on"), CountStage.CHANGED)
annul = Way(Event.ANNUL, Fact.RULING, ("number",), CountStage.ANNULLED)
answer = Way(Event.ANSWER, Fact.ANSWER, ("answer",), CountStage.ANSWERED)
remind = Way(Event.REMIND)


def summons_latest(leg: PackageLeg, summoned_on: date) -> date:
    """The last day for which a summons of that day may call somebody, by the clock of the table."""
    term = deadlines.length(SUMMONS.limits[RuleSetKind(leg.proceeding.rule_set)])
    holidays = calendars.holidays(offices.get(leg.proceeding.agency_id).region_id)
    return days.count_days(summoned_on, term, holidays)[-1]


def _in_order(leg: PackageLeg, paper: Paper) -> list[tuple[bool, str]]:
    dated_on, due_on = paper["dated_on"], paper.get("due_on")
    return [
        (due_on is None or due_on > dated_on, _("Batas jawaban harus sesudah tanggal surat.")),
        announced_in_order(paper.get("announced_on"), dated_on, leg),
    ]


def _ruling_in_order(leg: PackageLeg, legs: list[PackageLeg], paper: Paper) -> list[tuple[bool, str]]:
    """A ruling with another sanction: it starts after it was made, and an unusual kind has its reason."""
    kind, starts_on = paper.get("kind"), paper.get("starts_on")
    if kind is None:
        return []
    warned = catalogue.warnings(
        kind, status=leg.respondent.status, violation_class=facts.class_of(leg, legs), on=paper["dated_on"]
    )
    reasoned = bool(paper.get("text", "").strip())
    return [
        (
            starts_on is not None and starts_on >= paper["dated_on"],
            _("Sanksi tidak dapat berlaku sebelum tanggal keputusan."),
        ),
        (reasoned or not warned, " ".join([*warned, _("Tulis alasan memilih sanksi ini.")])),
    ]


def _columns(paper: Paper) -> dict[str, Any]:
    kind, starts_on = paper.get("kind"), paper.get("starts_on")
    return {
        "number": paper.get("number", ""),
        "dated_on": paper["dated_on"],
        "happens_on": paper.get("happens_on"),
        "due_on": paper.get("due_on"),
        "text": paper.get("text", "").strip(),
        "reply": paper.get("reply", ""),
        "answer": paper.get("answer", ""),
        "kind": kind,
        "starts_on": starts_on if kind else None,
        "ends_on": catalogue.ends_on(kind, starts_on) if kind and starts_on else None,
    }
