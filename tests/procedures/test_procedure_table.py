"""The golden table procedure.csv against the tables: what it allows is allowed, all else is refused."""

from collections import Counter
from copy import copy
from itertools import groupby
from uuid import UUID

import pytest

from procedures import transitions
from procedures.enums import Event, Fact, Procedure
from procedures.models import Deadline, Proceeding, Step
from procedures.vocabulary import Facts, Leg
from regions import offices
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import procedures as make
from tests.procedures import golden
from tests.procedures.golden import Try

EXPECTED = golden.expected()
ALLOWED = [one for one, to in EXPECTED.items() if to != "refused"]
NOT_ALLOWED = (None, "refused")
NOTABLE = [one for one, to in EXPECTED.items() if to == "refused"]


def judged(one: Try) -> str:
    """Where a try leads by the tables alone, or "refused"."""
    given = golden.values(one.given)
    extensions = int(str(given.pop("extensions", 0)))
    facts = brought(one, given)
    state = "" if one.state == "new" else one.state
    leg = Leg(one.procedure, one.rule_set, state, level=0, extensions=extensions)
    try:
        ruling = transitions.rule(leg, Event(one.event), by=make.actor(one.role), facts=facts)
    except transitions.Refused:
        return "refused"
    from_state = golden.state_of(one.state)
    return "refused" if ruling.unmet else ruling.row.lands_in(from_state or transitions.Place.NEW).value


def brought(one: Try, given: dict[str, object]) -> Facts:
    facts = make.facts(**given)
    return Facts(facts.present | {Fact.LETTER}, facts.values) if by_letter(one) else facts


def by_letter(one: Try) -> bool:
    """Whether the try comes with a letter; being taken over is recorded from one at the desk as well."""
    return one.via == "letter" or one.event == Event.TAKE_OVER


def test_the_golden_table_names_every_procedure_state_and_event() -> None:
    assert {one.procedure for one in EXPECTED} == set(Procedure.values)
    used = {event for one in ALLOWED for event in [one.event]}
    assert used == {event.value for event in Event}
    assert len(ALLOWED) > 100
    assert len(NOTABLE) > 60


@pytest.mark.parametrize("procedure", Procedure.values)
def test_every_try_leads_where_the_golden_table_says_and_all_else_is_refused(procedure: str) -> None:
    tries = [one for one in golden.everything() if one.procedure == procedure]
    wrong = {one: (judged(one), EXPECTED.get(one, "refused")) for one in tries}
    assert {one: pair for one, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_the_product_is_complete() -> None:
    tries = list(golden.everything())
    assert len(tries) == len(set(tries))
    assert {one for one in EXPECTED if not one.given} <= set(tries)
    states = Counter(one.procedure for one in tries)
    assert states["bawaslu"] == 3 * 11 * len(Event) * 10


def test_lines_with_other_circumstances_lead_where_they_say() -> None:
    special = {one: to for one, to in EXPECTED.items() if one.given}
    assert {one: judged(one) for one in special} == special


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Proceeding, Step, Deadline, Owed, Entry))


def attempt(one: Try) -> tuple[Proceeding | None, str]:
    """Do it through the engine and the database; what stood before (None when new) and where it led."""
    given = golden.values(one.given)
    extensions = int(str(given.pop("extensions", 0)))
    above = "bawaslu-kaltim" if one.event == Event.HAND_DOWN else ""  # only a level above has one below it
    facts, by = make.facts(**given), make.actor(one.role, above)
    if one.state == "new":
        begun = make.begun(one.procedure, rule_set=one.rule_set, by=by, facts=facts)
        return None, begun.state
    standing = {"agency": offices.get(above)} if above else {}
    proceeding = make.standing(one.state, one.procedure, rule_set=one.rule_set, extensions=extensions, **standing)
    letter = make.letter() if by_letter(one) else None
    if one.via == "letter":
        make.confirmed(proceeding, one.event, by)
    step = transitions.advance(proceeding, one.event, by=by, facts=facts, letter=letter)
    return proceeding, step.to_state


@pytest.mark.django_db
@pytest.mark.parametrize("procedure", Procedure.values)
def test_every_allowed_line_works_in_the_engine(procedure: str) -> None:
    for one in ALLOWED:
        if one.procedure == procedure:
            before, led_to = attempt(one)
            assert led_to == EXPECTED[one], one
            if before is not None:
                stored = Proceeding.objects.get(pk=before.pk)
                assert (stored.state, stored.version) == (led_to, 2), one


@pytest.mark.django_db
@pytest.mark.parametrize("procedure", Procedure.values)
def test_a_notable_refusal_changes_nothing_and_owes_nothing(procedure: str) -> None:
    for one in NOTABLE:
        if one.procedure != procedure:
            continue
        refuse(one)


class Readings:
    """Stands before the proceedings' manager: the engine gets a row as it was first read, until told to forget it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.plain = Proceeding.objects.select_for_update
        self.kept: dict[UUID, Proceeding] = {}
        monkeypatch.setattr(Proceeding.objects, "select_for_update", lambda: self)

    def get(self, *, pk: UUID) -> Proceeding:
        if pk not in self.kept:
            self.kept[pk] = self.plain().get(pk=pk)
        return copy(self.kept[pk])

    def forget(self) -> None:
        self.kept.clear()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    return Readings(monkeypatch)


def of_one_event(one: Try) -> tuple[str, str, str]:
    return one.rule_set, one.state, one.event


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("procedure", Procedure.values)
def test_all_else_is_refused_by_the_engine_with_nothing_changed_and_nothing_owed(
    procedure: str, readings: Readings
) -> None:
    refused = [one for one in golden.everything() if one.procedure == procedure and EXPECTED.get(one) in NOT_ALLOWED]
    refused = [one for one in refused if one.state != "new" or one.event == Event.RECEIVE]
    places = {(one.rule_set, one.state) for one in refused if one.state != "new"}
    there = {place: make.standing(place[1], procedure, rule_set=place[0]) for place in sorted(places)}
    letter, facts = make.letter(), make.facts()
    before = counts()
    # What is refused has written nothing, so the roles that try the same event in turn may meet one reading of the
    # row; the next event is tried on a new one.
    for _, tries in groupby(refused, of_one_event):
        readings.forget()
        for one in tries:
            by = make.actor(one.role)
            if one.state == "new":
                with pytest.raises(transitions.Refused):
                    make.begun(procedure, rule_set=one.rule_set, by=by, facts=facts)
                continue
            paper = letter if one.via == "letter" else None
            with pytest.raises(transitions.Refused):
                transitions.advance(there[one.rule_set, one.state], one.event, by=by, facts=facts, letter=paper)
    assert counts() == before
    stands = {proceeding.pk: (proceeding.state, 1) for proceeding in there.values()}
    kept = Proceeding.objects.values_list("pk", "state", "version")
    assert {pk: (state, version) for pk, state, version in kept} == stands


def refuse(one: Try) -> None:
    given = golden.values(one.given)
    extensions = int(str(given.pop("extensions", 0)))
    facts, by = make.facts(**given), make.actor(one.role)
    if one.state == "new":
        before = counts()
        with pytest.raises(transitions.Refused) as caught:
            make.begun(one.procedure, rule_set=one.rule_set, by=by, facts=facts)
    else:
        proceeding = make.standing(one.state, one.procedure, rule_set=one.rule_set, extensions=extensions)
        letter = make.letter() if one.via == "letter" else None
        before = counts()
        with pytest.raises(transitions.Refused) as caught:
            transitions.advance(proceeding, one.event, by=by, facts=facts, letter=letter)
        kept = Proceeding.objects.get(pk=proceeding.pk)
        assert (kept.state, kept.version, kept.ended_at) == (one.state, 1, proceeding.ended_at), one
    assert counts() == before, one
    assert caught.value.sentences, one
    assert all(isinstance(sentence, str) and sentence for sentence in caught.value.sentences), one


def test_only_the_system_acts_by_the_clock() -> None:
    assert {one.role for one in EXPECTED if one.via == "clock"} == {Role.SYSTEM}
    assert all(one.via == "clock" for one in EXPECTED if one.role == Role.SYSTEM)
