"""The vault process: Unix sockets, one JSON line in, one out. It alone holds the private key.

Each socket is a door that answers some verbs and no others: what the staff room asks is not what the worker asks,
and the public web has no door at all. It knows envelopes, grants, the audit and who is an officer, and no case.
Neither a request nor an error text is logged.
"""

import fcntl
import json
import logging
import os
import selectors
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

from django.db import close_old_connections, transaction

from services.vault import comparing, factors, files, grants, holds, mailer, rotating
from services.vault.files import WrappedKey
from services.vault.mailer import Letter, LetterRefused, MailDown, SendMail
from services.vault.models import Envelope, EnvelopeKind
from services.vault.officers import Act, Officers, entitled
from services.vault.opening import Desk, Opener, Record
from services.vault.refusals import Refused
from services.vault.sealing import current_key_id
from services.vault.socket_path import reachable

logger = logging.getLogger("netralitas.vault")
THREADS = 8  # a slow mail server may hold a few of them for its 20 seconds
LINE = 4 * 1024 * 1024  # bytes: a letter in two forms, with room to spare
PATIENCE = 10.0  # seconds for a client to send its line and take its answer
MOST_AT_ONCE = 500  # envelopes sealed anew within one request
ROUND = 60.0  # seconds between two rounds of the vault's own work
GLANCE = 0.2  # seconds between two looks at the stop sign

Arguments = Mapping[str, Any]


class AlreadyRunning(Exception):
    """Another vault holds the socket."""


class KeyMismatch(Exception):
    """What is sealed to the configured public key would not open with any of these private keys."""


@dataclass(frozen=True)
class Given:
    """What the composition root hands down: the audit, the mail server, a file's wrapped key, who is an officer."""

    record: Record
    send_mail: SendMail
    wrapped_key: WrappedKey
    officers: Officers


def serve(
    doors: Mapping[Path, Collection[str]],
    *,
    private_keys: Sequence[bytes],
    given: Given,
    stop: Event,
    mode: int = 0o600,
    ready: Callable[[], object] = lambda: None,
) -> None:
    """Answer requests until `stop` is set, then finish those in hand.

    Raises `AlreadyRunning`, `KeyMismatch`, and `ImproperlyConfigured` on a malformed public key.

    `doors` are sockets, each with the verbs it answers (`VERBS`, `OF_STAFF`, `OF_WORKER`); `private_keys` the newest
    and older ones. `mode` are the sockets' permissions: whoever may write to one may ask the vault those verbs.
    `ready` is called once they answer.
    """
    opener = Opener(*private_keys)
    if current_key_id() not in opener.key_ids:
        raise KeyMismatch
    vault = Vault(Desk(opener, given.record, given.officers), given.send_mail, given.wrapped_key)
    with _listening(doors, mode) as listeners, ThreadPoolExecutor(THREADS, "vault") as pool:
        ready()
        due = 0.0
        while not stop.is_set():
            if time.monotonic() >= due:
                due = time.monotonic() + ROUND
                pool.submit(vault.go_round)
            for chosen, _events in listeners.select(GLANCE):
                try:
                    client, _address = chosen.fileobj.accept()  # type: ignore[union-attr]
                except OSError:
                    continue  # gone again before it was its turn
                pool.submit(vault.attend, client, chosen.data)


@dataclass(frozen=True)
class Vault:
    """Turns one request into one answer."""

    desk: Desk
    send_mail: SendMail
    wrapped_key: WrappedKey

    def attend(self, client: socket.socket, verbs: Collection[str]) -> None:
        """Read one line, answer what the door answers, hang up. A client that leaves early is nobody's error."""
        with client:
            client.settimeout(PATIENCE)
            try:
                with client.makefile("rb") as lines:
                    line = lines.readline(LINE)
                client.sendall(self.answer(line, verbs))
            except OSError:
                logger.debug("a client left before its answer")

    def answer(self, line: bytes, verbs: Collection[str] | None = None) -> bytes:
        """`{"do": verb, …}` → `{"ok": …}`, `{"refused": code}` or `{"failed": code}`; all verbs unless told which."""
        try:
            asked = json.loads(line)
            name = asked.pop("do")
            verb = VERBS[name] if verbs is None or name in verbs else None
        except (ValueError, KeyError, AttributeError, TypeError):
            return _line({"failed": "bad_request"})
        if verb is None:
            logger.error("request refused: not a verb of this door")
            return _line({"failed": "wrong_door"})
        # A connection may have died since this thread's last request; the line above never touches it.
        close_old_connections()
        try:
            return _line({"ok": verb(self, asked)})
        except Refused as refusal:
            return _line({"refused": refusal.code, **({"until": refusal.until.isoformat()} if refusal.until else {})})
        except (KeyError, ValueError, TypeError) as trouble:
            return self._failed("bad_request", trouble)
        except MailDown as trouble:
            return self._failed("mail_down", trouble)
        except LetterRefused as trouble:
            return self._failed("letter_refused", trouble)
        except Exception as trouble:  # one bad request must not end the vault
            return self._failed("error", trouble)
        finally:
            close_old_connections()

    def go_round(self) -> None:
        """What the vault does unasked: see who enrolled a code generator, write and forget its counts."""
        close_old_connections()
        try:
            factors.look(self.desk)
            comparing.tidy(self.desk)
        except Exception as trouble:  # the next round comes; the class alone, as below
            logger.warning("a round failed: %s", type(trouble).__name__)
        finally:
            close_old_connections()

    def _failed(self, code: str, trouble: Exception) -> bytes:
        # The class alone: the text of a mail or database error may hold an address.
        logger.error("request failed: %s (%s)", code, type(trouble).__name__)
        return _line({"failed": code})


def _ping(vault: Vault, _asked: Arguments) -> str:
    return vault.desk.opener.key_id


def _send_letter(vault: Vault, asked: Arguments) -> bool:
    letter = Letter(**{name: _text(asked, name) for name in ("message_id", "subject", "text", "html")})
    return mailer.send(vault.desk, _uuid(asked, "to"), letter, send_mail=vault.send_mail)


def _request_opening(vault: Vault, asked: Arguments) -> str:
    account, subject = _uuid(asked, "account"), _uuid(asked, "subject")
    with _refusals_recorded(vault.desk, subject, account):
        kind, reason, lasting = _text(asked, "kind"), _text(asked, "reason"), _flag(asked, "lasting")
        return str(grants.request(vault.desk, subject, account=account, kind=kind, reason=reason, lasting=lasting))


def _approve_opening(vault: Vault, asked: Arguments) -> bool:
    account, grant = _uuid(asked, "account"), _uuid(asked, "grant")
    barred = [UUID(one) for one in _texts(asked, "barred")]
    with _refusals_recorded(vault.desk, grant, account):
        grants.approve(vault.desk, grant, account=account, code=_text(asked, "otp"), barred=barred)
    return True


def _decline_opening(vault: Vault, asked: Arguments) -> bool:
    account, grant = _uuid(asked, "account"), _uuid(asked, "grant")
    with _refusals_recorded(vault.desk, grant, account):
        grants.decline(vault.desk, grant, account=account, code=_text(asked, "otp"))
    return True


def _end_opening(vault: Vault, asked: Arguments) -> bool:
    grants.end(vault.desk, _uuid(asked, "grant"))
    return True


def _open_identity(vault: Vault, asked: Arguments) -> list[dict[str, str]]:
    account, grant = _uuid(asked, "account"), _uuid(asked, "grant")
    with _refusals_recorded(vault.desk, grant, account):
        return grants.show(vault.desk, grant, account=account, code=_text(asked, "otp"))


def _open_file(vault: Vault, asked: Arguments) -> str:
    account, original = _uuid(asked, "account"), _uuid(asked, "original")
    with _refusals_recorded(vault.desk, original, account, action="original:refused"):
        code, reason = _text(asked, "otp"), _text(asked, "reason")
        key = files.open_key(
            vault.desk, original, account=account, code=code, reason=reason, wrapped_key=vault.wrapped_key
        )
        return key.hex()


def _lift_hold(vault: Vault, asked: Arguments) -> bool:
    account, hold = _uuid(asked, "account"), _uuid(asked, "hold")
    with _refusals_recorded(vault.desk, hold, account):
        holds.confirm(vault.desk, hold, account=account, code=_text(asked, "otp"))
    return True


def _compare(vault: Vault, asked: Arguments) -> bool:
    account, subjects = _uuid(asked, "account"), [UUID(subject) for subject in _texts(asked, "subjects")]
    text, spared = _text(asked, "text"), _texts(asked, "spared")
    entitled(vault.desk, account, Act.COMPARE)
    return comparing.compare(vault.desk, subjects, text, spared=spared, account=account)


def _purge(vault: Vault, asked: Arguments) -> int:
    subject = _uuid(asked, "subject")
    kept = EnvelopeKind.SECOND_FACTOR  # an officer's factor is no reporter's data, whatever id was asked
    with transaction.atomic():
        purged, _kinds = Envelope.objects.filter(subject=subject).exclude(kind=kept).delete()
        # Not how many: the book is read by people who must not learn whether anybody left a name (N-04).
        vault.desk.record("identity:purged", subject=subject, actor="vault")
    return purged


def _rewrap(vault: Vault, asked: Arguments) -> list[object]:
    after = _text(asked, "after")
    made = rotating.rewrap(vault.desk, after=UUID(after) if after else None, n=min(MOST_AT_ONCE, int(asked["n"])))
    return [made.done, made.failed, str(made.last) if made.last else None]


def _rewrap_keys(vault: Vault, asked: Arguments) -> list[str | None]:
    wrapped = [(key_id, bytes.fromhex(text)) for key_id, text in (one.split(":") for one in _texts(asked, "keys"))]
    return [one.hex() if one else None for one in rotating.rewrap_keys(vault.desk, wrapped)]


VERBS: dict[str, Callable[[Vault, Arguments], object]] = {
    "ping": _ping,
    "send_letter": _send_letter,
    "request_opening": _request_opening,
    "approve_opening": _approve_opening,
    "decline_opening": _decline_opening,
    "end_opening": _end_opening,
    "open_identity": _open_identity,
    "open_file": _open_file,
    "lift_hold": _lift_hold,
    "compare": _compare,
    "purge": _purge,
    "rewrap": _rewrap,
    "rewrap_keys": _rewrap_keys,
}
OF_STAFF = frozenset({  # each needs an officer, but for closing a grant, which only takes away
    "ping", "request_opening", "approve_opening", "decline_opening", "end_opening", "open_identity", "open_file",
    "lift_hold", "compare",
})  # fmt: skip
OF_WORKER = frozenset({"ping", "send_letter", "end_opening", "purge", "rewrap", "rewrap_keys"})


@contextmanager
def _refusals_recorded(desk: Desk, subject: UUID, account: UUID, *, action: str = "identity:refused") -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        desk.record(action, subject=subject, actor=f"user:{account}", why=refusal.code)
        raise


@contextmanager
def _listening(doors: Mapping[Path, Collection[str]], mode: int) -> Iterator[selectors.BaseSelector]:
    with ExitStack() as open_doors, selectors.DefaultSelector() as selector:
        for path, verbs in doors.items():
            selector.register(open_doors.enter_context(_door(path, mode)), selectors.EVENT_READ, verbs)
        yield selector


@contextmanager
def _door(path: Path, mode: int) -> Iterator[socket.socket]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _sole_holder(path), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        path.unlink(missing_ok=True)  # left by a vault that was killed: nobody else can hold the lock
        _bind(listener, path, mode)
        listener.listen(64)
        listener.settimeout(GLANCE)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _sole_holder(path: Path) -> Iterator[None]:
    # The kernel drops the lock with the process, also after a kill, so it never goes stale.
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


def _bind(listener: socket.socket, path: Path, mode: int) -> None:
    # The mask, not a later chmod: there must be no moment at which others could connect.
    before = os.umask(0o777 & ~mode)
    try:
        with reachable(path) as spelled:
            listener.bind(spelled)
    finally:
        os.umask(before)


def _uuid(asked: Arguments, name: str) -> UUID:
    return UUID(_text(asked, name))


def _text(asked: Arguments, name: str) -> str:
    value = asked[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _flag(asked: Arguments, name: str) -> bool:
    value = asked[name]
    if not isinstance(value, bool):
        raise TypeError(name)
    return value


def _texts(asked: Arguments, name: str) -> list[str]:
    value = asked[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(name)
    return value


def _line(answer: Mapping[str, object]) -> bytes:
    return json.dumps(answer).encode("ascii") + b"\n"
