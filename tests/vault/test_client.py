"""The client against sockets that misbehave: always `VaultDown`, never a hang, never a wrong answer."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from services.vault import client


@contextmanager
def answering(path: Path, answer: Callable[[socket.socket], object]) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(1)

        def run() -> None:
            connection, _address = listener.accept()
            with connection:
                connection.recv(65536)
                answer(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield
        thread.join(5)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "VAULT_SOCKET", tmp_path / "v.sock")
    return tmp_path / "v.sock"


def says(text: object) -> Callable[[socket.socket], object]:
    return lambda connection: connection.sendall(json.dumps(text).encode() + b"\n")


def test_nobody_there(path: Path) -> None:
    with pytest.raises(client.VaultDown, match="FileNotFoundError"):
        client.ping()


def test_socket_of_a_killed_vault(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
    with pytest.raises(client.VaultDown, match="ConnectionRefusedError"):
        client.ping()


def test_silence_ends_in_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SOON", 0.1)
    hung = threading.Event()
    with answering(path, lambda _connection: hung.wait(5)):
        with pytest.raises(client.VaultDown, match="TimeoutError"):
            client.ping()
        hung.set()


@pytest.mark.parametrize("raw", [b"", b"half an ans", b"\xff\n", b"[1]\n", b'{"failed": "error"}\n', b'{"other": 1}\n'])
def test_senseless_answers(path: Path, raw: bytes) -> None:
    with answering(path, lambda connection: connection.sendall(raw)), pytest.raises(client.VaultDown):
        client.ping()


def test_nothing_of_the_answer_stays_in_the_error(path: Path) -> None:
    telling = answering(path, lambda connection: connection.sendall(b"Pelapor Contoh Satu\n"))
    with telling, pytest.raises(client.VaultDown) as raised:
        client.ping()
    assert (str(raised.value), raised.value.__cause__) == ("JSONDecodeError", None)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("failed", "error"), [("mail_down", client.MailDown), ("letter_refused", client.LetterRefused)]
)
def test_trouble_with_mail_is_told(path: Path, failed: str, error: type[Exception]) -> None:
    letter = {"message_id": "<m>", "mail_subject": "s", "text": "t", "html": ""}
    with answering(path, says({"failed": failed})), pytest.raises(error):
        client.send_letter(subject=uuid4(), **letter)


def test_mail_down_is_also_vault_down_and_a_refused_letter_is_not() -> None:
    assert issubclass(client.MailDown, client.VaultDown)
    assert not issubclass(client.LetterRefused, client.VaultDown)


def test_refusal_carries_its_code_and_sentence(path: Path) -> None:
    with answering(path, says({"refused": "same_person"})), pytest.raises(client.Refused) as refused:
        client.approve_opening(uuid4(), account=uuid4(), otp="000000")
    assert refused.value.code == "same_person"
    assert str(refused.value) == refused.value.message
    assert refused.value.message.startswith("Pemohon tidak boleh menyetujui permohonannya sendiri")


def test_identity_that_is_no_list_is_not_believed(path: Path) -> None:
    with answering(path, says({"ok": "text"})), pytest.raises(client.VaultDown):
        client.open_identity(uuid4(), account=uuid4(), otp="000000")
