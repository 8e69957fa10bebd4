"""That a decree was carried out and reported back (I'DIS). One transaction; `letter=` for Bawaslu."""

from datetime import date
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Event
from procedures.models import Letter
from procedures.vocabulary import Actor
from reports.models.package import PackageLeg
from sanctions import counting, facts
from sanctions.enums import CountStage
from sanctions.insisting import insist, recorder, today
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
    """Record that the decree of this leg was carried out; the leg is over."""
    executed_on, reported_on = report["executed_on"], report.get("reported_on")
    insist(
        (executed_on <= today(leg), _("Tanggal pelaksanaan belum tiba.")),
        (reported_on is None or reported_on <= today(leg), _("Tanggal pelaporan belum tiba.")),
        (
            reported_on is None or reported_on >= executed_on,
            _("Pelaksanaan tidak dapat dilaporkan sebelum dilaksanakan."),
        ),
    )
    step = transitions.advance(
        leg.proceeding,
        Event.EXECUTE,
        by=by,
        facts=facts.joined(facts.gather(leg), executed_on=executed_on),
        letter=letter,
        expected_version=expected_version,
    )
    decision = Decision.objects.select_related("kind").get(leg=leg.proceeding_id)
    execution = Execution.objects.create(
        decision=decision,
        executed_on=executed_on,
        reported_on=reported_on,
        note=report.get("note", ""),
        letter=step.letter,
        recorded_by=recorder(by),
    )
    counting.count(leg.respondent, CountStage.EXECUTED, on=executed_on, announced_on=None, level=decision.kind.level)
    return execution
