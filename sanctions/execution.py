"""That a decree was carried out, and reported back (I'DIS). One transaction each; `letter=` for Bawaslu."""

from datetime import date
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Event
from procedures.models import Letter
from procedures.vocabulary import Actor
from reports.models.package import PackageLeg
from sanctions import counting, facts, followed
from sanctions.enums import CountStage
from sanctions.insisting import insist, insist_on_days, recorder
from sanctions.models.decision import Decision, Execution


class Report(TypedDict):
    """When the decree was carried out, when that was reported, and what an officer adds to it."""

    executed_on: date
    reported_on: NotRequired[date | None]
    note: NotRequired[str]


@transaction.atomic
def record(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    **report: Unpack[Report],
) -> Execution:
    """Record that the decree of this leg was carried out; with the day of its report the leg is over."""
    executed_on, reported_on = report["executed_on"], report.get("reported_on")
    insist_on_days(leg, letter, executed_on, reported_on)
    insist(
        (
            reported_on is None or reported_on >= executed_on,
            _("Pelaksanaan tidak dapat dilaporkan sebelum dilaksanakan."),
        ),
    )
    legs = followed.rulings_on(leg.respondent)
    step = transitions.advance(
        leg.proceeding,
        Event.EXECUTE,
        by=by,
        facts=facts.joined(facts.of(leg, legs), executed_on=executed_on, reported_on=reported_on),
        letter=letter,
        expected_version=expected_version,
    )
    decision = Decision.objects.get(leg=leg.proceeding_id)
    execution = Execution.objects.create(
        decision=decision,
        executed_on=executed_on,
        reported_on=reported_on,
        note=report.get("note", ""),
        letter=step.letter,
        recorded_by=recorder(by),
    )
    counting.count(leg.respondent, CountStage.EXECUTED, on=executed_on, announced_on=None, level=_level(leg, legs))
    return execution


@transaction.atomic
def report_back(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    reported_on: date,
) -> Execution:
    """Record that an execution was reported to the overseer's register; the leg is over."""
    insist_on_days(leg, letter, reported_on)
    transitions.advance(
        leg.proceeding,
        Event.REPORT_BACK,
        by=by,
        facts=facts.joined(facts.gather(leg), reported_on=reported_on),
        letter=letter,
        expected_version=expected_version,
    )
    execution = Execution.objects.get(decision__leg=leg.proceeding_id)
    Execution.objects.filter(pk=execution.pk, reported_on__isnull=True).update(reported_on=reported_on)
    execution.refresh_from_db()
    return execution


def _level(leg: PackageLeg, legs: list[PackageLeg]) -> str:
    kind = followed.papers(next(one for one in legs if one.pk == leg.pk)).sanction
    return kind.level if kind else ""
