"""Talking to the vault process: one function per request, each with a time limit.

Whoever asks gets as little as the request needs; only `open_identity` ever returns a person.
"""

import json
import socket
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from services.vault.models import EnvelopeKind
from services.vault.refusals import Refused
from services.vault.socket_path import reachable

__all__ = [
    "EnvelopeKind", "LetterRefused", "MailDown", "Refused", "VaultDown",
    "approve_opening", "decline_opening", "end_opening", "has_identity_words", "lift_hold", "open_file",
    "open_identity", "ping",
    "purge", "request_opening", "rewrap", "rewrap_keys", "send_letter",
]  # fmt: skip

SOON = 5.0  # seconds for what the vault does alone
MAIL = 30.0  # seconds where a mail server takes part; it has 20


class VaultDown(Exception):
    """The vault process does not answer, or not sensibly: nothing was shown; try again later."""


class MailDown(VaultDown):
    """The vault is there, but its mail server takes no letter at present: all letters wait."""


class LetterRefused(Exception):
    """The mail server refused this one letter; the others are not to blame."""


FAILURES: dict[str, type[Exception]] = {"mail_down": MailDown, "letter_refused": LetterRefused}


def ping() -> str:
    """The id of the key the vault holds; raises `VaultDown`."""
    return str(_ask("ping", within=SOON))


def send_letter(*, subject: UUID, message_id: str, mail_subject: str, text: str, html: str) -> bool:
    """Let the vault add name and address and send; False where `subject` left no address.

    Raises `VaultDown` (also as `MailDown`), `LetterRefused`, and `Refused` where an envelope was
    tampered with.
    """
    letter = {"message_id": message_id, "subject": mail_subject, "text": text, "html": html}
    return bool(_ask("send_letter", within=MAIL, to=str(subject), **letter))


def request_opening(
    subject: UUID, *, account: UUID, reason: str, kind: str = EnvelopeKind.IDENTITY, lasting: bool = False
) -> UUID:
    """Ask for one display to the officer `account`, or for all until the grant ends; the id of the waiting grant.

    `reason` is a code. Raises `Refused` and `VaultDown`.
    """
    asked = {"subject": str(subject), "account": str(account), "reason": reason, "kind": str(kind), "lasting": lasting}
    return UUID(str(_ask("request_opening", within=SOON, **asked)))


def approve_opening(grant_id: UUID, *, account: UUID, otp: str, barred: Sequence[UUID] = ()) -> None:
    """Another person, behind none of the `barred` accounts, approves with their own one-time code.

    Raises `Refused` and `VaultDown`.
    """
    kept_out = [str(one) for one in barred]
    _ask("approve_opening", within=SOON, grant=str(grant_id), account=str(account), otp=otp, barred=kept_out)


def decline_opening(grant_id: UUID, *, account: UUID, otp: str) -> None:
    """Another person says no with their own one-time code; raises `Refused` and `VaultDown`."""
    _ask("decline_opening", within=SOON, grant=str(grant_id), account=str(account), otp=otp)


def end_opening(grant_id: UUID) -> None:
    """Close a grant before its time; raises `Refused` and `VaultDown`."""
    _ask("end_opening", within=SOON, grant=str(grant_id))


def open_identity(grant_id: UUID, *, account: UUID, otp: str) -> list[dict[str, str]]:
    """What the envelopes hold, to the requester with their own one-time code; empty where nothing was left.

    Raises `Refused` and `VaultDown`. The display is in the audit before this returns.
    """
    shown = _ask("open_identity", within=SOON, grant=str(grant_id), account=str(account), otp=otp)
    if not isinstance(shown, list):
        raise VaultDown
    return shown


def open_file(original: UUID, *, account: UUID, otp: str, reason: str) -> bytes:
    """The key of an original's file, to an officer with their own one-time code; raises `Refused` and `VaultDown`.

    `reason` is a code. That it was given is in the audit before this returns.
    """
    given = _ask("open_file", within=SOON, original=str(original), account=str(account), otp=otp, reason=reason)
    return bytes.fromhex(str(given))


def lift_hold(hold_id: UUID, *, account: UUID, otp: str) -> None:
    """Another person lets somebody go on who opened too many; raises `Refused` and `VaultDown`."""
    _ask("lift_hold", within=SOON, hold=str(hold_id), account=str(account), otp=otp)


def has_identity_words(subjects: Sequence[UUID], *, text: str, spared: Sequence[str], account: UUID) -> bool:
    """Whether a text gives anything away of the people sealed under `subjects`; never what.

    `spared` are words that may stand in it although a reporter bears them too. Raises `Refused` (also
    where the account has asked or found enough) and `VaultDown`.
    """
    asked = {"subjects": [str(subject) for subject in subjects], "spared": list(spared)}
    found = _ask("compare", within=SOON, text=text, account=str(account), **asked)
    if not isinstance(found, bool):
        raise VaultDown
    return found


def purge(subject: UUID) -> int:
    """Delete every envelope of a subject; how many there were. Raises `VaultDown`."""
    return int(str(_ask("purge", within=SOON, subject=str(subject))))


def rewrap(*, after: UUID | None, n: int) -> tuple[int, int, UUID | None]:
    """Seal up to `n` envelopes under older keys anew: how many were, how many do not open, the last looked at.

    Raises `VaultDown`.
    """
    done, failed, last = _listed(_ask("rewrap", within=MAIL, after=str(after) if after else "", n=n))
    return int(str(done)), int(str(failed)), UUID(str(last)) if last else None


def rewrap_keys(wrapped: Sequence[tuple[str, bytes]]) -> list[bytes | None]:
    """Keys of files, each (key id, ciphertext), wrapped anew to the vault's newest key; None where one does not open.

    Raises `VaultDown`.
    """
    asked = [f"{key_id}:{ciphertext.hex()}" for key_id, ciphertext in wrapped]
    found = _listed(_ask("rewrap_keys", within=MAIL, keys=asked))
    return [bytes.fromhex(str(one)) if one else None for one in found]


def _listed(answer: object) -> list[object]:
    if not isinstance(answer, list):
        raise VaultDown
    return answer


def _ask(verb: str, *, within: float, **arguments: object) -> object:
    answer = _exchange(json.dumps({"do": verb, **arguments}).encode("ascii") + b"\n", within)
    if "ok" in answer:
        return answer["ok"]
    if "refused" in answer:
        until = answer.get("until")
        raise Refused(str(answer["refused"]), until=datetime.fromisoformat(str(until)) if until else None)
    raise FAILURES.get(str(answer.get("failed")), VaultDown)


def _exchange(line: bytes, within: float) -> Mapping[str, object]:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(within)
            with reachable(settings.VAULT_SOCKET) as spelled:
                connection.connect(spelled)
            connection.sendall(line)
            with connection.makefile("rb") as lines:
                answer = json.loads(lines.readline())
    except (OSError, ValueError) as error:
        # Not chained on purpose: a chained JSON error would carry the answer into a log.
        raise VaultDown(type(error).__name__) from None
    if not isinstance(answer, dict):
        raise VaultDown
    return answer
