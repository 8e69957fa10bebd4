"""Opening takes two persons, in time, once: every way around is refused, changes nothing and is not shown."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from netralitas import vault_officers
from services.audit.models import Entry
from services.vault import grants
from services.vault.models import Envelope, Grant
from services.vault.opening import Desk
from services.vault.refusals import SENTENCES, Refused
from tests.factories import vault
from tests.factories.vault import Officer
from tests.vault.conftest import START

pytestmark = pytest.mark.django_db


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
    closed = Desk(desk.opener, broken, vault_officers.officer)
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
    stranger = Officer(enrolled=False)
    assert refusal(grants.approve, desk, grant, account=stranger.account, code="000000") == "not_enrolled"


def test_requester_who_is_not_enrolled_is_refused(desk: Desk, subject: UUID) -> None:
    stranger = Officer(enrolled=False)
    asked = {"account": stranger.account, "kind": "identity", "reason": "formal_check"}
    assert refusal(grants.request, desk, subject, **asked) == "not_enrolled"


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


def test_two_envelopes_of_one_kind_are_shown_together(desk: Desk, asker: Officer, custodian: Officer) -> None:
    subject = uuid4()
    for name in ("Saksi Contoh Satu", "Saksi Contoh Dua"):
        vault.envelope(subject, "witness", name=name)
    vault.envelope(subject, "identity", name="Pelapor Contoh")
    grant = ask(desk, subject, asker, "witness")
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    shown = grants.show(desk, grant, account=asker.account, code=asker.code())
    assert sorted(fields["name"] for fields in shown) == ["Saksi Contoh Dua", "Saksi Contoh Satu"]


def test_where_nothing_was_left_the_book_reads_as_if_something_was(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer
) -> None:
    books = []
    for whose in (subject, uuid4()):
        requester, approver = Officer(), Officer()
        grant = ask(desk, whose, requester)
        grants.approve(desk, grant, account=approver.account, code=approver.code())
        shown = grants.show(desk, grant, account=requester.account, code=requester.code())
        entries = Entry.objects.filter(subject=str(whose)).order_by("pk")
        books.append([(entry.action, sorted(entry.detail)) for entry in entries])
        assert bool(shown) is (whose == subject)
        assert Grant.objects.get(pk=grant).displays_left == 0
    assert books[0] == books[1]


def test_declined_request_stays_declined(desk: Desk, subject: UUID, asker: Officer, custodian: Officer) -> None:
    grant, third = ask(desk, subject, asker), Officer()
    assert refusal(grants.decline, desk, grant, account=asker.account, code=asker.code()) == "same_person"
    grants.decline(desk, grant, account=custodian.account, code=custodian.code())
    assert refusal(grants.approve, desk, grant, account=third.account, code=third.code()) == "ended"
    assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code(steps=1)) == "ended"
    assert actions() == ["identity:requested", "identity:declined"]


def test_who_handles_the_matter_agrees_through_no_account(desk: Desk, subject: UUID, asker: Officer) -> None:
    handler = Officer()
    twin, grant, barred = Officer(person=handler.person), ask(desk, subject, asker), [uuid4(), handler.account]
    for who in (handler, twin):
        code = who.code()
        assert refusal(grants.approve, desk, grant, account=who.account, code=code, barred=barred) == "handler"


def test_lasting_grant_admits_one_person_until_it_is_ended(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer, clock: time_machine.Traveller
) -> None:
    grant = grants.request(desk, subject, account=asker.account, kind="identity", reason="formal_check", lasting=True)
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    for _day in range(3):
        clock.shift(timedelta(days=1))
        assert grants.show(desk, grant, account=asker.account, code=asker.code()) != []
    assert refusal(grants.show, desk, grant, account=custodian.account, code=custodian.code()) == "not_yours"
    grants.end(desk, grant)
    clock.shift(60)
    assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "ended"
    assert refusal(grants.end, desk, grant) == "ended"
    assert actions() == ["identity:requested", "identity:approved", *["identity:shown"] * 3, "identity:ended"]


def test_lasting_grant_that_nobody_ends_ends_by_itself(
    desk: Desk, subject: UUID, asker: Officer, custodian: Officer, clock: time_machine.Traveller
) -> None:
    grant = grants.request(desk, subject, account=asker.account, kind="identity", reason="formal_check", lasting=True)
    grants.approve(desk, grant, account=custodian.account, code=custodian.code())
    clock.shift(timedelta(days=30))
    assert refusal(grants.show, desk, grant, account=asker.account, code=asker.code()) == "late"


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
            {"lasting": True},
            {"ended_at": START},
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
