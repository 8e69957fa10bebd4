"""Opening takes two persons, in time, once: every way around is refused, changes nothing and is not shown."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from services.audit.models import Entry
from services.vault import grants
from services.vault.models import Envelope, Grant
from services.vault.opening import Desk
from services.vault.refusals import SENTENCES, Refused
from tests.factories import vault
from tests.factories.vault import Officer

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(clock: time_machine.Traveller) -> Desk:
    return vault.desk()


@pytest.fixture
def subject(clock: time_machine.Traveller) -> UUID:
    return vault.envelope(name="Pelapor Contoh Satu", address="Jalan Contoh 1").subject


@pytest.fixture
def asker(clock: time_machine.Traveller) -> Officer:
    return Officer()


@pytest.fixture
def custodian(clock: time_machine.Traveller) -> Officer:
    return Officer()


def ask(desk: Desk, subject: UUID, asker: Officer, kind: str = "identity") -> UUID:
    return grants.request(desk, subject, account=asker.account, kind=kind, reason="formal_check")


def refusal(verb: object, *args: object, **kwargs: object) -> str:
    before = list(Grant.objects.order_by("pk").values_list())
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)  # type: ignore[operator]
    assert list(Grant.objects.order_by("pk").values_list()) == before
    assert refused.value.message == str(SENTENCES[refused.value.code])
    return refused.value.code


def actions() -> list[str]:
    return [action for action in Entry.objects.values_list("action", flat=True) if action != "factor:first_used"]


def test_one_asks_another_approves_the_first_sees_it(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer
) -> None:
    grant = ask(desk, subject, asker)
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    shown = grants.show(desk, grant, account=asker.account, code=asker.code())
    assert shown == [{"name": "Pelapor Contoh Satu", "address": "Jalan Contoh 1"}]
    assert actions() == ["identity:requested", "identity:approved", "identity:shown"]
    entry = Entry.objects.get(action="identity:shown")
    assert (entry.subject, entry.actor) == (str(subject), f"user:{asker.account}")
    assert entry.detail == {
        "grant": str(grant),
        "kind": "identity",
        "reason": "formal_check",
        "requester": str(asker.account),
        "approver": str(custodian.account),
    }


def test_display_is_audited_before_it_is_returned(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer
) -> None:
    def broken(action: str, **_rest: object) -> None:
        if action == "identity:shown":
            raise IntegrityError("the book is closed")

    grant = ask(desk, subject, asker)
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    closed = Desk(desk.opener, broken)
    with pytest.raises(IntegrityError):
        grants.show(closed, grant, account=asker.account, code=asker.code())
    assert Grant.objects.get().displays_left == 1


def test_second_display_is_refused(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer, clock: time_machine.Traveller
) -> None:
    grant = ask(desk, subject, asker)
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    grants.show(desk, grant, account=asker.account, code=asker.code())
    clock.shift(60)
    assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "used_up"
    assert actions().count("identity:shown") == 1


def test_nobody_approves_their_own_request(desk: Desk, subject: UUID, asker: Officer) -> None:
    grant = ask(desk, subject, asker)
    assert refusal(grants.approve, desk, grant, account=asker.account, code=asker.code()) == "same_person"


def test_one_person_with_two_accounts_is_one_person(desk: Desk, subject: UUID, asker: Officer) -> None:
    second_account = Officer(person=asker.person)
    grant = ask(desk, subject, asker)
    code = second_account.code()
    assert refusal(grants.approve, desk, grant, account=second_account.account, code=code) == "same_person"


def test_wrong_code_approves_nothing(desk: Desk, subject: UUID, asker: Officer, custodian: Officer) -> None:
    grant = ask(desk, subject, asker)
    code = asker.code()  # a right code, but not the approver's own
    assert refusal(grants.approve, desk, grant, account=custodian.account, code=code) == "wrong_code"
    assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "not_approved"


def test_approver_who_is_not_enrolled_is_refused(desk: Desk, subject: UUID, asker: Officer) -> None:
    grant = ask(desk, subject, asker)
    assert refusal(grants.approve, desk, grant, account=uuid4(), code="000000") == "not_enrolled"


def test_requester_who_is_not_enrolled_is_refused(desk: Desk, subject: UUID) -> None:
    assert (
        refusal(grants.request, desk, subject, account=uuid4(), kind="identity", reason="formal_check")
        == "not_enrolled"
    )


@pytest.mark.parametrize("kind", ["file_key", "second_factor", "diary", ""])
def test_keys_and_factors_are_never_shown(desk: Desk, subject: UUID, asker: Officer, kind: str) -> None:
    assert refusal(grants.request, desk, subject, account=asker.account, kind=kind, reason="formal_check") == "kind"


@pytest.mark.parametrize("reason", ["", "Pak Contoh meminta", "x" * 31])
def test_reason_is_a_code(desk: Desk, subject: UUID, asker: Officer, reason: str) -> None:
    with pytest.raises(ValueError, match="not a code"):
        grants.request(desk, subject, account=asker.account, kind="identity", reason=reason)
    assert Grant.objects.count() == 0


def test_only_the_requester_sees_it(desk: Desk, subject: UUID, asker: Officer, custodian: Officer) -> None:
    grant, stranger = ask(desk, subject, asker), Officer()
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    assert refusal(grants.show, desk, grant, account=stranger.account, code=stranger.code()) == "not_yours"
    code = custodian.code(steps=1)
    assert refusal(grants.show, desk, grant, account=custodian.account, code=code) == "not_yours"


def test_request_waits_one_day_for_approval(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer, clock: time_machine.Traveller
) -> None:
    grant = ask(desk, subject, asker)
    clock.shift(timedelta(hours=24))
    assert refusal(grants.approve, desk, grant, account=custodian.account, code=custodian.code()) == "late"


def test_approval_waits_thirty_minutes_for_its_display(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer, clock: time_machine.Traveller
) -> None:
    grant = ask(desk, subject, asker)
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    clock.shift(timedelta(minutes=30))
    assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "late"


def test_request_is_approved_once(desk: Desk, subject: UUID, asker: Officer, custodian: Officer) -> None:
    grant, third = ask(desk, subject, asker), Officer()
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    assert refusal(grants.approve, desk, grant, account=third.account, code=third.code()) == "already_approved"


def test_unknown_grant_is_refused(desk: Desk, custodian: Officer) -> None:
    assert refusal(grants.approve, desk, uuid4(), account=custodian.account, code=custodian.code()) == "unknown_grant"


def test_fourth_opening_within_a_day_is_refused(
    desk: Desk, subject: UUID, custodian: Officer, clock: time_machine.Traveller
) -> None:
    for _ in range(3):
        clock.shift(60)
        grants.approve(desk, ask(desk, subject, Officer()), account=custodian.account, code=custodian.code())
    clock.shift(60)
    fourth = ask(desk, subject, Officer())
    assert refusal(grants.approve, desk, fourth, account=custodian.account, code=custodian.code()) == "too_many"
    clock.shift(timedelta(hours=23, minutes=59))
    grants.approve(desk, fourth, account=custodian.account, code=custodian.code())


def test_requester_with_three_openings_gets_no_fourth(
    desk: Desk, subject: UUID, asker: Officer, clock: time_machine.Traveller
) -> None:
    for _ in range(3):
        helper = Officer()
        grants.approve(desk, ask(desk, subject, asker), account=helper.account, code=helper.code())
    helper = Officer()
    fourth = ask(desk, subject, asker)
    assert refusal(grants.approve, desk, fourth, account=helper.account, code=helper.code()) == "too_many"


def test_two_envelopes_of_one_kind_are_shown_together(desk: Desk, asker: Officer, custodian: Officer) -> None:
    subject = uuid4()
    for name in ("Saksi Contoh Satu", "Saksi Contoh Dua"):
        vault.envelope(subject, "witness", name=name)
    vault.envelope(subject, "identity", name="Pelapor Contoh")
    grant = ask(desk, subject, asker, "witness")
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    shown = grants.show(desk, grant, account=asker.account, code=asker.code())
    assert sorted(fields["name"] for fields in shown) == ["Saksi Contoh Dua", "Saksi Contoh Satu"]


def test_purged_identity_shows_nothing(desk: Desk, subject: UUID, asker: Officer, custodian: Officer) -> None:
    grant = ask(desk, subject, asker)
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    Envelope.objects.filter(subject=subject).delete()
    assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "nothing"


class TestOwnerOfTheDatabase:
    """Someone who may write every row, but has not the vault's key."""

    @pytest.mark.parametrize(
        "forged",
        [
            {"approver": "f" * 64, "approver_account": UUID(int=1), "approved_at": START},
            {"requester": "e" * 64},
            {"subject": UUID(int=2)},
            {"kind": "contact"},
            {"expires_at": START + timedelta(days=900)},
            {"displays_left": 900},
            {"reason_class": "other"},
        ],
    )
    def test_changed_grant_is_unknown_and_raises_an_alarm(
        self, desk: Desk, subject: UUID, asker: Officer, custodian: Officer, forged: dict[str, object]
    ) -> None:
        grant = ask(desk, subject, asker)
        Grant.objects.update(**forged)
        code = custodian.code()
        assert refusal(grants.approve, desk, grant, account=custodian.account, code=code) == "unknown_grant"
        assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "unknown_grant"
        assert actions() == ["identity:requested", "grant:alarm", "grant:alarm"]

    def test_forged_grant_is_unknown(self, desk: Desk, subject: UUID, asker: Officer) -> None:
        forged = Grant.objects.create(
            subject=subject, requester=asker.person, requester_account=asker.account, approver="f" * 64,
            approver_account=uuid4(), reason_class="x", asked_at=START, approved_at=START,
            expires_at=START + timedelta(minutes=30), mark="0" * 64,
        )  # fmt: skip
        assert refusal(grants.show, desk, forged.pk, account=asker.account, code=asker.code()) == "unknown_grant"

    def test_envelope_moved_to_the_granted_subject_raises_an_alarm(
        self, desk: Desk, subject: UUID, asker: Officer, custodian: Officer
    ) -> None:
        stolen = vault.envelope(name="Pelapor Contoh Dua")
        grant = ask(desk, subject, asker)
        grants.approve(desk, grant, account=custodian.account, code=custodian.code())
        Envelope.objects.filter(subject=subject).update(ciphertext=stolen.ciphertext)
        assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "tampered"
        assert actions() == ["identity:requested", "identity:approved", "envelope:alarm"]

    def test_grant_given_by_one_person_cannot_even_be_stored(self, desk: Desk, subject: UUID, asker: Officer) -> None:
        ask(desk, subject, asker)
        forged = {"approver": asker.person, "approver_account": uuid4(), "approved_at": START}
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.update(**forged)


def test_of_fifty_attempts_by_one_person_none_succeeds(desk: Desk, clock: time_machine.Traveller) -> None:
    outcome: Counter[str] = Counter()
    for _ in range(10):
        insider, subject = Officer(), vault.envelope().subject
        twin = Officer(person=insider.person)
        grant = ask(desk, subject, insider)
        attempts = [
            (grants.show, insider, insider.code()),
            (grants.approve, insider, insider.code(steps=1)),
            (grants.approve, twin, twin.code()),
            (grants.approve, twin, "no code"),
            (grants.show, twin, twin.code(steps=1)),
        ]
        outcome.update(refusal(verb, desk, grant, account=who.account, code=code) for verb, who, code in attempts)
    assert outcome == {"not_approved": 20, "same_person": 20, "wrong_code": 10}
    assert "identity:shown" not in actions()
