"""No desk records a day before the package came or one to come, nor rests on a letter older than the package."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from procedures.transitions import Unmet
from reports.models.package import PackageLeg
from sanctions import decisions, documents, execution, recommendations
from services.accounts.enums import Role
from tests.factories import sanctions as make
from tests.sanctions.desks import LETTER, bawaslu, bkn, bkpsdm, recommendation, step_of
from tests.sanctions.test_execution import decided

pytestmark = pytest.mark.usefixtures("kinds")
CAME = date(2024, 9, 30)  # of the package
EARLY = "Tanggal ini mendahului diterimanya perkara ini, 30 September 2024."
LATE = "Tanggal ini belum tiba."
IMPOSSIBLE = [(date(2019, 1, 1), EARLY), (date(2024, 9, 29), EARLY), (date(2024, 10, 4), LATE)]


def _bkpsdm() -> Any:
    return make.acting(Role.BKPSDM, "bkpsdm-balikpapan")


def _recommend(leg: PackageLeg, on: date) -> object:
    return recommendations.recommend(
        leg, by=make.acting(), number="R", dated_on=on, violation_class="discipline", text="x"
    )


VERBS: dict[str, tuple[Callable[[], PackageLeg], Callable[[PackageLeg, date], object]]] = {
    "recommend": (make.oversight_leg, _recommend),
    "not proven": (
        make.oversight_leg,
        lambda leg, on: recommendations.find_not_proven(leg, by=make.acting(), reason="x", dated_on=on),
    ),
    "reject": (
        make.oversight_leg,
        lambda leg, on: recommendations.reject(leg, by=make.acting(), reason="x", dated_on=on),
    ),
    "cancel": (
        make.oversight_leg,
        lambda leg, on: recommendations.cancel(leg, by=make.acting(), cause="overseer", reason="x", dated_on=on),
    ),
    "ask": (
        make.oversight_leg,
        lambda leg, on: documents.ask_validation(leg, by=make.acting(), dated_on=on, text="x"),
    ),
    "decline": (make.personnel_leg, lambda leg, on: decisions.decline(leg, by=_bkpsdm(), reason="x", dated_on=on)),
    "team": (make.personnel_leg, lambda leg, on: documents.form_team(leg, by=_bkpsdm(), number="1", dated_on=on)),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("on", "sentence"), IMPOSSIBLE)
def test_a_day_that_cannot_be_is_refused_and_nothing_changes(verb: str, on: date, sentence: str) -> None:
    begin, act = VERBS[verb]
    leg = begin()
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        act(leg, on)
    assert sentence in refusal.value.sentences
    assert make.standing() == before


@pytest.mark.parametrize("verb", VERBS)
def test_the_day_the_package_came_is_a_possible_one(verb: str) -> None:
    begin, act = VERBS[verb]
    act(begin(), CAME)


@pytest.mark.parametrize(("on", "sentence"), IMPOSSIBLE)
def test_a_step_rests_on_no_letter_older_than_the_package(on: date, sentence: str) -> None:
    leg = decided()
    by = make.acting(Role.OPERATOR, "bawaslu-balikpapan")
    letter = make.letter("BKPSDM Kota Balikpapan", dated_on=on)
    before = make.standing()
    with pytest.raises(Unmet, match=sentence):
        execution.record(leg, by=by, letter=letter, executed_on=make.TODAY)
    assert make.standing() == before


def test_a_letter_did_not_come_before_it_was_dated() -> None:
    leg = decided()
    letter = make.letter("BKPSDM Kota Balikpapan", dated_on=date(2024, 10, 2))
    letter.received_on = date(2024, 10, 1)
    with pytest.raises(Unmet):
        execution.record(
            leg, by=make.acting(Role.OPERATOR, "bawaslu-balikpapan"), letter=letter, executed_on=make.TODAY
        )


def test_somebody_may_have_left_before_the_package_came() -> None:
    row = decisions.record_leaving(make.personnel_leg(), by=_bkpsdm(), reason="Pensiun.", dated_on=date(2024, 9, 1))
    assert row.dated_on == date(2024, 9, 1)


@pytest.mark.parametrize(("on", "sentence"), IMPOSSIBLE)
def test_a_page_says_it_at_the_field_and_keeps_what_was_typed(on: date, sentence: str) -> None:
    leg = make.oversight_leg()
    client = bkn()
    ended = {"version": 1, "dated_on": on.isoformat(), "reason": "Kata yang tidak hilang", "announced_on": ""}
    for event, typed in (
        ("recommend", recommendation(leg, dated_on=on.isoformat(), text="Kata yang tidak hilang")),
        ("find_not_proven", ended),
    ):
        before = _recorded()
        refused = client.post(step_of(leg, event), typed)
        assert refused.status_code == 422
        assert sentence in refused.context["form"].errors["dated_on"]
        shown = refused.content.decode()
        assert "Kata yang tidak hilang" in shown
        assert on.isoformat() in shown
        assert _recorded() == before


@pytest.mark.parametrize(("on", "sentence"), IMPOSSIBLE)
def test_the_letter_of_a_step_is_looked_at_on_the_page(on: date, sentence: str) -> None:
    leg = decided()
    typed = {"version": leg.proceeding.version, "executed_on": "2024-10-03", "note": "Kata yang tidak hilang"}
    letter = {**LETTER, "letter_dated_on": on.isoformat(), "letter_received_on": ""}
    before = _recorded()
    refused = bawaslu().post(step_of(leg, "execute"), {**typed, **letter})
    assert refused.status_code == 422
    assert sentence in refused.context["form"].errors["letter_dated_on"]
    assert "Kata yang tidak hilang" in refused.content.decode()
    assert _recorded() == before


def test_a_right_of_reply_of_another_year_is_refused_at_its_field() -> None:
    leg = make.personnel_leg()
    typed = {
        "version": 1, "decree_number": "1", "decree_date": "2024-10-03", "signatory": "Wali Kota", "kind": "M1",
        "starts_on": "2024-10-24", "reply": "answer", "replied_on": "2019-01-01",
    }  # fmt: skip
    refused = bkpsdm().post(step_of(leg, "decide"), typed)
    assert refused.context["form"].errors == {"replied_on": [EARLY]}


def _recorded() -> dict[str, object]:
    """What is recorded of the legs; that pages were read is an entry of the audit."""
    return {name: value for name, value in make.standing().items() if name != "audit"}
