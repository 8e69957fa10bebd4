"""The vault as it really runs: a process of its own, its socket in a deep folder, a mail server, a kill."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from uuid import UUID, uuid4

import psycopg2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.conf import settings
from django.db import connection

from services.vault import client
from tests.factories.vault import Officer

ROOT = Path(__file__).resolve().parents[2]
LETTER = {"mail_subject": "Pemberitahuan", "text": "Ada kabar.", "html": "<p>Ada kabar.</p>"}
# A key file of its own means production: nothing falls back to what a demo uses.
OWN_KEY = {
    "VAULT_PRIVATE_KEY_FILE": "/dev/null",
    "EMAIL_FROM": "Portal <portal@contoh.invalid>",
    "DATABASE_ROLE": "vault",
}
PORTAL = {"DJANGO_SETTINGS_MODULE": "netralitas.settings.demo"}  # whose tables of accounts the vault asks
HAS_IDENTITY_WORDS = client.has_identity_words  # the real one: other tests do without a vault process
FILL = """
import json, sys
from datetime import date
from uuid import UUID
from services.accounts.models import Membership, User
from services.vault import sealing
from services.vault.models import CodeUse, Envelope
given = json.load(sys.stdin)
subject = UUID(given["subject"])
Envelope.objects.bulk_create([
    sealing.seal("identity", subject=subject, fields={"name": "Pelapor Contoh Satu"}),
    sealing.seal("contact", subject=subject, fields={"email": "pelapor@contoh.invalid"}),
])
"""
CARD = """
import json, sys
from datetime import date
from uuid import UUID
from services.accounts.models import Membership, User
from services.vault import sealing
from services.vault.models import CodeUse
given = json.load(sys.stdin)
sealing.seal("identity_card", subject=UUID(given["subject"]), fields={"picture": "QUJD" * given["groups"]}).save()
"""
ENROL = """
for account, person, secret in given["officers"]:
    fields = {"username": account, "person_hash": person}
    user, made = User.objects.get_or_create(pk=UUID(account), defaults=fields)
    if made:
        for role in ("verifier", "leader"):
            Membership.objects.create(user=user, role=role, agency_id="bawaslu-ri", since=date(2020, 1, 1))
    sealed = sealing.enrol(user.pk, person=person, secret=bytes.fromhex(secret))
    CodeUse.objects.get_or_create(account=account, defaults={"known": sealed.pk})  # the first one: of long ago
"""
READ = """
from services.audit.models import Entry
from services.vault.models import Envelope
print(Envelope.objects.exclude(kind="second_factor").count(), *Entry.objects.values_list("action", flat=True))
"""


class Postbox(MessageHandler):
    """A mail server that keeps what it gets, after `wait` seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []
        self.wait = 0.0

    def handle_message(self, message: Message) -> None:
        time.sleep(self.wait)
        self.mails.append(message)


@dataclass
class Place:
    """One installation: its folder, its database, its mail server, what was sealed in it."""

    environment: dict[str, str]
    socket: Path
    postbox: Postbox
    subject: UUID

    def manage(self, *arguments: str, given: object = None) -> str:
        command = [sys.executable, "manage.py", *arguments]
        environment, text = self.environment | PORTAL, json.dumps(given)
        done = subprocess.run(
            command, cwd=ROOT, env=environment, input=text, capture_output=True, text=True, check=True
        )
        return done.stdout

    def fill(self, *officers: Officer) -> None:
        known = [(str(o.account), o.person, o.secret.hex()) for o in officers]
        given = {"subject": str(self.subject), "officers": known}
        self.manage("shell", "--no-imports", "-c", FILL + ENROL, given=given)

    def start(self, **changes: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "netralitas.vaultd"],
            cwd=ROOT, env={**self.environment, **changes}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database for another process: on the server under test, or a file."""
    if connection.vendor != "postgresql":
        yield f"sqlite://{tmp_path_factory.mktemp('db') / 'vault.sqlite3'}"
        return
    at = connection.settings_dict
    name = f"{at['NAME']}_vault"
    server = psycopg2.connect(
        host=at["HOST"], port=at["PORT"] or None, user=at["USER"], password=at["PASSWORD"], dbname="postgres"
    )
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
        password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
        yield f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT'] or 5432}/{name}"
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


@pytest.fixture(scope="module")
def place(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    deep = tmp_path_factory.mktemp("var") / ("a-deep-folder" * 4) / ("and-a-deeper-one" * 4)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    postbox = Postbox()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "netralitas.settings.vault",
        "VAR_DIR": str(deep),
        "DATABASE_URL": database,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "EMAIL_TLS": "0",
    }
    made = Place(environment, deep / "vault.sock", postbox, uuid4())
    assert len(bytes(made.socket)) > 150
    made.manage("migrate", "--verbosity=0")
    made.manage("load_reference", "--verbosity=0")
    yield made
    server.stop()


def ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    if line != "ready\n":
        pytest.fail(f"{line}{process.communicate(timeout=10)[1]}")


def end(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> int:
    process.send_signal(number)
    process.communicate(timeout=20)
    return process.returncode


@pytest.fixture
def vault(place: Place, monkeypatch: pytest.MonkeyPatch) -> "Iterator[subprocess.Popen[str]]":
    monkeypatch.setattr(settings, "VAULT_SOCKET", place.socket)
    place.postbox.mails.clear()
    process = place.start()
    ready(process)
    yield process
    if process.poll() is None:
        end(process)


def test_letter_and_opening_over_the_real_socket(place: Place, vault: "subprocess.Popen[str]") -> None:
    asker, custodian = Officer(elsewhere=True), Officer(elsewhere=True)
    place.fill(asker, custodian)
    assert stat.S_IMODE(place.socket.stat().st_mode) == 0o600
    assert len(client.ping()) == 16

    assert client.send_letter(subject=place.subject, message_id="<m-1@contoh.invalid>", **LETTER) is True
    assert client.send_letter(subject=uuid4(), message_id="<m-2@contoh.invalid>", **LETTER) is False
    seen = [(mail["To"], mail["Message-ID"], mail["Subject"]) for mail in place.postbox.mails]
    assert seen == [("Pelapor Contoh Satu <pelapor@contoh.invalid>", "<m-1@contoh.invalid>", "Pemberitahuan")]

    grant = client.request_opening(place.subject, account=asker.account, reason="formal_check")
    with pytest.raises(client.Refused) as refused:
        client.approve_opening(grant, account=asker.account, otp=asker.code())
    assert refused.value.code == "same_person"
    client.approve_opening(grant, account=custodian.account, otp=custodian.code())
    shown = client.open_identity(grant, account=asker.account, otp=asker.code(steps=1))
    assert shown == [{"name": "Pelapor Contoh Satu"}]
    assert client.purge(place.subject) == 2
    assert place.manage("shell", "--no-imports", "-c", READ).split() == [
        "0", "identity:requested", "factor:first_used", "identity:refused", "factor:first_used", "identity:approved",
        "identity:shown", "identity:purged",
    ]  # fmt: skip


def test_killed_vault_is_down_and_a_new_one_takes_the_stale_socket(
    place: Place, vault: "subprocess.Popen[str]"
) -> None:
    key_id = client.ping()
    assert end(vault, signal.SIGKILL) == -signal.SIGKILL
    assert place.socket.exists()
    with pytest.raises(client.VaultDown):
        client.ping()
    with pytest.raises(client.VaultDown):
        client.send_letter(subject=place.subject, message_id="<m@contoh.invalid>", **LETTER)
    again = place.start()
    ready(again)
    assert client.ping() == key_id
    assert end(again) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_signal_ends_it_cleanly_and_removes_the_socket(
    place: Place, vault: "subprocess.Popen[str]", number: int
) -> None:
    assert end(vault, number) == 0
    assert not place.socket.exists()
    with pytest.raises(client.VaultDown):
        client.ping()


def test_letter_in_hand_is_finished_before_it_stops(place: Place, vault: "subprocess.Popen[str]") -> None:
    place.fill()
    place.postbox.wait = 1.0
    try:
        with socket.socket(socket.AF_UNIX) as slow, client.reachable(place.socket) as spelled:
            slow.connect(spelled)
            letter = {"message_id": "<s@contoh.invalid>", "subject": "x", "text": "x", "html": ""}
            slow.sendall(json.dumps({"do": "send_letter", "to": str(place.subject), **letter}).encode() + b"\n")
            time.sleep(0.3)
            vault.send_signal(signal.SIGTERM)
            assert slow.makefile().readline() == '{"ok": true}\n'
    finally:
        place.postbox.wait = 0.0
    vault.communicate(timeout=20)
    assert vault.returncode == 0


def test_second_vault_in_the_same_place_is_refused(place: Place, vault: "subprocess.Popen[str]") -> None:
    second = place.start()
    _out, error = second.communicate(timeout=20)
    assert second.returncode == 2
    assert error.startswith("cannot start: another vault already runs here.")
    assert len(client.ping()) == 16


def test_mail_server_that_is_down_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.fill()
    monkeypatch.setattr(settings, "VAULT_SOCKET", place.socket)
    process = place.start(EMAIL_PORT="1")
    ready(process)
    with pytest.raises(client.MailDown):
        client.send_letter(subject=place.subject, message_id="<d@contoh.invalid>", **LETTER)
    process.send_signal(signal.SIGTERM)
    _out, error = process.communicate(timeout=20)
    assert "request failed: mail_down (MailDown)" in error
    assert "contoh" not in error


def test_socket_can_be_opened_to_the_group_of_web_and_worker(place: Place) -> None:
    process = place.start(VAULT_SOCKET_FOR_GROUP="1")
    ready(process)
    assert stat.S_IMODE(place.socket.stat().st_mode) == 0o660
    assert end(process) == 0


def test_many_at_once_each_get_their_own_answer(place: Place, vault: "subprocess.Popen[str]") -> None:
    place.fill()
    with ThreadPoolExecutor(16) as pool:
        letters = [
            pool.submit(client.send_letter, subject=place.subject, message_id=f"<{n}@contoh.invalid>", **LETTER)
            for n in range(60)
        ]
        strangers = [
            pool.submit(client.send_letter, subject=uuid4(), message_id=f"<no-{n}@contoh.invalid>", **LETTER)
            for n in range(60)
        ]
        assert [one.result() for one in letters] == [True] * 60
        assert [one.result() for one in strangers] == [False] * 60
    sent = sorted(mail["Message-ID"] for mail in place.postbox.mails)
    assert sent == sorted(f"<{n}@contoh.invalid>" for n in range(60))


def test_without_a_mail_server_letters_land_in_the_mailbox_at_case_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.fill()
    monkeypatch.setattr(settings, "VAULT_SOCKET", place.socket)
    process = place.start(EMAIL_HOST="", DEMO="1", DEMO_NOW="2024-10-03T09:00+08:00")
    ready(process)
    assert client.send_letter(subject=place.subject, message_id="<b@contoh.invalid>", **LETTER) is True
    assert end(process) == 0
    (letter,) = (place.socket.parent / "mail").rglob("*.eml")
    content = letter.read_text(encoding="utf-8")
    assert "Message-ID: <b@contoh.invalid>" in content
    assert "Date: Thu, 03 Oct 2024 01:0" in content
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"VAULT_PUBLIC_KEY": "A" * 43 + "="}, "VAULT_PUBLIC_KEY belongs to none of the private keys."),
        ({"VAULT_PUBLIC_KEY": "short"}, "VAULT_PUBLIC_KEY is not the URL-safe base64 of 32 bytes."),
        ({**OWN_KEY, "VAULT_PRIVATE_KEY_FILE": "/nowhere/key"}, "VAULT_PRIVATE_KEY_FILE cannot be read (No such file"),
        (
            {**OWN_KEY, "VAULT_PRIVATE_KEY_FILE": "/dev/null"},
            "VAULT_PRIVATE_KEY_FILE does not hold a key of 32 bytes on each line.",
        ),
        ({**OWN_KEY, "EMAIL_FROM": ""}, "EMAIL_FROM: is not set."),
        ({**OWN_KEY, "EMAIL_HOST": ""}, "EMAIL_HOST: is not set."),
        ({**OWN_KEY, "DATABASE_URL": ""}, "DATABASE_URL: is not set."),
        ({**OWN_KEY, "DATABASE_ROLE": ""}, "DATABASE_ROLE: is not set."),
        ({**OWN_KEY, "DATABASE_ROLE": "worker"}, "DATABASE_ROLE: is 'worker'."),
        ({"VAULT_SOCKET": "/proc/nowhere/v.sock"}, "the socket cannot be made (No such file"),
        ({"EMAIL_PORT": "many"}, "EMAIL_PORT: is 'many'."),
        ({"DEMO_NOW": "2024-10-03T09:00+08:00"}, "DEMO_NOW: is set."),
    ],
)
def test_what_cannot_work_is_refused_in_one_line(place: Place, changes: dict[str, str], sentence: str) -> None:
    process = place.start(**changes)
    out, error = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert error.startswith(f"cannot start: {sentence}")
    assert error.count("\n") == 1


def test_the_largest_photo_of_an_identity_card_comes_over_the_real_socket(
    place: Place, vault: "subprocess.Popen[str]"
) -> None:
    asker, custodian = Officer(elsewhere=True), Officer(elsewhere=True)
    subject, groups = uuid4(), -(-5 * 1024 * 1024 // 3)  # 5 MiB in base64
    known = [(str(o.account), o.person, o.secret.hex()) for o in (asker, custodian)]
    given = {"subject": str(subject), "groups": groups, "officers": known}
    place.manage("shell", "--no-imports", "-c", CARD + ENROL, given=given)
    grant = client.request_opening(subject, account=asker.account, reason="formal_check", kind="identity_card")
    client.approve_opening(grant, account=custodian.account, otp=custodian.code())
    shown = client.open_identity(grant, account=asker.account, otp=asker.code())
    assert shown == [{"picture": "QUJD" * groups}]
    assert client.purge(subject) == 1


def test_what_it_counted_and_saw_outlives_a_kill(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAULT_SOCKET", place.socket)
    officer = Officer(elsewhere=True)
    asked = {"spared": [], "account": officer.account}
    place.fill(officer)
    before = place.start()
    ready(before)
    for number in range(4):
        assert HAS_IDENTITY_WORDS([place.subject], text=f"Satu Contoh {number}", **asked)
    client.request_opening(uuid4(), account=officer.account, reason="formal_check")
    end(before, signal.SIGKILL)
    officer.secret = b"of whoever came meanwhile"
    place.fill(officer)

    after = place.start()
    ready(after)
    with pytest.raises(client.Refused) as refused:
        HAS_IDENTITY_WORDS([place.subject], text="Terlapor hadir.", **asked)
    assert refused.value.code == "compared_enough"
    with pytest.raises(client.Refused) as refused:
        client.request_opening(uuid4(), account=officer.account, reason="formal_check")
    assert refused.value.code == "new_factor"
    end(after)
