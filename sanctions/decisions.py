"""What the appointing authority decides on one person: a decree, no sanction, or that the person has
left. Each verb is one transaction; Bawaslu calls the same verbs with `letter=`."""

from datetime import date
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Event, Fact
from procedures.models import Letter
from procedures.vocabulary import Actor, Facts
from reports.models.package import PackageLeg
from sanctions import catalogue, counting, endings, facts, followed
from sanctions.endings import Reasoned
from sanctions.enums import CountStage
from sanctions.insisting import announced_in_order, insist, insist_on_days, recorder
from sanctions.models.catalogue import SanctionKind
from sanctions.models.decision import Decision
from sanctions.models.ending import Ending


class Decree(TypedDict):
    """The decree (SK). `reply` is how the respondent's right of reply was met, on `replied_on`;
    `mismatch_reason` is needed where the catalogue warns about the kind."""

    kind: SanctionKind
    decree_number: str
    decree_date: date
    starts_on: date
    signatory: str
    reply: NotRequired[str]
    replied_on: NotRequired[date | None]
    mismatch_reason: NotRequired[str]
    announced_on: NotRequired[date | None]


@transaction.atomic
def decide(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    **decree: Unpack[Decree],
) -> Decision:
    """Record the decree on one person. Raises the engine's refusals; nothing is written when it does."""
    legs = followed.rulings_on(leg.respondent)
    insist_on_days(leg, letter, decree["decree_date"], decree.get("replied_on"))
    _insist_on_order(leg, decree, facts.class_of(leg, legs))
    # The engine goes first: of two officers at once the second is told so, instead of tripping over a row.
    step = transitions.advance(
        leg.proceeding,
        Event.DECIDE,
        by=by,
        facts=_brought(facts.of(leg, legs), decree),
        letter=letter,
        expected_version=expected_version,
    )
    kind, dated_on = decree["kind"], decree["decree_date"]
    decision = Decision.objects.create(
        respondent=leg.respondent,
        leg=leg.proceeding,
        kind=kind,
        decree_number=decree["decree_number"],
        decree_date=dated_on,
        signatory=decree["signatory"],
        starts_on=decree["starts_on"],
        ends_on=catalogue.ends_on(kind, decree["starts_on"]),
        reply=decree.get("reply", ""),
        replied_on=decree.get("replied_on") or dated_on,
        mismatch_reason=decree.get("mismatch_reason", "").strip(),
        letter=step.letter,
        recorded_by=recorder(by),
    )
    announced_on = decree.get("announced_on")
    counting.count(leg.respondent, CountStage.DECIDED, on=dated_on, announced_on=announced_on, level=kind.level)
    return decision


def decline(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    **ending: Unpack[Reasoned],
) -> Ending:
    """The appointing authority decides without a sanction; the leg is over."""
    return endings.end(leg, endings.DECLINE, by=by, letter=letter, expected_version=expected_version, ending=ending)


def record_leaving(
    leg: PackageLeg,
    *,
    by: Actor,
    letter: Letter | None = None,
    expected_version: int | None = None,
    **ending: Unpack[Reasoned],
) -> Ending:
    """The person no longer serves (dismissed otherwise, retired, resigned); the leg is over."""
    return endings.end(leg, endings.LEAVING, by=by, letter=letter, expected_version=expected_version, ending=ending)


def _insist_on_order(leg: PackageLeg, decree: Decree, violation_class: str) -> None:
    dated_on, replied_on = decree["decree_date"], decree.get("replied_on")
    # What the catalogue says against this kind for this respondent; a decree that knows better says why.
    warned = catalogue.warnings(
        decree["kind"], status=leg.respondent.status, violation_class=violation_class, on=dated_on
    )
    reasoned = bool(decree.get("mismatch_reason", "").strip())
    insist(
        announced_in_order(decree.get("announced_on"), dated_on, leg),
        (decree["starts_on"] >= dated_on, _("Sanksi tidak dapat berlaku sebelum tanggal surat keputusan.")),
        (
            replied_on is None or replied_on <= dated_on,
            _("Hak jawab terlapor harus dipenuhi paling lambat pada tanggal surat keputusan."),
        ),
        (reasoned or not warned, " ".join([*warned, _("Tulis alasan memilih sanksi ini.")])),
    )


def _brought(known: Facts, decree: Decree) -> Facts:
    heard = (Fact.RIGHT_OF_REPLY,) if decree.get("reply") and decree.get("replied_on") else ()
    brought = facts.joined(known, Fact.DECREE, *heard, decided_on=decree["decree_date"])
    return Facts(brought.present, {**brought.values, "reply": str(decree.get("reply", ""))})
