"""The demo's post: every mail becomes a file below VAR_DIR, and a page shows them with masked addresses."""

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage as Outgoing
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

SHOWN = 200  # newest first; older ones stay as files
NAME = re.compile(r"[0-9a-f]{32}")


class Backend(BaseEmailBackend):
    """Writes each message to `settings.MAILBOX`, whole or not at all, readable by the owner only.

    The name comes from the Message-ID, so that a letter that is sent again is one file, as it is one
    letter in a good mail program.
    """

    def send_messages(self, email_messages: Sequence[Outgoing]) -> int:
        """Write all of them; errors are the caller's, as with a mail server that is down."""
        directory = _directory()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for outgoing in email_messages:
            message = outgoing.message()
            _write(directory / f"{name_of(str(message['Message-ID']))}.eml", message.as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """One letter as the page shows it."""

    name: str
    to: str
    subject: str
    at: datetime | None
    text: str


def name_of(message_id: str) -> str:
    """The file name of a letter: nothing of it can be read from the outside."""
    return sha256(message_id.encode()).hexdigest()[:32]


def masked(addresses: str) -> str:
    """The addressees without their addresses: `s•••@e•••`."""
    found = [address for _name, address in getaddresses([addresses])]
    return ", ".join("•••@".join(part[:1] for part in address.split("@")) + "•••" for address in found)


def mails() -> list[Mail]:
    """The newest letters, newest first."""
    files = sorted(_directory().glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]
    return sorted((_read(path) for path in files), key=_moment, reverse=True)


def page(request: HttpRequest) -> HttpResponse:
    """The demo's mailbox: the list, or one letter with `?surat=<name>`. Outside a demo there is no such page."""
    if not settings.DEMO or settings.MAILBOX is None:
        raise Http404
    name = request.GET.get("surat", "")
    if not name:
        return render(request, "mailbox.html", {"mails": mails()})
    path = _directory() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return render(request, "mailbox.html", {"mail": _read(path)})


def _directory() -> Path:
    if settings.MAILBOX is None:
        raise ImproperlyConfigured("MAILBOX is not set. Name a folder, or use another EMAIL_BACKEND")
    return Path(settings.MAILBOX)


def _read(path: Path) -> Mail:
    parsed: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
    message: EmailMessage = parsed
    body = message.get_body(("plain",))
    date: Any = message["Date"]
    return Mail(
        name=path.stem,
        to=masked(str(message["To"] or "")),
        subject=str(message["Subject"] or ""),
        at=date.datetime if date else None,
        text=body.get_content() if body else "",
    )


def _moment(mail: Mail) -> float:
    return mail.at.timestamp() if mail.at else 0.0


def _write(path: Path, content: bytes) -> None:
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".")  # mode 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(draft).replace(path)
