"""A ruling takes a one-time code of the last five minutes, also at a desk whose database role knows no code app."""

import re

import pytest

from procedures.enums import Event
from sanctions.admin.events import EVENTS, RULINGS
from services.accounts.reentry import LASTS
from services.audit.models import Entry
from tests.factories import accounts
from tests.factories import sanctions as make
from tests.sanctions.desks import step_of, words

pytestmark = pytest.mark.usefixtures("kinds")
ASKED = "Tindakan ini memerlukan kode baru"
NOT_PROVEN = {
    "version": 1, "dated_on": "2024-10-03", "reason": "Bukti tidak cukup.", "respondent_told_on": "2024-10-03",
}  # fmt: skip


def test_an_old_code_rules_nothing_and_a_fresh_one_does() -> None:
    leg = make.oversight_leg()
    officer = accounts.officer("bkn", "bkn")
    client = accounts.signed_in(officer, code_age=LASTS)
    before = make.standing()

    asked = client.post(step_of(leg, "find_not_proven"), NOT_PROVEN)

    assert asked.status_code == 403
    assert ASKED in words(asked)
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.content.decode()))
    assert carried["reason"] == "Bukti tidak cukup."
    assert make.standing() == before

    answered = {**NOT_PROVEN, "reentry_act": "ruling", "reentry_token": accounts.token(officer)}
    assert client.post(step_of(leg, "find_not_proven"), answered).status_code == 302
    leg.proceeding.refresh_from_db()
    assert leg.proceeding.state == "not_proven"
    assert Entry.objects.filter(action="reentry:done", actor=f"user:{officer.pk}").count() == 1


def test_a_wrong_code_rules_nothing_and_is_counted() -> None:
    leg = make.oversight_leg()
    officer = accounts.officer("bkn", "bkn")
    client = accounts.signed_in(officer, code_age=LASTS)
    before = make.standing()

    refused = client.post(step_of(leg, "find_not_proven"), {**NOT_PROVEN, "reentry_token": "000000"})

    assert refused.status_code == 422
    assert "Kode salah atau sudah dipakai." in words(refused)
    assert {**make.standing(), "audit": 0} == {**before, "audit": 0}
    assert Entry.objects.filter(action="sign_in:refused", actor=f"user:{officer.pk}").count() == 1


def test_a_step_that_rules_nothing_asks_for_no_code() -> None:
    leg = make.oversight_leg()
    client = accounts.signed_in(accounts.officer("bkn", "bkn"), code_age=LASTS)
    asked = {"version": 1, "dated_on": "2024-10-03", "text": "Apakah unggahan masih ada?"}

    assert client.post(step_of(leg, "ask_validation"), asked).status_code == 302


def test_the_rulings_are_those_that_decide_about_a_person() -> None:
    assert set(EVENTS) > RULINGS
    assert {
        Event.RECOMMEND, Event.FIND_NOT_PROVEN, Event.BLOCK, Event.UNBLOCK,
        Event.DECIDE, Event.DECLINE, Event.CHANGE, Event.ANNUL,
    } == RULINGS  # fmt: skip
