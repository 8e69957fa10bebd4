"""No verb lets one hand move a matter by an office's letter: it refuses, and nothing is changed or sent."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from procedures import transitions
from procedures.enums import Event, Procedure, State
from procedures.models import LetterRecord, RecordState
from procedures.transitions import Unconfirmed
from procedures.vocabulary import Actor, Transition
from procedures.workflow import TABLES
from reports.models.package import PackageLeg
from sanctions import decisions, documents, execution, recommendations
from sanctions.models.catalogue import SanctionKind
from services.notifications.models import Message
from tests.factories import procedures
from tests.factories import sanctions as make

pytestmark = pytest.mark.usefixtures("kinds")
SENTENCE = "Langkah menurut surat ini berlaku setelah orang kedua memastikan isi suratnya."
DATED = {"dated_on": make.TODAY}
Verb = Callable[..., object]


def decree() -> dict[str, Any]:
    return {
        "kind": SanctionKind.objects.get(pk="M1"), "decree_number": "800/1", "decree_date": make.TODAY,
        "starts_on": make.TODAY, "signatory": "Wali Kota", "reply": "answer", "replied_on": make.TODAY,
    }  # fmt: skip


PAPER = {"number": "R", "violation_class": "discipline", "text": "Sedang.", **DATED}
VERBS: dict[str, tuple[Callable[[], PackageLeg], Verb, Callable[[], dict[str, Any]]]] = {
    "recommend": (make.oversight_leg, recommendations.recommend, lambda: PAPER),
    "find_not_proven": (make.oversight_leg, recommendations.find_not_proven, lambda: {"reason": "Tidak terbukti."}),
    "reject": (make.oversight_leg, recommendations.reject, lambda: {"reason": "Bukan kewenangan."}),
    "cancel": (make.oversight_leg, recommendations.cancel, lambda: {"reason": "Batal.", "cause": "overseer"}),
    "ask_validation": (make.oversight_leg, documents.ask_validation, lambda: {"text": "Di mana?", **DATED}),
    "summon": (
        make.personnel_leg, documents.summon, lambda: {"number": "P", "happens_on": make.TODAY, **DATED},
    ),
    "examine": (make.personnel_leg, documents.examine, lambda: {"reply": "answer", **DATED}),
    "decide": (make.personnel_leg, decisions.decide, decree),
    "decline": (make.personnel_leg, decisions.decline, lambda: {"reason": "Tidak cukup bukti."}),
    "record_leaving": (make.personnel_leg, decisions.record_leaving, lambda: {"reason": "Pensiun."}),
    "answer": (make.external_leg, documents.answer, lambda: {"answer": "sanctioned", **DATED}),
}  # fmt: skip


def bawaslu() -> Actor:
    return make.acting("operator", "bawaslu-balikpapan")


def standing() -> tuple[Any, ...]:
    return make.standing(), Message.objects.count()


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_refuses_a_letter_that_nobody_has_confirmed(name: str) -> None:
    begin, verb, given = VERBS[name]
    leg, letter, by = begin(), make.letter(), bawaslu()
    before = standing()
    with pytest.raises(Unconfirmed) as refused:
        verb(leg, by=by, letter=letter, **given())
    assert refused.value.sentences == (SENTENCE,)
    assert standing() == before
    make.confirmed(leg, name, by)
    verb(leg, by=by, letter=letter, **given())
    leg.proceeding.refresh_from_db()
    assert leg.proceeding.version == 2


@pytest.mark.parametrize(
    "other",
    [
        {"state": RecordState.WAITING, "decided_by": None},
        {"state": RecordState.DECLINED},
        {"event": "decline"},
        {"version": 2},
        {"recorded_by": uuid4()},
    ],
)
def test_the_yes_is_to_this_step_of_this_person_as_the_leg_stands(other: dict[str, Any]) -> None:
    leg, letter, by = make.personnel_leg(), make.letter(), bawaslu()
    make.confirmed(leg, "decide", by)
    LetterRecord.objects.update(**other)
    before = standing()
    with pytest.raises(Unconfirmed):
        decisions.decide(leg, by=by, letter=letter, **decree())
    assert standing() == before


def test_a_yes_is_good_for_one_step() -> None:
    leg, by = make.personnel_leg(), bawaslu()
    make.confirmed(leg, "decide", by)
    decisions.decide(leg, by=by, letter=make.letter(), **decree())
    letter, before = make.letter(), standing()
    for verb, given in ((execution.record, {"executed_on": make.TODAY}), (documents.object_to, DATED)):
        with pytest.raises(Unconfirmed):
            verb(leg, by=by, letter=letter, **given)
    assert standing() == before


def test_what_only_says_that_something_was_done_takes_one_hand() -> None:
    leg = make.personnel_leg()
    row = documents.form_team(leg, by=bawaslu(), letter=make.letter(), number="TIM", **DATED)
    assert (row.event, leg.proceeding.state) == ("form_team", State.FOLLOW_UP)


def by_letter() -> Iterator[tuple[Procedure, Transition]]:
    for procedure, table in TABLES.items():
        yield from ((procedure, row) for row in table.transitions if row.by_letter)


def test_of_all_letters_that_alone() -> None:
    assert {row.event for _procedure, row in by_letter() if not row.moves} == {Event.FORM_TEAM}
    taken = {row.event for _procedure, row in by_letter() if row.moves}
    assert len(taken) == 28
    assert {Event.SUMMON, Event.ANSWER, Event.CONTINUE, Event.STOP, Event.CLOSE} <= taken


@pytest.mark.parametrize("event", [Event.CONTINUE, Event.STOP, Event.CLOSE])
def test_the_joint_desk_s_letters_wait_in_the_engine_as_well(event: str) -> None:
    leg, by, letter = procedures.begun(Procedure.GAKKUMDU), procedures.actor("verifier"), procedures.letter()
    before = standing()
    with pytest.raises(Unconfirmed):
        transitions.advance(leg, event, by=by, letter=letter, note="Contoh")
    assert standing() == before
    procedures.confirmed(leg, event, by)
    transitions.advance(leg, event, by=by, letter=letter, note="Contoh")
    assert leg.version == 2
