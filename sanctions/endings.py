"""How a leg ends without a recommendation or a sanction: one way for all, so that none forgets a part."""

from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Event, Fact
from procedures.models import Letter
from procedures.vocabulary import Actor, Facts
from reports.models.package import PackageLeg
from sanctions import counting, facts
from sanctions.enums import CountStage
from sanctions.insisting import announced_in_order, insist, insist_on_days, recorder, today
from sanctions.models.ending import Ending


class Reasoned(TypedDict):
    """Why it ends, on which day it was said (today where not given), and when it was announced."""

    reason: str
    dated_on: NotRequired[date | None]
    announced_on: NotRequired[date | None]
    respondent_told_on: NotRequired[date | None]


@dataclass(frozen=True)
class Way:
    """An event that ends a leg, and the stage a person is counted in because of it."""

    event: Event
    stage: CountStage


NOT_PROVEN = Way(Event.FIND_NOT_PROVEN, CountStage.NOT_PROVEN)
REJECTED = Way(Event.REJECT, CountStage.REJECTED)
DECLINE = Way(Event.DECLINE, CountStage.NO_SANCTION)
CANCELLED = Way(Event.CANCEL, CountStage.CANCELLED)
LEAVING = Way(Event.RECORD_LEAVING, CountStage.LEFT_SERVICE)


@transaction.atomic
def end(
    leg: PackageLeg,
    way: Way,
    *,
    by: Actor,
    letter: Letter | None,
    expected_version: int | None,
    ending: Reasoned,
    cause: str = "",
    found_status: str = "",
) -> Ending:
    """Take the step, keep the reason, count the person. Raises the engine's refusals with nothing written.

    `cause` and `found_status` say on what ground something was cancelled.
    """
    said_on = _insist_on_order(leg, way, letter, ending)
    reason = ending["reason"].strip()
    known = facts.joined(facts.gather(leg), *((Fact.REASON,) if reason else ()))
    step = transitions.advance(
        leg.proceeding,
        way.event,
        by=by,
        facts=Facts(known.present, {**known.values, "cause": cause}) if cause else known,
        letter=letter,
        expected_version=expected_version,
    )
    row = Ending.objects.create(
        respondent=leg.respondent,
        leg=leg.proceeding,
        stage=way.stage,
        reason=reason,
        dated_on=said_on,
        cause=cause,
        found_status=found_status,
        respondent_told_on=ending.get("respondent_told_on"),
        letter=step.letter,
        recorded_by=recorder(by),
    )
    counting.count(leg.respondent, way.stage, on=said_on, announced_on=ending.get("announced_on"))
    return row


def _insist_on_order(leg: PackageLeg, way: Way, letter: Letter | None, ending: Reasoned) -> date:
    said_on, told_on = ending.get("dated_on") or today(leg), ending.get("respondent_told_on")
    # Somebody may have left before anybody told this desk about them.
    insist_on_days(leg, letter, *(() if way is LEAVING else (said_on,)))
    insist(
        (said_on <= today(leg), _("Tanggal ini belum tiba.")),
        announced_in_order(ending.get("announced_on"), said_on, leg),
        (
            told_on is None or said_on <= told_on <= today(leg),
            _("Terlapor tidak dapat diberi tahu sebelum tanggal itu, atau di masa depan."),
        ),
    )
    return said_on
