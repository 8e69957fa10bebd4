"""A second factor that is new to the vault opens, asks, approves and lifts nothing for a day, however it came."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from services.audit.models import Entry
from services.vault import client, factors, files, grants, holds, one_time, sealing
from services.vault.models import CodeUse, Envelope, Grant, Hold
from services.vault.officers import Act
from services.vault.opening import Desk
from services.vault.refusals import Refused
from tests.factories import vault
from tests.factories.vault import Officer
from tests.vault.conftest import START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def replaced(officer: Officer, secret: bytes = b"of whoever reset it") -> Officer:
    """The officer's account with another code generator, enrolled as the portal enrols one."""
    sealing.enrol(officer.account, person=officer.person, secret=secret)
    officer.secret = secret
    return officer


def refused(verb: Callable[..., object], *args: object, **kwargs: object) -> Refused:
    with pytest.raises(Refused) as found:
        verb(*args, **kwargs)
    return found.value


def test_an_administrator_who_enrols_for_a_verifier_and_a_leader_reads_no_name(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    verifier, leader = Officer(), Officer()
    subject = vault.envelope(name="Pelapor Contoh Satu").subject
    factors.look(desk)
    replaced(verifier), replaced(leader)
    assert refused(_ask, desk, subject, verifier).code == "new_factor"
    clock.shift(factors.WAITS - timedelta(seconds=1))
    assert refused(_ask, desk, subject, verifier).code == "new_factor"
    assert Grant.objects.count() == 0


def test_neither_approval_nor_display_nor_file_nor_hold_opens_to_a_new_factor(desk: Desk) -> None:
    verifier, leader, auditor = Officer(), Officer(), Officer()
    subject = vault.envelope(name="Pelapor Contoh Satu").subject
    grant = _ask(desk, subject, verifier)
    asked_again = _ask(desk, subject, verifier)
    grants.approve(desk, grant, account=leader.account, code=leader.code())
    hold = Hold.objects.create(person="x" * 64, account=uuid4(), grant=grant, since=START, mark="")
    factors.look(desk)
    for officer in (verifier, leader, auditor):
        replaced(officer)

    def by(officer: Officer) -> dict[str, object]:
        return {"account": officer.account, "code": officer.code(steps=1)}

    acts = (
        (grants.approve, (desk, asked_again), by(leader)),
        (grants.show, (desk, grant), by(verifier)),
        (holds.confirm, (desk, hold.pk), by(auditor)),
        (files.open_key, (desk, uuid4()), {**by(leader), "reason": "x", "wrapped_key": lambda _one: None}),
    )
    for verb, args, kwargs in acts:
        code = kwargs["code"]
        CodeUse.objects.update(last_step=0)
        assert refused(verb, *args, **{**kwargs, "code": code}).code == "new_factor"
    assert not Entry.objects.filter(action__in=("identity:shown", "original:shown", "identity:hold_lifted")).exists()


def test_the_refusal_says_when_it_ends_and_then_the_code_counts(desk: Desk, clock: time_machine.Traveller) -> None:
    officer = Officer()
    factors.look(desk)
    replaced(officer)
    factors.look(desk)
    why = refused(one_time.verify, desk, officer.account, officer.code(), Act.DECIDE)
    assert why.until == START + timedelta(hours=24)
    assert "3 Maret 2026, 09.00 WITA" in why.message
    clock.shift(timedelta(hours=24))
    assert one_time.verify(desk, officer.account, officer.code(), Act.DECIDE) == officer.person


def test_a_first_factor_waits_a_day_from_when_the_vault_first_saw_it(desk: Desk, clock: time_machine.Traveller) -> None:
    verifier, leader = Officer(new=True), Officer(new=True)
    subject = vault.envelope(name="Pelapor Contoh Satu").subject
    assert refused(_ask, desk, subject, verifier).until == START + factors.WAITS
    assert refused(one_time.verify, desk, leader.account, leader.code(), Act.DECIDE).code == "new_factor"
    assert (Grant.objects.count(), Entry.objects.filter(action="factor:replaced").count()) == (0, 0)
    assert set(Entry.objects.filter(action="factor:enrolled").values_list("subject", flat=True)) == {
        str(verifier.account), str(leader.account),
    }  # fmt: skip
    clock.shift(factors.WAITS - timedelta(seconds=1))
    assert refused(_ask, desk, subject, verifier).code == "new_factor"
    clock.shift(1)
    grants.approve(desk, _ask(desk, subject, verifier), account=leader.account, code=leader.code())


def test_a_factor_of_long_ago_counts(desk: Desk) -> None:
    officer = Officer()
    assert one_time.verify(desk, officer.account, officer.code(), Act.DECIDE) == officer.person
    assert CodeUse.objects.get().known_since is None


def test_a_factor_that_was_never_used_is_remembered_from_the_look(desk: Desk) -> None:
    officer = Officer(new=True)
    factors.look(desk)
    assert CodeUse.objects.get().known == Envelope.objects.get().pk
    replaced(officer)
    assert refused(one_time.person_of, desk, officer.account, Act.LOOK).code == "new_factor"


def test_a_factor_that_was_used_before_the_vault_kept_what_it_saw_is_no_new_one(desk: Desk) -> None:
    officer = Officer(new=True)
    CodeUse.objects.create(account=officer.account, envelope=Envelope.objects.get().pk)
    factors.look(desk)
    assert one_time.verify(desk, officer.account, officer.code(), Act.DECIDE) == officer.person
    CodeUse.objects.update(known=None)
    replaced(officer)
    assert refused(one_time.person_of, desk, officer.account, Act.LOOK).code == "new_factor"


def test_replacing_again_begins_the_day_anew(desk: Desk, clock: time_machine.Traveller) -> None:
    officer = Officer()
    factors.look(desk)
    replaced(officer)
    factors.look(desk)
    clock.shift(timedelta(hours=23))
    replaced(officer, b"and once more")
    clock.shift(timedelta(hours=2))
    assert (
        refused(one_time.verify, desk, officer.account, officer.code(), Act.DECIDE).until
        == datetime.now(tz=UTC) + factors.WAITS
    )


def test_the_latest_factor_stays_and_the_ones_before_are_gone(desk: Desk, clock: time_machine.Traveller) -> None:
    officer, other = Officer(), Officer()
    factors.look(desk)
    for secret in (b"second", b"third"):
        clock.shift(1)
        replaced(officer, secret)
    factors.look(desk)
    kept = {one.subject: desk.open(one)["secret"] for one in Envelope.objects.all()}
    assert kept == {officer.account: b"third".hex(), other.account: other.secret.hex()}
    old = one_time.code_at(b"second", int(time.time()) // one_time.STEP)
    assert refused(one_time.verify, desk, officer.account, old, Act.DECIDE).code == "wrong_code"


def test_the_moment_comes_through_the_socket(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    vault.answer_here(monkeypatch, desk)
    officer = Officer()
    factors.look(desk)
    replaced(officer)
    why = refused(client.request_opening, uuid4(), account=officer.account, reason="safety")
    assert (why.code, why.until) == ("new_factor", START + timedelta(hours=24))
    assert Entry.objects.get(action="identity:refused").detail == {"why": "new_factor"}


def _ask(desk: Desk, subject: UUID, officer: Officer) -> UUID:
    return grants.request(desk, subject, account=officer.account, kind="identity", reason="formal_check")
