"""One line in, one line out: every verb, and everything that is not one."""

import json
from uuid import UUID, uuid4

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError

from netralitas import vault_officers
from services.audit.models import Entry
from services.evidence import store
from services.vault.daemon import VERBS, Vault
from services.vault.models import CodeUse, Envelope, Grant
from services.vault.opening import Desk
from tests.factories import vault
from tests.factories.vault import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    # The test's own transaction must survive; the real process has its own connections.
    monkeypatch.setattr("services.vault.daemon.close_old_connections", lambda: None)


class Postbox(list[EmailMultiAlternatives]):
    def __call__(self, mail: EmailMultiAlternatives) -> None:
        self.append(mail)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def process(postbox: Postbox) -> Vault:
    return Vault(vault.desk(), postbox, store.wrapped_key)


def ask(process: Vault, do: str, **arguments: object) -> object:
    return json.loads(process.answer(json.dumps({"do": do, **arguments}).encode()))


LETTER = {"message_id": "<m@contoh.invalid>", "subject": "Kabar", "text": "Ada kabar.", "html": ""}


def test_ping_names_the_key(process: Vault) -> None:
    assert ask(process, "ping") == {"ok": process.desk.opener.key_id}


def test_compare_says_yes_or_no(process: Vault) -> None:
    subject = vault.envelope(name="Wirya Andalusia").subject
    account = str(Officer(enrolled=False).account)
    asked = {"subjects": [str(subject)], "text": "Wirya hadir.", "spared": [], "account": account}
    assert ask(process, "compare", **asked) == {"ok": True}
    assert ask(process, "compare", **{**asked, "spared": "Wirya"}) == {"failed": "bad_request"}
    assert ask(process, "compare", **{**asked, "subjects": ["bukan-id"]}) == {"failed": "bad_request"}


def test_its_round_sees_who_enrolled_and_one_that_fails_ends_nothing(
    process: Vault, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    officer = Officer()
    process.go_round()
    assert CodeUse.objects.get().account == officer.account

    def broken(_desk: Desk) -> None:
        raise DatabaseError("pelapor@contoh.invalid")

    monkeypatch.setattr("services.vault.factors.look", broken)
    process.go_round()
    assert "a round failed: DatabaseError" in caplog.text
    assert "contoh" not in caplog.text


def test_letter_is_sent_once(process: Vault, postbox: Postbox) -> None:
    subject = vault.envelope(kind="contact", email="pelapor@contoh.invalid").subject
    assert ask(process, "send_letter", to=str(subject), **LETTER) == {"ok": True}
    assert [mail.to for mail in postbox] == [["pelapor@contoh.invalid"]]


def test_letter_without_an_address_says_so(process: Vault, postbox: Postbox) -> None:
    assert ask(process, "send_letter", to=str(uuid4()), **LETTER) == {"ok": False}
    assert postbox == []


def test_opening_goes_through_all_three_verbs(process: Vault) -> None:
    asker, custodian = Officer(), Officer()
    subject = vault.envelope(name="Pelapor Contoh Satu").subject
    asked = {"subject": str(subject), "account": str(asker.account), "kind": "identity", "reason": "formal_check"}
    asked["lasting"] = False
    grant = ask(process, "request_opening", **asked)["ok"]  # type: ignore[index]
    approval = {"grant": grant, "account": str(custodian.account), "otp": custodian.code(), "barred": []}
    assert ask(process, "approve_opening", **approval) == {"ok": True}
    display = {"grant": grant, "account": str(asker.account), "otp": asker.code()}
    assert ask(process, "open_identity", **display) == {"ok": [{"name": "Pelapor Contoh Satu"}]}


def test_refusal_is_answered_by_its_code_and_audited(process: Vault) -> None:
    asker, grant = Officer(), uuid4()
    asked = {"grant": str(grant), "account": str(asker.account), "otp": "000"}
    assert ask(process, "open_identity", **asked) == {"refused": "wrong_code"}
    assert list(Entry.objects.values_list("action", "subject", "actor", "detail")) == [
        ("identity:refused", str(grant), f"user:{asker.account}", {"why": "wrong_code"})
    ]


def test_purge_deletes_every_envelope_of_one_subject_and_leaves_the_others(process: Vault) -> None:
    subject, officer = uuid4(), Officer()
    for kind in ("identity", "contact", "witness", "witness"):
        vault.envelope(subject, kind)
    other = vault.envelope()
    assert ask(process, "purge", subject=str(subject)) == {"ok": 4}
    assert ask(process, "purge", subject=str(officer.account)) == {"ok": 0}
    left = set(Envelope.objects.values_list("subject", flat=True))
    assert left == {other.subject, officer.account}
    assert list(Entry.objects.values_list("action", "subject", "detail")) == [
        ("identity:purged", str(subject), {}),
        ("identity:purged", str(officer.account), {}),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\n", b"x", b"null", b"[]", b"1", b'"ping"', b"{}", b'{"do": 1}', b'{"do": []}', b'{"do": "__class__"}',
        b'{"do": "ping"', b"\xff\xfe", b'{"do": "send_letter"}', b'{"do": "purge", "subject": "1"}',
        b'{"do": "purge", "subject": 1}', b'{"do": "purge", "subject": null}',
        b'{"do": "open_identity", "grant": "x", "account": "y", "otp": 1}', b'{"do": "unwrap", "key": "x"}',
    ],
)  # fmt: skip
def test_rubbish_is_a_bad_request_and_changes_nothing(process: Vault, line: bytes) -> None:
    envelope = vault.envelope()
    assert process.answer(line) == b'{"failed": "bad_request"}\n'
    assert (Envelope.objects.get(), Grant.objects.count(), Entry.objects.count()) == (envelope, 0, 0)


def test_code_that_is_no_text_is_a_bad_request(process: Vault) -> None:
    asked = {"grant": str(uuid4()), "account": str(uuid4()), "otp": 123456}
    assert ask(process, "open_identity", **asked) == {"failed": "bad_request"}


def test_unexpected_trouble_is_answered_and_logged_by_its_class_alone(caplog: pytest.LogCaptureFixture) -> None:
    def broken(action: str, *, subject: UUID | str | int, actor: str, **detail: object) -> None:
        raise DatabaseError("Pelapor Contoh Satu <pelapor@contoh.invalid>")

    process = Vault(Desk(vault.desk().opener, broken, vault_officers.officer), Postbox(), store.wrapped_key)
    assert ask(process, "purge", subject=str(uuid4())) == {"failed": "error"}
    assert caplog.messages == ["request failed: error (DatabaseError)"]


def test_these_are_the_verbs_and_one_alone_hands_out_a_key_that_of_a_file() -> None:
    assert set(VERBS) == {
        "ping", "send_letter", "request_opening", "approve_opening", "decline_opening", "end_opening",
        "open_identity", "open_file", "lift_hold", "compare", "purge", "rewrap", "rewrap_keys",
    }  # fmt: skip
