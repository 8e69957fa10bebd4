"""Taking one step from a page: show its form, keep what was typed, say what stands in the way.

Nothing is lost: bad input, a refusal of the procedure and a page that has grown stale all come back
with everything that was typed, and with nothing saved.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from procedures.enums import Event, Fact
from procedures.transitions import Refused, Stale
from procedures.vocabulary import Actor
from regions import days, offices
from reports import awaiting, texts
from reports.admin import lettered
from reports.admin.forms import DeskForm
from reports.models.package import PackageLeg
from sanctions import catalogue, counting, documents, facts, followed
from sanctions.admin import desk
from sanctions.admin.desk import Allowed
from sanctions.admin.events import EVENTS, RULINGS
from sanctions.admin.forms import AnnounceForm, DecideForm, RecommendForm, StepForm
from sanctions.admin.paperforms import ChangeForm, SummonForm
from sanctions.enums import CountStage
from sanctions.insisting import received_on
from services.evidence import intake
from services.vault import sealing

BACK = "kembali"
STEP = "admin:reports_packagerespondent_step"
ANNOUNCE = "admin:reports_packagerespondent_announce"
SHOWN, TAKEN, INVALID, REFUSED, STALE = 200, 303, 422, 409, 409


@dataclass(frozen=True)
class Button:
    """A step as a link to its form."""

    label: str
    url: str
    by_letter: bool


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt: the form as it now stands, and why nothing was saved if nothing was."""

    form: DeskForm
    status: int
    changed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    laid: bool = False  # a second person has to confirm it first
    closed: bool = False  # the step is no longer open to anyone; what was typed is there to be copied


def buttons(steps: Iterable[Allowed], *, back: str = "") -> list[Button]:
    """The steps as links; `back` is the page to return to where that is not the file."""
    tail = f"?{urlencode({BACK: back})}" if back else ""
    return [
        Button(
            label=one.offer.label,
            url=reverse(STEP, args=[one.leg.respondent_id, one.leg.pk, str(one.offer.event)]) + tail,
            by_letter=one.offer.by_letter,
        )
        for one in steps
    ]


def blank(step: Allowed) -> Outcome:
    """The form of a step before anything was typed."""
    return Outcome(form_of(step, None), SHOWN)


def too_late(step: Allowed, data: QueryDict | None) -> Outcome:
    """The form of a step that is no longer open, with what was typed and what happened meanwhile."""
    seen = data.get("version", "") if data is not None else ""
    changed = desk.changed_since(step.leg, texts.number(seen) or 1)
    return Outcome(form_of(step, data), STALE, changed=changed, closed=True)


def waiting(leg: PackageLeg) -> list[tuple[str, str]]:
    """The stages that the office of this leg has not announced yet, for a choice. One query."""
    said = counting.announcements([leg.respondent]).get(counting.key(leg.respondent), {})
    return [(stage, str(CountStage(stage).label)) for stage in counting.waiting(leg, said)]


def announce(leg: PackageLeg, by: Actor, stages: list[tuple[str, str]], data: QueryDict | None) -> Outcome:
    """Show the form of an announcement, or record it."""
    today = days.local_date(timezone.now(), leg.proceeding.zone)
    initial = {"version": leg.proceeding.version, "stage": stages[0][0]}
    form = AnnounceForm(data, initial=initial, today=today, earliest=received_on(leg), choices={"stage": stages})
    if data is None:
        return Outcome(form, SHOWN)
    if not form.is_valid():
        return Outcome(form, INVALID)
    try:
        counting.announce(leg, form.cleaned_data["stage"], on=form.cleaned_data["on"], by=by)
    except Refused as refusal:
        return Outcome(form, REFUSED, refused=tuple(refusal.sentences))
    return Outcome(form, TAKEN)


def take(
    step: Allowed,
    data: QueryDict,
    files: "MultiValueDict[str, UploadedFile[Any]]",
    *,
    confirm: Callable[[], None],
) -> Outcome:
    """Try to take a step with what was typed and the scan that came with it.

    `confirm` runs before a ruling is written and raises where the person has to give a code first.
    """
    form = form_of(step, data, files)
    if not form.is_valid():
        return Outcome(form, INVALID)
    if step.offer.event in RULINGS:
        confirm()
    seen = form.cleaned_data["version"]
    try:
        with transaction.atomic():
            if step.offer.takes_two:
                return _laid(step, form, data)
            letter = form.letter()
            if letter is not None:
                letter.scan = _sealed(form.cleaned_data.get("letter_scan"), on=form.today)
                letter.save(force_insert=True)
            EVENTS[step.offer.event].verb(step.leg, by=step.by, letter=letter, expected_version=seen, **form.given())
    except intake.Refused as refused:
        form.add_error("letter_scan", refused.message)
        return Outcome(form, INVALID)
    except Stale as stale:
        step.leg.proceeding = stale.current
        return Outcome(form_of(step, _fresh(data, stale.current.version)), STALE, desk.changed_since(step.leg, seen))
    except Refused as refusal:
        return Outcome(form, REFUSED, refused=tuple(refusal.sentences))
    return Outcome(form, TAKEN)


def _laid(step: Allowed, form: StepForm, data: QueryDict) -> Outcome:
    """Lay what was typed before a second person, once it is known that the step could be taken with it."""
    seen, verb = form.cleaned_data["version"], EVENTS[step.offer.event].verb
    awaiting.attempt(lambda: verb(step.leg, by=step.by, letter=form.letter(), expected_version=seen, **form.given()))
    typed = lettered.kept(form, data)
    scan = _sealed(form.cleaned_data.get("letter_scan"), on=form.today)
    awaiting.lay(step.leg.proceeding, step.offer.event, typed=typed, version=seen, scan=scan, by=step.by)
    return Outcome(form, TAKEN, laid=True)


def _sealed(scan: "UploadedFile[Any] | None", *, on: date) -> UUID | None:
    """The id of a scan that was sealed; nobody but the vault can open it again."""
    return intake.accept(scan, wrap=sealing.wrap_key, on=on).pk if scan else None


def form_of(
    step: Allowed, data: QueryDict | None, files: "MultiValueDict[str, UploadedFile[Any]] | None" = None
) -> StepForm:
    """The form of a step, with what was typed; a letter is asked for where the step rests on one."""
    leg = step.leg
    kind = EVENTS[step.offer.event].form
    today = days.local_date(timezone.now(), leg.proceeding.zone)
    office = offices.get(leg.proceeding.agency_id).name
    legs = followed.rulings_on(leg.respondent)
    violation_class = facts.class_of(leg, legs)
    initial: dict[str, Any] = {"version": leg.proceeding.version, "letter_sender": office}
    more: dict[str, Any] = {"known": facts.of(leg, legs)}
    if kind is RecommendForm:
        initial["violation_class"] = violation_class
    if kind is DecideForm:
        initial |= _heard(leg, legs)
    if kind in (DecideForm, ChangeForm):
        status = leg.respondent.status
        choices = catalogue.applicable(status, violation_class, today)
        more |= {"choices_of_kind": choices, "status": status, "violation_class": violation_class}
    if kind is SummonForm:
        more["latest"] = partial(documents.summons_latest, leg)
    letter_asked = Fact.LETTER in step.offer.needs  # also where Bawaslu writes one in its own name
    if letter_asked and not step.offer.by_letter:
        initial["letter_sender"] = offices.get(step.by.agency).name
    return kind(data, files, initial=initial, today=today, earliest=received_on(leg), by_letter=letter_asked, **more)


def _heard(leg: PackageLeg, legs: Sequence[PackageLeg]) -> dict[str, Any]:
    """How the respondent was heard, where the examination has already been recorded."""
    here = next((one for one in legs if one.pk == leg.pk), leg)
    found = [one for one in followed.papers(here).documents if one.event == Event.EXAMINE]
    return {"reply": found[-1].reply, "replied_on": found[-1].dated_on} if found else {}


def _fresh(data: QueryDict, version: int) -> QueryDict:
    """What was typed, on top of how the leg stands now: sending it again is then a decision."""
    again = data.copy()
    again["version"] = str(version)
    return again
