"""What the joint desk does, recorded on the case page from its letters: a form per row of its table.

Each of them moves the criminal leg, so each waits for a second person (`reports.awaiting`, `jointletters`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures import transitions
from procedures.enums import Event, Fact, Procedure, State
from procedures.models import Proceeding
from procedures.transitions import Offer
from procedures.vocabulary import Actor, Facts
from procedures.workflow import TABLES
from regions import offices
from reports import awaiting, soundness
from reports.admin import lettered, verbs
from reports.admin.desk import Desk
from reports.admin.letterforms import LetterForm, ReasonedLetterForm
from reports.admin.verbs import Run, Values, Verb
from services.accounts.enums import Action, DataGroup

RIGHT = (Action.CREATE, DataGroup.SANCTION)  # "from a letter of an office that never signs in"
ROWS = tuple(row for row in TABLES[Procedure.GAKKUMDU].transitions if row.by_letter)
BROUGHT = frozenset({Fact.LETTER, Fact.REASON})  # what the form supplies


def leg(desk: Desk) -> Proceeding | None:
    """The criminal leg of the case, if it has one."""
    return next((one for one in desk.rows.legs if one.procedure == Procedure.GAKKUMDU), None)


def standing(desk: Desk) -> str:
    """Where the criminal leg stands, in words; empty where there is none."""
    found = leg(desk)
    if found is None:
        return ""
    words = {"office": offices.get(found.agency_id).name, "state": State(found.state).label}
    return _("%(office)s: %(state)s") % words


def offers(desk: Desk) -> dict[Event, tuple[Offer, Actor]]:
    """The rows that this officer may record now."""
    found = leg(desk)
    if found is None or found.ended_at is not None:
        return {}
    known: dict[Event, tuple[Offer, Actor]] = {}
    for actor in desk.actors:
        for offer in transitions.available(found, by=actor, facts=Facts(BROUGHT)):
            known.setdefault(offer.event, (offer, actor))
    return known


@dataclass(frozen=True)
class Act:
    """A row that is to be recorded: by whom, and on which version of the leg."""

    event: Event
    by: Actor
    version: int


def form_of(event: Event) -> type[LetterForm]:
    """The form that asks for the letter of a row."""
    reasoned = any(Fact.REASON in row.needs for row in ROWS if row.event == event)
    return ReasonedLetterForm if reasoned else LetterForm


def take(desk: Desk, act: Act, values: Values) -> None:
    """Let the criminal leg take a row of its table, once a second person has confirmed the letter.

    Raises the engine's refusals with nothing written.
    """
    found = leg(desk)
    if found is None:
        raise transitions.WrongState(_("Kasus ini tidak ada di Sentra Gakkumdu."))
    with transaction.atomic():
        letter = verbs.letter(values, sender=offices.get(found.agency_id).name)
        soundness.insist_on_letter(desk.case, letter)
        transitions.advance(
            found, act.event, by=act.by, letter=letter, note=values["note"], expected_version=act.version
        )


def _recorded(event: Event) -> Run:
    def run(desk: Desk, _by: Actor, values: Values) -> None:
        found = leg(desk)
        if found is None:
            raise transitions.WrongState(_("Kasus ini tidak ada di Sentra Gakkumdu."))
        _offer, by = offers(desk)[event]
        act = Act(event, by, found.version)
        awaiting.attempt(lambda: take(desk, act, values))
        typed = lettered.kept(form_of(event)(today=desk.today), desk.request.POST)
        awaiting.lay(found, event, typed=typed, version=found.version, by=by)

    return run


def _open(event: Event) -> Callable[[Desk], bool]:
    return lambda desk: event in offers(desk)


def _verb(event: Event) -> Verb:
    return Verb(
        f"joint-{event.value.replace('_', '-')}",
        format_lazy(gettext_lazy("Sentra Gakkumdu: {act}"), act=event.label),
        form_of(event),
        _recorded(event),
        gettext_lazy("Tercatat menurut surat Sentra Gakkumdu. Berlaku setelah orang kedua memastikannya."),
        right=RIGHT,
        explanation=format_lazy(
            "{why} {second}",
            why=gettext_lazy("Sentra Gakkumdu tidak masuk ke portal: catat dari suratnya."),
            second=lettered.TAKES_TWO,
        ),
        watches=("joint",),
        offered=_open(event),
    )


VERBS = tuple(_verb(event) for event in dict.fromkeys(row.event for row in ROWS))
