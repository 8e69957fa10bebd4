"""Somebody who has taken a process of the portal over and talks to the vault past its pages: what they get."""

import json
import secrets
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from netralitas.roles.table import DbRole
from reports import status, vaultwatch
from reports.models.opening import Opening
from reports.models.report import StatusLine
from services.accounts.models import Membership, User
from services.audit.models import Entry
from services.evidence import store
from services.notifications.models import Message
from services.vault import comparing, factors, sealing
from services.vault.daemon import OF_STAFF, OF_WORKER, VERBS, Vault
from services.vault.models import CodeUse, Envelope, FileOpening, Grant
from services.vault.opening import Desk
from tests.factories import accounts, reports, vault
from tests.factories.vault import Officer
from tests.roles import processes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAST = "Data Anda yang tersegel dibuka tanpa permohonan yang tercatat di portal. Auditor sudah diberi tahu."


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.vault.daemon.close_old_connections", lambda: None)


@pytest.fixture
def process(desk: Desk) -> Vault:
    return Vault(desk, lambda _mail: pytest.fail("a letter left"), store.wrapped_key)


def ask(process: Vault, do: str, door: frozenset[str] = OF_STAFF, **arguments: object) -> dict[str, object]:
    given = {name: str(value) if isinstance(value, UUID) else value for name, value in arguments.items()}
    answer: dict[str, object] = json.loads(process.answer(json.dumps({"do": do, **given}).encode(), door))
    return answer


def request(process: Vault, officer: Officer, subject: UUID, **changes: object) -> dict[str, object]:
    wanted = {"kind": "identity", "reason": "safety", "lasting": False, **changes}
    return ask(process, "request_opening", account=officer.account, subject=subject, **wanted)


def opened_past(process: Vault, subject: UUID, **changes: object) -> UUID:
    """What two real officers can do together who never went to a page."""
    asker, approver = Officer(roles=("verifier",)), Officer(roles=("leader",))
    grant = UUID(str(request(process, asker, subject, **changes)["ok"]))
    agreed = ask(process, "approve_opening", account=approver.account, grant=grant, otp=approver.code(), barred=[])
    assert agreed == {"ok": True}
    assert "ok" in ask(process, "open_identity", account=asker.account, grant=grant, otp=asker.code())
    return grant


def test_two_invented_officers_with_the_staff_rooms_rights_get_nothing(
    process: Vault, clock: time_machine.Traveller
) -> None:
    subject, before = vault.envelope().subject, Entry.objects.count()
    invented = [Officer(elsewhere=True, person=letter * 64) for letter in "ab"]
    with processes.process(DbRole.STAFF):
        for officer in invented:
            sealing.enrol(officer.account, person=officer.person, secret=officer.secret)
    process.go_round()
    clock.shift(factors.WAITS + timedelta(hours=1))
    process.go_round()

    first, second = invented
    assert request(process, first, subject) == {"refused": "no_officer"}
    for verb in ("approve_opening", "decline_opening", "open_identity"):
        asked = {"account": second.account, "grant": uuid4(), "otp": second.code(), "barred": []}
        assert ask(process, verb, **asked) == {"refused": "no_officer"}
    file = {"account": second.account, "original": uuid4(), "otp": second.code(), "reason": "x"}
    assert ask(process, "open_file", **file) == {"refused": "no_officer"}
    text = {"subjects": [str(subject)], "text": "Pelapor", "spared": []}
    assert ask(process, "compare", account=uuid4(), **text) == {"refused": "no_officer"}
    assert (Grant.objects.count(), CodeUse.objects.count(), FileOpening.objects.count()) == (0, 0, 0)
    assert Entry.objects.filter(action__endswith=":refused").count() == Entry.objects.count() - before == 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_the_public_web_seals_what_citizens_leave_and_enrols_nobody() -> None:
    officer = Officer()
    held = Envelope.objects.count()
    for kind in ("second_factor", "file_key"):
        sealed = sealing.seal(kind, subject=officer.account, fields={"secret": "00", "person": "a" * 64})
        refused = pytest.raises(DatabaseError, match="row-level security")
        with processes.process(DbRole.PUBLIC), refused, transaction.atomic():
            sealed.save(force_insert=True)
    assert Envelope.objects.count() == held
    with processes.process(DbRole.PUBLIC):
        kinds = ("identity", "contact", "witness", "identity_card")
        Envelope.objects.bulk_create(sealing.seal(one, subject=uuid4(), fields={"name": "x"}) for one in kinds)
    assert Envelope.objects.count() == held + 4


def test_a_factor_sealed_for_somebody_else_is_none_and_the_officers_own_goes_on(process: Vault, desk: Desk) -> None:
    officer = Officer(roles=("verifier",))
    forged = sealing.enrol(officer.account, person="a" * 64, secret=secrets.token_bytes(20))
    assert "ok" in request(process, officer, uuid4())
    assert not Envelope.objects.filter(pk=forged.pk).exists()
    assert Entry.objects.get(action="factor:refused").detail == {"envelope": str(forged.pk)}
    # And an account that was made another person's has to enrol anew.
    User.objects.filter(pk=officer.account).update(person_hash="b" * 64)
    assert request(process, officer, uuid4()) == {"refused": "other_person"}
    assert Grant.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda of: User.objects.filter(pk=of.account).update(is_active=False), "no_officer"),
        (lambda of: Membership.objects.filter(user=of.account).update(until="2026-03-02"), "no_officer"),
        (lambda of: Membership.objects.filter(user=of.account).update(since="2026-03-03"), "no_officer"),
        (lambda of: Membership.objects.filter(user=of.account).update(role="operator"), "no_right"),
        (lambda of: Membership.objects.filter(user=of.account).update(role="bkn"), "no_right"),
        (lambda of: Membership.objects.filter(user=of.account).update(role="leader"), "no_right"),
    ],
)
def test_who_serves_no_more_or_in_another_role_asks_for_nothing(process: Vault, change: object, why: str) -> None:
    officer = Officer(roles=("verifier",))
    change(officer)  # type: ignore[operator]
    assert request(process, officer, uuid4()) == {"refused": why}
    assert Grant.objects.count() == 0


def test_a_verifier_neither_agrees_nor_lifts_and_a_leader_neither_asks_nor_looks(process: Vault) -> None:
    verifier, leader = Officer(roles=("verifier",)), Officer(roles=("leader",))
    grant = request(process, verifier, uuid4())["ok"]
    by_verifier = {"account": verifier.account, "otp": verifier.code()}
    assert ask(process, "approve_opening", grant=grant, barred=[], **by_verifier) == {"refused": "no_right"}
    assert ask(process, "lift_hold", hold=uuid4(), **by_verifier) == {"refused": "no_right"}
    by_leader = {"account": leader.account, "otp": leader.code()}
    assert ask(process, "open_identity", grant=grant, **by_leader) == {"refused": "no_right"}
    assert Grant.objects.get().approver == ""


def test_a_code_that_signed_in_is_none_at_the_vault(process: Vault) -> None:
    verifier, leader = Officer(roles=("verifier",)), Officer(roles=("leader",))
    grant = request(process, verifier, uuid4())["ok"]
    accounts.device(User.objects.get(pk=leader.account), last_t=vault.step())
    agreed = {"grant": grant, "account": leader.account, "barred": []}
    assert ask(process, "approve_opening", otp=leader.code(), **agreed) == {"refused": "wrong_code"}
    assert Grant.objects.get().approver == ""
    assert ask(process, "approve_opening", otp=leader.code(steps=1), **agreed) == {"ok": True}


def test_owner_auditors_and_custodians_hear_of_a_first_factor_once(process: Vault) -> None:
    auditor = accounts.officer("auditor", "bawaslu-ri")
    custodian = accounts.officer("custodian", accounts.HOME)
    officer = Officer(new=True, roles=("verifier",))
    process.go_round()
    for _run in range(2):
        vaultwatch.look()
    told = Message.objects.filter(letter="staff_factor_seen").values_list("reference", flat=True)
    assert sorted(told) == sorted(f"user:{one}" for one in (officer.account, auditor.pk, custodian.pk))
    assert Entry.objects.filter(action="factor:enrolled", subject=str(officer.account), actor="vault").count() == 1


def test_an_opening_past_the_portal_is_on_the_reporters_page_and_auditors_hear_of_it(process: Vault) -> None:
    auditor = accounts.officer("auditor", "bawaslu-ri")
    code, case = reports.filed()
    report, other = reports.report_of(code), reports.report_of(reports.filed()[0])
    grant = opened_past(process, report.subject, reason="curiosity")
    # A request about somebody else's report, written to hide it, hides nothing.
    Opening.objects.create(
        case=case,
        report=other,
        office=case.handler,
        requester=uuid4(),
        purpose="x",
        grant=grant,
        at="2026-03-02T01:00Z",
    )
    for _run in range(2):
        vaultwatch.look()
    assert [(one.code, one.label) for one in status.read(code).steps][1:] == [("opened_past", PAST)]
    told = Message.objects.filter(letter="staff_opened_past").values_list("reference", flat=True)
    assert list(told) == [f"user:{auditor.pk}"]
    assert not StatusLine.objects.filter(receipt_hash=other.receipt_hash, code="opened_past").exists()


@pytest.mark.parametrize(("door", "others"), [(OF_STAFF, OF_WORKER), (OF_WORKER, OF_STAFF)])
def test_a_door_answers_its_own_verbs_alone(process: Vault, door: frozenset[str], others: frozenset[str]) -> None:
    subject = vault.envelope().subject
    for verb in sorted(set(VERBS) - door):
        assert ask(process, verb, door, subject=subject, to=subject, n=9, after="") == {"failed": "wrong_door"}
    assert Envelope.objects.count() == 1
    assert door & others == {"ping", "end_opening"}
    assert door | others == set(VERBS)


def test_many_accounts_together_find_no_more_than_twelve_hits_a_day(process: Vault) -> None:
    comparing._unwritten.clear()
    subject, answers = vault.envelope(name="Wirya Andalusia").subject, []
    for _account in range(5):
        account = Officer(enrolled=False, roles=("verifier",)).account
        for number in range(comparing.HITS_A_DAY):
            text = {"subjects": [str(subject)], "text": f"Wirya hadir {number}.", "spared": [str(account)]}
            answers.append(ask(process, "compare", account=account, **text))
    assert answers[:12] == [{"ok": True}] * comparing.HITS_OF_ALL
    assert answers[12:] == [{"refused": "compared_by_all"}] * 8
